"""The page of the briefing: what it will say before it is written, its pages to look at, and the button that exports.

The preview is made in the background from the last check where that is up to date, else from a check of its own. What
the case's edits leave behind looks out of date until it is made anew.
"""

from __future__ import annotations

from typing import Any

from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtGui import QShowEvent
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from ..bridge import work
from ..bridge.briefings import BriefingWish, MadeBriefing, made_briefing
from ..bridge.cases import OpenCase, open_cases, tables_of_case
from ..bridge.desk_texts import keep_texts, kept_texts
from ..bridge.parts import MEASURING, PAPER, install_line, missing
from ..bridge.pdf_pages import can_show, page_count, page_picture
from ..bridge.watch import CaseWatch
from ..bridge.words import say, tr
from .briefing_form import BriefingForm
from .canvas_aim import aimed
from .check_actions import ask_path, export, map_issuers
from .desk import Desk
from .page_view import PageView
from .tasks import Progress, Work
from .turning_splitter import TurningSplitter

_PAUSE_MS = 300


class BriefingPage(QWidget):
    """A page of the workplace; made with the desk, told of the case by `show_case`."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("salient_briefing_page")
        self._desk = desk
        self._case: OpenCase | None = None
        self._made: MadeBriefing | None = None
        self._stale = False
        self._failed = False  # Not tried again by itself.
        self._work: Work | None = None
        self._drawing: Work | None = None
        self.form, self.view = BriefingForm(), PageView()
        self.state = QLabel()
        self.state.setObjectName("salient_briefing_state")
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        self.state.setWordWrap(True)
        self.progress = QProgressBar()
        self.progress.setObjectName("salient_briefing_progress")
        self.progress.setRange(0, 100)
        self.progress.setMaximumWidth(160)
        self.cancel = _button("cancel", tr("Cancel"))
        self.refresh = _button("refresh", tr("Make the preview anew"))
        self.write = _button("export", tr("Export PDF…"))
        self.issue = _button("issue", tr("Issue…"))
        self.issue.setToolTip(tr("Write it as a numbered issue, which the case keeps"))
        self._lay_out()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE_MS)
        self._soon.timeout.connect(self._make_if_wanted)
        self._watch = CaseWatch(desk.project, self)
        self._watch.edited.connect(self._edited)
        desk.checks.report_changed.connect(self._checked)
        desk.checks.failed.connect(self._check_failed)
        self.form.changed.connect(self._wish_changed)
        self.view.picture_wanted.connect(self._draw)
        self.cancel.clicked.connect(self._call_off)
        self.refresh.clicked.connect(self.make)
        self.write.clicked.connect(self._export)
        self.issue.clicked.connect(self._issue)
        self.form.recipe.clicked.connect(self._edit_recipe)
        self._show_state()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.state, 1)
        for widget in (self.progress, self.cancel, self.refresh, self.issue, self.write):
            top.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addLayout(top)
        layout.addWidget(TurningSplitter(self.view, self.form), 1)

    # ------------------------------------------------------------ the case

    def show_case(self, case: OpenCase | None) -> None:
        """Show another case, or the same one again; None where no case is open."""
        if case == self._case:
            return
        self._keep_edits()
        self._forget_work()
        self._case, self._made, self._stale, self._failed = case, None, False, False
        self.form.forget()
        self.view.show_words(
            tr("No case is open: use Plugins > Salient > New case… or Open case… first.") if case is None else "…"
        )
        if case is not None:
            title, sentences = kept_texts(self._desk.project, case.id)
            self.form.title.setText(title)
            if sentences:
                self.form.put_sentences(sentences)
        self._show_state()
        # In the next turn: the case's first check, if there is to be one, begins before.
        self._soon.start()

    def close_down(self) -> None:
        """Listen no more, and drop what is under way."""
        self._keep_edits()
        self._soon.stop()
        self._watch.close()
        self._forget_work()
        self._case = None

    def showEvent(self, event: QShowEvent) -> None:
        """Make the preview when somebody looks."""
        super().showEvent(event)
        self._soon.start()

    def _keep_edits(self) -> None:
        """Keep title and bottom line with the project, as long as the case is in it."""
        case = self._case
        if case is not None and any(one.id == case.id for one in open_cases(self._desk.project)):
            written = self.form.sentences() if self.form.is_edited() else ()
            keep_texts(self._desk.project, case.id, self.form.title.text().strip(), written)

    def _edited(self, case_id: str, *_: Any) -> None:
        if self._stale or self._case is None or case_id != self._case.id:
            return  # Told once, however many rows are edited.
        if self._made is not None or self._work is not None:
            self._set_stale()

    def _checked(self, case_id: str) -> None:
        """Make the preview anew after a check, where checks run by themselves."""
        if self._case is not None and case_id == self._case.id:
            self._failed = False
            self._soon.start()

    def _check_failed(self, *_: str) -> None:
        self._show_state()

    def _wish_changed(self) -> None:
        self._failed = False
        self._keep_edits()
        if self._made is not None or self._work is not None:
            self._set_stale()
        self._soon.start()

    def _set_stale(self) -> None:
        self._stale = True
        self.view.set_stale(True)
        self._show_state()

    # ------------------------------------------------------------ making it

    def _make_if_wanted(self) -> None:
        """Make what is missing or out of date; a check that is under way is waited for."""
        case, checks = self._case, self._desk.checks
        if case is None or not self.isVisible() or self._failed:
            return
        if not self._stale and (self._made is not None or self._work is not None):
            self._show_state()
            return
        if checks.is_running(case.id) or (checks.is_stale(case.id) and self._made is not None):
            self._show_state()
            return
        self.make()

    def make(self) -> None:
        """Make the preview from the case as it is now, in the background."""
        case = self._case
        absent = missing((*MEASURING, *PAPER))
        if case is None or absent or not any(one.id == case.id for one in open_cases(self._desk.project)):
            if absent:
                text = tr("Needed for this and not installed: {names}. Install with {command} and start QGIS again.")
                names = ", ".join(part.module for part in absent)
                self.view.show_words(text.format(names=names, command=install_line(absent)))
            return
        self._forget_work()
        self._failed = True  # Until it went well.
        with self._desk.telling():
            self.form.offer_issuers(map_issuers(self._desk, case))
            wish = self.form.wish()
            report = None if self._desk.checks.is_stale(case.id) else self._desk.checks.report(case.id)
            known = (report.case, report) if report is not None and wish.as_of is None else None
            tables = None if known is not None else tables_of_case(self._desk.project, case)
            camera = aimed(self._desk, case)

            def build(progress: Progress) -> tuple[MadeBriefing, int]:
                now, found = known if known is not None else (work.case_of(case.name, tables or {}, progress), None)
                made = made_briefing(now, wish, progress, found, camera)
                return made, page_count(made.pdf) if can_show() else 0

            self._stale = False
            title = tr("Preview of the briefing on {name}").format(name=case.name)
            self._work = self._desk.start(title, build, self._show)
            self._work.progressChanged.connect(self._moved)
            self._work.taskTerminated.connect(self._ended)
        self._show_state()

    def _show(self, found: tuple[MadeBriefing, int]) -> None:
        made, pages = found
        self._work, self._failed, self._made = None, False, made
        self.form.show_generated(made.title, made.bottom_line, made.language)
        if pages:
            self.view.show_pages(pages)
        else:
            text = tr("This QGIS cannot draw the pages of a PDF: its GDAL was built without Poppler and PDFium.")
            self.view.show_words(text + " " + tr("The bottom line is shown here all the same, and the export works."))
        self.view.set_stale(self._stale)
        self._show_state()
        if self._stale:
            self._soon.start()

    def _ended(self) -> None:
        """Take the next wish: the work was called off, or the message bar says what went wrong."""
        self._work = None
        if self._made is None:
            self.view.show_words(tr("There is no preview: make it anew."))
        else:
            self._stale = True
            self.view.set_stale(True)
        self._show_state()

    def _moved(self, percent: float) -> None:
        self.progress.setValue(int(percent))

    def _call_off(self) -> None:
        if self._work is not None and not sip.isdeleted(self._work):
            self._work.cancel()

    def _forget_work(self) -> None:
        """Drop what is under way; its results go nowhere."""
        task, self._work = self._work, None
        if task is not None and not sip.isdeleted(task):
            task.progressChanged.disconnect(self._moved)
            task.taskTerminated.disconnect(self._ended)
            task.forget()
            task.cancel()
        self._forget_drawing()

    # ------------------------------------------------------------ its pages

    def _draw(self, page: int, dpi: float) -> None:
        """Have a page drawn; one that was asked for before is not wanted any more."""
        made = self._made
        self._forget_drawing()
        if made is None or (self.view.count == 0):
            return

        def draw(_progress: Progress) -> Any:
            return page_picture(made.pdf, page, dpi)

        self._drawing = self._desk.start(tr("Page {page} of the preview").format(page=page), draw, self._drawn)

    def _drawn(self, picture: Any) -> None:
        self._drawing = None
        self.view.show_picture(picture)

    def _forget_drawing(self) -> None:
        task, self._drawing = self._drawing, None
        if task is not None and not sip.isdeleted(task):
            task.forget()
            task.cancel()

    # ------------------------------------------------------------ how it stands, and the file

    def _show_state(self) -> None:
        running = self._work is not None
        for widget in (self.progress, self.cancel):
            widget.setVisible(running)
        if not running:
            self.progress.setValue(0)
        self.refresh.setVisible(not running)
        for button in (self.refresh, self.write, self.form.recipe):
            button.setEnabled(self._case is not None)
        self.state.setText(self._state_words(running))
        font = self.state.font()
        font.setItalic(running or self._stale)
        self.state.setFont(font)

    def _state_words(self, running: bool) -> str:
        if self._case is None:
            return ""
        if running:
            return "… " + tr("making the preview")
        if (self._stale or self._made is None) and self._desk.checks.is_running(self._case.id):
            return "… " + tr("waiting for the check")
        if self._made is None:
            return "– " + tr("no preview yet")
        if self._stale:
            return "↻ " + tr("out of date: what is printed has changed since")
        return "\n".join(("✓ " + tr("as it will be printed"), *(f"⚠ {say(one)}" for one in self._made.remarks)))

    def wish(self) -> BriefingWish:
        """Return what the form asks for."""
        return self.form.wish()

    def _edit_recipe(self) -> None:
        """Ask for the recipe of the case; its preview has title, day and bottom line as the form has them."""
        case = self._case
        if case is None or not self._desk.has((*MEASURING, *PAPER)):
            return
        from .recipe_actions import edit_recipe

        edit_recipe(self._desk, case, self.form.wish())

    def _issue(self) -> None:
        """Issue the briefing as the form asks for it, from the case as it is now."""
        if self._case is not None and self._desk.has((*MEASURING, *PAPER)):
            from .issue_actions import issue_by_wish

            issue_by_wish(self._desk, self._case, self.form.wish())

    def _export(self) -> None:
        """Write the briefing as the form asks for it, from the case as it is now."""
        case = self._case
        if case is None or not self._desk.has((*MEASURING, *PAPER)):
            return
        path = ask_path(self._desk, case)
        if path:
            export(self._desk, case, path, self.form.wish())


def _button(name: str, text: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(f"salient_briefing_{name}")
    return button
