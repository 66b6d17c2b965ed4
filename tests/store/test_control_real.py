"""Two publishers' real series (skipped where they are absent): all of it is read, and kept to the last digit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pyproj import Geod
from shapely.geometry import shape
from shapely.validation import make_valid

from salient.store import cases, control

GEOD = Geod(ellps="WGS84")


def options(profile: str) -> control.ControlOptions:
    return control.ControlOptions(profile=control.read_profile(profile))


def test_a_year_of_days_is_kept_to_the_last_digit(shared_data: Path, tmp_path: Path):
    files = sorted((shared_data / "deepstate-2024-25").glob("*.geojson"))
    case = tmp_path / "year.gpkg"
    cases.create(case)
    given = control.read_control_files([shared_data / "deepstate-2024-25"], options("deepstate"))
    result = control.import_into(case, given)
    assert (result.imported, len(given)) == (len(files), len(files))
    found = cases.load(case)
    assert found.skipped == ()
    for path, area in list(zip(files, found.control_areas))[::50]:
        assert path.stem.endswith(f"{area.as_of:%Y%m%d}")
        (feature,) = json.loads(path.read_text(encoding="utf-8"))["features"]
        assert area.geometry.equals_exact(shape(feature["geometry"]), 0)
        assert (area.issuer, area.side, area.state) == ("DeepState", "RU", "assessed_control")
    again = control.import_into(case, given)
    assert (again.imported, len(again.same), again.backup) == (0, len(files), None)


def test_five_layers_of_five_days(shared_data: Path, tmp_path: Path):
    folder = shared_data / "isw-2022-09"
    given = control.read_control_files([folder], options("isw"))
    assert len(given) == len(list(folder.glob("*.geojson"))) == 25
    days = sorted({one.as_of for one in given})
    assert [day.day for day in days] == [1, 5, 7, 8, 9]
    for day in days:
        assert {(one.side, one.state) for one in given if one.as_of == day} == {
            ("RU", "assessed_control"),
            ("RU", "assessed_advance"),
            ("RU", "claimed_control"),
            ("UA", "claimed_counteroffensive"),
            ("UA", "reported_activity"),
        }
    for one in given:
        assert one.geometry.is_valid
        drawn = [shape(feature["geometry"]) for feature in json.loads(one.path.read_text(encoding="utf-8"))["features"]]
        # What the features hold together, whatever was mended or united; by geodesics between the vertices.
        united = make_valid(drawn[0])
        for other in drawn[1:]:
            united = united.union(make_valid(other))
        wanted = abs(GEOD.geometry_area_perimeter(united)[0])
        assert abs(GEOD.geometry_area_perimeter(one.geometry)[0]) == pytest.approx(wanted, rel=1e-6)
    case = tmp_path / "isw.gpkg"
    cases.create(case)
    assert control.import_into(case, given).imported == 25
    found = cases.load(case)
    assert found.skipped == ()
    # The layer of control is invalid on each day, and each row says so.
    mended = [one for one in found.control_areas if one.state == "assessed_control"]
    assert all("was mended" in one.note for one in mended)
    assert len(found.sources) == 1
