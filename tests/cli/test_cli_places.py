"""Gazetteers into a case at the command line."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from shapely.geometry import MultiPolygon, box

from commands import digest, run
from salient.store import cases

TABLE = """\
name,name_local,lat,lon,population,geonames_id
Izium,Ізюм,49.21,37.26,46653,1
Kupiansk,Куп'янськ,49.71,37.61,27169,2
Far Away,,60.0,10.0,100,3
"""


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "story.gpkg"
    frame = {"id": "east", "name": "The East", "role": "frame", "geometry": MultiPolygon([box(36, 49, 38, 50)])}
    cases.create(path, {"areas": [frame]})
    return path


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "places.csv"
    path.write_text(TABLE, encoding="utf-8")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return path


def test_imported_with_source_and_again_nothing_changes(capsys, case: Path, table: Path):
    code, out, _ = run(capsys, "import", "places", table, "--case", case, "--area", "the east", "--source", "A Bureau")
    assert code == 0
    assert out.splitlines() == ["places.csv\tLeft out, because they lie elsewhere: 1 place.", "2 of 2 places imported"]
    rows = cases.rows(case)
    first, second = rows["settlements"]
    assert (first["id"], first["name"], first["name_local"]) == ("izium", "Izium", "Ізюм")
    assert (first["population"], first["geonames_id"], first["as_of"]) == (46653, 1, None)
    assert (first["geometry"].x, first["geometry"].y) == (37.26, 49.21)
    (source,) = rows["sources"]
    assert first["source_id"] == second["source_id"] == source["id"]
    assert (source["publisher"], source["title"]) == ("A Bureau", "places.csv")
    assert str(source["retrieved_on"])[:7] == "2023-11"
    before = digest(case)
    code, out, _ = run(capsys, "import", "places", table, "--case", case, "--area", "the east", "--source", "A Bureau")
    assert (code, out.splitlines()[-1]) == (0, "0 of 2 places imported (2 were there already)")
    assert digest(case) == before


def test_a_second_import_adds_what_is_new_under_the_same_source(capsys, case: Path, table: Path):
    run(capsys, "import", "places", table, "--case", case, "--min-population", "40000")
    code, out, err = run(capsys, "import", "places", table, "--case", case)
    assert (code, out.splitlines()[-1]) == (0, "2 of 3 places imported (1 were there already)")
    assert "story.backups" in err
    rows = cases.rows(case)
    assert [row["id"] for row in rows["settlements"]] == ["izium", "kupiansk", "far-away"]
    assert len(rows["sources"]) == 1
    assert cases.load(case).skipped == ()


def test_the_box_of_the_layer_grows(capsys, case: Path, table: Path):
    import fiona

    run(capsys, "import", "places", table, "--case", case)
    with fiona.open(case, layer="settlements") as layer:
        assert layer.bounds == (10.0, 49.21, 37.61, 60.0)
        assert len(layer) == 3


def test_a_ukrainian_case_gets_the_local_names_first(capsys, tmp_path: Path, table: Path):
    case = tmp_path / "uk.gpkg"
    cases.create(case, {"settings": [{"id": "language", "value": "uk"}]})
    code, out, _ = run(capsys, "import", "places", table, "--case", case, "--frame", "36,49,38,50")
    assert code == 0
    assert [row["name"] for row in cases.rows(case)["settlements"]] == ["Ізюм", "Куп'янськ"]
    assert "Пропущено, бо розташовані деінде: 1 місце." in out


def test_json(capsys, case: Path, table: Path):
    code, out, _ = run(capsys, "import", "places", table, "--case", case, "--json")
    found = json.loads(out)
    assert code == 0
    assert (found["case"], found["added"], found["same"]) == ("story", ["izium", "kupiansk", "far-away"], 0)
    (file,) = found["files"]
    assert (file["file"], file["kind"], file["read"], file["wanted"]) == ("places.csv", "CSV", 3, 3)
    assert len(found["source_ids"]) == 1
    assert Path(found["backup"]).is_file()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--frame", "0,0,1,1"), "no place is what was asked for"),
        (("--min-population", "1e6"), "no place is what was asked for"),
        (("--area", "West"), "no area is called"),
        (("--frame", "49,37,50,38"), "seem to be exchanged"),
    ],
)
def test_refused_and_the_case_as_it_was(capsys, case: Path, table: Path, words: tuple[str, ...], said: str):
    before = digest(case)
    code, out, err = run(capsys, "import", "places", table, "--case", case, *words)
    assert (code, out) == (1, "")
    assert said in err
    assert digest(case) == before


def test_the_case_itself_is_no_gazetteer(capsys, case: Path):
    code, _, err = run(capsys, "import", "places", case, "--case", case)
    assert code == 1
    assert "is the case itself" in err


def test_a_case_in_use_is_left_alone(capsys, case: Path, table: Path):
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(case, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        code, _, err = run(capsys, "import", "places", table, "--case", case)
        other.rollback()
    assert code == 1
    assert "another program" in err
    assert cases.rows(case)["settlements"] == []
