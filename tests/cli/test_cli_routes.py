"""Roads and railways into a case at the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from shapely.geometry import MultiPolygon, box

from commands import digest, run
from salient.store import cases

EXTRACT = """\
<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
<node id="1" lat="49.2" lon="36.5"/><node id="2" lat="49.2" lon="37.5"/><node id="3" lat="49.4" lon="37.5"/>
<node id="4" lat="60" lon="10"/><node id="5" lat="61" lon="10"/>
<way id="11"><nd ref="1"/><nd ref="2"/><tag k="highway" v="trunk"/><tag k="ref" v="M-03"/></way>
<way id="12"><nd ref="2"/><nd ref="3"/><tag k="railway" v="rail"/><tag k="usage" v="main"/></way>
<way id="13"><nd ref="4"/><nd ref="5"/><tag k="highway" v="trunk"/><tag k="ref" v="R-1"/></way>
<way id="14"><nd ref="1"/><nd ref="3"/><tag k="highway" v="track"/></way>
</osm>
"""


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "story.gpkg"
    frame = {"id": "east", "name": "The East", "role": "frame", "geometry": MultiPolygon([box(36, 49, 37, 50)])}
    other = {"id": "all", "name": "All", "role": "area_of_interest", "geometry": MultiPolygon([box(36, 49, 38, 50)])}
    cases.create(path, {"areas": [frame, other]})
    return path


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    path = tmp_path / "region.osm"
    path.write_text(EXTRACT, encoding="utf-8")
    return path


def test_cut_to_the_frame_of_the_case_unless_told_otherwise(capsys, case: Path, extract: Path):
    code, out, err = run(capsys, "import", "routes", extract, "--case", case, "--as-of", "2022-09-01")
    assert code == 0
    # 0.5 degrees of longitude at 49.2 N are 36.437 km (a line of constant latitude is a few metres longer).
    assert out.splitlines()[-2:] == ["road\t1 routes\t36.4 km", "1 of 1 routes imported"]
    assert "story.backups" in err
    (row,) = cases.rows(case)["supply_routes"]
    assert (row["id"], str(row["as_of"])) == ("m-03", "2022-09-01")
    assert row["geometry"].bounds == pytest.approx((36.5, 49.2, 37.0, 49.2))
    before = digest(case)
    code, out, _ = run(capsys, "import", "routes", extract, "--case", case, "--as-of", "2022-09-01")
    assert (code, out.splitlines()[-1]) == (0, "0 of 1 routes imported (1 were there already)")
    assert digest(case) == before


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (("--area", "all"), ["m-03", "railway-rail"]),
        (("--frame", "36,49,38,50", "--mode", "rail"), ["railway-rail"]),
        (("--whole",), ["m-03", "r-1", "railway-rail"]),
    ],
)
def test_other_ground(capsys, case: Path, extract: Path, words: tuple[str, ...], ids: list[str]):
    code, _, _ = run(capsys, "import", "routes", extract, "--case", case, *words)
    assert code == 0
    assert sorted(row["id"] for row in cases.rows(case)["supply_routes"]) == ids


def test_replace(capsys, case: Path, extract: Path):
    run(capsys, "import", "routes", extract, "--case", case)
    code, out, err = run(capsys, "import", "routes", extract, "--case", case, "--area", "all")
    assert (code, out) == (1, "")
    assert "add --replace" in err
    code, out, _ = run(capsys, "import", "routes", extract, "--case", case, "--area", "all", "--replace")
    assert (code, out.splitlines()[-1]) == (0, "2 of 2 routes imported (1 got other lines)")


def test_json(capsys, case: Path, extract: Path):
    code, out, _ = run(capsys, "import", "routes", extract, "--case", case, "--area", "all", "--json")
    found = json.loads(out)
    assert code == 0
    assert (found["added"], found["replaced"], found["same"]) == (["m-03", "railway-rail"], [], [])
    assert found["files"][0]["kept"] == 2
    assert set(found["length_km"]) == {"road", "rail"}
    assert Path(found["backup"]).is_file()


def test_in_ukrainian(capsys, case: Path, extract: Path):
    _, out, _ = run(capsys, "import", "routes", extract, "--case", case, "--lang", "uk")
    assert "Пропущено, бо профіль не бере такого виду: 1 об’єкт (highway=track 1)." in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--frame", "0,0,1,1"), "no line is what was asked for"),
        (("--area", "West"), "West"),
        (("--profile", "nobody"), "is no profile; give one of natural-earth, osm"),
    ],
)
def test_refused_and_the_case_as_it_was(capsys, case: Path, extract: Path, words: tuple[str, ...], said: str):
    before = digest(case)
    code, out, err = run(capsys, "import", "routes", extract, "--case", case, *words)
    assert (code, out) == (1, "")
    assert said in err
    assert digest(case) == before


def test_the_case_itself_is_no_file_of_lines(capsys, case: Path):
    code, _, err = run(capsys, "import", "routes", case, "--case", case, "--mode", "road")
    assert code == 1
    assert "is the case itself" in err
