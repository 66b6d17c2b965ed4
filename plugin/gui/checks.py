"""Checks that run by themselves: a case that was checked once is checked again a moment after each edit.

Nothing is said while it goes well; the panels follow the signals. One check runs for a case at a time: an edit calls
off the one under way, since what it reads is out of date.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from qgis.core import QgsSettings
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from ..about import SLUG
from ..bridge import work
from ..bridge.case_reader import CaseReader
from ..bridge.cases import READ_BY_CHECKS, OpenCase, tables_of_case
from ..bridge.watch import WHOLE_TABLE, CaseWatch
from ..bridge.words import error_text, tr
from ..core.errors import SalientError
from .check_actions import show_findings

if TYPE_CHECKING:
    from ..core.case import Case
    from ..core.findings import Report
    from ..core.moved import Known
    from .desk import Desk
    from .tasks import Progress, Work

# As long as the pause between two strokes on the keyboard, and not as long as one waits for an answer.
_PAUSE_MS = 800
# Of a whole check, the share that reading takes.
_READING = 0.3
_AUTOMATIC = f"{SLUG}/checks/automatic"


class _Watched:
    """What is known of one case."""

    def __init__(self, case: OpenCase, timer: QTimer) -> None:
        self.case = case
        self.timer = timer
        self.reader = CaseReader(case.name)
        self.known: Known = {}
        self.report: Report | None = None
        self.work: Work | None = None
        self.again = False
        # The check under way was asked for by the user.
        self.asked = False
        # The last failure, which is said once.
        self.told = ""
        # What the next check has to read, by table: features, or None for all; and what of it changed the case.
        self.unread: dict[str, set[int] | None] = {}
        self.edits: dict[str, set[int] | None] = {}
        # What the check under way was given of these.
        self.given: tuple[dict[str, set[int] | None], dict[str, set[int] | None]] = ({}, {})
        self.stale_claims: frozenset[str] | None = frozenset()

    @property
    def is_stale(self) -> bool:
        """Whether the case was edited since its report; what a check under way is looking at counts too."""
        return self.report is not None and bool(self.edits or self.given[1])

    def now_stale(self) -> frozenset[str]:
        """Return the claims whose finding may have changed; found out when it is asked for."""
        if self.stale_claims is None:
            self.stale_claims = frozenset()
            if self.report is not None:
                edits: dict[str, set[int] | None] = {}
                _merge(edits, self.edits)
                _merge(edits, self.given[1])
                self.stale_claims = self._touched(self.report.case, edits)
        return self.stale_claims

    def _touched(self, case: Case, edits: Mapping[str, set[int] | None]) -> frozenset[str]:
        from ..core.recheck import touched

        ids = {
            table: None if fids is None else {self.reader.id_of(table, fid) for fid in fids}
            for table, fids in edits.items()
        }
        return touched(case, ids)


def _merge(into: dict[str, set[int] | None], more: Mapping[str, set[int] | None]) -> None:
    """Add edits to others, which grow in place: an import makes tens of thousands, one by one."""
    for table, fids in more.items():
        old = into.setdefault(table, set())
        if old is None or fids is None:
            into[table] = None
        else:
            old.update(fids)


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
        self._watch.saved.connect(self._saved)
        self._watch.removed.connect(self._removed)
        self._watch.gone.connect(self._gone)
        self._stale: set[str] = set()
        # A thousand edits at once are told once.
        self._tell_stale = QTimer(self)
        self._tell_stale.setSingleShot(True)
        self._tell_stale.setInterval(0)
        self._tell_stale.timeout.connect(self._say_stale)
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
        return frozenset() if watched is None else watched.now_stale()

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
        # What scripts wrote through the providers nobody told: where the user asks, all is read again.
        watched.unread = dict.fromkeys(READ_BY_CHECKS)
        self._start(watched)

    # ------------------------------------------------------------ what happens to a case

    def _edited(self, case_id: str, table: str, fid: int) -> None:
        watched = self._cases.get(case_id)
        if watched is None:
            return
        edit = {table: None if fid == WHOLE_TABLE else {fid}}
        _merge(watched.unread, edit)
        _merge(watched.edits, edit)
        watched.stale_claims = None
        if case_id not in self._stale or (watched.work is not None and not watched.again):
            # Once a turn of the event loop: an import of places is tens of thousands of edits.
            self._stale.add(case_id)
            self._tell_stale.start()
            self._look_soon(watched)

    def _saved(self, case_id: str, table: str) -> None:
        watched = self._cases.get(case_id)
        if watched is not None:
            watched.unread[table] = None
            self._look_soon(watched)

    def _look_soon(self, watched: _Watched) -> None:
        if self.automatic():
            if watched.work is not None:
                watched.again = True
                watched.work.cancel()
            watched.timer.start()

    def _say_stale(self) -> None:
        for case_id in sorted(self._stale):
            if self.is_stale(case_id):
                self.went_stale.emit(case_id)
        self._stale.clear()

    def _removed(self, case_id: str, layer_name: str) -> None:
        if self.is_running(case_id):
            text = tr("{name} was removed while claims were checked; from now on its table is read from the file.")
            self._desk.notices.warn(text.format(name=layer_name))

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
        case, reader = watched.case, watched.reader
        sources = tables_of_case(self._desk.project, case, reader.wants(watched.unread))
        watched.again = False
        watched.given = (watched.unread, watched.edits)
        watched.unread, watched.edits = {}, {}
        unread, previous, known = watched.given[0], watched.report, watched.known

        def check(progress: Progress) -> Report:
            now = reader.read(sources, unread, work.part_of(progress, 0.0, _READING))
            return work.rechecked(now, previous, work.part_of(progress, _READING, 1.0), known)

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
        watched.given = ({}, {})
        watched.report, watched.stale_claims = report, None
        asked, watched.asked = watched.asked, False
        with self._desk.telling():
            show_findings(self._desk, watched.case, report, asked)
        self.report_changed.emit(case_id)
        if watched.unread:
            self._look_soon(watched)

    def _take_back(self, watched: _Watched) -> None:
        """Let the next check read what one that came to no end was to read."""
        watched.work = None
        _merge(watched.unread, watched.given[0])
        _merge(watched.edits, watched.given[1])
        watched.given = ({}, {})

    def _fell(self, case_id: str, error: BaseException) -> None:
        watched = self._cases.get(case_id)
        if watched is not None:
            self._take_back(watched)
            watched.asked = False
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
        self._take_back(watched)
        if watched.again:
            watched.timer.start()
        else:
            watched.asked = False
            self.failed.emit(case_id, "")

    def _close(self) -> None:
        self._watch.close()
        self._tell_stale.stop()
        for watched in self._cases.values():
            watched.timer.stop()
            if watched.work is not None:
                watched.work.forget()
                watched.work.cancel()
        self._cases.clear()
        self._desk.forget_checks()
        self.deleteLater()
