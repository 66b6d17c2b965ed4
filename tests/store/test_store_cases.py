"""The case on disk: what is written is what comes back, and what is wrong is said, with the file unharmed."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, box

from salient.core import schema
from salient.core.case import Claim, case_from_rows
from salient.core.errors import Cancelled, CaseError, InputError
from salient.core.findings import Finding, Measure, Report
from salient.core.messages import message
from salient.store import cases, files, geopackage, sqlite, upgrades

DAY = datetime.date(2022, 9, 8)
ROWS = {
    "settlements": [{"id": "a", "name": "Куп’янськ", "geometry": Point(37.6167, 49.7064), "geonames_id": 13_000_000}],
    "claimed_gains": [{"id": "g", "side": "X", "as_of": DAY, "tolerance_m": 2000.0, "geometry": box(36, 49, 37, 50)}],
    "front_lines": [{"id": "f", "name": "line", "geometry": LineString([(36, 49), (36, 50)])}],
    "claims": [
        {
            "id": "c1",
            "text": 'Says "50 km", R&D <b>',
            "kind": "depth",
            "claimant": "Somebody",
            "value": 50.5,
            "denies": True,
            "stated_on": DAY,
            "gain_ids": ("g", "h"),
        }
    ],
    "settings": [{"id": "title", "value": "Example"}],
}


def made(path: Path) -> Path:
    cases.create(path, ROWS)
    return path


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return made(tmp_path / "example.gpkg")


def test_rows_come_back_as_they_were(case: Path) -> None:
    found = cases.load(case)
    assert found.skipped == ()
    assert found.name == "example"
    assert found.title == "Example"
    (place,) = found.settlements
    assert (place.name, place.geonames_id, place.geometry.coords[0]) == ("Куп’янськ", 13_000_000, (37.6167, 49.7064))
    (gain,) = found.claimed_gains
    assert (gain.as_of, gain.tolerance_m) == (DAY, 2000.0)
    assert gain.geometry.equals(box(36, 49, 37, 50))
    (claim,) = found.claims
    assert (claim.text, claim.value, claim.denies, claim.stated_on) == ('Says "50 km", R&D <b>', 50.5, True, DAY)
    assert claim.gain_ids == ("g", "h")


def test_reading_tells_how_far_it_is_and_can_be_called_off(case: Path) -> None:
    told: list[float] = []
    assert cases.load(case, told.append) == cases.load(case)
    assert told == sorted(told)
    assert len(told) >= 10  # once a row of the file, and once a record
    assert 0 <= told[0] < told[-1] <= 1

    def stop(share: float) -> None:
        if share > 0.7:
            raise Cancelled("enough")

    before = digest(case)
    with pytest.raises(Cancelled):
        cases.load(case, stop)
    assert digest(case) == before


def test_empty_fields_come_back_empty(case: Path) -> None:
    (row,) = cases.rows(case)["settlements"]
    assert row["population"] is None
    assert row["as_of"] is None


def test_every_table_and_column_of_the_schema_is_there(case: Path) -> None:
    connection = sqlite3.connect(case)
    for table in schema.TABLES:
        columns = {name: kind for _, name, kind, *_ in connection.execute(f'PRAGMA table_info("{table.name}")')}
        assert set(table.field_names) <= set(columns), table.name
        assert ("geom" in columns) == (table.geometry is not None)
        for field in table.fields:
            wanted = {"date": "DATE", "boolean": "BOOLEAN", "real": "REAL", "integer": "INTEGER"}.get(
                field.type, "TEXT"
            )
            assert columns[field.name] == wanted, (table.name, field.name)
    kinds = dict(connection.execute("SELECT table_name, data_type FROM gpkg_contents"))
    assert kinds["claims"] == "attributes"
    assert kinds["settlements"] == "features"
    systems = {row[0] for row in connection.execute("SELECT srs_id FROM gpkg_geometry_columns")}
    assert systems == {4326}
    connection.close()


def test_the_same_rows_make_the_same_bytes(tmp_path: Path) -> None:
    assert digest(made(tmp_path / "a.gpkg")) == digest(made(tmp_path / "b.gpkg"))


def test_a_case_without_rows_can_be_read(tmp_path: Path) -> None:
    cases.create(tmp_path / "empty.gpkg")
    found = cases.load(tmp_path / "empty.gpkg")
    assert found.claims == ()
    assert found.settings["schema_version"] == "2"


def test_nothing_is_left_beside_the_case(case: Path) -> None:
    cases.load(case)
    assert [one.name for one in case.parent.iterdir()] == ["example.gpkg"]


def test_reading_changes_nothing_and_leaves_no_wal(case: Path) -> None:
    connection = sqlite3.connect(case)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()
    before = digest(case)
    assert len(cases.load(case).claims) == 1
    assert digest(case) == before
    assert [one.name for one in case.parent.iterdir()] == ["example.gpkg"]


def test_an_existing_case_is_kept_without_overwrite(case: Path) -> None:
    before = digest(case)
    with pytest.raises(InputError, match="--overwrite"):
        cases.create(case, {})
    assert digest(case) == before


def test_overwrite_replaces_the_case(case: Path) -> None:
    cases.create(case, {}, overwrite=True)
    assert cases.load(case).claims == ()


def test_overwrite_refuses_a_geopackage_that_is_no_case(tmp_path: Path) -> None:
    path = tmp_path / "other.gpkg"
    geopackage.write(path, schema.TABLES[:2], {})
    with pytest.raises(CaseError, match="no case"):
        cases.create(path, {}, overwrite=True)


def test_overwrite_refuses_a_text_file(tmp_path: Path) -> None:
    path = tmp_path / "notes.gpkg"
    path.write_text("my notes")
    with pytest.raises(CaseError, match="no case"):
        cases.create(path, {}, overwrite=True)
    assert path.read_text() == "my notes"


@pytest.mark.parametrize("companion", ["-wal", "-shm"])
def test_overwrite_refuses_a_case_with_open_companions(case: Path, companion: str) -> None:
    case.with_name(case.name + companion).write_bytes(b"")
    with pytest.raises(CaseError, match="close it"):
        cases.create(case, {}, overwrite=True)


def test_overwrite_refuses_a_case_that_is_being_read(case: Path) -> None:
    before = digest(case)
    other = sqlite3.connect(case, isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT * FROM claims").fetchall()
    with pytest.raises(CaseError, match="close it"):
        cases.create(case, {}, overwrite=True)
    other.close()
    assert digest(case) == before


def test_a_lock_held_elsewhere_is_said(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "PATIENCE_S", 0.01)
    other = sqlite3.connect(case, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(CaseError, match=r"example\.gpkg: another program"):
        cases.load(case)
    other.close()
    assert len(cases.load(case).claims) == 1


def test_patience_is_at_most_a_second() -> None:
    assert sqlite.PATIENCE_S <= 1.0


def test_another_suffix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\.gpkg"):
        cases.create(tmp_path / "case.sqlite")


def test_an_unknown_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="claimz"):
        cases.create(tmp_path / "case.gpkg", {"claimz": []})
    assert list(tmp_path.iterdir()) == []


def test_a_value_that_does_not_fit_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    bad = {"claims": [{"id": "c1", "value": "around fifty"}]}
    with pytest.raises(InputError, match='table claims, row "c1", field value: "around fifty"'):
        cases.create(tmp_path / "case.gpkg", bad)
    assert list(tmp_path.iterdir()) == []


def test_a_shape_of_another_kind_is_named(tmp_path: Path) -> None:
    bad = {"claimed_gains": [{"id": "g", "geometry": Point(1, 2)}]}
    with pytest.raises(InputError, match='table claimed_gains, row "g": its shape is a Point'):
        cases.create(tmp_path / "case.gpkg", bad)


def test_single_shapes_become_multiple_and_null_stays_null(tmp_path: Path) -> None:
    tables = {
        "front_lines": [
            {"id": "f", "name": "line", "geometry": LineString([(1, 2), (3, 4)])},
            {"id": "n", "name": "no line", "geometry": None},
        ],
        "areas": [{"id": "a", "geometry": MultiPolygon([box(0, 0, 1, 1)])}],
    }
    cases.create(tmp_path / "case.gpkg", tables)
    found = cases.rows(tmp_path / "case.gpkg")
    assert isinstance(found["front_lines"][0]["geometry"], MultiLineString)
    assert found["front_lines"][1]["geometry"] is None
    (skipped,) = [one for one in cases.load(tmp_path / "case.gpkg").skipped if one.table == "front_lines"]
    assert skipped.id == "n"
    assert "NULL" in str(skipped.reason)


# ---------------------------------------------------------------- files that are no case


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="salient new"):
        cases.load(tmp_path / "none.gpkg")


def test_a_folder_is_no_case(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="folder"):
        cases.load(tmp_path)


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04" + b"\0" * 100])
def test_a_file_of_another_kind_is_no_case(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.gpkg"
    path.write_bytes(content)
    with pytest.raises(CaseError, match="no GeoPackage"):
        cases.load(path)


def test_a_geopackage_without_claims_is_no_case(tmp_path: Path) -> None:
    path = tmp_path / "x.gpkg"
    geopackage.write(path, schema.TABLES[:2], {})
    with pytest.raises(CaseError, match="no case of Salient"):
        cases.load(path)


def altered(path: Path, *statements: str) -> Path:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA legacy_alter_table=ON")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return path


def test_a_newer_case_is_refused(case: Path) -> None:
    altered(case, "UPDATE settings SET value = '7' WHERE id = 'schema_version'")
    with pytest.raises(CaseError, match=r"schema 7.*update Salient"):
        cases.load(case)


def test_a_version_that_is_no_number_is_refused(case: Path) -> None:
    altered(case, "UPDATE settings SET value = 'one' WHERE id = 'schema_version'")
    with pytest.raises(CaseError, match='"one" is no version'):
        cases.load(case)


def test_missing_tables_and_columns_are_named(case: Path) -> None:
    altered(case, "DROP TABLE events", "ALTER TABLE claims RENAME COLUMN bound TO other")
    with pytest.raises(CaseError, match=r"lacks events, claims\.bound|lacks .*claims\.bound.*events"):
        cases.load(case)


def test_columns_of_the_user_s_own_do_no_harm(case: Path) -> None:
    altered(case, "ALTER TABLE claims ADD COLUMN my_mark TEXT")
    assert len(cases.load(case).claims) == 1


def test_a_damaged_page_is_said(tmp_path: Path) -> None:
    path = tmp_path / "big.gpkg"
    claims = [{"id": f"c{n}", "text": "x" * 300, "kind": "other", "claimant": "y"} for n in range(200)]
    cases.create(path, {"claims": claims})
    content = bytearray(path.read_bytes())
    start = content.index(b"x" * 300) // 4096 * 4096
    content[start : start + 2048] = b"\xff" * 2048
    path.write_bytes(bytes(content))
    with pytest.raises(CaseError, match="damaged"):
        cases.load(path)


def test_rows_beyond_gdal_s_stored_count_are_read(tmp_path: Path) -> None:
    path = tmp_path / "case.gpkg"
    claims = [{"id": f"c{n}", "text": "t", "kind": "other", "claimant": "y"} for n in range(108)]
    cases.create(path, {"claims": claims})
    altered(path, "UPDATE gpkg_ogr_contents SET feature_count = 105 WHERE table_name = 'claims'")
    assert len(cases.load(path).claims) == 108


# ---------------------------------------------------------------- upgrades

# Version 0, written down here by hand and not taken from the steps under test.
ADDED_IN_2 = {("claims", "status"), ("claims", "route_ids")}
VERSION_0 = tuple(
    dataclasses.replace(
        table,
        fields=tuple(
            dataclasses.replace(field, name="tolerance")
            if (table.name, field.name) == ("claimed_gains", "tolerance_m")
            else field
            for field in table.fields
            if (table.name, field.name) not in {("claims", "denies"), *ADDED_IN_2}
        ),
    )
    for table in schema.TABLES
)
# Version 1, the first that was released, by hand too.
VERSION_1 = tuple(
    dataclasses.replace(
        table, fields=tuple(field for field in table.fields if (table.name, field.name) not in ADDED_IN_2)
    )
    for table in schema.TABLES
)


@pytest.fixture
def old_case(tmp_path: Path) -> Path:
    path = tmp_path / "old.gpkg"
    gain = {"id": "g", "side": "X", "tolerance": 750.0, "geometry": box(36, 49, 37, 50)}
    claims = [{"id": f"c{n}", "text": "t", "kind": "depth", "claimant": "y", "value": n} for n in range(3)]
    settings = [{"id": "schema_version", "value": "0"}]
    geopackage.write(path, VERSION_0, {"claimed_gains": [gain], "claims": claims, "settings": settings})
    return path


def test_an_older_case_is_read_and_stays_as_it_is(old_case: Path) -> None:
    before = digest(old_case)
    found = cases.load(old_case)
    assert [gain.tolerance_m for gain in found.claimed_gains] == [750.0]
    assert [(claim.id, claim.denies) for claim in found.claims] == [("c0", False), ("c1", False), ("c2", False)]
    assert digest(old_case) == before


def test_upgrade_changes_the_file_and_keeps_a_backup(old_case: Path) -> None:
    expected = cases.load(old_case)
    kept = cases.upgrade(old_case)
    assert kept == old_case.parent / "old.backups" / "old-000001.gpkg"
    found = cases.load(old_case)
    assert (found.claimed_gains, found.claims) == (expected.claimed_gains, expected.claims)
    assert found.settings["schema_version"] == "2"
    assert cases.load(kept).settings["schema_version"] == "0"
    assert cases.upgrade(old_case) is None


def test_a_case_of_the_first_released_version_is_read_and_upgraded(tmp_path: Path) -> None:
    path = tmp_path / "first.gpkg"
    claim = {"id": "c", "text": "t", "kind": "place_status", "claimant": "y", "denies": True}
    geopackage.write(path, VERSION_1, {"claims": [claim], "settings": [{"id": "schema_version", "value": "1"}]})
    expected = cases.load(path).claims
    assert [(one.denies, one.status) for one in expected] == [(True, "")]
    assert cases.upgrade(path) is not None
    assert cases.load(path).claims == expected
    with closing(sqlite3.connect(path)) as connection:
        columns = {row[1] for row in connection.execute('PRAGMA table_info("claims")')}
        (version,) = connection.execute("SELECT value FROM settings WHERE id = 'schema_version'").fetchone()
    assert columns >= {one.name for one in schema.CLAIMS.fields}
    assert version == "2"


def test_a_column_that_is_there_already_is_no_hindrance(tmp_path: Path) -> None:
    path = tmp_path / "back.gpkg"
    claim = {"id": "c", "text": "t", "kind": "place_status", "claimant": "y", "status": "held"}
    geopackage.write(path, schema.TABLES, {"claims": [claim], "settings": [{"id": "schema_version", "value": "1"}]})
    assert cases.upgrade(path) is not None
    assert [one.status for one in cases.load(path).claims] == ["held"]


def test_upgrade_keeps_rows_that_are_still_in_a_wal(old_case: Path) -> None:
    other = sqlite3.connect(old_case)
    other.execute("PRAGMA journal_mode=WAL")
    other.execute("INSERT INTO claims (id, text, kind, claimant) VALUES ('late', 't', 'depth', 'y')")
    other.commit()
    kept = cases.upgrade(old_case)
    other.close()
    assert kept is not None
    assert "late" in {claim.id for claim in cases.load(kept).claims}
    assert "late" in {claim.id for claim in cases.load(old_case).claims}


def test_an_upgrade_that_fails_leaves_the_old_case(old_case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    step = upgrades.Step(0, (*upgrades.STEPS[0].changes, upgrades.Renamed("claims", "no_such_column", "x")))
    with monkeypatch.context() as patched:
        patched.setattr(upgrades, "changes_since", lambda version: list(step.changes) if version == 0 else [])
        patched.setattr(upgrades, "columns_at", lambda version, table: ["id"])
        with pytest.raises(CaseError, match="no_such_column"):
            cases.upgrade(old_case)
    assert [gain.tolerance_m for gain in cases.load(old_case).claimed_gains] == [750.0]
    connection = sqlite3.connect(old_case)
    assert "denies" not in {row[1] for row in connection.execute('PRAGMA table_info("claims")')}
    connection.close()


def test_five_backups_are_kept(case: Path) -> None:
    made_backups = [cases.back_up(case).name for _ in range(7)]
    assert made_backups[-1] == "example-000007.gpkg"
    left = sorted(one.name for one in (case.parent / "example.backups").iterdir())
    assert left == [f"example-00000{n}.gpkg" for n in range(3, 8)]


# ---------------------------------------------------------------- findings


def report(count: int, verdict: str = "consistent") -> Report:
    """Return a report on claims c0, c1, … with two measures each."""
    findings = []
    for number in range(count):
        claim = Claim(f"c{number}", "t", "depth", "y")
        measures = (
            Measure("any_part", 41.0, 45.0, 49.0, "km", True),
            Measure("break_in_sector", None, None, None, "km", None, missing=message("No sector.")),
        )
        findings.append(
            Finding(
                claim, None, verdict, ("any_part",), measures, (), "frame", None, None, message("So {n}.", n=number)
            )
        )
    return Report(case_from_rows("x", {}), DAY, tuple(findings), (), (), (), {"salient": "0.1.0", "geos": "3.11"})


def test_findings_are_recorded_and_replaced(case: Path) -> None:
    cases.record_findings(case, report(3))
    cases.record_findings(case, report(2, "inconsistent"))
    found = cases.rows(case)
    assert [(row["claim_id"], row["verdict"], row["reason"]) for row in found["findings"]] == [
        ("c0", "inconsistent", "So 0."),
        ("c1", "inconsistent", "So 1."),
    ]
    assert {row["engine"] for row in found["findings"]} == {"geos 3.11, salient 0.1.0"}
    assert {row["as_of"] for row in found["findings"]} == {DAY}
    bands = [
        (row["definition"], row["low"], row["best"], row["high"], row["fits"]) for row in found["finding_measures"]
    ]
    assert bands == [("any_part", 41.0, 45.0, 49.0, True), ("break_in_sector", None, None, None, None)] * 2
    assert len({row["id"] for row in found["finding_measures"]}) == 4
    assert len(cases.load(case).claims) == 1


def test_findings_of_an_older_case_ask_for_the_upgrade(old_case: Path) -> None:
    with pytest.raises(CaseError, match="salient upgrade"):
        cases.record_findings(old_case, report(1))


def test_findings_wait_for_nobody_long(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "PATIENCE_S", 0.01)
    other = sqlite3.connect(case, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(CaseError, match="another program"):
        cases.record_findings(case, report(1))
    other.close()
    assert cases.rows(case)["findings"] == []


# ---------------------------------------------------------------- single files


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "briefing.pdf"
    files.replace_file(path, b"one")
    files.replace_file(path, b"two")
    assert path.read_bytes() == b"two"
    assert [one.name for one in tmp_path.iterdir()] == ["briefing.pdf"]


@pytest.mark.parametrize("number", ["ENOSPC", "EROFS", "EACCES"])
def test_a_refusal_of_the_system_is_explained_and_the_old_file_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    import errno

    path = tmp_path / "briefing.pdf"
    path.write_bytes(b"old")

    def refuse(*_: object, **__: object) -> int:
        code = getattr(errno, number)
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patched:
        patched.setattr(files.os, "open", refuse)
        with pytest.raises(InputError, match=r"briefing\.pdf: .*(folder)"):
            files.replace_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["briefing.pdf"]


def test_a_full_disk_while_replacing_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "briefing.pdf"
    path.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(InputError, match="No space left"):
        files.replace_file(path, b"new")
    assert path.read_bytes() == b"old"


def test_a_read_only_folder_is_said_before_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files.os, "access", lambda *_: False)  # root may write anywhere, so permission bits say nothing
    with pytest.raises(InputError, match="read-only; choose another folder"):
        cases.create(tmp_path / "case.gpkg")


@pytest.mark.parametrize("name", ["missing/case.gpkg", "file/case.gpkg"])
def test_a_folder_that_is_none_is_said(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="does not exist"):
        cases.create(tmp_path / name)


def test_empty_tables_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "case.gpkg"
    cases.create(path)
    with closing(sqlite3.connect(path)) as connection:
        counts = {row[0] for row in connection.execute("SELECT feature_count FROM gpkg_ogr_contents")}
    # The settings hold the version of the schema.
    assert counts == {0, 1}
