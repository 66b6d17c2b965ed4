"""`qgis_process run salient:…`: a program of its own, where wheels and QGIS's libraries would clash."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import fiona
import pytest
from pyproj import Geod

from programs import needed, page_count, salient

WGS84 = Geod(ellps="WGS84")


@pytest.fixture
def environment(environment: dict[str, str]) -> dict[str, str]:
    """Return the environment of this folder, without a display."""
    return {**environment, "QT_QPA_PLATFORM": "offscreen"}


def process(environment: dict[str, str], algorithm: str, **parameters: object) -> dict[str, Any]:
    """Run one algorithm and return its results, as qgis_process prints them in JSON."""
    name = algorithm if ":" in algorithm else f"salient:{algorithm}"
    command = [needed("qgis_process"), "--json", "run", name]
    command += [f"--{name}={value}" for name, value in parameters.items()]
    run = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=180
    )
    assert run.returncode == 0, f"{run.stdout}\n{run.stderr}"
    assert "Traceback" not in run.stdout + run.stderr
    return json.loads(run.stdout)["results"]


def write(path: Path, *geometries: dict[str, Any]) -> Path:
    """Write GeoJSON, which is longitude and latitude by definition."""
    features = [{"type": "Feature", "id": n, "properties": {}, "geometry": g} for n, g in enumerate(geometries, 1)]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def test_algorithms_are_listed(environment: dict[str, str]):
    run = subprocess.run(
        [needed("qgis_process"), "--json", "list"],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
        timeout=180,
    )
    listed = json.loads(run.stdout)["providers"]["salient"]["algorithms"]
    names = ("measure_depth", "depth_profile", "geodesic_buffer", "settlements_inside", "check_claims", "briefing")
    of_maps = ("change", "series", "baseline", "depth_by_day", "settlements_changed", "settlement_status")
    of_files = ("import_control", "import_places", "import_routes")
    of_routes = ("cut_routes", "isolation", "on_route")
    assert {f"salient:{name}" for name in (*names, *of_maps, *of_files, *of_routes)} == set(listed)


def test_measure_depth(environment: dict[str, str], tmp_path: Path):
    # From a line on the equator the way in is straight north: the meridian's length, which Geod has from PROJ.
    baseline = write(tmp_path / "baseline.geojson", {"type": "LineString", "coordinates": [[0, 0], [1, 0]]})
    ring = [[0.4, 0], [0.6, 0], [0.6, 0.2], [0.5, 0.3], [0.4, 0.2], [0.4, 0]]
    gains = write(tmp_path / "gains.geojson", {"type": "Polygon", "coordinates": [ring]})
    depth_km = WGS84.inv(0.5, 0, 0.5, 0.3)[2] / 1000
    point, line = tmp_path / "deepest.gpkg", tmp_path / "way.gpkg"

    results = process(
        environment,
        "measure_depth",
        GAINS=gains,
        BASELINE=baseline,
        TOLERANCE_M=500,
        OUTPUT=point,
        OUTPUT_LINE=line,
    )

    assert results["DEPTH_KM_BEST"] == pytest.approx(depth_km, abs=0.001)
    assert results["DEPTH_KM_LOW"] < results["DEPTH_KM_BEST"] < results["DEPTH_KM_HIGH"]
    with fiona.open(point) as layer:
        assert [feature["geometry"]["coordinates"] for feature in layer] == [pytest.approx((0.5, 0.3), abs=1e-5)]
    with fiona.open(line) as layer:
        (way,) = [feature["geometry"]["coordinates"] for feature in layer]
    flat = way[0] if isinstance(way[0][0], (tuple, list)) else way
    ends = sorted((flat[0], flat[-1]), key=lambda position: position[1])
    assert ends[0] == pytest.approx((0.5, 0), abs=1e-4)
    assert ends[1] == pytest.approx((0.5, 0.3), abs=1e-5)


def test_routes_and_ground(environment: dict[str, str], tmp_path: Path):
    # A road along a meridian, and ground over its middle third.
    road = write(tmp_path / "road.geojson", {"type": "LineString", "coordinates": [[36, 49], [36, 49.1], [36, 49.3]]})
    ring = [[35.9, 49.1], [36.1, 49.1], [36.1, 49.2], [35.9, 49.2], [35.9, 49.1]]
    ground = write(tmp_path / "ground.geojson", {"type": "Polygon", "coordinates": [ring]})
    cuts, places = tmp_path / "cuts.gpkg", {"FROM": "36,49.1", "TO": "36,49.2", "PLACE": "36,49.15"}
    inner_km = WGS84.inv(36, 49.1, 36, 49.2)[2] / 1000

    results = process(
        environment,
        "cut_routes",
        ROUTES=road,
        GROUND=ground,
        TOLERANCE_M=0,
        OUTPUT=tmp_path / "stretches.gpkg",
        OUTPUT_CUTS=cuts,
    )

    assert results["OPEN_KM"] == pytest.approx(inner_km, abs=0.001)
    with fiona.open(cuts) as layer:
        assert [feature["properties"]["leaves"] for feature in layer] == [False, True]
        assert [feature["geometry"]["coordinates"][1] for feature in layer] == pytest.approx([49.1, 49.2], abs=1e-6)
    results = process(environment, "on_route", ROUTES=road, GROUND=ground, WITHIN_KM=1, **{**places, "TO": "36,49.25"})
    assert (results["ANSWER"], results["ON_EVERY"]) == ("no_way", False)
    results = process(environment, "on_route", ROUTES=road, GROUND=ground, WITHIN_KM=1, **places)
    assert (results["ANSWER"], results["ON_EVERY"]) == ("every", True)
    assert results["SHORTEST_KM"] == pytest.approx(inner_km, abs=0.001)


def test_geodesic_buffer(environment: dict[str, str], tmp_path: Path):
    centre = (36.23, 49.99)
    places = write(tmp_path / "places.geojson", {"type": "Point", "coordinates": list(centre)})
    out = tmp_path / "buffer.gpkg"

    process(environment, "geodesic_buffer", INPUT=places, KM=50, OUTPUT=out)

    with fiona.open(out) as layer:
        assert layer.crs.to_epsg() == 4326
        (shape,) = [feature["geometry"] for feature in layer]
    polygon = shape["coordinates"][0] if shape["type"] == "MultiPolygon" else shape["coordinates"]
    assert len(polygon) == 1
    outline = [tuple(position[:2]) for position in polygon[0]]
    between = [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in zip(outline, outline[1:])]
    distances_m = [WGS84.inv(*centre, *position)[2] for position in outline + between]
    # Design section 4: within 1 m at 50 km, corners and edges.
    assert max(abs(distance_m - 50_000) for distance_m in distances_m) < 1


def test_depth_profile(environment: dict[str, str], tmp_path: Path):
    baseline = write(tmp_path / "baseline.geojson", {"type": "LineString", "coordinates": [[0, 0], [1, 0]]})
    ring = [[0.2, 0], [0.8, 0], [0.8, 0.2], [0.2, 0.2], [0.2, 0]]
    gains = write(tmp_path / "gains.geojson", {"type": "Polygon", "coordinates": [ring]})
    out = tmp_path / "profile.gpkg"

    results = process(environment, "depth_profile", GAINS=gains, BASELINE=baseline, STEP_KM=5, OUTPUT=out)

    deep_km = WGS84.inv(0.5, 0, 0.5, 0.2)[2] / 1000
    assert results["DEEPEST_KM"] == pytest.approx(deep_km, abs=1.25)
    with fiona.open(out) as layer:
        depths = {one["properties"]["km"]: one["properties"]["depth_km"] for one in layer}
    assert len(depths) == results["STRETCHES"] == 23
    degree_km = results["LENGTH_KM"]
    assert all(depths[km] == pytest.approx(deep_km, abs=1.25) for km in depths if 0.25 < km / degree_km < 0.75)
    assert all(depths[km] == 0 for km in depths if km / degree_km < 0.15 or km / degree_km > 0.85)


def test_settlements_inside_a_buffer(environment: dict[str, str], tmp_path: Path):
    ends = [WGS84.fwd(36.0, 49.0, 90, km * 1000)[:2] for km in (20, 29.8, 30.2, 31)]
    places = write(tmp_path / "places.geojson", *({"type": "Point", "coordinates": list(one)} for one in ends))
    centre = write(tmp_path / "centre.geojson", {"type": "Point", "coordinates": [36.0, 49.0]})
    areas, out = tmp_path / "areas.gpkg", tmp_path / "inside.gpkg"

    process(environment, "geodesic_buffer", INPUT=centre, KM=30, OUTPUT=areas)
    results = process(environment, "settlements_inside", INPUT=places, AREAS=areas, TOLERANCE_M=500, OUTPUT=out)

    assert [results[f"COUNT_{end}"] for end in ("LOW", "BEST", "HIGH")] == [1, 2, 3]
    with fiona.open(out) as layer:
        assert [one["properties"]["membership"] for one in layer] == ["in", "maybe", "maybe"]


def test_a_case_from_gazetteer_and_maps_to_settlements(environment: dict[str, str], tmp_path: Path):
    case, places = tmp_path / "case.gpkg", tmp_path / "places.csv"
    salient("new", str(case))
    places.write_text("name,lat,lon\nWest,49.5,36.2\nEast,49.5,36.8\n", encoding="utf-8")
    for day, edge in ((1, 37.0), (4, 36.5)):
        ring = [[36, 49], [edge, 49], [edge, 50], [36, 50], [36, 49]]
        write(tmp_path / f"2022090{day}.geojson", {"type": "Polygon", "coordinates": [ring]})
    said = {"CASE": case, "ISSUER": "Surveyor", "SIDE": "B", "STATE": "assessed_control"}

    imported = process(environment, "import_places", FILES=places, CASE=case)
    for day in (1, 4):
        process(environment, "import_control", FILES=tmp_path / f"2022090{day}.geojson", **said)
    changed = process(
        environment,
        "settlements_changed",
        CASE=case,
        FROM="2022-09-01",
        TO="2022-09-04",
        OUTPUT=tmp_path / "changed.gpkg",
    )
    status = process(environment, "settlement_status", CASE=case, OUTPUT=tmp_path / "status.gpkg")
    depth = process(
        environment, "depth_by_day", CASE=case, FROM="2022-09-01", TO="2022-09-04", OUTPUT=tmp_path / "depth.gpkg"
    )

    assert (imported["ADDED"], imported["SAME"]) == (2, 0)
    printed = json.loads(salient("settlements", str(case), "--from", "2022-09-01", "--to", "2022-09-04", "--json"))
    assert printed["count"] == {"low": 1, "best": 1, "high": 1}
    assert [changed[f"COUNT_{end}"] for end in ("LOW", "BEST", "HIGH")] == [1, 1, 1]
    assert (status["IN_ASSESSED_CONTROL"], status["IN_NONE"], status["SETTLEMENTS"]) == (1, 1, 2)
    # The lost half is half a degree wide; its deepest point is the middle of its west edge: the edges in the north and
    # south are further from there than the one in the east.
    widest_km = WGS84.inv(36.5, 49.5, 37, 49.5)[2] / 1000
    assert depth["DEPTH_KM_BEST"] == pytest.approx(widest_km, abs=0.5)


def test_check_claims_says_what_the_command_line_says(environment: dict[str, str], sample_case: Path, tmp_path: Path):
    out = tmp_path / "findings.json"

    process(environment, "check_claims", CASE=sample_case, OUTPUT=out, AS_OF="2022-09-09")

    written = json.loads(out.read_text(encoding="utf-8"))
    printed = json.loads(salient("check", str(sample_case), "--json", "--as-of", "2022-09-09"))
    assert written["findings"] != []
    assert written["findings"] == printed["findings"]
    assert written["reconciled"] == printed["reconciled"]


def test_briefing(environment: dict[str, str], sample_case: Path, tmp_path: Path):
    out = tmp_path / "briefing.pdf"

    process(environment, "briefing", CASE=sample_case, OUTPUT=out, AS_OF="2022-09-09", LANG="en")

    assert out.read_bytes().startswith(b"%PDF")
    assert page_count(out) >= 4


def test_an_expression_of_ours_in_an_algorithm_of_qgis(environment: dict[str, str], tmp_path: Path):
    line = write(tmp_path / "line.geojson", {"type": "LineString", "coordinates": [[0, 0], [0, 1], [1, 1]]})
    formula = "salient_length_km(@geometry)"
    out = tmp_path / "out.gpkg"
    process(
        environment, "native:fieldcalculator", INPUT=line, FIELD_NAME="km", FIELD_TYPE=0, FORMULA=formula, OUTPUT=out
    )
    # Geod measures along the parallel by the geodesic, as we do.
    km = sum(WGS84.inv(*ends)[2] for ends in ((0, 0, 0, 1), (0, 1, 1, 1))) / 1000
    with fiona.open(out) as features:
        assert [one["properties"]["km"] for one in features] == [pytest.approx(km, abs=1e-6)]
