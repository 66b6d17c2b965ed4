"""The manual that comes with Salient, and About. No network: QGIS's own help opens web pages."""

from __future__ import annotations

from html import escape
from pathlib import Path

from qgis.PyQt.QtCore import QEvent, QObject, Qt, QUrl
from qgis.PyQt.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from .. import about
from ..bridge.versions import program_versions
from ..bridge.words import locale_code, tr
from ..paths import resource
from .desk import Desk

INDEX = "index"


class PageDialog(QDialog):
    """A page of text to read; links to pages beside it open here, others in the browser."""

    def __init__(self, parent: QWidget, name: str, title: str) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.page = QTextBrowser(self)
        self.page.setObjectName("page")
        self.page.setOpenExternalLinks(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.page)
        layout.addWidget(self.buttons)
        self.resize(720, 600)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)


class HelpDialog(PageDialog):
    """The manual, opened at one of its pages; the others are reached by links, back and forward."""

    def __init__(self, parent: QWidget, page: str) -> None:
        super().__init__(parent, "salient_help", tr("Salient help"))
        self._index = QUrl.fromLocalFile(str(page_path(INDEX)))
        for text, name, act, possible in (
            (tr("Contents"), "contents", self._go_to_index, None),
            (tr("Back"), "back", self.page.backward, self.page.backwardAvailable),
            (tr("Forward"), "forward", self.page.forward, self.page.forwardAvailable),
        ):
            button = QPushButton(text)
            button.setObjectName(name)
            button.setAutoDefault(False)
            button.clicked.connect(act)
            if possible is not None:
                button.setEnabled(False)
                possible.connect(button.setEnabled)
            self.buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        self.page.setSource(QUrl.fromLocalFile(str(page_path(page))))

    def _go_to_index(self) -> None:
        self.page.setSource(self._index)


def page_path(page: str) -> Path:
    """Return the file of a page in QGIS's language, else in English; the contents where there is no such page."""
    for code in (locale_code(), "en"):
        path = resource("help", code, f"{page}.html")
        if path.is_file():
            return path
    return resource("help", "en", f"{INDEX}.html")


def show_help(desk: Desk) -> None:
    """Open the manual at its contents."""
    show_page(desk, INDEX)


def show_page(desk: Desk, page: str) -> None:
    """Open the manual at a page, beside the work; it is closed when Salient leaves QGIS."""
    _show(desk, HelpDialog(desk.iface.mainWindow(), page))


class _HelpKey(QObject):
    """Opens a page of the manual when F1 is pressed anywhere in a dialog or a panel.

    A shortcut would be ambiguous: F1 is QGIS's own as well, and then neither is called.
    """

    def __init__(self, widget: QWidget, page: str) -> None:
        super().__init__(widget)
        self.setObjectName("help_key")
        self._widget = widget
        self._page = page
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take F1 before the shortcuts do; Qt calls this."""
        kind = event.type()
        if kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress) and event.key() == Qt.Key.Key_F1:
            event.accept()
            if kind == QEvent.Type.KeyPress:
                self.open()
            return True
        return super().eventFilter(watched, event)

    def open(self) -> None:
        """Open the page, or bring to the front the manual that was opened from here before."""
        for shown in self._widget.findChildren(HelpDialog):
            # One that was closed is there until the event loop deletes it.
            if shown.isVisible():
                shown.raise_()
                shown.activateWindow()
                return
        # It belongs to what asked, and goes with it: a dialog that waits for an answer lets no other window be used.
        HelpDialog(self._widget, self._page).show()


def help_on(widget: QWidget, page: str, buttons: QDialogButtonBox | None = None) -> None:
    """Let F1 open a page of the manual from a dialog or a panel, and so does a button Help among `buttons`."""
    key = _HelpKey(widget, page)
    if buttons is not None:
        button = buttons.addButton(QDialogButtonBox.StandardButton.Help)
        button.setText(tr("Help"))
        button.setAutoDefault(False)
        button.clicked.connect(key.open)


def show_about(desk: Desk) -> None:
    """Show which versions of what are at work, and what is missing."""
    dialog = PageDialog(desk.iface.mainWindow(), "salient_about", tr("About Salient"))
    dialog.page.setHtml(about_html())
    _show(desk, dialog)


def _show(desk: Desk, dialog: QDialog) -> None:
    dialog.show()
    desk.keep_page(dialog)


def about_html() -> str:
    """Return version, purpose, and what is installed, as HTML."""
    from ..store.doctor import diagnosis

    sentence = tr("Claims about ground, checked against the map. It reports on published information.")
    lines = [
        f"<h2>{about.TITLE} {about.VERSION}</h2>",
        f"<p>{escape(sentence)}</p>",
        f"<p>{escape(tr('Licence: GPL-2.0-or-later.'))}</p>",
        f"<h3>{escape(tr('What it runs on'))}</h3><ul>",
    ]
    lines += [f"<li>{escape(name)} {escape(version)}</li>" for name, version in program_versions().items()]
    found = diagnosis()
    lines += [f"<li>{escape(line)}</li>" for line in found.lines]
    lines += [f"<li><b>{escape(problem)}</b></li>" for problem in found.problems]
    return "".join([*lines, "</ul>"])
