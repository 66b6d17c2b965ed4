"""Control areas into a case: once, whole, and readable by every program that knows the format."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import sqlite3
from pathlib import Path

import fiona
import pytest
from shapely.geometry import LineString, MultiPolygon, Polygon, shape

from kills import duration_s, killed_forks
from map_files import areas, square, write_days, write_map
from salient.core.errors import Cancelled, CaseError, InputError
from salient.store import blobs, cases, control, sqlite


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "story.gpkg"
    cases.create(path, {"settings": [{"id": "title", "value": "Example"}]})
    return path


@pytest.fixture
def maps(tmp_path: Path) -> Path:
    return write_days(tmp_path / "maps", 4)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def stored(path: Path) -> list[tuple[str, Polygon]]:
    """Return id and shape of each control area, as GDAL reads them."""
    with fiona.open(path, layer="control_areas") as layer:
        return [(one.properties["id"], shape(one.geometry.__geo_interface__)) for one in layer]


def test_areas_come_back_as_they_were_read(case, maps):
    given = areas(maps)
    result = control.import_into(case, given)
    assert (result.imported, result.total, result.same) == (4, 4, ())
    found = cases.load(case)
    assert found.skipped == ()
    for one, kept in zip(given, found.control_areas):
        assert (kept.id, kept.side, kept.state, kept.issuer) == (one.id, "R", "assessed_control", "Mapper")
        assert kept.as_of == one.as_of
        assert kept.geometry.equals_exact(one.geometry, 0)
    assert found.settings["title"] == "Example"
    (source,) = found.sources
    assert (source.id, source.publisher) == ("maps-mapper", "Mapper")
    assert {one.source_id for one in found.control_areas} == {"maps-mapper"}


def test_other_programs_read_all_of_it(case, maps):
    control.import_into(case, areas(maps))
    assert len(stored(case)) == 4
    with fiona.open(case, layer="control_areas") as layer:
        # Three squares, every second one: from 36 to 36.5 E, 49 to 49.1 N.
        assert layer.bounds == pytest.approx((36, 49, 36.5, 49.1))
        # The third square is there on the first and the third day only; the index of shapes must know.
        assert len(list(layer.filter(bbox=(36.42, 49.02, 36.48, 49.08)))) == 2
        assert len(list(layer.filter(bbox=(36.22, 49.02, 36.28, 49.08), where="as_of = '2022-09-01'"))) == 1
        assert list(layer.filter(bbox=(38, 49, 39, 50))) == []
    connection = sqlite3.connect(case)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert connection.execute("SELECT count(*) FROM rtree_control_areas_geom").fetchone() == (4,)
    connection.close()


def test_again_changes_nothing(case, maps):
    control.import_into(case, areas(maps))
    before, kept = digest(case), sorted(case.with_name("story.backups").iterdir())
    result = control.import_into(case, areas(maps))
    assert (result.imported, len(result.same), result.backup) == (0, 4, None)
    assert digest(case) == before
    assert sorted(case.with_name("story.backups").iterdir()) == kept


def test_again_with_more_days_adds_only_those(case, maps):
    control.import_into(case, areas(maps))
    write_days(maps, 6)
    result = control.import_into(case, areas(maps))
    assert [one[:17] for one in result.added] == ["mapper-2022-09-05", "mapper-2022-09-06"]
    assert len(result.same) == 4


def test_the_same_shape_drawn_from_another_corner_is_the_same(case, tmp_path):
    ring = list(square(0).exterior.coords)[:-1]
    control.import_into(case, areas(write_map(tmp_path / "20220905.geojson", Polygon(ring))))
    turned = Polygon([*ring[2:], *ring[:2]][::-1])
    with_a_corner_more = Polygon([*ring, ((ring[-1][0] + ring[0][0]) / 2, (ring[-1][1] + ring[0][1]) / 2)])
    for other in (turned, with_a_corner_more):
        result = control.import_into(case, areas(write_map(tmp_path / "20220905.geojson", other)))
        assert (result.imported, len(result.same)) == (0, 1)


def test_a_row_that_fiona_wrote_is_known_again(case, tmp_path):
    given = areas(write_map(tmp_path / "20220905.geojson", square(0)))
    cases.create(case, {"control_areas": [given[0].row("a", "")]}, overwrite=True)
    assert control.import_into(case, given).same == ("a",)


def test_a_differing_shape_is_refused_with_both_areas(case, maps):
    control.import_into(case, areas(maps))
    before = digest(case)
    write_map(maps / "map_20220903.geojson", square(0))
    with pytest.raises(InputError) as refusal:
        control.import_into(case, areas(maps))
    said = str(refusal.value)
    for part in ("map_20220903.geojson", str(case), "mapper-2022-09-03", "1 of 4 differ", "--replace", "km²"):
        assert part in said
    assert digest(case) == before


def test_replace_puts_the_new_shape_in_the_old_ones_place(case, maps):
    control.import_into(case, areas(maps))
    write_map(maps / "map_20220903.geojson", square(8))
    result = control.import_into(case, areas(maps), replace=True)
    assert (result.replaced, result.added, len(result.same)) == (("mapper-2022-09-03-assessed_control",), (), 3)
    found = dict(stored(case))
    assert len(found) == 4
    assert found["mapper-2022-09-03-assessed_control"].equals(square(8))
    with fiona.open(case, layer="control_areas") as layer:
        assert layer.bounds[2] == pytest.approx(36.9)
        (row,) = layer.filter(bbox=(36.82, 49.02, 36.88, 49.08))
        assert row.properties["as_of"] == "2022-09-03"
    assert result.backup is not None
    assert not dict(stored(result.backup))["mapper-2022-09-03-assessed_control"].equals(square(8))


def test_another_side_or_state_or_issuer_is_another_row(case, tmp_path):
    path = write_map(tmp_path / "20220905.geojson", square(0))
    control.import_into(case, areas(path))
    for changed in ({"side": "B"}, {"state": "contested"}, {"issuer": "Another mapper"}):
        assert control.import_into(case, areas(path, **changed)).imported == 1
    ids = [one.id for one in cases.load(case).control_areas]
    assert ids[0] == "mapper-2022-09-05-assessed_control"
    assert ids[1] == "mapper-2022-09-05-assessed_control-b"
    assert len(set(ids)) == 4
    assert [one.id for one in cases.load(case).sources] == ["maps-mapper", "maps-another-mapper"]


def test_two_files_for_one_day_are_refused_unless_they_agree(case, tmp_path):
    first = write_map(tmp_path / "a-20220905.geojson", square(0))
    second = write_map(tmp_path / "b-20220905.geojson", square(0))
    result = control.import_into(case, areas(first, second))
    assert (result.imported, result.repeated, result.total) == (1, 1, 2)
    write_map(second, square(1))
    with pytest.raises(InputError) as refusal:
        control.import_into(case, areas(first, second))
    assert str(first) in str(refusal.value)
    assert str(second) in str(refusal.value)


def test_a_source_that_is_there_is_used(case, tmp_path):
    cases.create(
        case, {"sources": [{"id": "maps-mapper", "publisher": "The Mapper", "title": "My own words"}]}, overwrite=True
    )
    control.import_into(case, areas(write_map(tmp_path / "20220905.geojson", square(0))))
    assert [one.title for one in cases.load(case).sources] == ["My own words"]


def test_what_was_mended_stays_with_the_row(case, tmp_path):
    tie = Polygon([(36, 49), (36.1, 49.1), (36.1, 49), (36, 49.1)])
    control.import_into(case, areas(write_map(tmp_path / "20220905.geojson", tie)))
    (area,) = cases.load(case).control_areas
    assert "Self-intersection" in area.note
    assert "Area before" in area.note


def test_a_case_of_an_issuer_in_another_script(case, tmp_path):
    path = write_map(tmp_path / "20220905.geojson", square(0))
    control.import_into(case, areas(path, issuer="Карта дня"))
    (area,) = cases.load(case).control_areas
    assert (area.id, area.issuer) == ("карта-дня-2022-09-05-assessed_control", "Карта дня")


def test_calling_off_leaves_the_case_as_it_was(case, maps):
    before = digest(case)

    def tick(done: float) -> None:
        if done > 0.4:
            raise Cancelled("enough")

    with pytest.raises(Cancelled):
        control.import_into(case, areas(maps), progress=tick)
    assert digest(case) == before


def test_trouble_in_the_middle_of_writing_leaves_the_rows_as_they_were(case, maps):
    given = areas(maps)
    bad = dataclasses.replace(given[2], tolerance_m="wide")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="tolerance_m"):
        control.import_into(case, [*given[:2], bad])
    found = cases.load(case)
    assert found.control_areas == ()
    assert found.sources == ()


def test_a_case_that_is_held_is_left_alone(case, maps):
    holder = sqlite3.connect(case, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(CaseError, match="another program") as refusal:
            control.import_into(case, areas(maps))
    finally:
        holder.close()
    assert str(case) in str(refusal.value)
    assert cases.load(case).control_areas == ()


@pytest.mark.parametrize("name", ["missing.gpkg", "plain.gpkg"])
def test_what_is_no_case_is_refused(tmp_path, maps, name):
    path = tmp_path / name
    if name == "plain.gpkg":
        path.write_bytes(b"plain")
    with pytest.raises(CaseError, match=name):
        control.import_into(path, areas(maps))


def test_an_older_case_is_not_written_to(case, maps):
    connection = sqlite3.connect(case)
    connection.execute("UPDATE settings SET value = '0' WHERE id = 'schema_version'")
    connection.execute("ALTER TABLE claimed_gains RENAME COLUMN tolerance_m TO tolerance")
    connection.execute("ALTER TABLE claims DROP COLUMN denies")
    connection.execute("ALTER TABLE claims DROP COLUMN status")
    connection.commit()
    connection.close()
    with pytest.raises(CaseError, match="schema 0"):
        control.import_into(case, areas(maps))


@pytest.mark.slow
def test_after_every_kill_all_days_are_of_one_import(case, tmp_path):
    """Each import replaces all areas by those of the other series: never a mixture of the two, never a part."""
    low, high = write_days(tmp_path / "low", 40), write_days(tmp_path / "high", 40, width=12)
    kinds = [areas(low), areas(high)]
    control.import_into(case, kinds[0])

    def work() -> None:
        for kind in kinds[::-1]:
            control.import_into(case, kind, replace=True)

    expected = [{one.id: one.geometry.wkb for one in kind} for kind in kinds]
    seen = set()
    for _ in killed_forks(work, 20, longest_s=duration_s(work)):
        rows = cases.rows(case)["control_areas"]
        found = {row["id"]: row["geometry"].wkb for row in rows}
        assert len(rows) == 40
        assert found in expected
        seen.add(expected.index(found))
    with sqlite.reading(case) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*) FROM rtree_control_areas_geom").fetchone() == (40,)
    assert seen == {0, 1}, "no kill fell where the other series was in: the trial shows nothing"


# ---------------------------------------------------------------- the baseline's row


def front(*points: tuple[float, float]) -> control.FrontRow:
    return control.FrontRow("Mapper", "R", datetime.date(2022, 9, 5), LineString(points), 500.0, "No borders.")


def test_a_baseline_goes_in_once(case):
    line = front((36, 49), (36, 50))
    done = control.record_front(case, line)
    assert (done.id, done.what) == ("baseline-mapper-r-2022-09-05", "added")
    before = digest(case)
    assert control.record_front(case, line).what == "was there already"
    assert digest(case) == before
    with pytest.raises(InputError, match="--replace"):
        control.record_front(case, front((36, 49), (37, 50)))
    assert control.record_front(case, front((36, 49), (37, 50)), replace=True).what == "replaced"
    (kept,) = cases.load(case).front_lines
    assert (kept.role, kept.side, kept.as_of, kept.tolerance_m, kept.note) == (
        "baseline",
        "R",
        datetime.date(2022, 9, 5),
        500.0,
        "No borders.",
    )
    assert list(kept.geometry.geoms[0].coords) == [(36, 49), (37, 50)]


# ---------------------------------------------------------------- shapes as bytes


def test_blobs_are_what_gdal_writes(case, tmp_path):
    holed = Polygon(square(0).exterior, [[(36.02, 49.02), (36.04, 49.02), (36.04, 49.04)]])
    given = MultiPolygon([holed, square(3, 2)])
    row = areas(write_map(tmp_path / "20220905.geojson", given))[0].row("a", "")
    cases.create(case, {"control_areas": [row]}, overwrite=True)
    connection = sqlite3.connect(case)
    ((blob,),) = connection.execute("SELECT geom FROM control_areas")
    connection.close()
    assert blobs.encoded(row["geometry"]) == blob
    assert blobs.decoded(blob).equals_exact(given, 0)
    assert blobs.bounds(blob) == given.bounds
    assert blobs.is_empty(blob) == 0


@pytest.mark.parametrize(
    "blob", [b"", b"GP", b"XX\x00\x03\x00\x00\x00\x00", b"GP\x00\x03\xe6\x10\x00\x00", b"GP\x00\xff" * 9]
)
def test_bytes_that_are_no_shape_are_refused(blob):
    with pytest.raises(blobs.BlobError):
        blobs.bounds(blob)


def test_raw_areas_keep_what_is_invalid(case, tmp_path):
    tie = Polygon([(36, 49), (36.1, 49.1), (36.1, 49), (36, 49.1)])
    rows = [
        {"id": "tie", "state": "contested", "as_of": datetime.date(2022, 9, 5), "geometry": tie},
        {"id": "none", "geometry": None},
    ]
    (area,) = control.raw_areas(rows)
    assert (area.id, area.state, area.as_of, area.geometry.is_valid) == (
        "tie",
        "contested",
        datetime.date(2022, 9, 5),
        False,
    )
