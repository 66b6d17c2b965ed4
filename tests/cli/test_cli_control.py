"""Control maps at the command line: imported, distrusted, differenced. Squares whose sums can be done in the head."""

from __future__ import annotations

import csv
import datetime
import io
import json
import subprocess
from pathlib import Path

import fiona
import pytest
from pyproj import Geod
from shapely.geometry import box, mapping, shape

from commands import digest, run
from salient import cli_arguments
from salient.cli import main
from salient.store import cases, control

GEOD = Geod(ellps="WGS84")
FIRST = datetime.date(2022, 9, 1)
HELD = (6, 6, 4, 3, 3)
"""How many squares are held on each day: 0, 2, 1, 0 are lost from one to the next."""


def square(column: int):
    # Close to the equator straight and geodesic edges differ by less than a millionth of the area.
    return box(36 + column / 10, 0, 36.1 + column / 10, 0.1)


UNIT_KM2 = abs(GEOD.geometry_area_perimeter(square(0))[0]) / 1e6


def write(path: Path, *shapes: object, **properties: object) -> Path:
    features = [{"type": "Feature", "properties": properties, "geometry": mapping(one)} for one in shapes]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "story.gpkg"
    frame = {"id": "east", "name": "The East", "role": "frame", "geometry": box(36.3, -1, 37, 1)}
    cases.create(path, {"areas": [frame]})
    return path


@pytest.fixture
def maps(tmp_path: Path) -> Path:
    folder = tmp_path / "maps"
    folder.mkdir()
    for number, count in enumerate(HELD):
        day = FIRST + datetime.timedelta(days=number)
        write(folder / f"map-{day:%Y%m%d}.geojson", box(36, 0, 36 + count / 10, 0.1))
    return folder


WHOSE = ("--issuer", "Mapper", "--side", "R", "--state", "assessed_control")


@pytest.fixture
def filled(case: Path, maps: Path) -> Path:
    given = control.ControlOptions("Mapper", "R", "assessed_control", as_of_from_name=True)
    control.import_into(case, control.read_control_files([maps], given))
    return case


# ---------------------------------------------------------------- import


def test_import_ends_with_how_many(capsys, case, maps):
    words = ("import", "control", maps, "--case", case, *WHOSE, "--as-of-from-name")
    code, out, err = run(capsys, *words)
    assert code == 0
    assert out.splitlines()[-1] == "5 of 5 imported"
    assert "story.backups" in err
    assert len(cases.load(case).control_areas) == 5
    before = digest(case)
    code, out, err = run(capsys, *words)
    assert (code, err) == (0, "")
    assert out.splitlines()[-1] == "0 of 5 imported (5 were there already)"
    assert digest(case) == before


def test_import_of_one_file_with_its_day(capsys, case, tmp_path):
    path = write(tmp_path / "today.geojson", square(0))
    assert run(capsys, "import", "control", path, "--case", case, *WHOSE, "--as-of", "2022-09-05")[0] == 0
    (area,) = cases.load(case).control_areas
    assert (area.as_of, area.side, area.issuer) == (datetime.date(2022, 9, 5), "R", "Mapper")


def test_import_by_a_profile_lists_what_it_leaves_out(capsys, case, tmp_path):
    folder = tmp_path / "isw"
    folder.mkdir()
    for name in ("20220905_RussianAssessedCoTinUkraine", "20220905_Legend"):
        write(folder / f"{name}.geojson", square(0))
    code, out, _ = run(capsys, "import", "control", folder, "--case", case, "--profile", "isw")
    assert code == 0
    assert "20220905_Legend.geojson\tThe profile does not know this layer: Legend." in out
    assert out.splitlines()[-1] == "1 of 2 imported (1 left out)"
    (area,) = cases.load(case).control_areas
    assert (area.issuer, area.state) == ("ISW", "assessed_control")


def test_import_tells_what_it_mended_and_what_looks_wrong(capsys, case, maps):
    tie = shape({"type": "Polygon", "coordinates": [[(36, 0), (36.1, 0.1), (36.1, 0), (36, 0.1), (36, 0)]]})
    write(maps / "map-20220908.geojson", tie)
    code, out, _ = run(capsys, "import", "control", maps, "--case", case, *WHOSE, "--as-of-from-name")
    assert code == 0
    assert "Self-intersection" in out
    assert "Area before" in out
    assert "missing day" in out
    assert "duplicate day" in out


def test_a_differing_shape_needs_replace(capsys, filled, maps):
    write(maps / "map-20220903.geojson", square(0))
    words = ("import", "control", maps, "--case", filled, *WHOSE, "--as-of-from-name")
    before = digest(filled)
    code, out, err = run(capsys, *words)
    assert (code, out) == (1, "")
    assert err.count("\n") == 1
    assert "map-20220903.geojson" in err
    assert "--replace" in err
    assert digest(filled) == before
    code, out, _ = run(capsys, *words, "--replace")
    assert out.splitlines()[-1] == "1 of 5 imported (1 in the place of others, 4 were there already)"


@pytest.mark.parametrize("phase", ["reading", "looking through", "comparing"])
def test_ctrl_c_leaves_the_case_as_it_was(capsys, monkeypatch, case, maps, phase):
    def interrupted(verb: str):
        def tick(done: float) -> None:
            if verb == phase and done > 0.3:
                raise KeyboardInterrupt

        return tick

    monkeypatch.setattr(cli_arguments, "progress", interrupted)
    before = digest(case)
    code, out, err = run(capsys, "import", "control", maps, "--case", case, *WHOSE, "--as-of-from-name")
    assert (code, out, err) == (1, "", "salient: called off; nothing was changed\n")
    assert digest(case) == before
    assert [one.name for one in case.parent.iterdir() if one.name.startswith("story")] == ["story.gpkg"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "--issuer"),
        (WHOSE, "--as-of"),
        ((*WHOSE, "--as-of-from-name", "--profile", "nobody"), "nobody"),
        ((*WHOSE[:-1], "taken", "--as-of-from-name"), "taken"),
    ],
)
def test_what_import_needs_is_one_line(capsys, case, maps, words, said):
    code, out, err = run(capsys, "import", "control", maps, "--case", case, *words)
    assert (code, out) == (1, "")
    assert said in err
    assert err.count("\n") == 1


def test_import_into_no_case(capsys, maps, tmp_path):
    code, _, err = run(capsys, "import", "control", maps, "--case", tmp_path / "none.gpkg", *WHOSE)
    assert code == 1
    assert "salient new none.gpkg" in err


@pytest.mark.parametrize(
    "words",
    [
        ("import",),
        ("import", "control"),
        ("import", "control", "a.geojson"),
        ("import", "control", "a.geojson", "--case", "c.gpkg", "--as-of", "2022-09-05", "--as-of-from-name"),
        ("change", "c.gpkg", "--from", "2022-09-05"),
        ("change", "c.gpkg", "--from", "x", "--to", "2022-09-05"),
        ("change", "c.gpkg", "--from", "2022-09-01", "--to", "2022-09-05", "--frame", "1,2,3,4", "--area", "a"),
        ("series", "c.gpkg", "--by", "year"),
        ("series", "c.gpkg", "--json", "--csv"),
        ("baseline", "c.gpkg"),
    ],
)
def test_usage_is_exit_two(capsys, words):
    with pytest.raises(SystemExit) as stopped:
        main(list(words))
    assert stopped.value.code == 2


# ---------------------------------------------------------------- qc


def test_qc_finds_a_day_drawn_twice_and_a_missing_one(capsys, filled):
    code, out, _ = run(capsys, "qc", filled, "--json")
    assert code == 0
    found = json.loads(out)
    assert (found["case"], found["areas"], found["left_out"], found["notes"]) == ("story", 5, [], [])
    kinds = {(one["kind"], one["day"]) for one in found["issues"]}
    assert ("duplicate_day", "2022-09-02") in kinds
    assert ("duplicate_day", "2022-09-05") in kinds
    code, out, _ = run(capsys, "qc", filled)
    assert code == 0
    assert out.splitlines()[-1] == f"5 control areas, {len(found['issues'])} issues"


def test_qc_lists_rows_that_cannot_be_used_and_what_was_mended(capsys, case, tmp_path):
    tie = shape({"type": "Polygon", "coordinates": [[(36, 0), (36.1, 0.1), (36.1, 0), (36, 0.1), (36, 0)]]})
    rows = [
        {"id": "tie", "issuer": "M", "side": "R", "state": "contested", "as_of": "2022-09-05", "geometry": tie},
        {"id": "gone", "issuer": "M", "side": "R", "state": "contested", "as_of": "2022-09-06", "geometry": None},
        {
            **{"id": "fine", "issuer": "M", "side": "R", "state": "contested", "as_of": "2022-09-07"},
            **{"geometry": square(0), "note": "Its shape was invalid."},
        },
    ]
    cases.create(case, {"control_areas": rows}, overwrite=True)
    found = json.loads(run(capsys, "qc", case, "--json")[1])
    assert [one["id"] for one in found["left_out"]] == ["gone"]
    assert found["notes"] == [{"id": "fine", "note": "Its shape was invalid."}]
    assert ("invalid_ring", "tie") in {(one["kind"], one["id"]) for one in found["issues"]}


# ---------------------------------------------------------------- change


def change(capsys, case: Path, *words: object) -> dict:
    code, out, err = run(capsys, "change", case, "--from", "2022-09-01", "--to", "2022-09-04", "--json", *words)
    assert code == 0, err
    return json.loads(out)


def test_change_of_one_state_is_lost_gained_net(capsys, filled):
    found = change(capsys, filled)
    assert list(found) == ["from", "to", "stood_in", "matrix", "residual_km2", "overlap_km2", "definitions"]
    assert (found["from"], found["to"], found["stood_in"]) == ("2022-09-01", "2022-09-04", [])
    best = {one["definition"]: one["best"] / UNIT_KM2 for one in found["definitions"]}
    assert best == {
        "lost": pytest.approx(3, rel=1e-5),
        "gained": pytest.approx(0, abs=1e-9),
        "net": pytest.approx(-3, rel=1e-5),
    }
    row = found["matrix"]["assessed_control"]
    assert row["assessed_control"] / UNIT_KM2 == pytest.approx(3, rel=1e-5)
    assert row["none"] / UNIT_KM2 == pytest.approx(3, rel=1e-5)
    assert found["residual_km2"] == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    "words", [("--frame", "36.3,-1,37,1"), ("--area", "east"), ("--area", "the east"), ("--frame=36.3,-1,37,1",)]
)
def test_change_in_a_frame(capsys, filled, words):
    # From 36.3 E on lie three of the six squares; none is left on 4 September.
    found = change(capsys, filled, *words)
    assert found["matrix"]["assessed_control"]["none"] / UNIT_KM2 == pytest.approx(3, rel=1e-5)
    assert found["matrix"]["assessed_control"].get("assessed_control", 0) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--area", "West"), "The East"),
        (("--frame", "37,1,36,0"), "is empty"),
        (("--frame", "1,2,3"), "W,S,E,N"),
        (("--frame", "0,0,200,1"), "outside"),
        (("--issuer", "Nobody"), "Mapper"),
        (("-o", "no-such-folder/out.geojson"), "no-such-folder"),
    ],
)
def test_change_says_what_is_wrong(capsys, filled, words, said):
    code, out, err = run(capsys, "change", filled, "--from", "2022-09-01", "--to", "2022-09-04", *words)
    assert (code, out) == (1, "")
    assert said in err
    assert err.count("\n") == 1


def test_change_names_the_day_that_stood_in(capsys, case, maps):
    (maps / "map-20220902.geojson").unlink()
    run(capsys, "import", "control", maps, "--case", case, *WHOSE, "--as-of-from-name")
    code, out, err = run(capsys, "change", case, "--from", "2022-09-02", "--to", "2022-09-05", "--json")
    assert code == 0
    assert json.loads(out)["stood_in"] == [{"asked": "2022-09-02", "used": "2022-09-03"}]
    assert "3 September 2022 stands in for 2 September 2022" in " ".join(err.split())


def test_change_writes_the_ground_as_a_layer(capsys, filled, tmp_path):
    path = tmp_path / "ground.gpkg"
    code, out, _ = run(capsys, "change", filled, "--from", "2022-09-01", "--to", "2022-09-04", "-o", path)
    assert code == 0
    assert out.splitlines()[-1] == str(path)
    with fiona.open(path) as layer:
        (row,) = layer
        assert dict(row.properties)["before"] == "assessed_control"
        assert dict(row.properties)["after"] == "none"
        assert row.properties["area_km2"] / UNIT_KM2 == pytest.approx(3, rel=1e-5)
        drawn = shape(row.geometry.__geo_interface__)
    assert drawn.symmetric_difference(box(36.3, 0, 36.6, 0.1)).area < 1e-9
    words = ("change", filled, "--from", "2022-09-01", "--to", "2022-09-04", "-o", path)
    assert "--overwrite" in run(capsys, *words)[2]
    assert run(capsys, *words, "--overwrite")[0] == 0


def test_nothing_changed_writes_no_layer(capsys, filled, tmp_path):
    path = tmp_path / "ground.gpkg"
    code, _, err = run(capsys, "change", filled, "--from", "2022-09-04", "--to", "2022-09-05", "-o", path)
    assert code == 1
    assert "no ground changed" in err
    assert not path.exists()


def test_issuers_are_not_compared_unasked(capsys, filled, tmp_path):
    other = write(tmp_path / "other-20220905.geojson", square(0))
    words = ("--issuer", "Other", "--side", "R", "--state", "assessed_control", "--as-of-from-name")
    assert run(capsys, "import", "control", other, "--case", filled, *words)[0] == 0
    asked = ("change", filled, "--from", "2022-09-01", "--to", "2022-09-05", "--issuer", "Mapper")
    code, _, err = run(capsys, *asked, "--issuer-to", "Other")
    assert code == 1
    assert "across" in err
    # The first issuer is the case's only one of both days; the other one is not passed over for that.
    code, _, err = run(capsys, *asked[:-2], "--issuer-to", "Other")
    assert code == 1
    assert "across" in err
    first = run(capsys, *asked, "--issuer-to", "Other", "--across")[1].splitlines()[0]
    assert first == "different issuers: Mapper / Other, 2022-09-01 to 2022-09-05, km²"
    code, out, err = run(capsys, *asked, "--issuer-to", "Other", "--across-issuers", "--json")
    assert code == 0
    assert "different issuers" in err
    assert json.loads(out)["matrix"]["assessed_control"]["none"] / UNIT_KM2 == pytest.approx(5, rel=1e-5)


def test_a_briefing_across_issuers_says_so_on_every_page(capsys, filled, tmp_path):
    other = write(tmp_path / "other-20220905.geojson", square(0))
    words = ("--issuer", "Other", "--side", "R", "--state", "assessed_control", "--as-of-from-name")
    assert run(capsys, "import", "control", other, "--case", filled, *words)[0] == 0
    claim = {"id": "c", "text": "about 600 km²", "claimant": "Speaker", "kind": "area_changed", "value": 600.0}
    claim |= {"unit": "km2", "refers_from": "2022-09-01", "refers_to": "2022-09-05"}
    case = tmp_path / "claimed.gpkg"
    cases.create(case, {**{name: rows for name, rows in cases.rows(filled).items() if rows}, "claims": [claim]})
    pdf = tmp_path / "out.pdf"
    asked = ("brief", case, "-o", pdf, "--overwrite")
    for refused, said in (
        (("--issuer", "Mapper", "--issuer-to", "Other"), "--across-issuers"),
        (("--issuer-to", "Other"), "not compared unasked"),
        (("--across-issuers", "--issuer", "Mapper"), "name the one of the first day"),
        (("--across-issuers", "--issuer", "Mapper", "--issuer-to", "Nobody"), "Nobody"),
    ):
        code, _, err = run(capsys, *asked, *refused)
        assert (code, pdf.exists()) == (1, False)
        assert said in err
    assert run(capsys, *asked, "--across", "--issuer", "Mapper", "--issuer-to", "Other")[0] == 0
    done = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, text=True, check=True)
    pages = done.stdout.rstrip("\f").split("\f")
    assert len(pages) > 1
    assert all("Maps of different issuers compared: Mapper / Other" in page for page in pages)


# ---------------------------------------------------------------- series


def test_series_by_day(capsys, filled):
    code, out, _ = run(capsys, "series", filled, "--by", "day", "--csv")
    assert code == 0
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["start"] for row in rows] == ["2022-09-01", "2022-09-02", "2022-09-03", "2022-09-04"]
    assert [round(float(row["lost_km2"]) / UNIT_KM2, 4) for row in rows] == [0, 2, 1, 0]
    assert [round(float(row["cumulative_km2"]) / UNIT_KM2, 4) for row in rows] == [0, -2, -3, -3]
    code, out, _ = run(capsys, "series", filled, "--json", "--area", "east")
    found = json.loads(out)
    assert found["by"] == "day"
    assert [round(step["lost_km2"] / UNIT_KM2, 4) for step in found["steps"]] == [0, 2, 1, 0]
    assert run(capsys, "series", filled)[1].splitlines()[0].split("\t")[0] == "start"


def test_series_for_each_zone(capsys, filled, tmp_path):
    features = [
        {"type": "Feature", "properties": {"name": name}, "geometry": mapping(box(west, -1, west + 0.5, 1))}
        for name, west in (("West", 35.9), ("East", 36.4))
    ]
    zones = tmp_path / "zones.geojson"
    zones.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    code, out, _ = run(capsys, "series", filled, "--zones", zones, "--json")
    assert code == 0
    lost = {
        name: round(sum(step["lost_km2"] for step in one["steps"]) / UNIT_KM2, 4)
        for name, one in json.loads(out)["zones"].items()
    }
    # Lost are the fourth, fifth and sixth square: from 36.3, of which the first lies west of 36.4.
    assert lost == {"West": 1, "East": 2}
    rows = list(csv.DictReader(io.StringIO(run(capsys, "series", filled, "--zones", zones, "--csv")[1])))
    assert {row["zone"] for row in rows} == {"West", "East"}


def test_zones_are_named_by_the_field_that_is_asked_for(capsys, filled, tmp_path):
    zones = tmp_path / "zones.geojson"
    features = [
        {
            "type": "Feature",
            "properties": {"name": "both", "oblast": code},
            "geometry": mapping(box(west, -1, west + 0.5, 1)),
        }
        for code, west in (("W", 35.9), ("E", 36.4), (None, 50.0))
    ]
    zones.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    code, out, _ = run(capsys, "series", filled, "--zones", zones, "--zone-field", "oblast", "--json")
    assert code == 0
    found = json.loads(out)["zones"]
    nets = {name: round(one["steps"][-1]["cumulative_km2"] / UNIT_KM2, 4) for name, one in found.items()}
    assert list(nets.values()) == [-1, -2, 0]
    assert list(nets)[:2] == ["W", "E"]
    code, out, _ = run(capsys, "series", filled, "--zones", zones, "--json")
    assert list(json.loads(out)["zones"]) == ["both"]
    code, _, err = run(capsys, "series", filled, "--zones", zones, "--zone-field", "region")
    assert code == 1
    assert 'no field "region"; the file has name, oblast' in err
    code, _, err = run(capsys, "series", filled, "--zone-field", "oblast")
    assert code == 1
    assert "--zones" in err


def test_zones_without_areas_are_refused(capsys, filled, tmp_path):
    from shapely.geometry import Point

    zones = write(tmp_path / "zones.geojson", Point(36, 0))
    code, _, err = run(capsys, "series", filled, "--zones", zones)
    assert code == 1
    assert "zones.geojson: holds no areas" in err


# ---------------------------------------------------------------- baseline


def test_baseline_is_the_edge_and_says_so(capsys, filled):
    words = ("baseline", filled, "--as-of", "2022-09-04")
    code, out, err = run(capsys, *words)
    assert code == 0
    assert out == "baseline-mapper-r-2022-09-04\tadded\n"
    assert "edge" in err
    (line,) = cases.load(filled).front_lines
    assert (line.role, line.side, line.as_of) == ("baseline", "R", datetime.date(2022, 9, 4))
    edge = box(36, 0, 36.3, 0.1).boundary
    assert line.geometry.length == pytest.approx(edge.length)
    assert line.geometry.difference(edge.buffer(1e-9)).is_empty
    assert line.note
    assert line.source_id == "maps-mapper"
    before = digest(filled)
    assert run(capsys, *words)[1] == "baseline-mapper-r-2022-09-04\twas there already\n"
    assert digest(filled) == before


def test_a_coast_and_a_border_are_no_part_of_the_baseline(capsys, filled, tmp_path):
    # The sea south of the equator, another state west of 36 E: the north and the east side are left.
    coast = write(tmp_path / "coast.geojson", box(35, -1, 38, 0))
    border = write(tmp_path / "border.geojson", box(35, -1, 36, 1), box(36, -1, 38, 1))
    beyond = write(tmp_path / "beyond.geojson", box(35, -1, 36, 1))
    words = ("--borders", border, "--coasts", coast, "--held-beyond", beyond)
    code, _, err = run(capsys, "baseline", filled, "--as-of", "2022-09-04", *words)
    assert code == 0, err
    (line,) = cases.load(filled).front_lines
    assert line.geometry.length == pytest.approx(0.3 + 0.1, abs=0.05)
    code, _, err = run(capsys, "baseline", filled, "--as-of", "2022-09-04")
    assert code == 1
    assert "--replace" in err
    assert run(capsys, "baseline", filled, "--as-of", "2022-09-04", "--replace")[1].endswith("\treplaced\n")


def test_baseline_of_a_day_without_maps(capsys, filled):
    code, _, err = run(capsys, "baseline", filled, "--as-of", "2022-10-04")
    assert code == 1
    assert "2022-10-04" in err


# ---------------------------------------------------------------- the publishers' files


def test_the_acceptance_numbers_from_the_files(capsys, case, shared_data):
    """Design section 6: 5 to 9 September in the frame, areas to 0.5 %, bands to 1 %; national net of 1 to 9."""
    words = ("import", "control", shared_data / "isw-2022-09", "--case", case, "--profile", "isw")
    code, out, _ = run(capsys, *words)
    assert code == 0
    assert out.splitlines()[-1] == "25 of 25 imported"
    framed = ("--frame", "35.9,48.75,38.3,50.4", "--json")
    found = json.loads(run(capsys, "change", case, "--from", "2022-09-05", "--to", "2022-09-09", *framed)[1])
    best = {one["definition"]: one["best"] for one in found["definitions"]}
    assert best["lost"] == pytest.approx(2364, rel=0.005)
    assert best["passed"] == pytest.approx(1785, rel=0.005)
    assert best["downgraded"] == pytest.approx(580, rel=0.005)
    assert best["growth"] == pytest.approx(1974, rel=0.005)
    assert found["matrix"]["assessed_control"]["assessed_advance"] == pytest.approx(580, rel=0.005)
    assert found["matrix"]["assessed_advance"]["claimed_counteroffensive"] == pytest.approx(187, abs=1)
    lost = next(one for one in found["definitions"] if one["definition"] == "lost")
    assert (lost["low"], lost["high"]) == (pytest.approx(2225, rel=0.01), pytest.approx(2517, rel=0.01))
    found = json.loads(run(capsys, "change", case, "--from", "2022-09-01", "--to", "2022-09-09", "--json")[1])
    net = next(one for one in found["definitions"] if one["definition"] == "net")
    assert net["best"] == pytest.approx(-2217, rel=0.005)


def test_the_months_of_a_year(capsys, case, shared_data):
    """Design section 6: net change per calendar month."""
    words = ("import", "control", shared_data / "deepstate-2024-25", "--case", case, "--profile", "deepstate")
    code, out, _ = run(capsys, *words)
    assert code == 0
    assert out.splitlines()[-1] == "353 of 353 imported"
    found = json.loads(run(capsys, "series", case, "--by", "month", "--json")[1])
    nets = {step["start"][:7]: step["net_km2"] for step in found["steps"] if step["whole"]}
    wanted = {
        **{"2024-08": 363.5, "2024-09": 397.2, "2024-10": 502.8, "2024-11": 725.9, "2024-12": 401.0},
        **{"2025-01": 318.7, "2025-02": 191.8, "2025-03": 135.7, "2025-04": 184.6, "2025-05": 440.3},
    }
    assert nets == {month: pytest.approx(km2, abs=0.06) for month, km2 in wanted.items()}
    assert {one["asked"]: one["used"] for one in found["stood_in"]} == {
        "2025-01-01": "2025-01-02",
        "2025-04-01": "2025-04-02",
    }
