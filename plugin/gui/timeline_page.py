"""The page of time: claims by the period they refer to and the day they were said, beside events and days with maps."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from qgis.core import QgsTemporalNavigationObject
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QShowEvent
from qgis.PyQt.QtWidgets import QLabel, QVBoxLayout, QWidget

from ..bridge.case_days import days_with_maps, events_of_case
from ..bridge.cases import OpenCase, open_cases
from ..bridge.ledger import LedgerRow, ledger_rows
from ..bridge.parts import CHARTS, install_line, missing
from ..bridge.snapshots import snapshot
from ..bridge.time_link import TimeLink
from ..bridge.watch import WHOLE_TABLE, CaseWatch
from ..bridge.words import tr
from .claim_choices import ClaimChoices
from .claims_model import ROW_ROLE, ClaimsFilter, ClaimsModel, verdict_words
from .desk import Desk
from .series_chart import load
from .tasks import Progress, Work
from .timeline_foot import PERIOD, TimelineFoot
from .timeline_rows import Event, bar_of, period_of

if TYPE_CHECKING:
    from .timeline_chart import TimelineChart

Date = datetime.date
# Long enough for the rest of one edit to come in.
_PAUSE_MS = 250
# Above this many edited claims all are read, which is quicker.
_MOST_ONE_BY_ONE = 100
_READ = ("claims", "sources", "events", "control_areas")


class TimelinePage(QWidget):
    """A page of the workplace; made with the desk, told of the case by `show_case`."""

    claim_chosen = pyqtSignal(str)
    """The id of the claim that the user chose."""
    zoom_wanted = pyqtSignal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("salient_timeline_page")
        self._desk = desk
        self._case: OpenCase | None = None
        self._chosen = ""
        self._behind: set[str] = set()  # The tables that were edited since they were read.
        self._fids: set[int] = set()  # The claims among them; WHOLE_TABLE for all.
        self._anew = True  # All of the time is to be shown, not the stretch that was chosen for another case.
        self._events: list[Event] = []
        self._map_days: list[Date] = []
        self._work: Work | None = None
        self.chart: TimelineChart | None = None
        self.model = ClaimsModel(self)
        self.filter = ClaimsFilter(self.model)
        self.choices = ClaimChoices(self.filter, "timeline")
        self._make_parts()
        self._lay_out()
        controller = desk.iface.mapCanvas().temporalController()
        self._link: TimeLink | None = None
        if isinstance(controller, QgsTemporalNavigationObject):
            self._link = TimeLink(controller, self._map_shows)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._read)
        self._watch = CaseWatch(desk.project, self)
        self._watch.edited.connect(self._edited)
        for signal in (desk.checks.report_changed, desk.checks.went_stale):
            signal.connect(self._show_check)
        self.choices.narrowed.connect(self._draw)

    def _make_parts(self) -> None:
        self.words = QLabel()
        self.words.setObjectName("salient_timeline_words")
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.foot = TimelineFoot()

    def _lay_out(self) -> None:
        self._place = QVBoxLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self.choices)
        layout.addLayout(self._place, 1)
        layout.addWidget(self.words)
        layout.addWidget(self.foot)

    # ------------------------------------------------------------ the case

    def show_case(self, case: OpenCase | None) -> None:
        """Show another case, or the same one again; None where no case is open."""
        if case != self._case:
            self._chosen, self._anew = "", True
        self._case = case
        self._behind, self._fids = set(_READ), {WHOLE_TABLE}
        if self.isVisible():
            self._read()

    def choose_claim(self, claim_id: str) -> None:
        """Mark a claim; a filter that hides it is lifted."""
        self._chosen = claim_id
        seen = {row.id for row in self._rows()}
        if claim_id not in seen and any(row.id == claim_id for row in self.model.rows):
            self.choices.lift()
        if self.chart is not None:
            self.chart.choose(claim_id)

    def close_down(self) -> None:
        """Listen to QGIS no more."""
        self._timer.stop()
        self._watch.close()
        self._forget_work()
        if self._link is not None:
            self._link.close()
            self._link = None

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while nobody looked."""
        super().showEvent(event)
        if self._behind or self.chart is None:
            self._timer.start(0)

    def _edited(self, case_id: str, table: str, fid: int) -> None:
        if self._case is not None and case_id == self._case.id and table in _READ:
            self._behind.add(table)
            if table in ("claims", "sources"):
                self._fids.add(fid if table == "claims" else WHOLE_TABLE)
            if self.isVisible():
                self._timer.start(_PAUSE_MS)

    def _read(self) -> None:
        """Read what was edited; days with maps, of which there may be years, in the background."""
        case, behind, fids = self._case, self._behind, self._fids
        self._behind, self._fids = set(), set()
        if case is None or not any(one.id == case.id for one in open_cases(self._desk.project)):
            self._events, self._map_days = [], []
            self._show_rows([])
            return
        if "events" in behind:
            self._events = [Event(day, name) for day, name in events_of_case(self._desk.project, case)]
        if behind & {"claims", "sources"}:
            some = None if WHOLE_TABLE in fids or len(fids) > _MOST_ONE_BY_ONE else fids
            rows = ledger_rows(self._desk.project, case, some)
            self._show_rows(rows if some is None else self.model.with_edits(some, rows))
        else:
            self._draw()
        if "control_areas" in behind or self.chart is None:
            self._read_days(case)

    def _read_days(self, case: OpenCase) -> None:
        absent = missing(CHARTS)
        if absent:
            text = tr("Needed for this and not installed: {names}. Install with {command} and start QGIS again.")
            names = ", ".join(part.module for part in absent)
            self.words.setText(text.format(names=names, command=install_line(absent)))
            return
        self._forget_work()
        with self._desk.telling():
            now = snapshot(self._desk.project, case, ("control_areas",))

            def read(_progress: Progress) -> list[Date]:
                load()
                return days_with_maps(now)

            self._work = self._desk.start(tr("Days with control maps"), read, self._show_days)

    def _forget_work(self) -> None:
        task, self._work = self._work, None
        if task is not None and not sip.isdeleted(task):
            task.forget()
            task.cancel()

    def _show_days(self, days: list[Date]) -> None:
        self._work = None
        self._map_days = days
        if self.chart is None:
            from .timeline_chart import TimelineChart

            self.chart = TimelineChart(self._claim_clicked, self._day_chosen, self._tip)
            self._place.addWidget(self.chart.widget)
            self.foot.serve(self.chart)
        self._draw()
        self._map_shows(None)

    # ------------------------------------------------------------ claims

    def _show_rows(self, rows: list[LedgerRow]) -> None:
        self.model.show_rows(rows)
        self.choices.blockSignals(True)  # It is drawn once, when all was read.
        self.choices.offer(rows)
        self.choices.narrow()
        self.choices.blockSignals(False)
        self._show_check()

    def _show_check(self, case_id: str = "") -> None:
        case, checks = self._case, self._desk.checks
        if case is None:
            self.model.show_verdicts({}, frozenset())
        elif case_id in ("", case.id):
            report = checks.report(case.id)
            verdicts = {} if report is None else {one.claim.id: one.verdict for one in report.findings}
            self.model.show_verdicts(verdicts, checks.stale_claims(case.id))
        self.choices.say_how_many()
        self._draw()

    def _rows(self) -> list[LedgerRow]:
        """Return the claims that the choices let be seen."""
        return [self.filter.index(row, 0).data(ROW_ROLE) for row in range(self.filter.rowCount())]

    def _draw(self) -> None:
        if self.chart is None:
            return
        bars, dateless = [], 0
        for row in self._rows():
            bar = bar_of(row, self.model.verdict_of(row), self.model.is_stale(row))
            if bar is None:
                dateless += 1
            else:
                bars.append(bar)
        self.chart.show(bars, self._events, self._map_days, self._anew)
        self._anew = self._anew and not (bars or self._events or self._map_days)
        self.chart.choose(self._chosen)
        self._say(len(bars), dateless)

    def _say(self, drawn: int, dateless: int) -> None:
        if self._case is None:
            text = tr("No case is open: use Plugins > Salient > New case… or Open case… first.")
        elif not self.model.rows:
            text = tr("The case holds no claims: there is nothing to check yet.")
        elif not drawn and not dateless:
            text = tr("No claim fits the search.")
        else:
            text = tr("Claims that name no day and are not shown here: {n}.").format(n=dateless) if dateless else ""
        self.words.setText(text)
        self.words.setVisible(bool(text))

    def _tip(self, claim_id: str) -> str:
        row = next((one for one in self.model.rows if one.id == claim_id), None)
        if row is None:
            return ""
        period = period_of(row)
        lines = [f"{row.id}  {row.claimant}", row.text]
        if period is not None:
            days = period[0].isoformat()
            if period[1] != period[0]:
                days += f" – {period[1].isoformat()}"
            lines.append(tr("refers to: {period}").format(period=days))
        if row.stated_on is not None:
            lines.append(tr("said on: {day}").format(day=row.stated_on.isoformat()))
        lines.append(verdict_words(self.model.verdict_of(row), self.model.is_stale(row)))
        return "\n".join(one for one in lines if one)

    # ------------------------------------------------------------ the map's time

    def _claim_clicked(self, claim_id: str, twice: bool) -> None:
        self._chosen = claim_id
        if self.chart is not None:
            self.chart.choose(claim_id)
        self.claim_chosen.emit(claim_id)
        if twice:
            self.zoom_wanted.emit(claim_id)
            return
        row = next((one for one in self.model.rows if one.id == claim_id), None)
        period = None if row is None else period_of(row)
        if row is not None and period is None and row.stated_on is not None:
            period = row.stated_on, row.stated_on
        wanted = self.foot.click.currentData()
        if period is None or not wanted or self._link is None:
            return
        if wanted == PERIOD and period[0] != period[1]:
            self._link.show_period(*period)
        else:
            self._day_chosen(period[1])

    def _days(self) -> list[Date]:
        """Return the first and the last day of all that is shown."""
        days = [*(one.day for one in self._events), *self._map_days]
        for row in self.model.rows:
            days += [one for one in (row.refers_from, row.refers_to, row.stated_on) if one is not None]
        return [min(days), max(days)] if days else []

    def _day_chosen(self, day: Date) -> None:
        """Let the map show a day; the slider then goes over all the days of the case."""
        days = self._days()
        if self._link is not None and days:
            self._link.show(min(max(day, days[0]), days[1]), days)

    def _map_shows(self, _day: Any) -> None:
        """Move the line to the day that the map shows."""
        if self.chart is not None:
            self.chart.set_time(None if self._link is None else self._link.period())
