"""What the locator finds with, and what happens to what was chosen. Main thread, but for the searches themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qgis.core import QgsCoordinateReferenceSystem, QgsFeature, QgsGeometry, QgsPointXY, QgsVectorLayer
from qgis.PyQt.QtGui import QColor

from ..bridge.cases import OpenCase, case_layers, open_cases
from ..bridge.finder import CLAIMS, SETTLEMENTS, CaseFinder, CaseTable, Hit
from ..bridge.layers import open_table
from ..bridge.rows import WGS84
from ..bridge.words import tr
from .desk import Desk
from .docks import go_to
from .locator import GAZETTEER
from .locator_lines import MOST, Found, Search, hit_line
from .workplace_actions import show_claim

if TYPE_CHECKING:
    from .gazetteer_shelf import GazetteerShelf

_LETTERS_WITHOUT_PREFIX = 2
_FLASH = QColor(255, 120, 0, 255)
_FADED = QColor(255, 120, 0, 0)


class Finds:
    """Made at the first search; `close` takes it away."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._finder = CaseFinder(desk.project, desk.owner)
        self._kept_shelf: GazetteerShelf | None = None

    def close(self) -> None:
        """Let go of the project and of all that was read."""
        self._finder.close()
        if self._kept_shelf is not None:
            self._kept_shelf.close()

    @property
    def _shelf(self) -> GazetteerShelf:
        """The gazetteer; only who asks for it loads what reads it."""
        if self._kept_shelf is None:
            from .gazetteer_shelf import GazetteerShelf

            self._kept_shelf = GazetteerShelf(self._desk)
        return self._kept_shelf

    def search(self, kind: str, asked_for: bool) -> Search:
        """Return what searches for a text, on any thread; `asked_for` says that the filter's prefix was typed."""
        if kind == GAZETTEER:
            return self._shelf.search()
        tables = self._finder.tables(kind)
        return lambda text, is_cancelled: _in_tables(tables, text, asked_for, is_cancelled)

    def choose_gazetteer(self) -> None:
        """Ask which file is the gazetteer."""
        self._shelf.choose()

    def chosen(self, data: Mapping[str, Any], action: int = 0) -> None:
        """Do what a line of the locator promises."""
        with self._desk.telling():
            if data.get("kind") != GAZETTEER:
                self._show_row(str(data["case"]), str(data["table"]), int(data["fid"]), str(data["id"]))
                return
            place = self._shelf.chosen(data, action)
            if place is not None:
                self._show_place(place)

    def _show_row(self, case_id: str, table: str, fid: int, row_id: str) -> None:
        case = next((one for one in open_cases(self._desk.project) if one.id == case_id), None)
        layer = _layer(self._desk, case, table) if case is not None else None
        feature = layer.getFeature(fid) if layer is not None else QgsFeature()
        if case is None or layer is None or not feature.isValid():
            self._desk.notices.hint(tr("This row is no longer there."))
        elif table == SETTLEMENTS and feature.geometry().isNull():
            self._desk.notices.hint(tr("{name} has no place on the map.").format(name=feature["name"]))
        elif table == SETTLEMENTS:
            where = feature.geometry().asPoint()
            self._show_place((where.x(), where.y()))
        elif table == CLAIMS:
            show_claim(self._desk, case.id, row_id)
        else:
            self._desk.iface.openFeatureForm(layer, feature, False, False)

    def _show_place(self, place: tuple[float, float]) -> None:
        """Bring a place (longitude, latitude) into the middle of the map, and let it flash."""
        canvas = self._desk.iface.mapCanvas()
        go_to(canvas, [place])
        point = QgsGeometry.fromPointXY(QgsPointXY(*place))
        canvas.flashGeometries([point], QgsCoordinateReferenceSystem(WGS84), _FLASH, _FADED)


def _layer(desk: Desk, case: OpenCase, table: str) -> QgsVectorLayer:
    """Return the layer of a table, in the project or not."""
    return case_layers(desk.project, case.id).get(table) or open_table(case.path, table, case.id)


def _in_tables(
    tables: Sequence[CaseTable], text: str, asked_for: bool, is_cancelled: Callable[[], bool]
) -> list[Found]:
    """Return the lines for what fits, the best first; without the prefix only from some letters on."""
    if not asked_for and len(text.strip()) < _LETTERS_WITHOUT_PREFIX:
        return []
    hits: list[Hit] = []
    for table in tables:
        if is_cancelled():
            return []
        hits.extend(table.search(text, MOST, is_cancelled))
    hits.sort(key=lambda hit: -hit.score)
    several = len({hit.case.id for hit in hits}) > 1
    return [hit_line(hit, several) for hit in hits[:MOST]]
