"""salient:depth_profile and salient:depth_by_day against pyproj's geodesics and the command line."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from pyproj import Geod
from qgis.core import NULL, QgsFeature, QgsGeometry, QgsProcessingException, QgsVectorLayer

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bridge"))

import day_maps
from salient.bridge.cases import open_case
from salient.cli import main

GEOD = Geod(ellps="WGS84")


def layer(kind: str, *shapes: str) -> QgsVectorLayer:
    """Return a layer of shapes in longitude/latitude."""
    made = QgsVectorLayer(f"{kind}?crs=EPSG:4326", kind, "memory")
    for wkt in shapes:
        feature = QgsFeature(made.fields())
        feature.setGeometry(QgsGeometry.fromWkt(wkt))
        made.dataProvider().addFeature(feature)
    return made


def meridian_km(lat: float) -> float:
    """Return the way along a meridian from the equator, straight north of a line that lies on it."""
    return GEOD.inv(30, 0, 30, lat)[2] / 1000


DEGREE_KM = GEOD.line_length([30 + n / 1000 for n in range(1001)], [0] * 1001) / 1000
EQUATOR = "LINESTRING(30 0, 34 0)"
STAIRS = "POLYGON((31 0, 33 0, 33 0.2, 32 0.2, 32 0.1, 31 0.1, 31 0))"


def test_a_profile_of_two_steps(run):
    parameters = {"GAINS": layer("Polygon", STAIRS), "BASELINE": layer("LineString", EQUATOR)}
    results, _ = run("depth_profile", STEP_KM=1, OUTPUT="memory:", OUTPUT_LINE="memory:", **parameters)
    points = list(results["OUTPUT"].getFeatures())
    assert results["LENGTH_KM"] == pytest.approx(4 * DEGREE_KM, abs=0.001)
    assert results["STRETCHES"] == len(points) == 446
    assert [one["from_km"] for one in points] == pytest.approx([float(n) for n in range(446)])
    for one in points:
        assert one["from_km"] < one["km"] < one["to_km"]
        assert one["sampling_km"] == 0.25
        lon = one["km"] / DEGREE_KM + 30
        at = one.geometry().asPoint()
        assert (at.x(), at.y()) == pytest.approx((lon, 0), abs=1e-4)
        if 31.02 < lon < 31.98:
            assert one["depth_km"] == pytest.approx(meridian_km(0.1), abs=0.25)
            assert (one["deepest_lon"], one["deepest_lat"]) == pytest.approx((lon, 0.1), abs=0.006)
        elif 32.02 < lon < 32.98:
            assert one["depth_km"] == pytest.approx(meridian_km(0.2), abs=0.25)
        elif lon < 30.98 or lon > 33.02:
            assert one["depth_km"] == 0
            assert one["deepest_lon"] == NULL
    assert results["DEEPEST_KM"] == pytest.approx(meridian_km(0.2), abs=0.25)
    assert 2 * DEGREE_KM - 1 < results["DEEPEST_AT_KM"] < 3 * DEGREE_KM + 1
    lines = list(results["OUTPUT_LINE"].getFeatures())
    # Each stretch is as long as its columns say.
    for one in lines[::50]:
        path = one.geometry().asMultiPolyline()[0]
        long_km = GEOD.line_length([p.x() for p in path], [p.y() for p in path]) / 1000
        assert long_km == pytest.approx(one["to_km"] - one["from_km"], abs=0.001)
    assert len(lines) == 446


def test_the_profile_needs_ground_and_a_line(run, refusal):
    ground, line = layer("Polygon", STAIRS), layer("LineString", EQUATOR)
    with pytest.raises(QgsProcessingException, match="gains hold no area"):
        run("depth_profile", GAINS=layer("Polygon"), BASELINE=line, OUTPUT="memory:")
    with pytest.raises(QgsProcessingException, match="baseline holds no line"):
        run("depth_profile", GAINS=ground, BASELINE=layer("LineString"), OUTPUT="memory:")
    around = layer("LineString", "LINESTRING(-170 0, -60 0, 60 0, 170 0)")
    with pytest.raises(QgsProcessingException, match="choose longer stretches"):
        run("depth_profile", GAINS=ground, BASELINE=around, STEP_KM=0.05, OUTPUT="memory:")
    assert refusal("depth_profile", GAINS=ground, BASELINE=line, STEP_KM=0, OUTPUT="memory:") != ""


@pytest.fixture
def mapped(run, small, tmp_path: Path) -> str:
    """Return the path of the small case with the invented maps of five days in it."""
    maps = day_maps.make(tmp_path)
    run("import_control", FILES=[str(maps)], CASE=small, PROFILE=str(day_maps.profile_of(maps)))
    return small


ASKED = {"FROM": "2022-09-01", "TO": "2022-09-05", "OUTPUT": "memory:"}


@pytest.mark.parametrize("is_open", [False, True])
def test_depths_by_the_day_are_those_of_the_command_line(run, project, mapped, capsys, is_open):
    assert main(["depth", mapped, "--from", "2022-09-01", "--to", "2022-09-05", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    if is_open:
        open_case(project, mapped)
    results, said = run("depth_by_day", CASE=mapped, OUTPUT_LINE="memory:", **ASKED)
    found = {}
    for one in results["OUTPUT"].getFeatures():
        values = {"low_km": one["low_km"], "best_km": one["depth_km"], "high_km": one["high_km"]}
        found[one["day"].toString("yyyy-MM-dd"), one["definition"]] = values
    wanted = {
        (day["day"], definition): {key: day[definition][key] for key in ("low_km", "best_km", "high_km")}
        for day in printed["days"]
        for definition in ("any_part", "break_in_sector")
        if day[definition] is not None
    }
    assert set(found) == set(wanted)
    for key, values in wanted.items():
        assert found[key] == pytest.approx(values, abs=1e-5)
    # B's ground ends at 36.7 E on the 5th, 0.3 degrees west of where it ended: the way there along the parallel.
    assert results["DEPTH_KM_BEST"] == pytest.approx(GEOD.inv(36.7, 49.5, 37, 49.5)[2] / 1000, abs=0.2)
    assert results["OUTPUT_LINE"].featureCount() == len(wanted)
    assert sorted(said.warnings) == sorted(
        [*printed["notes"], *(day["missing"] for day in printed["days"] if day["missing"])]
    )


def test_depths_from_a_line_of_the_case_and_to_a_sector(run, refusal, mapped):
    sector = layer("Polygon", "POLYGON((36.9 49.4, 37.1 49.4, 37.1 49.6, 36.9 49.6, 36.9 49.4))")
    results, _ = run("depth_by_day", CASE=mapped, SECTOR=sector, **ASKED)
    # From the far corners of the strip to the sector it is further than to the nearest of the front.
    assert results["SECTOR_KM_BEST"] > results["DEPTH_KM_BEST"] + 10
    results, _ = run("depth_by_day", CASE=mapped, BASELINE_NAME="Line of the 5th", **ASKED)
    # That line is 36 E; the lost strip reaches to 37 E.
    assert results["DEPTH_KM_BEST"] == pytest.approx(GEOD.inv(36, 49, 37, 49)[2] / 1000, abs=0.2)
    borders = layer("LineString", "LINESTRING(36 49, 37 49)")
    assert "is a whole line" in refusal("depth_by_day", CASE=mapped, BASELINE_NAME="f01", BORDERS=borders, **ASKED)
