"""Help and About."""

from __future__ import annotations

from html import escape

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from .. import about
from ..bridge.versions import program_versions
from ..bridge.words import locale_code, tr
from ..paths import resource
from ..store.doctor import diagnosis
from .desk import Desk


class PageDialog(QDialog):
    """A page of text to read; links open in the browser."""

    def __init__(self, parent: QWidget, name: str, title: str, html: str) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.page = QTextBrowser(self)
        self.page.setOpenExternalLinks(True)
        self.page.setHtml(html)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.page)
        layout.addWidget(buttons)
        self.resize(680, 560)


def show_help(desk: Desk) -> None:
    """Open the manual that comes with Salient; no network."""
    path = resource("help", f"{locale_code()}.html")
    if not path.is_file():
        path = resource("help", "en.html")
    _show(desk, PageDialog(desk.iface.mainWindow(), "salient_help", tr("Help"), path.read_text(encoding="utf-8")))


def show_about(desk: Desk) -> None:
    """Show which versions of what are at work, and what is missing."""
    title = tr("About Salient")
    _show(desk, PageDialog(desk.iface.mainWindow(), "salient_about", title, about_html()))


def _show(desk: Desk, dialog: QDialog) -> None:
    """Show a page beside the work; it is closed when Salient leaves QGIS."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.show()
    desk.keep_page(dialog)


def about_html() -> str:
    """Return version, purpose, and what is installed, as HTML."""
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
