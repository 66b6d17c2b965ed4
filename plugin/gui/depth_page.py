"""The page of depth along a baseline: a profile, linked with the map, and a stretch of it to be the break-in sector."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qgis.PyQt import sip
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QWidget

from ..bridge.cases import OpenCase, case_layers
from ..bridge.depth_picture import (
    DEPTH_TABLES,
    OFFERED_TABLES,
    DepthPicture,
    DepthWish,
    depth_offers,
    depth_picture,
)
from ..bridge.parts import CHARTS, MEASURING
from ..bridge.sectors import Sector, sector_of, write_sector
from ..bridge.snapshots import snapshot
from ..bridge.watch import CaseWatch
from ..bridge.words import say, tr
from ..core.messages import Message
from .depth_form import ALL, SELECTED, DepthForm
from .depth_link import DepthLink
from .tasks import Progress, Work

if TYPE_CHECKING:
    from .desk import Desk
    from .profile_chart import ProfileChart

_A_MOMENT_MS = 300


class DepthPage(QWidget):
    """A page of the workplace; made with the desk, told of the case by `show_case`."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("salient_depth_page")
        self._desk = desk
        self.case: OpenCase | None = None
        self.picture: DepthPicture | None = None
        self.chart: ProfileChart | None = None
        self._work: Work | None = None
        self._watch: CaseWatch | None = None
        self._offer_soon = QTimer(self)
        self._offer_soon.setSingleShot(True)
        self._offer_soon.setInterval(_A_MOMENT_MS)
        self._offer_soon.timeout.connect(self._offer)
        self.form = DepthForm(self)
        self.link = DepthLink(desk.iface.mapCanvas(), self.form.place)
        self.form.measure.clicked.connect(self.measure)
        self.form.cancel.clicked.connect(self._call_off)
        for box in (self.form.what, self.form.baseline, self.form.sector):
            box.activated.connect(lambda _: self.measure())
        self.form.choose.toggled.connect(self._choose_stretch)
        for end in (self.form.start, self.form.end):
            end.valueChanged.connect(lambda _: self._typed_stretch())
        self.form.use.clicked.connect(self.use_stretch)
        self.form.go.clicked.connect(self.link.go_to_deepest)
        self.show_case(None)

    # ------------------------------------------------------------ the case

    def show_case(self, case: OpenCase | None) -> None:
        """Show another case, or the same one again; None where no case is open."""
        is_other = (case.id if case else None) != (self.case.id if self.case else None)
        self.case = case
        if is_other or case is None:
            self._forget_work()
            self._clear(tr("Open a case: how deep its gains reach, along its baseline, is shown here."))
            self.form.forget()
        if case is None:
            return
        self._offer()
        if is_other and self.isVisible():
            self.measure()
        elif is_other:
            self.form.reading.setText(tr("Press Measure."))

    def choose_claim(self, claim_id: str) -> None:
        """Measure this claim's depth, if it is about one: it was chosen on another page."""
        place = self.form.what.findData(claim_id)
        if place < 0 or place == self.form.what.currentIndex():
            return
        self.form.what.setCurrentIndex(place)
        if self.isVisible():
            self.measure()
        else:
            self._forget_work()
            self._clear(tr("Press Measure."))

    def close_down(self) -> None:
        """Listen to QGIS no more, and take everything off the map for good."""
        self.case = None
        self._forget_work()
        self._offer_soon.stop()
        self.link.close()
        if self._watch is not None:
            self._watch.close()
            self._watch = None

    def showEvent(self, event: Any) -> None:
        """Measure what was not measured yet, and draw over the map what belongs to the page."""
        super().showEvent(event)
        if self.case is not None and self.picture is None and self._work is None:
            self._offer()
            self.measure()
        self.link.set_seen(True)

    def hideEvent(self, event: Any) -> None:
        """Leave nothing on the map while the page is not seen."""
        super().hideEvent(event)
        self.link.set_seen(False)

    def _edited(self, case_id: str, table: str, _: int) -> None:
        if self.case is None or case_id != self.case.id or table not in DEPTH_TABLES:
            return
        self.form.set_stale(self.picture is not None)
        if table in OFFERED_TABLES:
            self._offer_soon.start()

    def _gone(self, case_id: str) -> None:
        if self.case is not None and case_id == self.case.id:
            self.show_case(None)

    def _offer(self) -> None:
        """Offer what the case has now."""
        if self.case is None or self.case.id not in self._open_ids():
            return
        with self._desk.telling():
            self.form.offer(depth_offers(snapshot(self._desk.project, self.case, OFFERED_TABLES)))

    def _open_ids(self) -> set[str]:
        from ..bridge.cases import open_cases

        return {one.id for one in open_cases(self._desk.project)}

    # ------------------------------------------------------------ measuring

    def wish(self) -> DepthWish:
        """Return what the form asks for."""
        what, line, sector = (box.currentData() or "" for box in (self.form.what, self.form.baseline, self.form.sector))
        if what == SELECTED:
            return DepthWish("", self._selected(), line, sector)
        return DepthWish("" if what == ALL else what, None, line, sector)

    def _selected(self) -> tuple[str, ...]:
        layer = case_layers(self._desk.project, self.case.id).get("claimed_gains") if self.case is not None else None
        return () if layer is None else tuple(str(one["id"]) for one in layer.selectedFeatures())

    def measure(self) -> None:
        """Measure what the form asks for, in the background; what is under way is dropped."""
        case = self.case
        if case is None or case.id not in self._open_ids() or not self._desk.has((*MEASURING, *CHARTS)):
            return
        self._forget_work()
        with self._desk.telling():
            from .series_chart import load

            now, wish = snapshot(self._desk.project, case, DEPTH_TABLES), self.wish()

            def work(progress: Progress) -> DepthPicture | Message:
                load()
                return depth_picture(now, wish, progress)

            self._listen()
            self._start(tr("Depth along the baseline"), work, self._show)

    def _start(self, title: str, work: Any, done: Any) -> None:
        self._work = self._desk.start(title, work, done)
        self._work.progressChanged.connect(self.form.show_progress)
        self._work.taskTerminated.connect(self._ended)
        self.form.wait()

    def _listen(self) -> None:
        """Notice edits from the first measure on."""
        if self._watch is None:
            self._watch = CaseWatch(self._desk.project, self)
            self._watch.edited.connect(self._edited)
            self._watch.gone.connect(self._gone)

    def _call_off(self) -> None:
        if self._work is not None:
            self._work.cancel()

    def _forget_work(self) -> None:
        work, self._work = self._work, None
        if work is not None and not sip.isdeleted(work):
            work.taskTerminated.disconnect(self._ended)
            work.progressChanged.disconnect(self.form.show_progress)
            work.forget()
            work.cancel()
        self.form.free()

    def _ended(self) -> None:
        """Take the next question: the work was called off, or the message bar says what went wrong."""
        self._work = None
        self.form.free()
        if self.picture is None:
            self.form.reading.setText(tr("Press Measure."))

    def _show(self, found: DepthPicture | Message) -> None:
        self._work = None
        self.form.free()
        if isinstance(found, Message):
            text = say(found)
            self._clear(text[:1].upper() + text[1:])
            return
        if self.chart is None:
            from .profile_chart import ProfileChart

            self.chart = ProfileChart(self.link.chart_hovered, self.form.set_stretch)
            self.form.set_chart(self.chart.widget, self.chart.legend)
        self.picture = found
        self.chart.show(found)
        self.form.show_depths(found)
        self._choose_stretch(self.form.choose.isChecked())
        self.link.show(found, self.chart)

    def _clear(self, text: str) -> None:
        self.picture = None
        if self.chart is not None:
            self.chart.clear()
        self.form.show_nothing(text)
        self.link.show(None, self.chart)

    # ------------------------------------------------------------ the break-in sector

    def _choose_stretch(self, on: bool) -> None:
        """Show or hide the stretch that can be moved; at first it lies about the deepest point."""
        if self.chart is None or self.picture is None:
            return
        length_km = float(self.picture.ends_km[-1])
        self.form.set_length(length_km)
        stretch = self.form.stretch()
        if on and stretch[1] - stretch[0] < 0.1:
            middle, reach = self.picture.marks[0].along_km, min(max(0.05 * length_km, 5.0), 25.0)
            stretch = (max(0.0, middle - reach), min(length_km, middle + reach))
            self.form.set_stretch(*stretch)
        self.chart.set_stretch(stretch if on else None)

    def _typed_stretch(self) -> None:
        if self.chart is not None and self.form.choose.isChecked():
            self.chart.set_stretch(self.form.stretch())

    def use_stretch(self) -> None:
        """Put the stretch into the case as a break-in sector, and measure anew."""
        case, picture = self.case, self.picture
        if case is None or picture is None:
            return
        start_km, end_km = self.form.stretch()
        self._forget_work()

        def work(progress: Progress) -> Sector:
            return sector_of(picture.places, start_km, end_km, picture.line_name, progress)

        self._start(tr("Break-in sector"), work, lambda sector: self._write(case, sector))

    def _write(self, case: OpenCase, sector: Sector) -> None:
        self._ended()
        if self.case is None or self.case.id != case.id or case.id not in self._open_ids():
            return
        area_id, is_new = write_sector(self._desk.project, case, sector)
        text = tr('"{name}" is there already; it is the break-in sector of this page.')
        if is_new:
            text = tr('Break-in sector "{name}" added to the areas. Save the layer to keep it.')
        self._desk.notices.done(text.format(name=sector.name))
        self.form.choose.setChecked(False)
        self._offer()
        self.form.sector.setCurrentIndex(max(self.form.sector.findData(area_id), 0))
        self.measure()
