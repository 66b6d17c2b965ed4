"""Shapes read from files of every kind: right place, right ids, nothing lost in silence."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import fiona
import pyproj
import pytest
from shapely.geometry import box, mapping

from salient.core.errors import InputError
from salient.store import vector

SQUARE = [[36.0, 49.0], [37.0, 49.0], [37.0, 50.0], [36.0, 50.0], [36.0, 49.0]]


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def polygon(*rings: list[list[float]]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def geojson(path: Path, *features: dict[str, Any], **members: Any) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features), **members}), encoding="utf-8")
    return path


def written(path: Path, driver: str, crs: str | None, *records: tuple[Any, str], layer: str | None = None) -> Path:
    """Write (geometry, name) records with fiona."""
    options: dict[str, Any] = {"layer": layer} if layer else {}
    kind = next(geometry.geom_type for geometry, _ in records if geometry is not None)
    schema = {"geometry": kind, "properties": {"name": "str"}}
    with fiona.open(path, "w", driver=driver, crs=crs, schema=schema, **options) as out:
        for geometry, name in records:
            drawn = None if geometry is None else mapping(geometry)
            out.write({"geometry": drawn, "properties": {"name": name}})
    return path


def reasons(shapes: vector.Shapes) -> dict[str, str]:
    return {one.id: str(one.reason) for one in shapes.skipped}


def test_geojson_with_ids_and_numbers(tmp_path: Path) -> None:
    path = geojson(
        tmp_path / "a.geojson",
        feature(polygon(SQUARE), id="g1", name="Куп’янськ"),
        {**feature({"type": "Point", "coordinates": [36.5, 49.5, 120.0]}), "id": 7},
        feature({"type": "LineString", "coordinates": [[1, 2], [3, 4]]}),
    )
    shapes = vector.read_shapes(path)
    assert [one.id for one in shapes.features] == ["g1", "7", "3"]
    assert shapes.features[0].properties["name"] == "Куп’янськ"
    assert shapes.features[0].geometry.equals(box(36, 49, 37, 50))
    assert list(shapes.features[1].geometry.coords) == [(36.5, 49.5)]
    assert (shapes.skipped, shapes.notes, shapes.layer) == ((), (), "a")


def test_a_bare_geometry_and_a_single_feature_are_read(tmp_path: Path) -> None:
    for name, content in (("a.json", polygon(SQUARE)), ("b.geojson", feature(polygon(SQUARE)))):
        (tmp_path / name).write_text("\ufeff" + json.dumps(content), encoding="utf-8")
        assert len(vector.read_shapes(tmp_path / name).features) == 1


@pytest.mark.parametrize(("suffix", "driver"), [(".shp", "ESRI Shapefile"), (".gpkg", "GPKG"), (".fgb", "FlatGeobuf")])
def test_a_projected_file_is_transformed(tmp_path: Path, suffix: str, driver: str) -> None:
    # In UTM 37 N the central meridian 39° E has easting 500,000: the reader can do this one in the head.
    ring = box(500_000, 5_400_000, 501_000, 5_401_000)
    path = written(tmp_path / f"a{suffix}", driver, "EPSG:32637", (ring, "x"))
    (found,) = vector.read_shapes(path).features
    corners = found.geometry.exterior.coords[:-1]
    lon, lat = min(corners, key=lambda corner: (round(corner[0], 6), corner[1]))
    assert lon == pytest.approx(39.0, abs=1e-9)
    # From the meridian's own length, without a transverse Mercator: northing = 0.9996 × arc from the equator.
    geod = pyproj.Geod(ellps="WGS84")
    assert 0.9996 * geod.inv(39.0, 0.0, 39.0, lat)[2] == pytest.approx(5_400_000, abs=0.01)
    east = max(corner[0] for corner in corners if corner[1] < lat + 0.005)
    assert 0.9996 * geod.inv(39.0, lat, east, lat)[2] == pytest.approx(1000, abs=0.1)


def test_lonlat_order_is_kept_for_epsg_4326(tmp_path: Path) -> None:
    path = written(tmp_path / "a.gpkg", "GPKG", "EPSG:4326", (box(36, 49, 37, 50), "x"))
    assert vector.read_shapes(path).features[0].geometry.bounds == (36, 49, 37, 50)


def test_kml_and_kmz(tmp_path: Path) -> None:
    import zipfile

    text = (
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder>'
        "<name>Gains</name><Placemark><name>Балаклія</name><Point><coordinates>36.84,49.46,0</coordinates></Point>"
        "</Placemark></Folder></Document></kml>"
    )
    (tmp_path / "a.kml").write_text(text, encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "a.kmz", "w") as archive:
        archive.writestr("doc.kml", text)
        archive.writestr("files/icon.png", b"x")
    for name in ("a.kml", "a.kmz"):
        shapes = vector.read_shapes(tmp_path / name)
        assert shapes.layer == "Gains"
        assert list(shapes.features[0].geometry.coords) == [(36.84, 49.46)]
        assert shapes.features[0].properties["Name"] == "Балаклія"


def test_the_folders_of_a_kml_are_layers(tmp_path: Path) -> None:
    point = "<Placemark><Point><coordinates>{},49</coordinates></Point></Placemark>"
    folders = "".join(f"<Folder><name>F{n}</name>{point.format(36 + n)}</Folder>" for n in range(3))
    path = tmp_path / "a.kml"
    path.write_text(f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{folders}</Document></kml>')
    with pytest.raises(InputError, match=r"3 layers \(F0, F1, F2\)"):
        vector.read_shapes(path)
    assert vector.read_shapes(path, layer="F2").features[0].geometry.x == 38


def test_a_zipped_shapefile(tmp_path: Path) -> None:
    import zipfile

    written(tmp_path / "gains.shp", "ESRI Shapefile", "EPSG:4326", (box(36, 49, 37, 50), "x"))
    with zipfile.ZipFile(tmp_path / "gains.zip", "w") as archive:
        for part in tmp_path.glob("gains.*"):
            if part.suffix != ".zip":
                archive.write(part, f"folder/{part.name}")
    assert vector.read_shapes(tmp_path / "gains.zip").features[0].geometry.bounds == (36, 49, 37, 50)


def test_one_of_several_layers(tmp_path: Path) -> None:
    path = tmp_path / "two.gpkg"
    written(path, "GPKG", "EPSG:4326", (box(0, 0, 1, 1), "x"), layer="control")
    written(path, "GPKG", "EPSG:4326", (box(2, 2, 3, 3), "x"), layer="advance")
    with pytest.raises(InputError, match=r"2 layers \(control, advance\).*--layer"):
        vector.read_shapes(path)
    assert vector.read_shapes(path, layer="advance").features[0].geometry.bounds == (2, 2, 3, 3)
    with pytest.raises(InputError, match='no layer "advanse"; it holds control, advance'):
        vector.read_shapes(path, layer="advanse")


# ---------------------------------------------------------------- coordinate systems


def test_no_crs_is_refused_until_one_is_given(tmp_path: Path) -> None:
    path = written(tmp_path / "a.shp", "ESRI Shapefile", None, (box(500_000, 5_400_000, 501_000, 5_401_000), "x"))
    with pytest.raises(InputError, match=r"a\.shp: has no coordinate system; .*--crs EPSG:xxxx"):
        vector.read_shapes(path)
    assert vector.read_shapes(path, crs="EPSG:32637").features[0].geometry.bounds[0] == pytest.approx(39.0)


def test_an_undefined_crs_of_a_geopackage_is_none(tmp_path: Path) -> None:
    path = written(tmp_path / "a.gpkg", "GPKG", None, (box(36, 49, 37, 50), "x"))
    with pytest.raises(InputError, match="no coordinate system"):
        vector.read_shapes(path)


def test_a_crs_that_is_none_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.shp", "ESRI Shapefile", None, (box(36, 49, 37, 50), "x"))
    with pytest.raises(InputError, match='"EPSG:99999" is no coordinate system'):
        vector.read_shapes(path, crs="EPSG:99999")


def test_the_given_crs_wins_and_is_noted(tmp_path: Path) -> None:
    path = written(tmp_path / "a.gpkg", "GPKG", "EPSG:4326", (box(500_000, 5_400_000, 501_000, 5_401_000), "x"))
    shapes = vector.read_shapes(path, crs="EPSG:32637")
    assert shapes.features[0].geometry.bounds[0] == pytest.approx(39.0)
    assert "WGS 84" in str(shapes.notes[0])


@pytest.mark.parametrize("kind", ["geojson", "gpkg"])
def test_metres_said_to_be_degrees_are_refused_with_their_bounds(tmp_path: Path, kind: str) -> None:
    metres = box(4_030_000, 6_300_000, 4_040_000, 6_310_000)
    if kind == "geojson":
        path = geojson(tmp_path / "a.geojson", feature(mapping(metres)))
    else:
        path = written(tmp_path / "a.gpkg", "GPKG", "EPSG:4326", (metres, "x"))
    with pytest.raises(InputError, match=r"4,030,000\.0 to 4,040,000\.0 .* look like metres; .*--crs"):
        vector.read_shapes(path)


def test_a_longitude_of_200_is_refused(tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.geojson", feature({"type": "Point", "coordinates": [200.0, 49.0]}))
    with pytest.raises(InputError, match="no longitudes and latitudes"):
        vector.read_shapes(path)


@pytest.mark.parametrize("name", ["EPSG:3857", "urn:ogc:def:crs:EPSG::3857", "urn:ogc:def:crs:EPSG:6.18:3857"])
def test_an_old_crs_member_is_honoured(tmp_path: Path, name: str) -> None:
    # Web Mercator: x = a × longitude in radians, so 1° is 6378137 × π / 180 = 111319.49 m.
    member = {"type": "name", "properties": {"name": name}}
    path = geojson(
        tmp_path / "a.geojson", feature({"type": "Point", "coordinates": [36 * 111319.49079327358, 0]}), crs=member
    )
    assert vector.read_shapes(path).features[0].geometry.x == pytest.approx(36.0, abs=1e-9)


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"])
def test_a_crs_member_for_wgs_84_keeps_the_order(tmp_path: Path, name: str) -> None:
    member = {"type": "name", "properties": {"name": name}}
    path = geojson(tmp_path / "a.geojson", feature({"type": "Point", "coordinates": [36.5, 49.5]}), crs=member)
    assert list(vector.read_shapes(path).features[0].geometry.coords) == [(36.5, 49.5)]


@pytest.mark.parametrize(
    "member",
    [
        {"type": "link", "properties": {"href": "http://example.com/crs", "type": "proj4"}},
        {"type": "name", "properties": {"name": "http://example.com/crs/4326"}},
        {"type": "name", "properties": {}},
        "EPSG:4326",
    ],
)
def test_a_crs_link_is_refused_and_not_fetched(tmp_path: Path, member: Any) -> None:
    path = geojson(tmp_path / "a.geojson", feature({"type": "Point", "coordinates": [36.5, 49.5]}), crs=member)
    with pytest.raises(InputError, match="nothing is fetched"):
        vector.read_shapes(path)
    assert len(vector.read_shapes(path, crs="EPSG:4326").features) == 1


# ---------------------------------------------------------------- shapes that cannot be used as they are


def test_null_empty_and_not_finite_shapes_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(
        '{"type": "FeatureCollection", "features": ['
        '{"type": "Feature", "properties": {"id": "good"}, "geometry": {"type": "Point", "coordinates": [36, 49]}},'
        '{"type": "Feature", "properties": {"id": "null"}, "geometry": null},'
        '{"type": "Feature", "properties": {"id": "empty"}, "geometry": {"type": "Polygon", "coordinates": []}},'
        '{"type": "Feature", "properties": {"id": "nan"}, "geometry": {"type": "Point", "coordinates": [NaN, 49]}},'
        '{"type": "Feature", "properties": {"id": "inf"},'
        ' "geometry": {"type": "LineString", "coordinates": [[36, 49], [Infinity, 49]]}}]}'
    )
    shapes = vector.read_shapes(path)
    assert [one.id for one in shapes.features] == ["good"]
    found = reasons(shapes)
    assert list(found) == ["null", "empty", "nan", "inf"]
    assert "NULL" in found["null"]
    assert "empty" in found["empty"]
    assert "no numbers" in found["nan"]
    assert "no numbers" in found["inf"]


def test_null_shapes_of_a_geopackage_are_listed(tmp_path: Path) -> None:
    path = written(tmp_path / "a.gpkg", "GPKG", "EPSG:4326", (box(36, 49, 37, 50), "x"), (None, "y"))
    shapes = vector.read_shapes(path)
    assert [one.id for one in shapes.features] == ["1"]
    assert list(reasons(shapes)) == ["2"]


def test_a_bow_tie_is_mended_in_a_copy(tmp_path: Path) -> None:
    bow_tie = polygon([[36, 49], [37, 50], [37, 49], [36, 50], [36, 49]])
    path = geojson(tmp_path / "a.geojson", feature(bow_tie, id="b"))
    before = path.read_bytes()
    shapes = vector.read_shapes(path)
    # Two triangles with base 1 and height ½: ½ together (degrees).
    assert shapes.features[0].geometry.area == pytest.approx(0.5)
    assert "36.5000, 49.5000" in reasons(shapes)["b"]
    assert path.read_bytes() == before


def test_a_hole_outside_is_mended(tmp_path: Path) -> None:
    outside = [[40.0, 49.0], [40.0, 50.0], [41.0, 50.0], [41.0, 49.0], [40.0, 49.0]]
    path = geojson(tmp_path / "a.geojson", feature(polygon(SQUARE, outside), id="h"))
    shapes = vector.read_shapes(path)
    assert shapes.features[0].geometry.is_valid
    assert "mended" in reasons(shapes)["h"]


def test_an_open_ring_is_closed_and_said(tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.geojson", feature(polygon(SQUARE[:-1]), id="o"))
    shapes = vector.read_shapes(path)
    assert shapes.features[0].geometry.equals(box(36, 49, 37, 50))
    assert "not closed near 36.0000, 49.0000" in reasons(shapes)["o"]


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": ["36", "49"]},
        {"type": "Point", "coordinates": [36]},
        {"type": "Point"},
        {"type": "LineString", "coordinates": [[36, 49]]},
        {"type": "LineString", "coordinates": [36, 49]},
        {"type": "Polygon", "coordinates": [[[36, 49], [37, 49]]]},
        {"type": "Polygon", "coordinates": [[[36, 49], [37, 49], [True, 50], [36, 49]]]},
        {"type": "MultiPolygon", "coordinates": {"a": 1}},
    ],
)
def test_coordinates_of_another_kind_are_listed(tmp_path: Path, geometry: Any) -> None:
    path = geojson(tmp_path / "a.geojson", feature(geometry, id="bad"), feature(polygon(SQUARE), id="good"))
    shapes = vector.read_shapes(path)
    assert [one.id for one in shapes.features] == ["good"]
    assert list(reasons(shapes)) == ["bad"]


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "GeometryCollection", "geometries": [{"type": "GeometryCollection", "geometries": []}]},
        {"type": "Circle", "coordinates": [36, 49]},
        {"type": ["Point"], "coordinates": [36, 49]},
        "POINT (36 49)",
    ],
)
def test_geometries_that_are_not_known_are_refused_with_the_id(tmp_path: Path, geometry: Any) -> None:
    path = geojson(tmp_path / "a.geojson", feature(geometry, id="odd"))
    with pytest.raises(InputError, match='feature "odd"'):
        vector.read_shapes(path)


def test_rows_beyond_a_stored_count_are_read(tmp_path: Path) -> None:
    path = written(tmp_path / "a.gpkg", "GPKG", "EPSG:4326", *[(box(n, 0, n + 1, 1), "x") for n in range(20)])
    connection = sqlite3.connect(path)
    connection.execute("UPDATE gpkg_ogr_contents SET feature_count = 17")
    connection.commit()
    connection.close()
    assert len(vector.read_shapes(path).features) == 20
