"""Shapes put out: whole, the same every time, and read back as they were."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import fiona
import pytest
from shapely.geometry import MultiPolygon, Point, Polygon, box

from salient.core.errors import CaseError, InputError
from salient.store import cases, sqlite, vector
from salient.store.vector import ShapeFeature, read_shapes, write_shapes

CLOCKWISE = Polygon([(36, 49), (36, 50), (37, 50), (37, 49)], [[(36.4, 49.4), (36.6, 49.4), (36.6, 49.6)]])
FEATURES = [
    ShapeFeature(
        "a", CLOCKWISE, {"name": "Куп’янськ", "km": 50.5, "n": 7, "sure": True, "day": datetime.date(2022, 9, 8)}
    ),
    ShapeFeature("b", box(1, 2, 3, 4), {"name": None, "km": 2, "n": None, "sure": False, "day": None}),
]
SUFFIXES = [".geojson", ".gpkg", ".shp", ".fgb"]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_is_written_is_read_back(tmp_path: Path, suffix: str) -> None:
    write_shapes(tmp_path / f"out{suffix}", FEATURES)
    found = {one.id: one for one in read_shapes(tmp_path / f"out{suffix}").features}
    assert set(found) == {"a", "b"}
    assert found["a"].geometry.equals(CLOCKWISE)
    assert found["a"].properties["name"] == "Куп’янськ"
    assert (found["a"].properties["km"], found["b"].properties["km"]) == (50.5, 2.0)
    assert (found["a"].properties["n"], found["b"].properties["n"]) == (7, None)
    assert bool(found["a"].properties["sure"]) is True
    assert found["a"].properties["day"] == "2022-09-08"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_shapes_make_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        write_shapes(tmp_path / folder / f"out{suffix}", FEATURES)
    one = {part.name: part.read_bytes() for part in (tmp_path / "one").iterdir()}
    assert one == {part.name: part.read_bytes() for part in (tmp_path / "two").iterdir()}
    assert not [name for name in one if name.startswith(".")]


def test_geojson_follows_rfc_7946(tmp_path: Path) -> None:
    path = tmp_path / "out.geojson"
    point = ShapeFeature("p", Point(1 / 3, 2 / 3))
    write_shapes(path, [FEATURES[0], ShapeFeature("m", MultiPolygon([CLOCKWISE])), point])
    found = json.loads(path.read_text(encoding="utf-8"))
    assert "crs" not in found
    assert found["features"][2]["geometry"]["coordinates"] == [0.3333333, 0.6666667]
    for rings in (
        found["features"][0]["geometry"]["coordinates"],
        found["features"][1]["geometry"]["coordinates"][0],
    ):
        shell, hole = (signed_area(ring) for ring in rings)
        assert shell > 0 > hole  # counter-clockwise outside, clockwise inside


def signed_area(ring: list[list[float]]) -> float:
    """Return the area by the trapezium rule, positive for counter-clockwise rings."""
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, ring[1:])) / 2


@pytest.mark.parametrize("suffix", [".gpkg", ".shp", ".fgb"])
def test_the_coordinate_system_is_stated(tmp_path: Path, suffix: str) -> None:
    write_shapes(tmp_path / f"out{suffix}", FEATURES)
    with fiona.open(tmp_path / f"out{suffix}") as layer:
        assert layer.crs.to_epsg() == 4326


def test_single_and_multiple_areas_share_a_layer(tmp_path: Path) -> None:
    mixed = [ShapeFeature("a", box(0, 0, 1, 1)), ShapeFeature("b", MultiPolygon([box(2, 2, 3, 3)]))]
    write_shapes(tmp_path / "out.gpkg", mixed)
    assert [one.geometry.area for one in read_shapes(tmp_path / "out.gpkg").features] == [1.0, 1.0]


def test_points_and_areas_do_not_share_a_layer(tmp_path: Path) -> None:
    mixed = [ShapeFeature("a", box(0, 0, 1, 1)), ShapeFeature("b", Point(0, 0))]
    with pytest.raises(InputError, match="cannot hold Point, Polygon together; write GeoJSON"):
        write_shapes(tmp_path / "out.gpkg", mixed)
    assert list(tmp_path.iterdir()) == []


def test_long_names_of_columns_stay_apart_in_a_shapefile(tmp_path: Path) -> None:
    properties = {"population_2021": 1, "population_2022": 2, "fid": 3}
    write_shapes(tmp_path / "out.shp", [ShapeFeature("a", Point(0.5, 0.5), properties)])
    (found,) = read_shapes(tmp_path / "out.shp").features
    assert found.properties == {"id": "a", "population": 1, "populati_1": 2, "fid_": 3}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_nothing_is_overwritten_unasked(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"out{suffix}"
    write_shapes(path, FEATURES)
    before = path.read_bytes()
    with pytest.raises(InputError, match="--overwrite"):
        write_shapes(path, FEATURES[:1])
    assert path.read_bytes() == before
    write_shapes(path, FEATURES[:1], overwrite=True)
    assert len(read_shapes(path).features) == 1


def test_another_suffix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not written"):
        write_shapes(tmp_path / "out.kml", FEATURES)


def test_a_case_is_not_replaced_by_a_layer(tmp_path: Path) -> None:
    cases.create(tmp_path / "case.gpkg")
    with pytest.raises(InputError, match="is a case"):
        write_shapes(tmp_path / "case.gpkg", FEATURES, overwrite=True)
    assert cases.load(tmp_path / "case.gpkg").claims == ()


def test_a_geopackage_in_use_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "PATIENCE_S", 0.01)
    path = tmp_path / "out.gpkg"
    write_shapes(path, FEATURES)
    with sqlite.nobody_else(path), pytest.raises(CaseError, match="another program"):
        write_shapes(path, FEATURES, overwrite=True)


def test_no_features_make_an_empty_layer(tmp_path: Path) -> None:
    write_shapes(tmp_path / "out.gpkg", [])
    with pytest.raises(InputError, match="layer out is empty"):
        vector.read_shapes(tmp_path / "out.gpkg")
