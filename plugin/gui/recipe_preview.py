"""The pages of a briefing as a recipe would have them, made anew after each change."""

from __future__ import annotations

from typing import Any, Callable

from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from ..bridge.briefings import MadeBriefing
from ..bridge.pdf_pages import can_show, page_count, page_picture
from ..bridge.words import error_text, say, tr
from ..core.errors import Cancelled, SalientError
from .desk import Desk
from .page_view import PageView
from .tasks import Progress, Work

Make = Callable[[Progress], MadeBriefing]


class RecipePreview(QWidget):
    """One preview at a time: a newer wish calls the work on the older one off."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._made: MadeBriefing | None = None
        self._work: Work | None = None
        self._drawing: Work | None = None
        self.view = PageView()
        self.state, self.remarks = QLabel(), QLabel()
        for name, label in (("state", self.state), ("remarks", self.remarks)):
            label.setObjectName(f"recipe_{name}")
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.progress = QProgressBar()
        self.progress.setObjectName("recipe_progress")
        self.progress.setRange(0, 100)
        self.progress.setMaximumWidth(160)
        self.progress.setVisible(False)
        top = QHBoxLayout()
        top.addWidget(self.state, 1)
        top.addWidget(self.progress)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(top)
        layout.addWidget(self.remarks)
        layout.addWidget(self.view, 1)
        self.remarks.setVisible(False)
        self.view.picture_wanted.connect(self._draw)

    def show_anew(self, make: Make) -> None:
        """Make a briefing in the background and show its pages; what cannot be made is said in their place."""
        self.stop()

        def build(progress: Progress) -> tuple[MadeBriefing | None, int, str]:
            try:
                made = make(progress)
            except SalientError as error:
                if isinstance(error, Cancelled):
                    raise
                return None, 0, error_text(error)
            return made, page_count(made.pdf) if can_show() else 0, ""

        self.state.setText("… " + tr("making the preview"))
        self.view.set_stale(True)
        self.progress.setVisible(True)
        self._work = self._desk.start(tr("Preview of the recipe"), build, self._show)
        self._work.progressChanged.connect(self._moved)

    def stop(self) -> None:
        """Drop what is under way; its results go nowhere."""
        for work in (self._work, self._drawing):
            if work is not None and not sip.isdeleted(work):
                work.forget()
                work.cancel()
        self._work = self._drawing = None
        self.progress.setVisible(False)
        self.progress.setValue(0)

    def _moved(self, percent: float) -> None:
        self.progress.setValue(int(percent))

    def _show(self, found: tuple[MadeBriefing | None, int, str]) -> None:
        made, pages, trouble = found
        self._work, self._made = None, made
        self.progress.setVisible(False)
        self.remarks.setVisible(bool(made is not None and made.remarks))
        if made is None:
            self.state.setText("⚠ " + tr("not to be printed like this"))
            self.view.show_words(trouble)
            return
        self.state.setText("✓ " + tr("as it will be printed"))
        self.remarks.setText("\n".join(f"⚠ {say(one)}" for one in made.remarks))
        if pages:
            self.view.show_pages(pages)
        else:
            self.view.show_words(
                tr("This QGIS cannot draw the pages of a PDF: its GDAL was built without Poppler and PDFium.")
            )

    def _draw(self, page: int, dpi: float) -> None:
        made, before = self._made, self._drawing
        if before is not None and not sip.isdeleted(before):
            before.forget()
            before.cancel()
        if made is None or self.view.count == 0:
            return
        pdf = made.pdf

        def draw(_progress: Progress) -> Any:
            return page_picture(pdf, page, dpi)

        self._drawing = self._desk.start(tr("Page {page} of the preview").format(page=page), draw, self._drawn)

    def _drawn(self, picture: Any) -> None:
        self._drawing = None
        self.view.show_picture(picture)
