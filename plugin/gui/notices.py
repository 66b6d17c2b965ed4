"""What Salient tells the user: one line in QGIS's message bar, and everything in its log."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from functools import partial
from html import escape

from qgis.core import Qgis, QgsApplication
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import QPushButton

from ..about import TITLE
from ..bridge.words import tr

_SECONDS = 8
_STAYS = 0


class Notices:
    """The message bar and the log; text from data is escaped, because the bar reads mark-up."""

    def __init__(self, iface: QgisInterface) -> None:
        self._bar = iface.messageBar()

    def done(self, text: str) -> None:
        """Say that something the user asked for is done."""
        self._show(text, Qgis.MessageLevel.Success, _SECONDS)

    def hint(self, text: str) -> None:
        """Say something that the user may like to know."""
        self._show(text, Qgis.MessageLevel.Info, _SECONDS)

    def warn(self, text: str) -> None:
        """Say something that the user should know; it stays until it is closed."""
        self._show(text, Qgis.MessageLevel.Warning, _STAYS)

    def refuse(self, text: str) -> None:
        """Say why something could not be done; it stays until it is closed."""
        self._show(text, Qgis.MessageLevel.Critical, _STAYS)

    def fault(self, error: BaseException) -> None:
        """Say that Salient itself failed; the traceback goes to the log only."""
        lines: Sequence[str] = traceback.format_exception(type(error), error, error.__traceback__)
        log("".join(lines), Qgis.MessageLevel.Critical)
        text = tr("This is a fault of Salient: {kind}. Nothing was changed. The log (View > Panels) holds the details.")
        self._show(text.format(kind=type(error).__name__), Qgis.MessageLevel.Critical, _STAYS)

    def wrote(self, text: str, path: str) -> None:
        """Say that a file was written, with a button that opens it."""
        log(f"{text} {path}", Qgis.MessageLevel.Success)
        address = QUrl.fromLocalFile(path)
        shown = f'{escape(text)} <a href="{escape(address.toString(), quote=True)}">{escape(path)}</a>'
        item = self._bar.createMessage(TITLE, shown)
        button = QPushButton(tr("Open"), item)
        button.setObjectName("salient_open_file")
        button.clicked.connect(partial(QDesktopServices.openUrl, address))
        item.layout().addWidget(button)
        self._bar.pushWidget(item, Qgis.MessageLevel.Success, _STAYS)

    def _show(self, text: str, level: Qgis.MessageLevel, seconds: int) -> None:
        log(text, level)
        self._bar.pushMessage(TITLE, escape(text), level, seconds)


def log(text: str, level: Qgis.MessageLevel = Qgis.MessageLevel.Info) -> None:
    """Write to QGIS's log, in a tab of our own; the bar is not told a second time."""
    QgsApplication.messageLog().logMessage(text, TITLE, level, False)
