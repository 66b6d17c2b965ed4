"""Files that lie, burst or lead elsewhere: each is refused with a reason, or read with a note. None is changed."""

from __future__ import annotations

import json
import socket
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path

import fiona
import pytest
from shapely.geometry import Point, box, mapping

from salient.core.errors import InputError
from salient.store import drivers, vector

POINT = {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [36, 49]}}


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Give a socket of this machine on which nobody may call."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.settimeout(0.05)
        yield server


@pytest.mark.parametrize("suffix", [".geojson", ".kml", ".gpkg"])
def test_addresses_inside_of_files_are_not_opened(tmp_path: Path, listener: socket.socket, suffix: str) -> None:
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    link = {"type": "link", "properties": {"href": address, "type": "ogcwkt"}}
    content = {
        ".geojson": json.dumps({"type": "FeatureCollection", "crs": link, "features": [POINT]}),
        ".kml": '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><NetworkLink><Link><href>'
        f"{address}</href></Link></NetworkLink></Folder></Document></kml>",
        ".gpkg": f'<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/vsicurl/{address}a.shp</SrcDataSource>'
        "</OGRVRTLayer></OGRVRTDataSource>",
    }
    path = tmp_path / f"a{suffix}"
    path.write_text(content[suffix])
    with pytest.raises(InputError):
        vector.read_shapes(path)
    with pytest.raises(socket.timeout):  # the name that Python 3.9 knows
        listener.accept()


@pytest.mark.parametrize(
    "path",
    [
        "http://example.com/a.geojson",
        "https://example.com/a.geojson",
        "file:///etc/hosts.geojson",
        "/vsicurl/http://example.com/a.geojson",
        "/VSIZIP/a.zip/a.shp",
    ],
)
def test_addresses_are_refused(path: str) -> None:
    with pytest.raises(InputError, match="only files on this computer"):
        vector.read_shapes(path)


@pytest.mark.parametrize("name", ["a.vrt", "a.gml", "a.pdf", "a", "a.geojson.exe"])
def test_formats_off_the_list_are_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x")
    with pytest.raises(InputError, match="is not read; save it as one of"):
        vector.read_shapes(tmp_path / name)


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".shp", ".fgb", ".kml", ".kmz", ".zip"])
def test_missing_empty_and_damaged_files(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    with pytest.raises(InputError, match="does not exist"):
        vector.read_shapes(path)
    path.write_bytes(b"")
    with pytest.raises(InputError, match="is empty"):
        vector.read_shapes(path)
    path.write_bytes(b"\x01\x02nonsense" * 40)
    with pytest.raises(InputError, match=f"a{suffix}"):
        vector.read_shapes(path)
    with pytest.raises(InputError, match="folder"):
        vector.read_shapes(tmp_path)


@pytest.mark.parametrize("suffix", [".kml", ".geojson", ".gpkg", ".fgb"])
def test_a_vrt_under_another_name_opens_nothing(tmp_path: Path, suffix: str) -> None:
    (tmp_path / "secret.csv").write_text("id,x,y\n1,36,49\n")
    path = tmp_path / f"a{suffix}"
    path.write_text(
        '<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource relativeToVRT="1">secret.csv</SrcDataSource>'
        '<GeometryField encoding="PointFromColumns" x="x" y="y"/></OGRVRTLayer></OGRVRTDataSource>'
    )
    with pytest.raises(InputError):
        vector.read_shapes(path)


def test_a_geojson_cut_off_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text('{"type": "FeatureCollection",\n "features": [\n')
    with pytest.raises(InputError, match="line 3 is no JSON"):
        vector.read_shapes(path)


@pytest.mark.parametrize("content", ["[]", "7", '{"a": 1}', '{"type": "FeatureCollection"}', '{"type": "Topology"}'])
def test_json_that_is_no_geojson(tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(content)
    with pytest.raises(InputError, match="no GeoJSON"):
        vector.read_shapes(path)


def test_features_that_are_none_are_numbered(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [POINT, None]}))
    with pytest.raises(InputError, match="feature 2"):
        vector.read_shapes(path)


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text("[" * 200_000)
    with pytest.raises(InputError, match="nests too deep"):
        vector.read_shapes(path)


def test_an_empty_collection_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text('{"type": "FeatureCollection", "features": []}')
    with pytest.raises(InputError, match="layer a is empty"):
        vector.read_shapes(path)


def test_text_that_is_not_utf_8_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_bytes('{"type": "FeatureCollection",\n"name": "Балаклія"}'.encode("cp1251"))
    with pytest.raises(InputError, match="line 2 is not UTF-8"):
        vector.read_shapes(path)


# ---------------------------------------------------------------- archives and sizes


def test_a_bomb_is_refused_by_what_it_states(tmp_path: Path) -> None:
    path = tmp_path / "bomb.kmz"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("doc.kml", "w") as entry,
    ):
        for _ in range(510):
            entry.write(b"\0" * 1_000_000)
    assert path.stat().st_size < 5_000_000
    with pytest.raises(InputError, match=r"unpacks to 510 MB or more; at most 500 MB"):
        vector.read_shapes(path)


def test_a_bomb_that_lies_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drivers, "MAX_UNPACKED_BYTES", 10_000)
    monkeypatch.setattr(drivers, "_check_entries", lambda *_: None)  # as if the stated sizes were small
    path = tmp_path / "bomb.kmz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", b"\0" * 100_000)
    with pytest.raises(InputError, match="unpacks to"):
        vector.read_shapes(path)


def test_too_many_entries_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(1001):
            archive.writestr(f"{number}.txt", b"")
    with pytest.raises(InputError, match="holds 1,001 files, more than the 1,000"):
        vector.read_shapes(path)


def test_entries_cannot_choose_their_place(tmp_path: Path) -> None:
    path = tmp_path / "inner" / "a.kmz"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../escaped.kml", "<kml/>")
    with pytest.raises(InputError):
        vector.read_shapes(path)
    assert not list(tmp_path.rglob("escaped*"))


def test_a_zip_without_a_shapefile_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "x")
    with pytest.raises(InputError, match=r"must hold one \.shp file, it holds none"):
        vector.read_shapes(path)


@pytest.mark.parametrize(("suffix", "limit"), [(".gpkg", "1,000 MB"), (".geojson", "250 MB")])
def test_files_beyond_the_limit_are_refused(tmp_path: Path, suffix: str, limit: str) -> None:
    path = tmp_path / f"big{suffix}"
    with path.open("wb") as file:
        file.truncate(1_000_000_001)  # a hole: takes no room
    with pytest.raises(InputError, match=f"has 1,000 MB, more than the {limit}"):
        vector.read_shapes(path)


def test_entities_that_multiply_are_refused(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    path = tmp_path / "a.kml"
    path.write_text(
        f'<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a0 "aaaaaaaaaa">{entities}]>'
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><Placemark><name>&a9;</name>'
        "<Point><coordinates>1,2</coordinates></Point></Placemark></Folder></Document></kml>"
    )
    with pytest.raises(InputError, match="cannot be read as KML"):
        vector.read_shapes(path)


# ---------------------------------------------------------------- GeoPackages


def geopackage(path: Path, count: int = 3) -> Path:
    schema = {"geometry": "Polygon", "properties": {"name": "str"}}
    with fiona.open(path, "w", driver="GPKG", layer="a", crs="EPSG:4326", schema=schema) as out:
        for number in range(count):
            shape = mapping(box(number, 0, number + 1, 1))
            out.write({"geometry": shape, "properties": {"name": "x" * 200}})
    return path


def test_a_damaged_page_gives_nothing_rather_than_less(tmp_path: Path) -> None:
    path = geopackage(tmp_path / "a.gpkg", 200)
    content = bytearray(path.read_bytes())
    page = content.index(b"x" * 200) // 4096 * 4096
    content[page : page + 2048] = b"\xff" * 2048
    path.write_bytes(bytes(content))
    with pytest.raises(InputError, match="damaged"):
        vector.read_shapes(path)


def test_a_view_without_end_is_refused(tmp_path: Path) -> None:
    path = geopackage(tmp_path / "a.gpkg")
    connection = sqlite3.connect(path)
    connection.execute(
        "CREATE VIEW endless AS WITH RECURSIVE n(fid) AS (SELECT 1 UNION ALL SELECT fid + 1 FROM n) "
        "SELECT fid, geom FROM n, a"
    )
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
        "VALUES ('endless', 'features', 'e', 4326)"
    )
    connection.execute("INSERT INTO gpkg_geometry_columns VALUES ('endless', 'geom', 'POLYGON', 4326, 0, 0)")
    connection.commit()
    connection.close()
    with pytest.raises(InputError, match="is a view"):
        vector.read_shapes(path, layer="endless")


def test_names_of_layers_are_no_sql(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    name = 'a"; DROP TABLE b; --'
    schema = {"geometry": "Point", "properties": {}}
    with fiona.open(path, "w", driver="GPKG", layer=name, crs="EPSG:4326", schema=schema) as out:
        out.write({"geometry": mapping(Point(36, 49)), "properties": {}})
    assert len(vector.read_shapes(path).features) == 1


# ---------------------------------------------------------------- shapefiles


def shapefile(folder: Path, names: list[str], encoding: str, cpg: bool, mark: int = 0) -> Path:
    path = folder / "names.shp"
    schema = {"geometry": "Point", "properties": {"name": "str:40"}}
    with fiona.open(path, "w", driver="ESRI Shapefile", crs="EPSG:4326", schema=schema, encoding=encoding) as out:
        for number, name in enumerate(names):
            out.write({"geometry": mapping(Point(36 + number, 49)), "properties": {"name": name}})
    if not cpg:
        path.with_suffix(".cpg").unlink(missing_ok=True)
    table = bytearray(path.with_suffix(".dbf").read_bytes())
    table[29] = mark
    path.with_suffix(".dbf").write_bytes(bytes(table))
    return path


NAMES = ["Балаклія", "Куп’янськ", "Ізюм"]


@pytest.mark.parametrize(
    ("encoding", "cpg", "noted"),
    [("cp1251", True, False), ("utf-8", True, False), ("utf-8", False, False), ("cp1251", False, True)],
)
def test_cyrillic_names_of_a_shapefile(tmp_path: Path, encoding: str, cpg: bool, noted: bool) -> None:
    shapes = vector.read_shapes(shapefile(tmp_path, NAMES, encoding, cpg))
    assert [one.properties["name"] for one in shapes.features] == NAMES
    assert [("cp1251" in str(note)) for note in shapes.notes] == ([True] if noted else [])


def test_the_language_mark_of_a_table_is_believed(tmp_path: Path) -> None:
    shapes = vector.read_shapes(shapefile(tmp_path, NAMES, "cp1251", cpg=False, mark=0xC9))  # 0xC9: Windows Cyrillic
    assert [one.properties["name"] for one in shapes.features] == NAMES
    assert shapes.notes == ()


def test_plain_ascii_names_need_no_note(tmp_path: Path) -> None:
    assert vector.read_shapes(shapefile(tmp_path, ["Izium"], "cp1251", cpg=False)).notes == ()


def test_fewer_rows_than_shapes_gives_nothing(tmp_path: Path) -> None:
    path = shapefile(tmp_path, NAMES, "utf-8", cpg=True)
    table = path.with_suffix(".dbf")
    content = bytearray(table.read_bytes())
    content[4:8] = (2).to_bytes(4, "little")
    table.write_bytes(bytes(content))
    with pytest.raises(InputError, match=r"3 shapes but 2 rows in names\.dbf"):
        vector.read_shapes(path)


@pytest.mark.parametrize("part", [".dbf", ".shx"])
def test_a_part_that_is_missing_is_named(tmp_path: Path, part: str) -> None:
    path = shapefile(tmp_path, NAMES, "utf-8", cpg=True)
    path.with_suffix(part).unlink()
    with pytest.raises(InputError, match=rf"names\{part} .*is missing"):
        vector.read_shapes(path)


def test_reading_changes_no_file_and_adds_none(tmp_path: Path) -> None:
    geopackage(tmp_path / "a.gpkg")
    shapefile(tmp_path, NAMES, "cp1251", cpg=False)
    (tmp_path / "a.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [POINT]}))
    before = {one.name: one.read_bytes() for one in tmp_path.iterdir()}
    for name in ("a.gpkg", "names.shp", "a.geojson"):
        vector.read_shapes(tmp_path / name)
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"\ud800", "\ufffd"),
        (r"\ud83d\ude00", "\U0001f600"),
        (r"\ude00", "\ufffd"),
        (r"\\ud800", r"\ud800"),
        (r"\\\uD800x", "\\\ufffdx"),
        (r"\ud800\ud83d\ude00", "\ufffd\U0001f600"),
    ],
)
def test_half_signs_are_replaced(tmp_path: Path, written: str, read: str) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({**POINT, "properties": {"id": "here"}}).replace("here", written))
    assert vector.read_shapes(path).features[0].id == read


@pytest.mark.parametrize("digits", [400, 5000])
def test_coordinates_beyond_all_numbers_are_told(tmp_path: Path, digits: int) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(
        json.dumps({"type": "FeatureCollection", "features": [POINT, POINT]}).replace("36", "9" * digits, 1)
    )
    found = vector.read_shapes(path)
    assert len(found.features) == 1
    assert "no numbers" in str(found.skipped[0].reason)


@pytest.mark.parametrize("suffix", [".gpkg", ".shp", ".fgb", ".geojson"])
def test_whole_numbers_too_long_for_a_column_become_text(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    vector.write_shapes(path, [vector.ShapeFeature("1", Point(36, 49), {"number": 10**20})])
    assert str(vector.read_shapes(path).features[0].properties["number"]) == "1" + "0" * 20


@pytest.mark.parametrize("crs", ["EPSG:5773", "EPSG:4978"])
def test_systems_of_heights_and_of_space_are_refused(tmp_path: Path, crs: str) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps(POINT))
    with pytest.raises(InputError, match="is no system for maps"):
        vector.read_shapes(path, crs=crs)
