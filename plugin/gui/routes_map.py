"""What the page of routes shows on the map: the routes of a day, and the ways of the settlement that is chosen."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING

from qgis.core import QgsFeature, QgsTemporalNavigationObject
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject

from ..bridge.access_features import place_lines, ways_apart
from ..bridge.route_layers import RouteLayers
from ..bridge.time_link import TimeLink
from ..bridge.words import tr
from ..core.messages import Message
from .docks import go_to

if TYPE_CHECKING:
    from ..bridge.cases import OpenCase
    from ..bridge.route_picture import RouteView, RouteWish
    from ..core.route_report import PlaceState
    from .desk import Desk
    from .tasks import Work

Date = datetime.date


class RoutesMap:
    """The layers, made when there is something to show for the first time."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        self._desk = desk
        self._parent = parent
        self._work: Work | None = None
        self.layers: RouteLayers | None = None

    def show(self, case: OpenCase, wish: RouteWish, view: RouteView) -> None:
        """Show the routes of a day; whose ways are shown is said after it."""
        if self.layers is None:
            self.layers = RouteLayers(self._desk.project, self._parent)
        day = "" if wish.day is None else wish.day.isoformat()
        title = tr("Routes of {side}, {day}").format(side=wish.side, day=day)
        self.layers.show(case, title, {"routes": view.stretches, "cuts": view.cuts, "places": view.places})

    def show_place(self, view: RouteView, row: PlaceState | None) -> None:
        """Show the shortest way and the last links of a settlement at once, and all its ways when they are found.

        Without a settlement they are taken off.
        """
        self._forget_work()
        if self.layers is None:
            return
        name = "" if row is None else row.place.name or row.place.id
        self.layers.show_place(name, {} if row is None else place_lines(view.reading, row))
        if row is None or isinstance(row.access, Message) or not row.access.access.ways:
            return

        def show_ways(found: Sequence[QgsFeature]) -> None:
            self._work = None
            if self.layers is not None:
                self.layers.show_place(name, {"apart": found})

        title = tr("All ways of a settlement")
        self._work = self._desk.start(title, lambda progress: ways_apart(view.reading, row, progress), show_ways)

    def show_day(self, day: Date, days: Sequence[Date]) -> None:
        """Let the map show control maps of a day, of those in order."""
        controller = self._desk.iface.mapCanvas().temporalController()
        if isinstance(controller, QgsTemporalNavigationObject):
            link = TimeLink(controller, lambda _: None)
            link.show(day, days)
            link.close()

    def go_to(self, view: RouteView, row: PlaceState) -> None:
        """Show a settlement on the map, with the whole of its shortest way."""
        points = [(row.place.geometry.x, row.place.geometry.y)]
        if not isinstance(row.access, Message):
            network = view.reading.network.on.network
            points += [(float(x), float(y)) for edge in row.access.access.edges for x, y in network.path(edge)]
        go_to(self._desk.iface.mapCanvas(), points)

    def clear(self) -> None:
        """Take everything off the map."""
        self._forget_work()
        if self.layers is not None:
            self.layers.clear()

    def close(self) -> None:
        """Take everything off the map for good."""
        self._forget_work()
        if self.layers is not None:
            self.layers.close()
            self.layers = None

    def _forget_work(self) -> None:
        work, self._work = self._work, None
        if work is not None and not sip.isdeleted(work):
            work.forget()
            work.cancel()
