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
    assert {f"salient:{name}" for name in ("measure_depth", "geodesic_buffer", "check_claims", "briefing")} <= set(
        listed
    )


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
