"""Checks that run by themselves: a case that was checked once is checked again a moment after each edit.

Nothing is said while it goes well; the panels follow the signals. One check runs for a case at a time: an edit calls
off the one under way, since what it reads is out of date.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from qgis.core import QgsSettings
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from ..about import SLUG
from ..bridge import work
from ..bridge.cases import OpenCase, tables_of_case
from ..bridge.watch import CaseWatch
from ..bridge.words import error_text, tr
from ..core.errors import SalientError
from .check_actions import show_findings

if TYPE_CHECKING:
    from ..core.findings import Report
    from .desk import Desk
    from .tasks import Progress, Work

# As long as the pause between two strokes on the keyboard, and not as long as one waits for an answer.
_PAUSE_MS = 800
_AUTOMATIC = f"{SLUG}/checks/automatic"


@dataclass
class _Watched:
    """What is known of one case."""

    case: OpenCase
    timer: QTimer
    report: Report | None = None
    is_stale: bool = False
    stale_claims: frozenset[str] = frozenset()
    work: Work | None = None
    again: bool = False
    asked: bool = False  # The check under way was asked for by the user.
    told: str = ""  # The last failure, which is said once.
    edits: int = 0
    seen: int = field(default=-1)  # The number of edits when the last check began.


class Checks(QObject):
    """The checks of all open cases; one a desk."""

    report_changed = pyqtSignal(str)
    """The case's id: a new report is there."""
    went_stale = pyqtSignal(str)
    """The case's id: it was edited since its report, or it is better known which claims that touches."""
    started = pyqtSignal(str)
    """The case's id: a check began."""
    failed = pyqtSignal(str, str)
    """The case's id and a sentence, "" where the user called the check off."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.owner)
        self._desk = desk
        self._cases: dict[str, _Watched] = {}
        self._watch = CaseWatch(desk.project, self)
        self._watch.edited.connect(self._edited)
        self._watch.gone.connect(self._gone)
        desk.on_unload(self._close)

    def report(self, case_id: str) -> Report | None:
        """Return the last report on a case; None before its first check."""
        watched = self._cases.get(case_id)
        return None if watched is None else watched.report

    def is_stale(self, case_id: str) -> bool:
        """Whether the case was edited since its report."""
        watched = self._cases.get(case_id)
        return watched is not None and watched.is_stale

    def stale_claims(self, case_id: str) -> frozenset[str]:
        """Return the ids of the claims whose own finding may have changed; empty where the report is current."""
        watched = self._cases.get(case_id)
        return frozenset() if watched is None else watched.stale_claims

    def is_running(self, case_id: str) -> bool:
        """Whether the case is being checked."""
        watched = self._cases.get(case_id)
        return watched is not None and watched.work is not None

    def under_way(self, case_id: str) -> Work | None:
        """Return the check of a case that is under way, to follow it or to call it off; None where there is none."""
        watched = self._cases.get(case_id)
        return None if watched is None else watched.work

    def automatic(self) -> bool:
        """Whether a case is checked again by itself after an edit."""
        return bool(QgsSettings().value(_AUTOMATIC, True, type=bool))

    def set_automatic(self, on: bool) -> None:
        """Let cases be checked again by themselves, or not; what is out of date is then checked at once."""
        QgsSettings().setValue(_AUTOMATIC, on)
        for watched in self._cases.values():
            if not on:
                watched.timer.stop()
            elif watched.is_stale and watched.work is None:
                watched.timer.start()

    def check_now(self, case: OpenCase, asked: bool = True) -> None:
        """Check a case as it is now; from then on it is checked again after each edit.

        What the user did not ask for (`asked`) is not told in the message bar.

        Raises
        ------
        SalientError
            When one of its layers cannot be read.
        """
        watched = self._cases.get(case.id)
        if watched is None:
            timer = QTimer(self)
            timer.setSingleShot(True)
            timer.setInterval(_PAUSE_MS)
            timer.timeout.connect(partial(self._check_again, case.id))
            watched = self._cases[case.id] = _Watched(case, timer)
        watched.case, watched.asked = case, asked or watched.asked
        self._start(watched)

    # ------------------------------------------------------------ what happens to a case

    def _edited(self, case_id: str, table: str, fid: int) -> None:
        watched = self._cases.get(case_id)
        if watched is None:
            return
        watched.edits += 1
        automatic = self.automatic()
        if watched.work is not None and automatic:
            watched.again = True
            watched.work.cancel()
        if watched.report is not None:
            watched.is_stale = True
            stale = frozenset(claim.id for claim in watched.report.case.claims)
            if stale != watched.stale_claims or watched.edits == watched.seen + 1:
                watched.stale_claims = stale
                self.went_stale.emit(case_id)
        if automatic:
            watched.timer.start()

    def _gone(self, case_id: str) -> None:
        watched = self._cases.pop(case_id, None)
        if watched is not None:
            watched.timer.stop()
            watched.timer.deleteLater()
            if watched.work is not None:
                watched.work.forget()
                watched.work.cancel()
            if watched.work is not None and watched.asked:
                text = tr("{name} was closed while its claims were checked.")
                self._desk.notices.warn(text.format(name=watched.case.name))

    def _check_again(self, case_id: str) -> None:
        watched = self._cases.get(case_id)
        if watched is None or watched.work is not None:
            return
        try:
            self._start(watched)
        except SalientError as error:
            self._tell(watched, error)

    # ------------------------------------------------------------ one check

    def _start(self, watched: _Watched) -> None:
        watched.timer.stop()
        if watched.work is not None:
            # Its worker has to let go first; `_ended` begins anew.
            watched.again = True
            watched.work.cancel()
            return
        case = watched.case
        tables = tables_of_case(self._desk.project, case)
        watched.again, watched.seen = False, watched.edits

        def check(progress: Progress) -> Report:
            return work.checked(work.case_of(case.name, tables, progress), None, progress)

        title = tr("Checking the claims of {name}").format(name=case.name)
        made = self._desk.tasks.start(title, check, partial(self._done, case.id), partial(self._fell, case.id))
        watched.work = made
        made.taskTerminated.connect(partial(self._ended, case.id, made))
        self.started.emit(case.id)

    def _done(self, case_id: str, report: Report) -> None:
        watched = self._cases.get(case_id)
        if watched is None:
            return
        watched.work, watched.told = None, ""
        watched.report = report
        watched.is_stale = watched.edits != watched.seen
        if not watched.is_stale:
            watched.stale_claims = frozenset()
        asked, watched.asked = watched.asked, False
        with self._desk.telling():
            show_findings(self._desk, watched.case, report, asked)
        self.report_changed.emit(case_id)
        if watched.is_stale and self.automatic():
            watched.timer.start()

    def _fell(self, case_id: str, error: BaseException) -> None:
        watched = self._cases.get(case_id)
        if watched is not None:
            watched.work, watched.asked = None, False
            self._tell(watched, error)

    def _tell(self, watched: _Watched, error: BaseException) -> None:
        """Say what went wrong, once: the same sentence after each edit would bury the others."""
        sentence = error_text(error) if isinstance(error, SalientError) else type(error).__name__
        if sentence != watched.told:
            watched.told = sentence
            self._desk.tell(error)
        self.failed.emit(watched.case.id, sentence)

    def _ended(self, case_id: str, made: Work) -> None:
        """Go on after a check that was called off, by an edit (it begins anew) or by the user (it does not)."""
        watched = self._cases.get(case_id)
        if watched is None or watched.work is not made:
            return
        watched.work = None
        if watched.again:
            watched.timer.start()
        else:
            watched.asked = False
            self.failed.emit(case_id, "")

    def _close(self) -> None:
        self._watch.close()
        for watched in self._cases.values():
            watched.timer.stop()
            if watched.work is not None:
                watched.work.forget()
                watched.work.cancel()
        self._cases.clear()
        self._desk.forget_checks()
        self.deleteLater()
