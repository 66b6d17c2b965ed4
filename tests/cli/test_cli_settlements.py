"""States of settlements and depths by the day at the command line: squares whose answers the eye can check.

A strip along the equator, six squares of a tenth of a degree, is held from 36.0 E; squares are lost from its east end:

    day      held squares   lost since 1 September
    1, 2     6              none
    3        4              36.4 to 36.6 E
    4, 5     3              36.3 to 36.6 E
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from pyproj import Geod
from shapely.geometry import Point, box

from commands import run
from salient.cli import main
from salient.store import cases, control

GEOD = Geod(ellps="WGS84")
HELD = {1: 6, 2: 6, 3: 4, 4: 3, 5: 3}
# 0.002° along the equator are 223 m: within the tolerance of 500 m of the edge of 4 September, at 36.3 E.
PLACES = {"Alpha": 36.05, "Near": 36.298, "Beyond": 36.302, "Delta": 36.35, "Foxtrot": 36.55, "Golf": 36.65}
CONTROL = "assessed_control"


def held(day: int, count: int, issuer: str = "Mapper") -> dict:
    ground = box(36, 0, 36 + count / 10, 0.1)
    row = {"issuer": issuer, "side": "R", "state": CONTROL, "as_of": f"2022-09-{day:02d}"}
    return {"id": f"{issuer}-{day}", **row, "tolerance_m": 500.0, "geometry": ground}


def make(path: Path, counts: dict[int, int]) -> Path:
    places = [
        {"id": name.lower(), "name": name, "source_id": "list", "geometry": Point(lon, 0.05)}
        for name, lon in PLACES.items()
    ]
    areas = [
        {"id": "east", "name": "The East", "role": "area_of_interest", "geometry": box(36.3, -1, 37, 1)},
        {"id": "gap", "name": "The Gap", "role": "sector", "geometry": box(36.55, 0.01, 36.65, 0.09)},
    ]
    sources = [{"id": "list", "publisher": "Office of Names", "title": "List of places"}]
    drawn = [held(day, count) for day, count in counts.items()]
    cases.create(path, {"control_areas": drawn, "settlements": places, "areas": areas, "sources": sources})
    return path


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return make(tmp_path / "strip.gpkg", HELD)


def found(capsys, *words: object) -> dict:
    code, out, err = run(capsys, *words, "--json")
    assert code == 0, err
    return json.loads(out)


BETWEEN = ("--from", "2022-09-01", "--to", "2022-09-04")


# ---------------------------------------------------------------- settlements that changed


def test_changed_places_sure_and_maybe(capsys, case):
    one = found(capsys, "settlements", case, *BETWEEN)
    assert (one["case"], one["issuer"], one["from"], one["to"]) == ("strip", "Mapper", "2022-09-01", "2022-09-04")
    assert (one["tolerance_m"], one["stood_in"], one["settlements"]) == (500, [], 6)
    assert {row["name"]: (row["before"], row["after"], row["sure"]) for row in one["changed"]} == {
        "Near": (CONTROL, CONTROL, False),
        "Beyond": (CONTROL, "none", False),
        "Delta": (CONTROL, "none", True),
        "Foxtrot": (CONTROL, "none", True),
    }
    assert one["count"] == {"low": 2, "best": 3, "high": 4}
    assert one["moves"] == [{"before": CONTROL, "after": "none", "low": 2, "best": 3}]
    named = {"source_id": "list", "publisher": "Office of Names", "title": "List of places"}
    assert one["gazetteer"] == [{**named, "settlements": 6}]


def test_changed_places_as_text_and_csv(capsys, case):
    code, out, err = run(capsys, "settlements", case, *BETWEEN)
    assert code == 0
    assert out.splitlines()[0] == "name\tbefore\tafter\tsure\tid"
    assert "Delta\tassessed_control\tnone\tsure\tdelta" in out.splitlines()
    assert out.splitlines()[-1] == "changed\t3 (2 to 4) of 6"
    assert "Office of Names, List of places" in err
    code, out, _ = run(capsys, "settlements", case, *BETWEEN, "--csv")
    rows = {row["id"]: row["sure"] for row in csv.DictReader(io.StringIO(out))}
    assert rows == {"near": "maybe", "beyond": "maybe", "delta": "sure", "foxtrot": "sure"}


@pytest.mark.parametrize("words", [("--area", "the east"), ("--frame", "36.3,-1,37,1")])
def test_changed_places_in_a_frame(capsys, case, words):
    one = found(capsys, "settlements", case, *BETWEEN, *words)
    assert one["settlements"] == 4
    assert [row["name"] for row in one["changed"]] == ["Beyond", "Delta", "Foxtrot"]
    assert one["count"] == {"low": 2, "best": 3, "high": 3}


def test_a_missing_day_is_stood_in_for_and_named(capsys, tmp_path):
    gap = make(tmp_path / "gap.gpkg", {day: count for day, count in HELD.items() if day != 3})
    one = found(capsys, "settlements", gap, "--from", "2022-09-01", "--to", "2022-09-03")
    assert one["stood_in"] == [{"asked": "2022-09-03", "used": "2022-09-04"}]
    assert one["count"]["best"] == 3
    assert "stands in for" in one["notes"][0]
    assert found(capsys, "settlements", gap, "--as-of", "2022-09-03")["stood_in"] == one["stood_in"]
    deep = found(capsys, "depth", gap, "--from", "2022-09-01", "--to", "2022-09-03")
    assert deep["stood_in"] == one["stood_in"]
    assert [day["day"] for day in deep["days"]] == ["2022-09-02", "2022-09-04"]
    code, _, err = run(capsys, "settlements", gap, "--from", "2022-09-03", "--to", "2022-09-04")
    assert code == 1
    assert "would stand for both" in err


def test_sentences_in_ukrainian(capsys, case):
    notes = found(capsys, "settlements", case, *BETWEEN, "--lang", "uk")["notes"]
    notes += found(capsys, "depth", case, *BETWEEN, "--lang", "uk")["notes"]
    assert notes
    assert not [note for note in notes if note.startswith(("Counted", "Settlements", "Break-in", "The whole"))]


# ---------------------------------------------------------------- the state of each


def test_the_state_of_each_with_first_and_last_day(capsys, case):
    one = found(capsys, "settlements", case, "--as-of", "2022-09-03")
    assert (one["as_of"], one["first_map"], one["last_map"]) == ("2022-09-03", "2022-09-01", "2022-09-05")
    assert one["states"] == {CONTROL: 4, "none": 2}
    places = {row["name"]: (row["state"], row["first"][-2:], row["last"][-2:]) for row in one["places"]}
    assert places == {
        "Alpha": (CONTROL, "01", "05"),
        "Near": (CONTROL, "01", "05"),
        "Beyond": (CONTROL, "01", "03"),
        "Delta": (CONTROL, "01", "03"),
        "Foxtrot": ("none", "03", "05"),
        "Golf": ("none", "01", "05"),
    }
    spells = {row["name"]: row["spells"] for row in one["places"]}
    assert spells["Foxtrot"] == [
        {"state": CONTROL, "first": "2022-09-01", "last": "2022-09-02"},
        {"state": "none", "first": "2022-09-03", "last": "2022-09-05"},
    ]
    assert one["flips"] == []


def test_without_a_day_the_last_map_is_taken(capsys, case):
    one = found(capsys, "settlements", case)
    assert one["as_of"] == "2022-09-05"
    assert one["states"] == {CONTROL: 2, "none": 4}
    code, out, _ = run(capsys, "settlements", case, "--csv")
    assert code == 0
    rows = {row["id"]: (row["state"], row["first"]) for row in csv.DictReader(io.StringIO(out))}
    assert rows["delta"] == ("none", "2022-09-04")
    assert run(capsys, "settlements", case)[1].splitlines()[-1] == "none\t4 of 6 on 2022-09-05"


def test_a_state_of_one_map_only_is_told(capsys, tmp_path):
    odd = make(tmp_path / "odd.gpkg", {1: 3, 2: 4, 3: 3})
    one = found(capsys, "settlements", odd)
    flip = {"day": "2022-09-02", "state": CONTROL, "around": "none"}
    assert [{key: row[key] for key in flip} for row in one["flips"]] == [flip, flip]
    assert [row["name"] for row in one["flips"]] == ["Beyond", "Delta"]
    delta = next(row for row in one["places"] if row["name"] == "Delta")
    # Twice in this state: first and last are those of the run around the day, not of both.
    assert (delta["state"], delta["first"], delta["last"]) == ("none", "2022-09-03", "2022-09-03")


# ---------------------------------------------------------------- depth


def km(*lonlats: float) -> float:
    return GEOD.inv(*lonlats)[2] / 1000


def test_depth_by_the_day_under_both_definitions(capsys, case):
    one = found(capsys, "depth", case, *BETWEEN)
    assert (one["front"], one["side"], one["sector"]) == ("2022-09-01", "R", "The Gap")
    second, third, fourth = one["days"]
    assert (second["any_part"], second["break_in_sector"]) == (None, None)
    assert "2 September 2022" in " ".join(second["missing"].split())
    # Half way up the strip is furthest from its long edges; the sector is its east end alone.
    half_up = km(36.45, 0.05, 36.45, 0)
    for day, west in ((third, 36.4), (fourth, 36.3)):
        assert day["missing"] is None
        assert day["any_part"]["best_km"] == pytest.approx(half_up, abs=0.01)
        across = km(west, 0, 36.6, 0.01)
        assert day["break_in_sector"]["best_km"] == pytest.approx(across, abs=0.01)
        # Both edges may be off by 500 m.
        assert day["break_in_sector"]["low_km"] == pytest.approx(across - 1, abs=0.01)
        assert day["break_in_sector"]["high_km"] == pytest.approx(across + 1, abs=0.01)
        assert day["break_in_sector"]["deepest_point"][0] == pytest.approx(west, abs=1e-3)


def test_depth_from_a_recorded_baseline_and_without_coasts(capsys, case, tmp_path):
    plain = found(capsys, "depth", case, *BETWEEN)
    assert (plain["ground"], plain["baseline"]) == ("lost", None)
    code, out, err = run(capsys, "baseline", case, "--as-of", "2022-09-01")
    assert code == 0, err
    line = out.split("\t")[0]
    one = found(capsys, "depth", case, *BETWEEN, "--baseline", line)
    assert one["baseline"] == {"id": line, "name": "Mapper, R, 2022-09-01"}
    # It is the very edge that is measured from without it.
    assert one["days"] == plain["days"]
    coast = tmp_path / "coast.geojson"
    ends = [[[[35, -1], [37, -1], [37, 0], [35, 0], [35, -1]]], [[[35, 0.1], [37, 0.1], [37, 1], [35, 1], [35, 0.1]]]]
    shape = {"type": "MultiPolygon", "coordinates": ends}
    coast.write_text(json.dumps({"type": "Feature", "properties": {}, "geometry": shape}), encoding="utf-8")
    ashore = found(capsys, "depth", case, *BETWEEN, "--coasts", coast)["days"][-1]["any_part"]
    # The long edges are the sea's: to the strip's east end it is three squares, a kilometre beside the coast is gone.
    assert ashore["best_km"] == pytest.approx(km(36.3, 0, 36.6, 0), abs=0.1)
    code, _, err = run(capsys, "depth", case, *BETWEEN, "--coasts", coast, "--baseline", line)
    assert code == 1
    assert "give one or the other" in err


def test_depth_of_ground_that_the_side_gained(capsys, tmp_path):
    grown = make(tmp_path / "grown.gpkg", {1: 2, 2: 5})
    one = found(capsys, "depth", grown, "--from", "2022-09-01", "--to", "2022-09-02", "--gained", "--sector", "1,1,2,2")
    assert one["ground"] == "gained"
    assert one["days"][0]["any_part"]["best_km"] == pytest.approx(km(36.2, 0, 36.5, 0), abs=0.01)


def test_depth_as_text_and_csv(capsys, case):
    code, out, err = run(capsys, "depth", case, *BETWEEN)
    assert code == 0
    assert out.splitlines()[1].split("\t")[:4] == ["2022-09-03", "any_part", "4.5", "5.5"]
    assert "Break-in sector: The Gap." in err
    assert "No ground was gained by 2" in err
    rows = list(csv.DictReader(io.StringIO(run(capsys, "depth", case, *BETWEEN, "--csv")[1])))
    assert [(row["day"][-2:], row["definition"]) for row in rows] == [
        (day, definition) for day in ("03", "04") for definition in ("any_part", "break_in_sector")
    ]


@pytest.mark.parametrize(
    ("sector", "name"), [("36.55,0.01,36.65,0.09", "36.55,0.01,36.65,0.09"), ("gap", "The Gap"), ("The gap", "The Gap")]
)
def test_a_sector_by_its_box_or_name(capsys, case, sector, name):
    one = found(capsys, "depth", case, *BETWEEN, "--sector", sector)
    assert one["sector"] == name
    assert one["days"][-1]["break_in_sector"]["best_km"] == pytest.approx(km(36.3, 0, 36.6, 0.01), abs=0.01)


def test_a_sector_off_the_front_leaves_one_definition_and_says_so(capsys, case):
    last = found(capsys, "depth", case, *BETWEEN, "--sector", "10,10,11,11")["days"][-1]
    assert last["any_part"]["best_km"] == pytest.approx(km(36.45, 0.05, 36.45, 0), abs=0.01)
    assert last["break_in_sector"] is None
    assert last["missing"]


# ---------------------------------------------------------------- what is refused, and what is documented


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("settlements", "--from", "2022-09-04", "--to", "2022-09-01"), "before"),
        (("settlements", "--as-of", "2022-10-01"), "2022-09-05"),
        (("settlements", "--issuer", "Nobody"), "Mapper"),
        (("settlements", "--frame", "10,10,11,11"), "none of its 6 settlements"),
        (("settlements", "--area", "West"), "The East"),
        (("depth", "--from", "2022-09-01", "--to", "2022-09-01"), "before"),
        (("depth", "--from", "2022-09-01", "--to", "2022-09-20"), "2022-09-05"),
        (("depth", *BETWEEN, "--sector", "West"), "The Gap"),
        (("depth", *BETWEEN, "--sector", "1,2,3"), "W,S,E,N"),
        (("depth", *BETWEEN, "--side", "Z"), '"Z"'),
        (("depth", *BETWEEN, "--baseline", "Nowhere"), "the case has none"),
    ],
)
def test_refusals_are_one_line(capsys, case, words, said):
    code, out, err = run(capsys, words[0], case, *words[1:])
    assert (code, out) == (1, "")
    assert said in err
    assert err.count("\n") == 1


def test_a_case_without_settlements(capsys, tmp_path):
    path = tmp_path / "bare.gpkg"
    cases.create(path, {"control_areas": [held(1, 6), held(2, 4)]})
    code, _, err = run(capsys, "settlements", path)
    assert code == 1
    assert "gazetteer" in err
    deep = found(capsys, "depth", path, "--from", "2022-09-01", "--to", "2022-09-02")
    assert deep["sector"] is None
    assert deep["days"][0]["break_in_sector"] is None
    assert any("No break-in sector" in note for note in deep["notes"])


@pytest.mark.parametrize(
    "words",
    [
        ("settlements", "c.gpkg", "--from", "2022-09-01"),
        ("settlements", "c.gpkg", "--to", "2022-09-01"),
        ("settlements", "c.gpkg", *BETWEEN, "--as-of", "2022-09-01"),
        ("settlements", "c.gpkg", "--json", "--csv"),
        ("depth", "c.gpkg", "--from", "2022-09-01"),
    ],
)
def test_usage_is_exit_two(capsys, words):
    with pytest.raises(SystemExit) as stopped:
        main(list(words))
    assert stopped.value.code == 2


def test_help_documents_every_key(capsys, case):
    printed = {
        "settlements": [found(capsys, "settlements", case, *BETWEEN), found(capsys, "settlements", case)],
        "depth": [found(capsys, "depth", case, *BETWEEN)],
    }
    for command, objects in printed.items():
        with pytest.raises(SystemExit):
            main([command, "--help"])
        text = capsys.readouterr().out
        for one in objects:
            for key in _keys(one):
                assert key in text, (command, key)


def _keys(value: object) -> set[str]:
    """Return the keys at every depth, except those that are states."""
    if isinstance(value, list):
        return {key for one in value for key in _keys(one)}
    if not isinstance(value, dict):
        return set()
    own = {key for key in value if key not in (CONTROL, "none")}
    return own.union(*(_keys(one) for one in value.values())) if value else own


# ---------------------------------------------------------------- the publisher's files


def test_depths_of_september_from_the_files(capsys, tmp_path, shared_data):
    """Design section 6: 45.3 km to any part and 52.9 to the break-in sector on 9 September; 15.1 by both on the 8th."""
    folder = shared_data / "isw-2022-09"
    if not folder.is_dir():
        pytest.skip("the day layers of September 2022 are not here")
    path = tmp_path / "september.gpkg"
    places = [{"id": "kupiansk", "name": "Kupiansk", "geometry": Point(37.6167, 49.7064)}]
    cases.create(path, {"settlements": places})
    options = control.ControlOptions(profile=control.read_profile("isw"))
    control.import_into(path, control.read_control_files([folder], options))
    words = ("--from", "2022-09-05", "--to", "2022-09-09")
    one = found(capsys, "depth", path, *words, "--sector", "36.2,49.2,37.0,49.9")
    depths = {
        day["day"][-2:]: (day["any_part"]["best_km"], day["break_in_sector"]["best_km"])
        for day in one["days"]
        if day["break_in_sector"] is not None
    }
    assert depths["09"] == (pytest.approx(45.3, abs=0.5), pytest.approx(52.9, abs=0.5))
    assert depths["08"] == (pytest.approx(15.1, abs=0.5), pytest.approx(15.1, abs=0.5))
    deepest = one["days"][-1]["break_in_sector"]["deepest_point"]
    assert deepest == [pytest.approx(37.690, abs=0.005), pytest.approx(49.536, abs=0.005)]
    assert one["issuer"] == "ISW"
    assert found(capsys, "settlements", path, *words)["gazetteer"][0]["source_id"] == ""
