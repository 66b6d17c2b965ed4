"""One settlement over the days, on the page of routes; what was asked is kept until the case changes."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import TYPE_CHECKING

from ..bridge.route_picture import RouteCase, RouteWish, series_of
from ..bridge.words import say, tr
from ..core.messages import Message
from .routes_words import sentence

if TYPE_CHECKING:
    from ..core.access_series import AccessSeries
    from .access_chart import AccessChart
    from .routes_form import RoutesForm
    from .tasks import Progress

Date = datetime.date


class RoutesDays:
    """Fills the form's chart, which is made on first use; `on_day` is called with a day that was clicked in it."""

    def __init__(self, form: RoutesForm, on_day: Callable[[Date], None]) -> None:
        self._form = form
        self._on_day = on_day
        self.known: dict[str, AccessSeries | Message] = {}
        self.chart: AccessChart | None = None
        self._shown: object = None

    def work(self, of: RouteCase, wish: RouteWish, place_id: str) -> Callable[[Progress], AccessSeries | Message]:
        """Return the function that asks about a settlement on every mapped day; it is for a worker thread."""
        from .series_chart import load

        with_corridor = self._form.with_corridor.isChecked()

        def ask(progress: Progress) -> AccessSeries | Message:
            load()
            return series_of(of, wish, place_id, with_corridor, progress)

        return ask

    def show(self, place_id: str, day: Date | None) -> None:
        """Show the days of a settlement where they were asked for, with the line at a day; "" for no settlement."""
        found = self.known.get(place_id)
        if found is None or isinstance(found, Message):
            self._clear()
            words = tr("Press Over the days: ways left and corridor of the chosen settlement on every mapped day.")
            self._form.chart_words.setText("" if not place_id else words if found is None else sentence(say(found)))
            return
        from .access_chart import AccessChart, legend_of, series_words

        if self.chart is None:
            self.chart = AccessChart(self._on_day)
            self._form.set_chart(self.chart.widget)
        if self._shown is not found:
            self._shown = found
            self.chart.show(found)
            self._form.legend.setText(legend_of(found))
            self._form.legend.show()
            self._form.chart_words.setText(series_words(found))
            self._form.make_room()
        self.chart.set_day(day)

    def forget(self) -> None:
        """Forget all settlements: the case, or what is asked of it, is another one."""
        self.known.clear()
        self._clear()
        self._form.chart_words.setText("")

    def _clear(self) -> None:
        self._shown = None
        if self.chart is not None:
            self.chart.clear()
        self._form.legend.hide()
