"""Chart and map of the page of depth as one: the mouse over either marks the place on the other."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from qgis.core import QgsPointXY
from qgis.gui import QgsMapCanvas
from qgis.PyQt import sip
from qgis.PyQt.QtWidgets import QLabel

from ..bridge.change_layer import km2_text
from ..bridge.words import tr
from .depth_marks import DepthMarks, LonLat
from .docks import go_to

if TYPE_CHECKING:
    from ..bridge.depth_picture import DepthPicture
    from .profile_chart import ProfileChart

# So near to the baseline on the map, in pixels, the mouse marks the chart.
_NEAR_PX = 12.0


class DepthLink:
    """Listens to the map from when it is made until `close`.

    Parameters
    ----------
    canvas
        The map.
    label
        Where the place under the mouse is told.
    """

    def __init__(self, canvas: QgsMapCanvas, label: QLabel) -> None:
        self.marks: DepthMarks | None = None
        self._canvas, self._label = canvas, label
        self._picture: DepthPicture | None = None
        self._chart: ProfileChart | None = None
        self._is_seen = self._is_closed = False
        canvas.xyCoordinates.connect(self._map_moved)
        canvas.destinationCrsChanged.connect(self._draw)

    def close(self) -> None:
        """Listen to the map no more, and take everything off it for good."""
        is_first, self._is_closed, self._picture = not self._is_closed, True, None
        if is_first and not sip.isdeleted(self._canvas):
            self._canvas.xyCoordinates.disconnect(self._map_moved)
            self._canvas.destinationCrsChanged.disconnect(self._draw)
        if self.marks is not None:
            self.marks.close()
            self.marks = None

    def show(self, picture: DepthPicture | None, chart: ProfileChart | None) -> None:
        """Link a picture and its chart with the map; None for nothing."""
        self._picture, self._chart = picture, chart
        self._draw()

    def set_seen(self, is_seen: bool) -> None:
        """Leave nothing on the map while the page is not seen."""
        self._is_seen = is_seen
        self._draw()

    def go_to_deepest(self) -> None:
        """Show the deepest points and the baseline nearest to them on the map."""
        if self._picture is not None:
            measures = [one.measure for one in self._picture.marks]
            go_to(self._canvas, [at for one in measures for at in (one.deepest_point, one.nearest_point)])

    def _draw(self) -> None:
        if self._picture is None or not self._is_seen:
            if self.marks is not None:
                self.marks.hide()
            return
        if self.marks is None:
            self.marks = DepthMarks(self._canvas)
        self.marks.show_baseline(self._picture.sketch)
        found = {one.measure.definition: one.measure for one in self._picture.marks}
        self.marks.show_ways({name: (one.nearest_point, one.deepest_point) for name, one in found.items()})
        self.marks.show_place(None)

    def chart_hovered(self, km: float | None) -> None:
        """Mark on the map the place under the mouse on the chart."""
        if self._picture is None or self.marks is None:
            return
        self._read(km)
        if km is None:
            self.marks.show_place(None)
            return
        lon, lat = (float(one) for one in self._picture.places.at([km])[0])
        self.marks.show_place((lon, lat), self._deepest_at(km))

    def _map_moved(self, point: QgsPointXY) -> None:
        """Mark on the chart the place of the baseline under the mouse on the map."""
        if self._picture is None or self._chart is None or self.marks is None or not self._is_seen:
            return
        lonlat = self.marks.lonlat_of(point)
        if lonlat is None:
            return
        km, foot = self._picture.places.nearest_km(*lonlat)
        is_near = self.marks.pixels_between(point, foot) <= _NEAR_PX
        if is_near or self._chart.km is not None:
            self._chart.set_km(km if is_near else None)
            self.marks.show_place(foot if is_near else None, self._deepest_at(km) if is_near else None)
            self._read(km if is_near else None)

    def _stretch_at(self, km: float) -> int:
        ends = self._picture.ends_km if self._picture is not None else [0.0, 1.0]
        return min(max(bisect_right(ends, km) - 1, 0), len(ends) - 2)

    def _deepest_at(self, km: float) -> LonLat | None:
        n = self._stretch_at(km)
        if self._picture is None or not self._picture.profile.depth_km[n] > 0:
            return None
        lon, lat = self._picture.profile.deepest[n]
        return float(lon), float(lat)

    def _read(self, km: float | None) -> None:
        text = tr("Move the mouse over the chart, or over the baseline on the map.")
        if km is not None and self._picture is not None:
            depth = float(self._picture.profile.depth_km[self._stretch_at(km)])
            text = tr("Km {km} along the baseline: {depth} km deep.")
            if not depth > 0:
                text = tr("Km {km} along the baseline: no gained ground is nearest to it.")
            text = text.format(km=km2_text(km), depth=km2_text(depth))
        self._label.setText(text)
