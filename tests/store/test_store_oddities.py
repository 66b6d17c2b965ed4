"""Values that GDAL would read as something else: as written in the file by SQLite itself, as told by the case."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest
from shapely.geometry import Point

from salient.core.errors import CaseError, InputError
from salient.store import cases, files, textcase


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "case.gpkg"
    claim = {"id": "c1", "text": "t", "kind": "area_changed", "claimant": "somebody", "value": 12.5, "unit": "km2"}
    claim.update({"refers_from": "2022-09-01", "refers_to": "2022-09-09"})
    place = {"id": "p1", "name": "Place", "population": 700, "geometry": Point(36, 49)}
    cases.create(path, {"claims": [claim, {**claim, "id": "c2"}], "settlements": [place]})
    return path


def change(path: Path, statement: str, *values: object) -> None:
    connection = sqlite3.connect(path)
    for name in ("ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
        connection.create_function(name, 1, lambda _: 0)
    with connection:
        connection.execute(statement, values)
    connection.close()


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("claims", "value", "many"),
        ("claims", "refers_to", "yesterday"),
        ("claims", "refers_to", "2022-02-30"),
        ("claims", "refers_to", "0000-01-01"),
        ("claims", "refers_to", "10000-01-01"),
        ("claims", "refers_to", 20220909),
        ("claims", "denies", "maybe"),
        ("claims", "denies", 7),
        ("settlements", "population", "many"),
    ],
)
def test_a_value_of_another_type_is_told_and_the_rest_kept(case: Path, table: str, column: str, value: object) -> None:
    statement = "UPDATE {table} SET {column} = ? WHERE id IN ('c1', 'p1')"
    change(case, statement.replace("{table}", table).replace("{column}", column), value)
    found = cases.load(case)
    told = [(one.table, one.id, str(one.reason)) for one in found.skipped]
    assert len(told) == 1
    assert told[0][:2] == (table, "p1" if table == "settlements" else "c1")
    assert f'"{column}" holds "{value}"' in told[0][2]
    assert [one.id for one in found.claims] == ["c1", "c2"]
    assert found.claims[1].value == 12.5
    assert str(found.claims[1].refers_to) == "2022-09-09"
    if column == "value":
        assert found.claims[0].value is None  # and not 0


@pytest.mark.parametrize("version", ["²", "9" * 5000, "-1", "1.0", "one"])
def test_a_version_that_is_no_number_is_refused(case: Path, version: str) -> None:
    change(case, "UPDATE settings SET value = ? WHERE id = 'schema_version'", version)
    with pytest.raises(CaseError, match="is no version"):
        cases.load(case)


def test_names_that_are_no_text_are_damage(case: Path) -> None:
    content = case.read_bytes()
    case.write_bytes(content.replace(b"CREATE TABLE gpkg_extensions", b"CREATE TABLE \xffpkg_extensions"))
    with pytest.raises(CaseError, match=r"case\.gpkg: is damaged"):
        cases.load(case)


def test_a_column_of_shapes_under_another_name_is_said(case: Path) -> None:
    change(case, "ALTER TABLE settlements RENAME COLUMN geom TO drawing")
    with pytest.raises(CaseError, match="table settlements"):
        cases.load(case)


def test_a_device_is_never_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.pdf"
    os.mkfifo(pipe)
    with pytest.raises(InputError, match="is a device"):
        files.replace_file(pipe, b"x")
    assert pipe.is_fifo()


def test_a_read_only_file_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"old")
    # For the superuser every file may be written: what the system would say to others is said here.
    monkeypatch.setattr(files.os, "access", lambda name, mode: Path(name) != path)
    with pytest.raises(InputError, match=r"a\.pdf: is read-only"):
        files.check_can_write(path, overwrite=True)


def test_a_whole_number_too_long_for_its_column_is_named(tmp_path: Path) -> None:
    place = {"id": "p1", "name": "Place", "population": 10**20, "geometry": Point(36, 49)}
    with pytest.raises(InputError, match='row "p1", field population'):
        cases.create(tmp_path / "new.gpkg", {"settlements": [place]})
    assert list(tmp_path.iterdir()) == []


def test_a_day_is_written_in_one_way_only(tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text("id,name,date\ne1,Event,2022-W36-5\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 2, field date"):
        textcase.read_folder(tmp_path)


def test_shapes_of_a_case_in_another_system_are_refused(tmp_path: Path) -> None:
    crs = '{"type": "name", "properties": {"name": "EPSG:32637"}}'
    (tmp_path / "areas.geojson").write_text('{"type": "FeatureCollection", "features": [], "crs": ' + crs + "}")
    with pytest.raises(InputError, match="is in EPSG:32637"):
        textcase.read_folder(tmp_path)
