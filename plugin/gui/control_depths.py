"""The page of depth by the day: how deep the ground gained since a first day reaches from that day's front."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ..bridge.change_layer import km2_text
from ..bridge.words import say, tr
from .control_days import DaySpan, plain_label
from .depth_chart import DepthChart
from .depth_options import DepthOptions

if TYPE_CHECKING:
    from ..core.depth import DepthMeasure
    from ..core.front import DepthSeries

Date = datetime.date


class DepthsPage(QWidget):
    """Two days, a break-in sector, and the chart; `wanted` asks for the depths, `day_wanted` for a day on the map."""

    wanted = pyqtSignal()
    day_wanted = pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__()
        self.found: DepthSeries | None = None
        self.chart: DepthChart | None = None
        self.span = DaySpan(tr("Measure"))
        self.sector = QComboBox()
        self.sector.setObjectName("sector")
        self.sector.setMinimumContentsLength(16)
        self.sector.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.options = DepthOptions()
        self.reading = plain_label("salient_depth_reading")
        self.notes = plain_label("salient_depth_notes")
        self.legend = QLabel()
        self.legend.setWordWrap(True)
        head = QHBoxLayout()
        head.addWidget(QLabel(tr("Break-in sector")))
        head.addWidget(self.sector)
        head.addWidget(self.span, 1)
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(4, 4, 4, 4)
        self._body.addLayout(head)
        for widget in (self.options, self.reading, self.legend, self.notes):
            self._body.addWidget(widget)
        self._body.addStretch()
        self.span.asked.connect(self.wanted)
        self.span.refused.connect(self.reading.setText)
        self.clear()

    def set_sectors(self, sectors: Sequence[tuple[str, str]], own: str) -> None:
        """Offer areas (id, name) as the break-in sector; `own` is the case's."""
        before = self.sector.currentData() if self.sector.count() else None
        self.sector.clear()
        self.sector.addItem(tr("none"), "")
        for area_id, name in sectors:
            self.sector.addItem(name, area_id)
        place = self.sector.findData(own if before is None else before)
        self.sector.setCurrentIndex(max(place, 0))

    def clear(self) -> None:
        """Forget the depths."""
        self.found = None
        if self.chart is not None:
            self.chart.clear()
        self.free()

    def wait(self) -> None:
        """Show that the depths are being measured."""
        self.span.button.setEnabled(False)
        self.reading.setText(tr("Measuring…"))

    def free(self) -> None:
        """Take the next question; what was called off leaves what was there."""
        self.span.button.setEnabled(True)
        self.read(None if self.chart is None else self.chart.day)
        self.notes.setText(self._notes())

    def show_depths(self, found: DepthSeries, day: Date | None) -> None:
        """Draw a depth series; `day` is the one that the map shows."""
        self.found = found
        if self.chart is None:
            self.chart = DepthChart(self._chosen)
            self.legend.setText(self.chart.legend)
            self._body.takeAt(self._body.count() - 1)  # the stretch makes room
            self._body.insertWidget(self._body.indexOf(self.legend) + 1, self.chart.widget, 1)
        self.chart.show(found)
        self.chart.set_day(day)
        self.free()

    def map_shows(self, day: Date | None) -> None:
        """Move the line to the day that the map shows."""
        if self.chart is not None and self.found is not None:
            self.chart.set_day(day)
            self.read(day)

    def _chosen(self, day: Date) -> None:
        self.read(day)
        self.day_wanted.emit(day)

    def read(self, day: Date | None) -> None:
        """Say the depths of a day; of the last one where the map shows all days."""
        if self.found is None:
            self.reading.setText(tr("Choose two days and press Measure."))
            return
        front = self.found.baseline.as_of
        last = self.found.days[-1].day if self.found.days else None
        one = next((one for one in self.found.days if one.day == (day or last)), None)
        if one is None:
            text = tr("{day}: no depth is measured for this day. The front is that of {front}.")
            self.reading.setText(text.format(day=day or front, front=front))
            return
        text = tr("{day}: {any} to any part of {line}, {sector} to the break-in sector.")
        if one.break_in_sector is None:
            text = tr("{day}: {any} to any part of {line}.")
        line = tr("the front of {day}").format(day=front)
        if self.found.line is not None:
            line = tr('the baseline "{name}"').format(name=self.found.line.name or self.found.line.id)
        words = {"any": _km(one.any_part), "sector": _km(one.break_in_sector), "line": line}
        parts = [text.format(day=one.day, **words)] if one.any_part is not None else []
        if one.missing is not None:
            why = tr("No depth to the break-in sector: {reason}.") if parts else "{reason}."
            parts.append(why.format(reason=say(one.missing).rstrip(".")))
        self.reading.setText(" ".join(parts))

    def _notes(self) -> str:
        lines = []
        if self.found is not None:
            front = self.found.baseline
            text = tr("Measured is the ground that side {side} has lost since {front}, as {issuer} maps it.")
            if self.found.side_gains:
                text = tr("Measured is the ground that side {side} has gained since {front}, as {issuer} maps it.")
            lines = [text.format(side=front.side or "?", front=front.as_of, issuer=self.found.issuer)]
            lines += [say(note) for note in self.found.notes]
        text = tr('The break-in sector is one of the case\'s areas: draw one in "Areas" with the role "{role}".')
        return " ".join([*lines, text.format(role=tr("break-in sector"))])


def _km(measure: DepthMeasure | None) -> str:
    if measure is None:
        return ""
    words = (km2_text(km, 1) for km in (measure.best_km, measure.low_km, measure.high_km))
    return tr("{best} km ({low}–{high})").format(**dict(zip(("best", "low", "high"), words)))
