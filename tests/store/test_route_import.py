"""Routes into a case on disk: once, in one transaction, and nothing of other sources touched."""

from __future__ import annotations

import datetime
import hashlib
from pathlib import Path

import pytest
from shapely.geometry import LineString, MultiLineString

from salient.core.errors import Cancelled, CaseError, InputError
from salient.core.shapes import box_of
from salient.store import cases
from salient.store.route_files import RouteOptions, read_routes
from salient.store.route_import import RouteImport, import_routes
from salient.store.vector import ShapeFeature, write_shapes

DAY = datetime.date(2022, 9, 1)
WHOLE = box_of(35, 48, 39, 51)
WEST = box_of(35, 48, 36.5, 51)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "roads.gpkg"
    features = [
        ShapeFeature("a", LineString([(36, 49), (37, 49)]), {"name": "M-03"}),
        ShapeFeature("b", LineString([(37, 49), (38, 49)]), {"name": "M-03"}),
        ShapeFeature("c", LineString([(36, 50), (36.2, 50)]), {"name": "T 21/04"}),
    ]
    write_shapes(path, features)
    return path


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "story.gpkg"
    drawn = {
        "id": "m-03",
        "name": "m-03",
        "mode": "road",
        "role": "main",
        "geometry": MultiLineString([[(36, 49), (38, 49)]]),
    }
    cases.create(path, {"supply_routes": [drawn]})
    return path


def put(case: Path, lines: Path, frame=WHOLE, **how) -> RouteImport:
    return import_routes(case, read_routes([lines], RouteOptions(modes=("road",), frame=frame)), **how)


def test_rows_and_source(case: Path, lines: Path):
    result = put(case, lines, as_of=DAY)
    assert result.added == ("m-03-road", "t-21-04")  # the drawn route has its id already
    assert [str(note) for note in result.notes] == [
        "In the case also from another source, and left as they are: 1 routes (m-03)."
    ]
    rows = cases.rows(case)
    drawn, first, second = rows["supply_routes"]
    assert drawn["geometry"].equals(LineString([(36, 49), (38, 49)]))
    assert (first["name"], first["mode"], first["role"], first["as_of"]) == ("M-03", "road", "main", DAY)
    assert [list(part.coords) for part in first["geometry"].geoms] == [[(36, 49), (37, 49)], [(37, 49), (38, 49)]]
    (source,) = rows["sources"]
    assert first["source_id"] == second["source_id"] == source["id"]
    assert source["title"] == "roads.gpkg"
    assert cases.load(case).skipped == ()


def test_openstreetmap_names_its_licence(case: Path, tmp_path: Path):
    from osm_files import write_xml

    way = (1, [1, 2], {"highway": "trunk", "ref": "M-1"})
    path = write_xml(tmp_path / "a.osm", [(1, 36.0, 49.0, {}), (2, 37.0, 49.0, {})], [way])
    import_routes(case, read_routes([path]))
    rows = cases.rows(case)
    assert rows["sources"][0]["licence"] == "ODbL 1.0"
    assert rows["sources"][0]["publisher"] == "OpenStreetMap contributors"
    assert rows["supply_routes"][1]["tolerance_m"] == 20


def test_again_nothing_changes(case: Path, lines: Path):
    put(case, lines)
    before = digest(case)
    result = put(case, lines)
    assert (result.added, result.same, result.backup) == ((), ("m-03-road", "t-21-04"), None)
    assert digest(case) == before


def test_the_day_of_the_file_does_not_matter_for_what_is_the_same(case: Path, lines: Path):
    import os

    os.utime(lines, (1_700_000_000, 1_700_000_000))
    put(case, lines)
    os.utime(lines, (1_750_000_000, 1_750_000_000))
    assert put(case, lines).same == ("m-03-road", "t-21-04")
    assert len(cases.rows(case)["sources"]) == 1


def test_another_frame_is_refused_or_replaces(case: Path, lines: Path):
    put(case, lines)
    before = digest(case)
    with pytest.raises(InputError, match="1 routes are there with other lines"):
        put(case, lines, WEST)
    assert digest(case) == before
    result = put(case, lines, WEST, replace=True)
    assert (result.added, result.replaced, result.same) == ((), ("m-03-road",), ("t-21-04",))
    route = {row["id"]: row for row in cases.rows(case)["supply_routes"]}["m-03-road"]
    assert [list(part.coords) for part in route["geometry"].geoms] == [[(36, 49), (36.5, 49)]]


def test_another_day_is_another_route(case: Path, lines: Path):
    put(case, lines, as_of=DAY)
    result = put(case, lines, as_of=DAY + datetime.timedelta(days=1))
    assert len(result.added) == 2
    assert len(cases.rows(case)["supply_routes"]) == 5


def test_what_is_no_more_in_the_files_is_said(case: Path, lines: Path):
    put(case, lines)
    write_shapes(lines, [ShapeFeature("c", LineString([(36, 50), (36.2, 50)]), {"name": "T 21/04"})], overwrite=True)
    result = put(case, lines)
    assert result.same == ("t-21-04",)
    assert "not in what was read, and left as they are: 1 routes (M-03)" in str(result.notes[-1])


def test_the_index_of_shapes_takes_the_new_rows_in(case: Path, lines: Path):
    import fiona

    put(case, lines)
    with fiona.open(case, layer="supply_routes") as layer:
        assert layer.bounds == (36.0, 49.0, 38.0, 50.0)
        assert [one.properties["id"] for one in layer.filter(bbox=(36, 49.9, 36.1, 50.1))] == ["t-21-04"]


@pytest.mark.parametrize("at", [0.0, 0.2, 0.6, 1.0])
def test_called_off_the_case_is_as_it_was(case: Path, lines: Path, at: float):
    before = cases.rows(case)["supply_routes"]

    def progress(done: float) -> None:
        if done >= at:
            raise Cancelled("enough")

    with pytest.raises(Cancelled):
        put(case, lines, progress=progress)
    after = cases.rows(case)["supply_routes"]
    assert [row["id"] for row in after] == [row["id"] for row in before]
    assert cases.rows(case)["sources"] == []


def test_no_case(tmp_path: Path, lines: Path):
    with pytest.raises(CaseError, match="no case"):
        put(lines, lines)
