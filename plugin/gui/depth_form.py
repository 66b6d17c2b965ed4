"""The widgets of the page of depth along a baseline: what is measured, what was found, the stretch that is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import QLocale, Qt
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ..bridge.change_layer import km2_text
from ..bridge.words import locale_code, say, tr
from .control_days import plain_label

if TYPE_CHECKING:
    from ..bridge.depth_picture import DepthOffers, DepthPicture

# No id of a row holds a star.
ALL, SELECTED = "*all", "*selected"


class DepthForm:
    """Fills a page with its widgets; the page connects them."""

    def __init__(self, page: QWidget) -> None:
        self._fresh = True
        self.what, self.baseline, self.sector = (_box(name) for name in ("what", "baseline", "sector"))
        self.measure = QPushButton(tr("Measure"))
        self.measure.setObjectName("measure")
        self.cancel = QPushButton(tr("Cancel"))
        self.cancel.setObjectName("cancel")
        self.bar = QProgressBar()
        self.bar.setRange(0, 100)
        self.bar.setMaximumWidth(160)
        self.reading = plain_label("salient_depth_page_reading")
        self.stale = plain_label("salient_depth_page_stale", tr("Edited since it was measured: press Measure."))
        self.place = plain_label("salient_depth_page_place")
        # A label that wraps gives way to the chart above it, and would be cut off.
        self.place.setMinimumHeight(self.place.fontMetrics().height() + 4)
        self.notes = plain_label("salient_depth_page_notes")
        self.legend = QLabel()
        self.legend.setWordWrap(True)
        self.go = QPushButton(tr("Show on map"))
        self.go.setObjectName("go")
        self.choose = QPushButton(tr("Choose a stretch"))
        self.choose.setObjectName("choose")
        self.choose.setCheckable(True)
        self.choose.setToolTip(tr("Move the grey stretch on the chart, or type its ends"))
        self.start, self.end = (_km_box(name) for name in ("start_km", "end_km"))
        self.use = QPushButton(tr("Use as break-in sector"))
        self.use.setObjectName("use")
        self.use.setToolTip(tr("Draw the ground along this stretch into the areas of the case, and measure anew"))
        self._lay_out(page)
        self.choose.toggled.connect(self._look)
        for end in (self.start, self.end):
            end.valueChanged.connect(lambda _: self._look())
        italic = self.stale.font()
        italic.setItalic(True)
        self.stale.setFont(italic)
        self.free()

    def _lay_out(self, page: QWidget) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(tr("Gained ground"), self.what)
        form.addRow(tr("Baseline"), self.baseline)
        run = _row(self.sector, self.measure, self.bar, self.cancel, self.go)
        run.setStretch(0, 1)
        form.addRow(tr("Break-in sector"), run)
        self._stretch = _row(self.choose, self.start, QLabel("–"), self.end, self.use)
        self._stretch.addStretch()
        self._body = QVBoxLayout(page)
        self._body.setContentsMargins(6, 6, 6, 6)
        self._body.addLayout(form)
        for widget in (self.stale, self.reading, self.legend, self.place):
            self._body.addWidget(widget)
        self._body.addLayout(self._stretch)
        self._body.addWidget(self.notes)
        self._body.addStretch()

    def set_chart(self, chart: QWidget, legend: str) -> None:
        """Put the chart, made on first use, into its place."""
        self._body.takeAt(self._body.count() - 1)  # the stretch makes room
        self._body.insertWidget(self._body.indexOf(self.legend) + 1, chart, 1)
        self.legend.setText(legend)

    # ------------------------------------------------------------ what may be chosen

    def forget(self) -> None:
        """Offer nothing: no case, or another one."""
        self._fresh = True
        for box in (self.what, self.baseline, self.sector):
            box.clear()
        self.set_stretch(0.0, 0.0)
        self.choose.setChecked(False)

    def offer(self, offers: DepthOffers) -> None:
        """Offer what the case has; what was chosen stays chosen, at first the case's own is."""
        named = [(claim_id, tr("claim {words}").format(words=words)) for claim_id, words in offers.claims]
        gains = [(ALL, tr("all claimed gains")), (SELECTED, tr("the selected claimed gains"))]
        first = offers.claims[0][0] if offers.claims else ALL
        _fill(self.what, [*named, *gains], first if self._fresh else None)
        own = ("", tr("that of the claim or the case"))
        _fill(self.baseline, [own, *offers.baselines], "" if self._fresh else None)
        _fill(self.sector, [("", tr("none")), *offers.sectors], offers.own_sector if self._fresh else None)
        self._fresh = False

    # ------------------------------------------------------------ what was found

    def wait(self) -> None:
        """Show that it is being measured."""
        self.measure.setEnabled(False)
        self.bar.setValue(0)
        self.bar.show()
        self.cancel.show()

    def show_progress(self, percent: float) -> None:
        """Show how far the work is."""
        self.bar.setValue(int(percent))

    def free(self) -> None:
        """Take the next question."""
        self.measure.setEnabled(True)
        self.bar.hide()
        self.cancel.hide()

    def set_stale(self, is_stale: bool) -> None:
        """Say whether the case was edited since it was measured."""
        self.stale.setVisible(is_stale)

    def show_nothing(self, text: str) -> None:
        """Say why there is nothing to be seen, or what to do."""
        self.reading.setText(text)
        for widget in (self.legend, self.place, self.notes, self.go, self.stale):
            widget.hide()
        self._show_stretch(False)

    def show_depths(self, picture: DepthPicture) -> None:
        """Say what was measured."""
        from ..core.definitions import definition

        lines = []
        for one in picture.marks:
            best, low, high = (km2_text(km) for km in (one.measure.best_km, one.measure.low_km, one.measure.high_km))
            title = say(definition(one.measure.definition).title)
            text = tr("{definition}: {best} km deep, band {low}–{high} km, nearest to km {km} of the baseline.")
            words = {"best": best, "low": low, "high": high, "km": km2_text(one.along_km, 0)}
            lines.append(text.format(definition=title[:1].upper() + title[1:], **words))
        if picture.no_sector is not None:
            reason = say(picture.no_sector)
            lines.append(tr("No depth to the break-in sector: {reason}.").format(reason=reason.rstrip(".")))
        self.reading.setText("\n".join(lines))
        spacing = tr("The chart goes in steps of {step} km, by points {m} m apart; the depths above are exact to 1 m.")
        metres = km2_text(1000 * picture.profile.sampling_km, 0)
        line = tr("Baseline: {name}, {km} km.").format(
            name=picture.line_name or tr("the front of the map"), km=km2_text(float(picture.ends_km[-1]), 0)
        )
        step = spacing.format(step=f"{picture.step_km:g}", m=metres)
        self.notes.setText(" ".join((say(picture.note), line, step)))
        self.place.setText(tr("Move the mouse over the chart, or over the baseline on the map."))
        for widget in (self.legend, self.place, self.notes, self.go):
            widget.show()
        self.stale.hide()
        self._show_stretch(True)

    # ------------------------------------------------------------ the stretch

    def _show_stretch(self, visible: bool) -> None:
        self.choose.setVisible(visible)
        self._look()

    def _look(self, *_: object) -> None:
        on = self.choose.isChecked() and not self.choose.isHidden()
        # All between the first, the button, and the last, which is room.
        for n in range(1, self._stretch.count() - 1):
            self._stretch.itemAt(n).widget().setVisible(on)
        start, end = self.stretch()
        self.use.setEnabled(end - start >= 0.1)

    def set_length(self, length_km: float) -> None:
        """Let the ends be typed as far as the baseline goes."""
        for end in (self.start, self.end):
            end.setMaximum(length_km)

    def stretch(self) -> tuple[float, float]:
        """Return the ends of the stretch in km, the smaller first."""
        start, end = sorted((self.start.value(), self.end.value()))
        return start, end

    def set_stretch(self, start_km: float, end_km: float) -> None:
        """Write the ends of the stretch; nobody is told."""
        for box, km in ((self.start, start_km), (self.end, end_km)):
            box.blockSignals(True)
            box.setValue(km)
            box.blockSignals(False)
        self._look()


def _box(name: str) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    # Not as wide as the longest claim: the panel must fit a small screen.
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(16)
    return box


def _km_box(name: str) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setObjectName(name)
    box.setDecimals(1)
    box.setSuffix(f" {tr('km')}")
    box.setKeyboardTracking(False)
    box.setLocale(QLocale(locale_code()))
    box.setAlignment(Qt.AlignmentFlag.AlignRight)
    return box


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    for widget in widgets:
        row.addWidget(widget)
    return row


def _fill(box: QComboBox, entries: Sequence[tuple[str, str]], chosen: str | None) -> None:
    """Offer values with their words; `chosen` None keeps what is chosen, where it is still there."""
    wanted = box.currentData() if chosen is None else chosen
    box.clear()
    for value, words in entries:
        box.addItem(words, value)
    box.setCurrentIndex(max(box.findData(wanted), 0))
