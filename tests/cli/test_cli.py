"""The command as a script sees it: files in, stdout, stderr, exit code. Numbers are checked against pyproj's Geod."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pyproj import Geod
from shapely.geometry import LineString, Point, box, mapping, shape

from salient.cli import main
from salient.store import cases

GEOD = Geod(ellps="WGS84")


def write(path: Path, *shapes: object, **extra: object) -> Path:
    features = [
        {"type": "Feature", "id": f"f{n}", "properties": {}, "geometry": mapping(one) if one is not None else None}
        for n, one in enumerate(shapes, start=1)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **extra}), encoding="utf-8")
    return path


def run(capsys, *words: object) -> tuple[int, str, str]:
    code = main([str(word) for word in words])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.fixture
def wedge(tmp_path) -> tuple[Path, Path]:
    gains = write(tmp_path / "gains.geojson", box(36.0, 49.2, 36.5, 49.8))
    baseline = write(tmp_path / "baseline.geojson", LineString([(36, 49), (36, 50)]))
    return gains, baseline


def test_measure_distance(capsys):
    code, out, err = run(capsys, "measure", "distance", "37.2569,49.2128", "37.6167,49.7064", "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    azimuth, _, metres = GEOD.inv(37.2569, 49.2128, 37.6167, 49.7064)
    assert list(found) == ["distance_km", "azimuth_deg", "compass"]
    assert found["distance_km"] == pytest.approx(metres / 1000, abs=1e-6)
    assert found["azimuth_deg"] == pytest.approx(azimuth)
    assert found["compass"] == "NNE"


def test_measure_distance_takes_points_west_of_greenwich(capsys):
    code, out, _ = run(capsys, "measure", "distance", "-3.70,40.41", "-0.13,51.51", "--json")
    assert code == 0
    assert json.loads(out)["distance_km"] == pytest.approx(GEOD.inv(-3.70, 40.41, -0.13, 51.51)[2] / 1000)


def test_measure_area(capsys, tmp_path):
    path = write(tmp_path / "areas.geojson", box(36, 49, 36.01, 49.01), box(37, 49, 37.01, 49.02))
    code, out, _ = run(capsys, "measure", "area", path, "--json")
    assert code == 0
    found = json.loads(out)
    assert [one["id"] for one in found["features"]] == ["f1", "f2"]
    # At a hundredth of a degree, straight and geodesic edges are the same to a millionth.
    area, around = GEOD.geometry_area_perimeter(box(36, 49, 36.01, 49.01))
    assert found["features"][0]["area_km2"] == pytest.approx(abs(area) / 1e6, rel=1e-6)
    assert found["features"][0]["perimeter_km"] == pytest.approx(around / 1000, rel=1e-6)
    assert found["total"]["area_km2"] == pytest.approx(sum(one["area_km2"] for one in found["features"]))


def test_measure_area_names_what_it_leaves_out(capsys, tmp_path):
    path = write(tmp_path / "areas.geojson", None, Point(36, 49), box(36, 49, 37, 50))
    code, out, err = run(capsys, "measure", "area", path, "--json")
    assert code == 0
    assert [one["id"] for one in json.loads(out)["features"]] == ["f3"]
    assert "feature f1" in err
    assert "feature f2" in err


def test_measure_depth(capsys, wedge):
    gains, baseline = wedge
    words = ("measure", "depth", "--gains", gains, "--baseline", baseline, "--json")
    code, out, _ = run(capsys, *words)
    assert code == 0
    found = json.loads(out)
    assert list(found) == ["depth_km", "definition", "deepest_point", "nearest_point", "sector"]
    assert found["definition"] == "any_part"
    assert found["sector"] is None
    feet = [49.2 + n * 1e-5 for n in range(-300, 900)]
    expected_km = min(GEOD.inv(36.5, 49.2, 36.0, foot)[2] for foot in feet) / 1000
    assert found["depth_km"]["best"] == pytest.approx(expected_km, abs=0.001)
    assert found["depth_km"]["high"] - found["depth_km"]["low"] == pytest.approx(2.0)
    assert found["deepest_point"] == [pytest.approx(36.5), pytest.approx(49.2)]
    code, out, _ = run(capsys, *words, "--sector", "35.9,49.0,36.1,49.25", "--tolerance-m", "0")
    sector = json.loads(out)["sector"]
    assert list(sector) == ["depth_km", "definition", "deepest_point", "nearest_point"]
    assert sector["definition"] == "break_in_sector"
    assert sector["depth_km"]["best"] == pytest.approx(GEOD.inv(36.5, 49.8, 36.0, 49.25)[2] / 1000, abs=0.01)
    assert sector["depth_km"]["low"] == sector["depth_km"]["high"]


def test_measure_buffer_writes_a_feature_for_each_input(capsys, tmp_path):
    places = write(tmp_path / "places.geojson", Point(36.231, 49.993), Point(37.2569, 49.2128))
    out_path = tmp_path / "fifty.geojson"
    code, out, _ = run(capsys, "measure", "buffer", places, "--km", "50", "-o", out_path)
    assert (code, out.strip()) == (0, str(out_path))
    features = json.loads(out_path.read_text(encoding="utf-8"))["features"]
    assert len(features) == 2
    ring = shape(features[0]["geometry"]).exterior.coords
    metres = [GEOD.inv(36.231, 49.993, lon, lat)[2] for lon, lat in ring]
    assert max(abs(one - 50_000) for one in metres) < 1
    assert run(capsys, "measure", "buffer", places, "--km", "50", "-o", out_path)[0] == 1
    assert run(capsys, "measure", "buffer", places, "--km", "50", "-o", out_path, "--overwrite")[0] == 0


def test_a_new_case_can_be_checked_and_says_that_it_is_empty(capsys, tmp_path):
    path = tmp_path / "story.gpkg"
    assert run(capsys, "new", path) == (0, f"{path}\n", "")
    code, out, _ = run(capsys, "check", path, "--json")
    assert code == 0
    found = json.loads(out)
    assert found["findings"] == []
    assert "no claims" in found["notes"][0]
    code, out, err = run(capsys, "new", path)
    assert (code, out) == (1, "")
    assert str(path) in err
    assert "--overwrite" in err
    assert err.count("\n") == 1
    assert run(capsys, "new", path, "--overwrite")[0] == 0


def test_a_case_of_this_version_needs_no_upgrade(capsys, tmp_path):
    path = tmp_path / "story.gpkg"
    run(capsys, "new", path)
    assert run(capsys, "upgrade", path) == (0, f"{path}: up to date\n", "")


@pytest.fixture
def duration_case(tmp_path) -> Path:
    path = tmp_path / "case.gpkg"
    claim = {"id": "c", "text": "after seven months", "kind": "duration", "claimant": "A paper", "value": 7.0}
    tables = {
        "events": [{"id": "start", "name": "Start", "date": "2022-02-24"}],
        "claims": [{**claim, "unit": "months", "bound": "exact", "refers_to": "2022-09-08"}],
    }
    cases.create(path, tables)
    return path


def test_fail_on_inconsistent_is_exit_three(capsys, duration_case):
    assert run(capsys, "check", duration_case)[0] == 0
    assert run(capsys, "check", duration_case, "--fail-on", "inconsistent")[0] == 3


def test_check_speaks_ukrainian(capsys, duration_case):
    out = run(capsys, "check", duration_case, "--lang", "uk")[1]
    assert "неможлив" in out


def test_check_can_record_its_findings(capsys, duration_case):
    assert run(capsys, "check", duration_case, "--record")[0] == 0
    rows = cases.rows(duration_case)
    assert [(one["claim_id"], one["verdict"]) for one in rows["findings"]] == [("c", "impossible")]


def test_brief_writes_a_pdf_once(capsys, duration_case, tmp_path):
    pdf = tmp_path / "out.pdf"
    assert run(capsys, "brief", duration_case, "-o", pdf)[0] == 0
    first = pdf.read_bytes()
    assert first.startswith(b"%PDF")
    code, _, err = run(capsys, "brief", duration_case, "-o", pdf)
    assert code == 1
    assert "--overwrite" in err
    assert run(capsys, "brief", duration_case, "-o", pdf, "--overwrite")[0] == 0
    assert pdf.read_bytes() == first


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("check", "missing.gpkg"), "missing.gpkg"),
        (("measure", "area", "missing.geojson"), "missing.geojson"),
    ],
)
def test_a_missing_file_is_one_line_on_stderr(capsys, words, said):
    code, out, err = run(capsys, *words)
    assert (code, out) == (1, "")
    assert said in err
    assert err.count("\n") == 1
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("measure",),
        ("measure", "distance", "1,2", "north"),
        ("measure", "distance", "1,2", "200,2"),
        ("measure", "buffer", "x.geojson", "--km", "-5", "-o", "y.geojson"),
        ("check", "x.gpkg", "--as-of", "9 September"),
        ("check", "x.gpkg", "--fail-on", "rain"),
    ],
)
def test_usage_is_exit_two(capsys, words):
    with pytest.raises(SystemExit) as stopped:
        main(list(words))
    assert stopped.value.code == 2
    assert "usage:" in capsys.readouterr().err


@pytest.mark.parametrize(("sector", "said"), [("1,2,3", "W,S,E,N"), ("37,49,36,50", "is empty")])
def test_a_sector_that_is_none_is_refused(capsys, wedge, sector, said):
    gains, baseline = wedge
    code, _, err = run(capsys, "measure", "depth", "--gains", gains, "--baseline", baseline, "--sector", sector)
    assert code == 1
    assert said in err


def test_doctor_finds_this_environment_whole(capsys):
    code, out, _ = run(capsys, "doctor")
    assert "shapely" in out
    assert code == 0
