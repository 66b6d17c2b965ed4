"""`salient routes` on a ladder whose lower rail is cut: what is open can be read off the drawing."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from pyproj import Geod
from shapely.geometry import MultiLineString, MultiPolygon, Point, box

from salient.cli import main
from salient.store import cases

GEOD = Geod(ellps="WGS84")
DAY, BEFORE = datetime.date(2022, 9, 9), datetime.date(2022, 9, 1)


def km(*places: tuple[float, float]) -> float:
    return GEOD.line_length(*zip(*places)) / 1000


LOW, HIGH = ((36.0, 49.0), (36.3, 49.0)), ((36.0, 49.0), (36.0, 49.1), (36.3, 49.1), (36.3, 49.0))


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Two ways from the base at 36.0 to the town at 36.3; on the last day the lower one has a gap of 0.1 degrees."""
    path = tmp_path / "story.gpkg"

    def control(name, day, *boxes):
        return {
            "id": name,
            "side": "R",
            "state": "assessed_control",
            "issuer": "I",
            "as_of": day,
            "tolerance_m": 100,
            "geometry": MultiPolygon([box(*one) for one in boxes]),
        }

    def route(name, coords):
        return {"id": name, "name": name, "mode": "road", "role": "main", "geometry": MultiLineString([coords])}

    cases.create(
        path,
        {
            "settlements": [
                {"id": "base", "name": "Base", "is_supply_base": True, "side": "R", "geometry": Point(36.0, 49.0)},
                {"id": "town", "name": "Town", "geometry": Point(36.3, 49.0)},
            ],
            "supply_routes": [route("low", LOW), route("high", HIGH)],
            "control_areas": [
                control("then", BEFORE, (35.9, 48.9, 36.4, 49.2)),
                control("now", DAY, (35.9, 48.9, 36.1, 49.2), (36.2, 48.9, 36.4, 49.2), (36.1, 49.05, 36.2, 49.2)),
            ],
        },
    )
    return path


def run(capsys, *words: object) -> tuple[int, str, str]:
    code = main([str(word) for word in words])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_cuts_ways_and_detour(capsys, case: Path):
    words = ("routes", case, "--as-of", DAY, "--place", "Town", "--from-day", BEFORE, "--json")
    code, out, _ = run(capsys, *words)
    assert code == 0
    found = json.loads(out)
    assert (found["as_of"], found["side"]) == ("2022-09-09", "R")
    # Nobody advanced beyond control: one reading.
    (reading,) = found["readings"]
    assert reading["reading"] == "control"
    low, high = reading["routes"]
    gap = km((36.1, 49.0), (36.2, 49.0))
    assert low["cut_km"] == pytest.approx(gap, abs=0.002)
    assert low["open_km"] == pytest.approx(km(*LOW) - gap, abs=0.002)
    first, second = low["cuts"]
    assert (first["lon"], first["leaves"], second["lon"], second["leaves"]) == (36.1, True, 36.2, False)
    assert first["next_km"] == pytest.approx(gap, abs=0.002)
    assert second["next_km"] is None
    assert (high["cut_km"], high["cuts"]) == (0, [])
    (town,) = reading["places"]
    assert (town["isolated"]["high"], town["ways"], town["base"], town["missing"]) == (0, 1, "base", None)
    assert town["shortest_km"] == pytest.approx(km(*HIGH), abs=0.002)
    assert town["detour_factor"] == pytest.approx(km(*HIGH) / km(*LOW), abs=0.001)
    assert town["last_links"] == ["high"]
    assert 0 < town["corridor_km"]["best"] < 60
    # The ground is one piece.
    assert town["enclosed"] is False


def test_ground_without_contact_is_enclosed(capsys, case: Path):
    ring = {
        "id": "later",
        "side": "R",
        "state": "assessed_control",
        "issuer": "I",
        "as_of": datetime.date(2022, 9, 20),
        "tolerance_m": 100,
        # The piece of the base is three times as large as that of the town, and far from it.
        "geometry": MultiPolygon([box(35.8, 48.9, 36.1, 49.2), box(36.25, 48.9, 36.35, 49.2)]),
    }
    tables, later = cases.rows(case), case.with_name("later.gpkg")
    tables.pop("settings")
    cases.create(later, {**tables, "control_areas": [*tables["control_areas"], ring]})
    code, out, _ = run(capsys, "routes", later, "--as-of", "2022-09-20", "--json")
    assert code == 0
    (reading,) = json.loads(out)["readings"]
    found = {one["id"]: (one["enclosed"], one["ways"]) for one in reading["places"]}
    assert found["town"] == (True, 0)
    assert found["base"] == (False, None)


def test_as_rows_with_every_settlement(capsys, case: Path):
    code, out, err = run(capsys, "routes", case, "--as-of", DAY)
    assert code == 0
    lines = [line.split("\t") for line in out.splitlines()]
    assert ["high", "road", f"{km(*HIGH):.1f}", "0.0", "0"] in lines
    (town,) = (line for line in lines if line[0] == "Town")
    assert town[1:4] == ["no", "1", f"{km(*HIGH):.1f}"]
    (base,) = (line for line in lines if line[0] == "Base")
    assert base[1:3] == ["no", "base"]
    assert "Ground as of 9" in err


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--as-of", DAY, "--place", "Nowhere"), 'no settlement "Nowhere"'),
        (("--as-of", "2022-10-09"), "No control areas for 2022-10-09"),
        (("--as-of", DAY, "--issuer", "J"), "No control areas of J"),
    ],
)
def test_what_cannot_be_answered_is_one_line(capsys, case: Path, more, words):
    code, out, err = run(capsys, "routes", case, *more)
    assert (code, out) == (1, "")
    assert words in err


def test_a_case_without_routes_says_what_to_import(capsys, tmp_path: Path):
    path = tmp_path / "empty.gpkg"
    base = {"id": "b", "name": "B", "is_supply_base": True, "side": "R", "geometry": Point(36.0, 49.0)}
    cases.create(path, {"settlements": [base]})
    code, _, err = run(capsys, "routes", path, "--as-of", DAY)
    assert code == 1
    assert "A network of supply routes is needed" in err
    cases.create(tmp_path / "nobody.gpkg", {})
    assert "Name the side" in run(capsys, "routes", tmp_path / "nobody.gpkg", "--as-of", DAY)[2]


# ---------------------------------------------------------------- where routes meet


@pytest.fixture
def crossing(tmp_path: Path) -> Path:
    """A road from the base crosses the road of the town without a vertex in common."""
    path = tmp_path / "crossing.gpkg"
    roads = {"flat": [(36.0, 49.0), (36.3, 49.0)], "steep": [(36.1, 48.9), (36.1, 49.1)]}
    ground = MultiPolygon([box(35.9, 48.8, 36.4, 49.2)])
    claimed = {"id": "c", "text": "cut off", "kind": "isolation", "claimant": "A", "place_ids": ["town"], "side": "R"}
    cases.create(
        path,
        {
            "settlements": [
                {"id": "base", "name": "Base", "is_supply_base": True, "side": "R", "geometry": Point(36.1, 48.9)},
                {"id": "town", "name": "Town", "geometry": Point(36.3, 49.0)},
            ],
            "supply_routes": [
                {"id": name, "name": name, "mode": "road", "role": "main", "geometry": MultiLineString([coords])}
                for name, coords in roads.items()
            ],
            "control_areas": [
                {"id": "g", "side": "R", "state": "assessed_control", "issuer": "I", "as_of": DAY, "geometry": ground}
            ],
            "claims": [{**claimed, "stated_on": DAY, "refers_to": DAY}],
            "settings": [{"id": "route_crossings", "value": "apart"}],
        },
    )
    return path


def test_the_setting_decides_and_the_argument_wins(crossing, capsys):
    def town(*words):
        assert main(["routes", str(crossing), "--as-of", str(DAY), "--json", *words]) == 0
        found = json.loads(capsys.readouterr().out)
        places = {one["id"]: one for one in found["readings"][0]["places"]}
        return found["snap_m"], found["crossings"], places["town"]["ways"]

    assert town() == (1.0, "apart", 0)
    assert town("--snap-m", "10") == (10.0, "apart", 0)
    assert town("--crossings", "joined") == (25.0, "joined", 1)


def test_the_table_says_where_routes_meet(crossing, capsys):
    assert main(["routes", str(crossing), "--as-of", str(DAY)]) == 0
    assert "joined only where they share a point" in capsys.readouterr().err


def test_a_check_may_try_the_other_way_but_not_record_it(crossing, capsys):
    def best(*words):
        assert main(["check", str(crossing), "--json", *words]) == 0
        (finding,) = json.loads(capsys.readouterr().out)["findings"]
        return {one["definition"]: one["best"] for one in finding["definitions"]}["isolation"]

    assert (best(), best("--crossings", "joined")) == (1, 0)
    assert main(["check", str(crossing), "--crossings", "joined", "--record"]) == 1
    assert "--record: what is recorded follows the settings" in capsys.readouterr().err
    assert cases.rows(crossing)["findings"] == []
    assert main(["check", str(crossing), "--crossings", "apart", "--record"]) == 0
    assert len(cases.rows(crossing)["findings"]) == 1


@pytest.mark.parametrize("words", [("--snap-m", "-1"), ("--snap-m", "5001"), ("--crossings", "maybe")])
def test_what_is_no_way_of_joining_is_refused(crossing, capsys, words):
    with pytest.raises(SystemExit):
        main(["routes", str(crossing), "--as-of", str(DAY), *words])
    capsys.readouterr()


# ---------------------------------------------------------------- many days


def test_the_days_of_a_place(capsys, case: Path):
    code, out, _ = run(capsys, "routes", case, "--series", "--place", "Town", "--corridor", "--json")
    assert code == 0
    found = json.loads(out)
    assert (found["side"], found["issuer"]) == ("R", "I")
    (town,) = found["series"]
    (reading,) = town["readings"]
    assert reading["isolated_since"] is None
    first, last = reading["days"]
    assert (first["as_of"], first["ways"], last["as_of"], last["ways"]) == (str(BEFORE), 2, str(DAY), 1)
    assert first["shortest_km"] == pytest.approx(km(*LOW), abs=0.002)
    assert last["detour_factor"] == pytest.approx(km(*HIGH) / km(*LOW), abs=0.001)
    # The ground of the first day holds that of the last.
    before, now = town["corridor"]
    assert before["best"] > now["best"] > 0
    assert now["low"] <= now["best"] <= now["high"]
    assert before["joined"] is now["joined"] is True


def test_the_days_of_a_place_as_rows(capsys, case: Path):
    words = ("routes", case, "--series", "--place", "Town", "--from-day", DAY, "--to-day", DAY)
    code, out, _ = run(capsys, *words)
    assert code == 0
    assert [line.split("\t") for line in out.splitlines()] == [
        ["settlement", "reading", "day", "ways", "shortest_km", "base", "detour"],
        ["Town", "control", "2022-09-09", "1", f"{km(*HIGH):.1f}", "Base", ""],
    ]
    _, out, _ = run(capsys, *words, "--corridor")
    assert out.splitlines()[0].endswith("corridor_low\tcorridor_km\tcorridor_high")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ((), "Say the day with --as-of"),
        (("--series", "--as-of", DAY), "give one of them"),
        (("--series",), "name it with --place"),
        (("--series", "--place", "Town", "--from-day", "2023-01-01"), "No day of the period is mapped"),
        (("--series", "--place", "Town", "--issuer", "J"), 'no maps of the issuer "J"'),
    ],
)
def test_a_series_that_cannot_be_had_is_one_line(capsys, case: Path, more, words):
    code, out, err = run(capsys, "routes", case, *more)
    assert (code, out) == (1, "")
    assert words in err
    assert len(err.splitlines()) == 1
