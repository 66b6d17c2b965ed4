"""The panel of control maps: the series of an issuer, linked with QGIS's time slider, and claims against curves."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qgis.core import QgsProject, QgsTemporalNavigationObject
from qgis.gui import QgsDockWidget, QgsMapCanvas
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ..bridge.cases import OpenCase
from ..bridge.change_layer import km2_text, signed_km2_text
from ..bridge.control_work import DailySeries
from ..bridge.time_link import TimeLink
from ..bridge.words import say, tr
from ..bridge.zones import Zone, step_rows
from .claims_chart import ClaimsChart
from .control_days import plain_label
from .control_depths import DepthsPage
from .control_places import PlacesPage
from .docks import go_to
from .series_chart import SeriesChart
from .series_scope import ScopeBar, ZoneTable

if TYPE_CHECKING:
    from ..core.messages import Message
    from ..core.reconcile_curve import ClaimCurve
    from ..core.series import Series, Step

Date = datetime.date


class ControlDock(QgsDockWidget):
    """Built on first use; it asks for its numbers by signals and is given them when they are there."""

    series_wanted = pyqtSignal()
    curves_wanted = pyqtSignal()
    sectors_wanted = pyqtSignal()

    def __init__(self, parent: QWidget, canvas: QgsMapCanvas) -> None:
        super().__init__(tr("Control maps"), parent)
        self.setObjectName("salient_control")
        self.case: OpenCase | None = None
        self._series: DailySeries | None = None
        self._has_curves = False
        self._days: Mapping[str, Sequence[Date]] = {}
        self._canvas = canvas
        self._link: TimeLink | None = None
        controller = canvas.temporalController()
        if isinstance(controller, QgsTemporalNavigationObject):
            self._link = TimeLink(controller, self._map_shows)
        self.series_chart: SeriesChart | None = None
        self.claims_chart: ClaimsChart | None = None
        self.issuer, self.layer, self.by = QComboBox(), QComboBox(), QComboBox()
        for box, name in ((self.issuer, "issuer"), (self.layer, "layer"), (self.by, "by")):
            box.setObjectName(name)
            # Not as wide as the longest name: the panel must fit a small screen.
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(12)
        for value, words in (
            ("control", tr("assessed control")),
            ("held", tr("control and advance")),
            ("other", tr("the other side's layer")),
        ):
            self.layer.addItem(words, value)
        for value, words in (("day", tr("by day")), ("week", tr("by week")), ("month", tr("by month"))):
            self.by.addItem(words, value)
        self.refresh = QPushButton(tr("Measure again"))
        self.refresh.setObjectName("refresh")
        self.reading = plain_label("salient_series_reading", tr("No series was measured yet."))
        self.notes = plain_label("salient_series_notes", "")
        self.sentence = plain_label("salient_curve_sentence", tr("The claims were not measured yet."))
        self.claims_legend = QLabel()
        self.claims_legend.setWordWrap(True)
        self.scope, self.zones = ScopeBar(), ZoneTable()
        self.places, self.depths = PlacesPage(), DepthsPage()
        self.tabs = QTabWidget()
        self.tabs.setObjectName("salient_control_tabs")
        self._lay_out()
        self.by.currentIndexChanged.connect(self._draw)
        self.scope.changed.connect(self.series_wanted)
        self.zones.picked.connect(self._zone_picked)
        self.issuer.activated.connect(self._issuer_chosen)
        self.layer.activated.connect(lambda _: self.series_wanted.emit())
        self.refresh.clicked.connect(self._measure_again)
        self.tabs.currentChanged.connect(self._tab_chosen)
        self.places.place_wanted.connect(lambda place: go_to(self._canvas, [place]))
        for page in (self.places, self.depths):
            page.day_wanted.connect(self._show_on_map)
        QgsProject.instance().cleared.connect(self.clear)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        for words, box in ((tr("Issuer"), self.issuer), (tr("Layer"), self.layer), (tr("Steps"), self.by)):
            form = QFormLayout()
            form.addRow(words, box)
            # Names are read whole where there is room for them.
            top.addLayout(form, 2)
        top.addStretch(3)
        top.addWidget(self.refresh)
        self._series_page, self._claims_page = QWidget(), QWidget()
        series, claims = QVBoxLayout(self._series_page), QVBoxLayout(self._claims_page)
        for layout, label in ((series, self.reading), (claims, self.sentence)):
            layout.setContentsMargins(4, 4, 4, 4)
            layout.addWidget(label)
        self._chart = QVBoxLayout()
        beside = QHBoxLayout()
        beside.addWidget(self.zones, 2)
        beside.addLayout(self._chart, 5)
        series.insertWidget(0, self.scope)
        series.addLayout(beside, 1)
        series.addWidget(self.notes)
        claims.addWidget(self.claims_legend)
        self.tabs.addTab(self._series_page, tr("Series"))
        self.tabs.addTab(self._claims_page, tr("Claims and curves"))
        self.tabs.addTab(self.places, tr("Settlements"))
        self.tabs.addTab(self.depths, tr("Depth by the day"))
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addLayout(top)
        layout.addWidget(self.tabs, 1)
        self.setWidget(body)

    def set_case(self, case: OpenCase, days: Mapping[str, Sequence[Date]]) -> None:
        """Show the panel for a case and the days of each issuer of its maps."""
        if self.case is None or self.case.id != case.id:
            self.clear()
            self.case = case
        self.setWindowTitle(tr("Control maps: {name}").format(name=case.name))
        before = self.issuer.currentText()
        self.issuer.clear()
        self._days = days
        self.issuer.addItems(list(days))
        self.issuer.setCurrentIndex(max(self.issuer.findText(before), 0))
        self._offer_days()
        self.setUserVisible(True)

    def show_series(self, series: DailySeries) -> None:
        """Draw a series that was measured."""
        self._series = series
        if self.series_chart is None:
            self.series_chart = SeriesChart(self._chosen)
            legend = QLabel(self.series_chart.legend)
            legend.setWordWrap(True)
            self._chart.addWidget(legend)
            self._chart.addWidget(self.series_chart.widget, 1)
        self.scope.offer(True)
        self._draw()
        self._map_shows(self.day())

    def day(self) -> Date | None:
        """Return the day that the map shows; None where it shows all."""
        return self._link.day() if self._link is not None else None

    def _issuer_chosen(self, _: int) -> None:
        self.places.clear()
        self.depths.clear()
        self._offer_days()
        self.series_wanted.emit()
        self._tab_chosen(self.tabs.currentIndex())

    def _offer_days(self) -> None:
        for page in (self.places, self.depths):
            page.span.set_days(self._days.get(self.issuer.currentText(), ()))

    def show_curves(self, found: tuple[Sequence[ClaimCurve], Message | None]) -> None:
        """Draw the claims and their curves."""
        curves, sentence = found
        self._drop_claims()
        self.claims_chart = ClaimsChart(curves)
        self.claims_legend.setText(self.claims_chart.legend)
        self._claims_page.layout().addWidget(self.claims_chart.widget, 1)
        self.claims_chart.widget.setVisible(bool(curves))
        self._has_curves = True
        nothing = tr("No claim about changed ground has a number, a period and maps of its first and last day.")
        self.sentence.setText(say(sentence) if sentence is not None else ("" if curves else nothing))

    def clear(self) -> None:
        """Forget everything: the project was closed, or another case is shown."""
        self.case = self._series = None
        self.zones.show_zones((), "day")
        self.scope.offer(False)
        self._has_curves = False
        self.reading.setText(tr("No series was measured yet."))
        self.notes.setText("")
        self.sentence.setText(tr("The claims were not measured yet."))
        if self.series_chart is not None:
            self.series_chart.clear()
        self._drop_claims()
        self._days = {}
        for page in (self.places, self.depths):
            page.clear()
            page.span.set_days(())

    def _drop_claims(self) -> None:
        self.claims_legend.setText("")
        if self.claims_chart is not None:
            self.claims_chart.widget.hide()
            self.claims_chart.widget.deleteLater()
            self.claims_chart = None

    def close_down(self) -> None:
        """Listen to QGIS no more."""
        if self._link is not None:
            self._link.close()
            self._link = None

    def _measure_again(self) -> None:
        self._has_curves = False
        self.places.clear()
        self.depths.clear()
        self.series_wanted.emit()
        self._tab_chosen(self.tabs.currentIndex())

    def _tab_chosen(self, _: int) -> None:
        page = self.tabs.currentWidget()
        if self.case is None:
            return
        if page is self._claims_page and not self._has_curves:
            self.sentence.setText(tr("Measuring…"))
            self.curves_wanted.emit()
        elif page is self.places and self.places.found is None and self.places.span.days() is not None:
            self.places.wanted.emit()
        elif page is self.depths:
            # Drawn meanwhile, perhaps; the depths themselves wait for the button.
            self.sectors_wanted.emit()

    def _draw(self) -> None:
        if self._series is None or self.series_chart is None:
            return
        self.zones.show_zones(self._series.zones, self.by.currentData())
        self._draw_chosen()

    def _zone_picked(self, zone: Zone) -> None:
        """Draw the zone's series, and go there on the map."""
        self._draw_chosen()
        west, south, east, north = zone.box
        go_to(self._canvas, [(west, south), (east, north)])

    def _shown(self) -> Series:
        """Return the series that is drawn: of the zone that is chosen, where there are zones."""
        zone, series = self.zones.zone(), self._series
        by: Mapping[str, Series] = zone.by if zone is not None else {} if series is None else series.by
        return by[self.by.currentData()]

    def step_rows(self) -> list[tuple[Any, ...]]:
        """Return a heading and the steps, of all zones where there are any; nothing while nothing is measured."""
        return [] if self._series is None else step_rows(self._series, self.by.currentData())

    def _draw_chosen(self) -> None:
        if self._series is None or self.series_chart is None:
            return
        chosen = self._shown()
        self.series_chart.show(chosen, self._series.days)
        lines = [say(note) for note in (*self._series.notes, *chosen.notes)]
        if chosen.stood_in:
            pairs = ", ".join(f"{one.used} → {one.asked}" for one in chosen.stood_in)
            lines.append(tr("Stand-ins for missing days: {days}.").format(days=pairs))
        self.notes.setText(" ".join(lines))
        self.notes.setVisible(bool(lines))
        self._read(self.series_chart.day)

    def _chosen(self, day: Date) -> None:
        """Let the map show the day that was clicked."""
        self._read(day)
        self._show_on_map(day)

    def _show_on_map(self, day: Date) -> None:
        days = self._days.get(self.issuer.currentText(), ())
        if self._link is not None and days:
            self._link.show(day, days)

    def _map_shows(self, day: Date | None) -> None:
        """Move the lines to the day that the map shows."""
        self.depths.map_shows(day)
        if self.series_chart is not None and self._series is not None:
            self.series_chart.set_day(day)
            self._read(day)

    def _read(self, day: Date | None) -> None:
        if self._series is None:
            return
        chosen, zone = self._shown(), self.zones.zone()
        where = "" if zone is None else f"{zone.name}. "
        if self._series.in_frame:
            where = tr("In the case's frame.") + " "
        if day is None:
            text = tr("{issuer}, {start} to {end}: net {net} km². Click the chart: the map shows that day.")
            first, last = chosen.steps[0].start_used, chosen.steps[-1].end_used
            net = signed_km2_text(chosen.steps[-1].cumulative_km2)
            self.reading.setText(where + text.format(issuer=self._series.issuer, start=first, end=last, net=net))
            return
        step = _step_of(chosen.steps, day)
        if step is None:
            self.reading.setText(where + tr("{day}: no step of the series ends here.").format(day=day))
            return
        text = tr("{day}. Step {start} to {end}: gained {gained}, lost {lost}, net {net}; in all {total} km².")
        values = {
            "gained": km2_text(step.gained_km2),
            "lost": km2_text(step.lost_km2),
            "net": signed_km2_text(step.net_km2),
        }
        ends = {
            "day": day,
            "start": step.start_used,
            "end": step.end_used,
            "total": signed_km2_text(step.cumulative_km2),
        }
        self.reading.setText(where + text.format(**values, **ends))


def _step_of(steps: Sequence[Step], day: Date) -> Step | None:
    """Return the step that ends on a day or runs over it."""
    for step in steps:
        if step.start_used < day <= step.end_used:
            return step
    return steps[0] if steps and day == steps[0].start_used else None
