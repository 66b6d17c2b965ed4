"""The page of routes: how settlements reach the supply bases of a side on a day, on the map and over the days."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import QModelIndex, Qt, QTimer
from qgis.PyQt.QtGui import QGuiApplication, QKeySequence, QShowEvent
from qgis.PyQt.QtWidgets import QShortcut, QWidget

from ..bridge.cases import OpenCase, open_cases
from ..bridge.parts import CHARTS, MEASURING
from ..bridge.route_claims import route_question
from ..bridge.route_picture import (
    ROUTE_TABLES,
    RouteCase,
    RoutePicture,
    RouteView,
    RouteWish,
    corridors_of,
    route_picture,
)
from ..bridge.snapshots import snapshot
from ..bridge.watch import CaseWatch
from ..bridge.words import say, tr
from ..bridge.zones import as_text
from ..core.messages import Message, message
from .claims_model import as_tip
from .page_work import PageWork
from .routes_days import RoutesDays
from .routes_form import RoutesForm
from .routes_map import RoutesMap
from .routes_model import ALL, ROW_ROLE, RoutesFilter, RoutesModel, copied_rows
from .routes_words import headline, place_words, sentence

if TYPE_CHECKING:
    from ..core.access_series import AccessSeries
    from ..core.corridor import Corridor
    from ..core.route_report import PlaceState
    from .desk import Desk
    from .tasks import Progress

Date = datetime.date


class RoutesPage(QWidget):
    """A page of the workplace; made with the desk, told of the case by `show_case`."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("salient_routes_page")
        self._desk = desk
        self.case: OpenCase | None = None
        self.picture: RoutePicture | None = None
        self._of: RouteCase | None = None  # None: what was read is out of date.
        self._chosen = ""  # The id of the settlement that is chosen.
        self._claim: RouteWish | None = None  # What a claim asks for, until it was asked.
        self._watch: CaseWatch | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._look)
        self.model = RoutesModel(self)
        self.rows = RoutesFilter(self.model)
        self.form = RoutesForm(self, self.rows)
        self.map = RoutesMap(desk, self)
        self.work = PageWork(desk, self.form, self._broken_off)
        self.days = RoutesDays(self.form, self._day_clicked)
        self._connect()
        self.show_case(None)

    def _connect(self) -> None:
        form = self.form
        form.measure.clicked.connect(lambda _: self.measure())
        form.cancel.clicked.connect(lambda _: self.work.call_off())
        form.day.activated.connect(lambda _: self._day_chosen())
        form.side.activated.connect(lambda _: self._asked_otherwise())
        form.issuer.activated.connect(lambda _: self._asked_otherwise())
        form.since.activated.connect(lambda _: self.measure())
        form.reading.activated.connect(lambda _: self._show_view())
        form.which.currentIndexChanged.connect(lambda _: self._narrow())
        form.search.textChanged.connect(lambda _: self._narrow())
        form.on_map.toggled.connect(lambda _: self._draw())
        form.corridors.clicked.connect(lambda _: self.measure_corridors())
        form.series.clicked.connect(lambda _: self.measure_series())
        form.copy_text.triggered.connect(lambda _: self.copy("\t"))
        form.copy_csv.triggered.connect(lambda _: self.copy(","))
        form.table.selectionModel().currentRowChanged.connect(self._row_chosen)
        form.table.doubleClicked.connect(lambda _: self._go_to_place())
        keys = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), form.table)
        keys.setContext(Qt.ShortcutContext.WidgetShortcut)
        keys.activated.connect(lambda: self.copy("\t"))

    # ------------------------------------------------------------ the case

    def show_case(self, case: OpenCase | None) -> None:
        """Show another case, or the same one again; None where no case is open."""
        is_other = (case.id if case else None) != (self.case.id if self.case else None)
        self.case = case
        if is_other or case is None:
            self.work.forget()
            self._of, self._chosen, self._claim = None, "", None
            self.form.forget()
            self._clear(tr("Open a case: how its settlements are reached by routes is shown here."))
        if case is not None and is_other and self.isVisible():
            self.measure()
        elif case is not None and is_other:
            self.form.headline.setText(tr("Press Measure."))

    def choose_claim(self, claim_id: str) -> None:
        """Ask what a claim about supply asks; it was chosen on another page."""
        if self.case is None or not self._is_open():
            return
        found = route_question(self._desk.project, self.case, claim_id)
        if found is None:
            return
        self._claim, place = found
        self._chosen = place or self._chosen
        if self.isVisible():
            self.measure()

    def close_down(self) -> None:
        """Listen to QGIS no more, and take everything off the map for good."""
        self.case = None
        self._soon.stop()
        self.work.forget()
        self.map.close()
        if self._watch is not None:
            self._watch.close()
            self._watch = None

    def showEvent(self, event: QShowEvent) -> None:
        """Measure what was not measured yet."""
        super().showEvent(event)
        is_answered = self.picture is not None and self._claim is None
        if self.case is not None and not is_answered and not self.work.is_running:
            self.measure()

    def _edited(self, case_id: str, table: str, _: int) -> None:
        if self.case is not None and case_id == self.case.id and table in ROUTE_TABLES:
            self._of = None
            self.form.stale.setVisible(self.picture is not None)

    def _gone(self, case_id: str) -> None:
        if self.case is not None and case_id == self.case.id:
            # In the next turn: while QGIS takes layers away, no others may be taken.
            self._soon.start()

    def _look(self) -> None:
        if self.case is not None and not self._is_open():
            self.show_case(None)

    def _is_open(self) -> bool:
        return self.case is not None and any(one.id == self.case.id for one in open_cases(self._desk.project))

    # ------------------------------------------------------------ a day

    def wish(self) -> RouteWish:
        """Return what the form asks for; at first all is left to the case."""
        form = self.form
        day, since = (str(box.currentData() or "") for box in (form.day, form.since))
        return RouteWish(
            Date.fromisoformat(day) if day else None,
            str(form.side.currentData() or ""),
            str(form.issuer.currentData() or ""),
            Date.fromisoformat(since) if since else None,
        )

    def measure(self) -> None:
        """Ask what the form asks for, in the background; what is under way is dropped."""
        if not self._is_open() or not self._desk.has(MEASURING):
            return
        with self._desk.telling():
            of, claimed, self._claim = self._read(), self._claim, None
            wish = claimed or self.wish()

            def show(found: RoutePicture) -> None:
                self._show(found)
                if claimed is not None:
                    self.choose(self._chosen)

            title = tr("Routes and settlements")
            self.work.start(title, lambda progress: route_picture(of, wish, progress), show)

    def _read(self) -> RouteCase:
        """Return the open case as it is now; it is read anew where it was edited."""
        if self._watch is None:
            self._watch = CaseWatch(self._desk.project, self)
            self._watch.edited.connect(self._edited)
            self._watch.gone.connect(self._gone)
        of = self._of
        if of is None:
            of = self._of = RouteCase(snapshot(self._desk.project, self.case, ROUTE_TABLES))
            self.days.forget()
        return of

    def _asked_otherwise(self) -> None:
        self.days.forget()
        self.measure()

    def _day_chosen(self) -> None:
        """Ask for the day that the user chose, and show it on the map."""
        self.measure()
        wish, picture = self.wish(), self.picture
        if wish.day is not None and picture is not None and self.form.on_map.isChecked():
            self.map.show_day(wish.day, picture.offers.days)

    def _show(self, found: RoutePicture) -> None:
        self.picture = found
        self.form.stale.setVisible(self._of is None)
        self.form.offer(found)
        self._show_view()

    def view(self) -> RouteView | None:
        """Return the reading of the ground that is chosen; None where there is no answer."""
        views = () if self.picture is None else self.picture.views
        wanted = self.form.reading.currentData()
        return next((one for one in views if one.reading.reading == wanted), views[0] if views else None)

    def _show_view(self) -> None:
        view, picture = self.view(), self.picture
        if picture is None:
            return
        if view is None:
            self._show_nothing(say(picture.missing) if picture.missing is not None else "")
            return
        self.form.headline.setText(headline(picture, view))
        self.form.headline.setToolTip("" if picture.how is None else as_tip(say(picture.how)))
        chosen = self._chosen
        self.model.show_rows(view.reading.places)
        self._choose(chosen)
        self._draw()

    def _show_nothing(self, text: str) -> None:
        self.model.show_rows(())
        self.form.headline.setText(sentence(text))
        self.form.details.setText("")
        self.form.look()
        self.map.clear()

    def _clear(self, text: str) -> None:
        self.picture = None
        self.days.forget()
        self.form.stale.hide()
        self._show_nothing(text)

    # ------------------------------------------------------------ a settlement

    def row(self) -> PlaceState | None:
        """Return the settlement that is chosen."""
        index = self.form.table.currentIndex()
        return index.data(ROW_ROLE) if index.isValid() else None

    def choose(self, place_id: str) -> None:
        """Choose a settlement by its id, as if its row was clicked; one that the table does not show is found again."""
        is_there = any(one.place.id == place_id for one in self.model.rows)
        if is_there and all(one.place.id != place_id for one in self.rows.seen()):
            self.form.search.clear()
            self.form.which.setCurrentIndex(self.form.which.findData(ALL))
        self._choose(place_id)

    def _choose(self, place_id: str) -> None:
        for number, row in enumerate(self.rows.seen()):
            if row.place.id == place_id:
                self.form.table.setCurrentIndex(self.rows.index(number, 0))
                break
        self._describe()

    def _row_chosen(self, index: QModelIndex, _before: QModelIndex) -> None:
        row = index.data(ROW_ROLE) if index.isValid() else None
        if row is not None:
            self._chosen = row.place.id
        self._describe()
        self._draw_place()

    def _narrow(self) -> None:
        self.rows.show_only(str(self.form.which.currentData()), self.form.search.text())
        self._describe()
        self._draw_place()

    def _describe(self) -> None:
        row, view = self.row(), self.view()
        text = "" if row is None or view is None else place_words(view, row, self.model.widths.get(row.place.id))
        if not text and self.rows.rowCount():
            text = tr("Choose a settlement: its way is drawn on the map. A double click goes there.")
        elif not text and self.model.rows:
            text = tr("No settlement fits.")
        self.form.details.setText(text)
        self.form.look()
        day = None if self.picture is None else self.picture.wish.day
        self.days.show("" if row is None else row.place.id, day)

    def _go_to_place(self) -> None:
        row, view = self.row(), self.view()
        if row is not None and view is not None:
            self.map.go_to(view, row)

    # ------------------------------------------------------------ the map

    def _draw(self) -> None:
        """Show the day on the map, or take it off."""
        view, picture = self.view(), self.picture
        if self.case is None or view is None or picture is None or not self.form.on_map.isChecked():
            self.map.clear()
            return
        self.map.show(self.case, picture.wish, view)
        self._draw_place()

    def _draw_place(self) -> None:
        view = self.view()
        if view is not None and self.form.on_map.isChecked():
            self.map.show_place(view, self.row())

    # ------------------------------------------------------------ corridors, the days, copies

    def measure_corridors(self) -> None:
        """Measure the corridors of the settlements that the table shows and that have none yet."""
        view, of = self.view(), self._of
        wanted = [one.place for one in self.rows.seen() if one.place.id not in self.model.widths]
        if of is None:
            self.measure()  # Edited: the ground that is shown is not that of the case any more.
        if view is None or of is None or not wanted or not self._is_open():
            return
        found: dict[str, Corridor | Message] = {}

        def take(_: object = None) -> None:
            if self.view() is view:
                self.model.show_widths(found)
                self._describe()

        def measured(progress: Progress) -> None:
            corridors_of(of, view.reading, wanted, found, progress)

        # Those that were measured before it was called off are shown, too.
        self.work.start(tr("Ground corridors"), measured, take, take)

    def measure_series(self) -> None:
        """Ask about the settlement that is chosen on every mapped day."""
        row, picture = self.row(), self.picture
        if row is None or picture is None or not self._is_open() or not self._desk.has((*MEASURING, *CHARTS)):
            return
        place = row.place.id

        def take(found: AccessSeries | Message) -> None:
            self.days.known[place] = found
            self._describe()

        with self._desk.telling():
            self.work.start(tr("Routes over the days"), self.days.work(self._read(), picture.wish, place), take)

    def _day_clicked(self, day: Date) -> None:
        """Choose the day that was clicked in the chart."""
        place = self.form.day.findData(day.isoformat())
        if place >= 0 and place != self.form.day.currentIndex():
            self.form.day.setCurrentIndex(place)
            self._day_chosen()

    def copy(self, separator: str) -> None:
        """Put the settlements of the table on the clipboard."""
        rows = self.rows.seen()
        if rows:
            QGuiApplication.clipboard().setText(as_text(copied_rows(rows, self.model.widths), separator))
            self._desk.notices.done(say(message("{n} rows were copied.", n=len(rows))))

    def _broken_off(self) -> None:
        """Say how to go on: the work was called off, or the message bar says what went wrong."""
        if self.picture is None:
            self.form.headline.setText(tr("Press Measure."))
