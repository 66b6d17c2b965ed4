"""What the page of routes shows on the map: the routes of a day, and the way of the settlement that is chosen."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING

from qgis.core import QgsTemporalNavigationObject
from qgis.PyQt.QtCore import QObject

from ..bridge.access_features import place_lines
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

Date = datetime.date


class RoutesMap:
    """The layers, made when there is something to show for the first time."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        self._desk = desk
        self._parent = parent
        self.layers: RouteLayers | None = None

    def show(self, case: OpenCase, wish: RouteWish, view: RouteView) -> None:
        """Show the routes of a day, without a settlement."""
        if self.layers is None:
            self.layers = RouteLayers(self._desk.project, self._parent)
        day = "" if wish.day is None else wish.day.isoformat()
        title = tr("Routes of {side}, {day}").format(side=wish.side, day=day)
        self.layers.show(case, title, {"routes": view.stretches, "cuts": view.cuts, "places": view.places})

    def show_place(self, view: RouteView, row: PlaceState | None) -> None:
        """Show the way and the last links of a settlement; None takes them off."""
        if self.layers is not None:
            name = "" if row is None else row.place.name or row.place.id
            self.layers.show_place(name, {} if row is None else place_lines(view.reading, row))

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
        if self.layers is not None:
            self.layers.clear()

    def close(self) -> None:
        """Take everything off the map for good."""
        if self.layers is not None:
            self.layers.close()
            self.layers = None
