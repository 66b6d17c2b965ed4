"""Break-in sectors: a stretch of a baseline as an area of an open case, in the user's edit buffer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Callable

from qgis.core import QgsProject

from ..core.errors import CaseError
from ..core.messages import message
from .cases import OpenCase, add_table
from .change_layer import km2_text
from .features import row_feature
from .rows import WGS84, plain_wkb
from .undo import joined_step
from .words import tr
from .work import in_own_thread

if TYPE_CHECKING:
    from ..core.along import AlongLine
    from ..core.shapes import Geometry

Progress = Callable[[float], None]


@dataclass(frozen=True)
class Sector:
    """A break-in sector that is ready to be written: its name and its ground."""

    name: str
    shape: Geometry
    note: str


@in_own_thread
def sector_of(places: AlongLine, start_km: float, end_km: float, line_name: str, progress: Progress) -> Sector:
    """Return the ground narrowly around a stretch of a baseline.

    Raises
    ------
    DepthError
        When there is no stretch between the two places.
    """
    from ..core.along import HALF_WIDTH_M, sector_around

    progress(0.0)
    shape = sector_around(places, start_km, end_km)
    progress(1.0)
    line = line_name or tr("the front of the map")
    first, last = (km2_text(km) for km in sorted((start_km, end_km)))
    name = tr("Km {first}–{last} of {line}").format(first=first, last=last, line=line)
    text = tr("Chosen on the chart of depth: {m:.0f} m to either side of kilometres {first} to {last} of {line}.")
    return Sector(name, shape, text.format(m=HALF_WIDTH_M, first=first, last=last, line=line))


def write_sector(project: QgsProject, case: OpenCase, sector: Sector) -> tuple[str, bool]:
    """Write a sector into the areas of a case as one step of Undo; return its id, and whether it is new.

    The same stretch twice is one area. Main thread only.

    Raises
    ------
    CaseError
        When the layer cannot be edited.
    """
    from ..store.additions import free_id

    layer = add_table(project, case, "areas")
    if layer.crs().authid() != WGS84:
        raise CaseError(message("{path}: the areas are not in EPSG:4326; nothing was changed.", path=case.path))
    ids = {}
    feature = row_feature(layer.fields(), _row(sector))
    shape = plain_wkb(feature.geometry())
    for one in layer.getFeatures():
        ids[str(one["id"])] = one["name"] == sector.name and plain_wkb(one.geometry()) == shape
    there = [row_id for row_id, is_same in ids.items() if is_same]
    if there:
        return there[0], False
    row_id = free_id("sector", ids)
    feature.setAttribute("id", row_id)
    with joined_step([layer], tr("Add break-in sector {name}").format(name=sector.name)):
        if not layer.addFeature(feature):
            text = "{layer} of {name}: QGIS did not take the row; nothing was changed."
            raise CaseError(message(text, layer=layer.name(), name=case.name))
    return row_id, True


def _row(sector: Sector) -> dict[str, object]:
    return {"name": sector.name, "role": "sector", "note": sector.note, "geometry": sector.shape}
