"""Work under way, in the message bar: how far it is, and a button that calls it off."""

from __future__ import annotations

from html import escape
from typing import Callable

from qgis.core import Qgis, QgsTask
from qgis.gui import QgsMessageBar, QgsMessageBarItem
from qgis.PyQt import sip
from qgis.PyQt.QtWidgets import QProgressBar, QPushButton

from ..about import TITLE
from ..bridge.words import tr


class ProgressNotice:
    """One line of the message bar that lives as long as a task.

    Parameters
    ----------
    bar
        QGIS's message bar.
    title
        What is being done.
    task
        The work; it keeps this notice alive by its signals.
    called_off
        Called when the user presses Cancel.
    """

    def __init__(self, bar: QgsMessageBar, title: str, task: QgsTask, called_off: Callable[[], None]) -> None:
        self._bar = bar
        self._called_off = called_off
        self._item: QgsMessageBarItem | None = bar.createMessage(TITLE, escape(title))
        self._share = QProgressBar(self._item)
        self._share.setObjectName("salient_progress")
        self._share.setMaximumWidth(220)
        self._share.setRange(0, 100)
        button = QPushButton(tr("Cancel"), self._item)
        button.setObjectName("salient_cancel")
        self._item.layout().addWidget(self._share)
        self._item.layout().addWidget(button)
        button.clicked.connect(lambda: self._cancel(task))
        task.progressChanged.connect(self._show)
        task.taskCompleted.connect(self._close)
        task.taskTerminated.connect(self._close)
        bar.pushWidget(self._item, Qgis.MessageLevel.Info, 0)

    def _show(self, percent: float) -> None:
        if not sip.isdeleted(self._share):
            self._share.setValue(int(percent))

    def _cancel(self, task: QgsTask) -> None:
        if not sip.isdeleted(task):
            task.cancel()
        self._close()
        self._called_off()

    def _close(self) -> None:
        item, self._item = self._item, None
        if item is not None and not sip.isdeleted(item) and not sip.isdeleted(self._bar):
            self._bar.popWidget(item)
