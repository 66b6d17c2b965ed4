"""The acceptance case's day layers, read once for all tests of this room."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from shapely.geometry import box, shape

from salient.core.case import Area, Case, ControlArea
from salient.core.shapes import repaired

LAYERS = {
    "RussianAssessedCoTinUkraine": ("RU", "assessed_control"),
    "RussianAssessedAdvanceinUkraine": ("RU", "assessed_advance"),
    "UkrainianClaimedCounterOffensives": ("UA", "claimed_counteroffensive"),
    "RussianClaimedCoTinUkraine": ("RU", "claimed_control"),
    "UkrainianReportedPartisanWarfare": ("UA", "reported_activity"),
}


@pytest.fixture(scope="session")
def september(shared_data: Path) -> Case:
    """Return the day layers of September 2022 with the frame and the break-in sector of design section 6."""
    folder = shared_data / "isw-2022-09"
    if not folder.is_dir():
        pytest.skip("the day layers of September 2022 are not here")
    areas = []
    for path in sorted(folder.glob("*.geojson")):
        day, _, layer = path.stem.partition("_")
        side, state = LAYERS[layer]
        as_of = datetime.datetime.strptime(day, "%Y%m%d").date()
        for n, feature in enumerate(json.loads(path.read_text(encoding="utf-8"))["features"]):
            ground, _ = repaired(shape(feature["geometry"]))
            areas.append(ControlArea(f"{path.stem} {n}", ground, side, state, "ISW", as_of=as_of))
    frame = Area("frame", "Frame", box(35.9, 48.75, 38.3, 50.4), role="frame")
    sector = Area("sector", "Break-in sector", box(36.2, 49.2, 37.0, 49.9), role="sector")
    return Case("september", control_areas=tuple(areas), areas=(frame, sector))
