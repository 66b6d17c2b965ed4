"""Roads, railways and waterways out of the files that people have; every place is on a grid of tenths of a degree."""

from __future__ import annotations

import json
import os
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from pyproj import Geod, Transformer
from shapely.geometry import LineString, MultiLineString, Point

from osm_files import write_pbf, write_xml
from salient.core.errors import Cancelled, InputError
from salient.core.shapes import box_of
from salient.store import route_lines, route_sieve
from salient.store.route_files import ReadRoutes, RouteOptions, read_routes
from salient.store.route_profiles import read_route_profile, route_profile_names
from salient.store.vector import ShapeFeature, write_shapes

GRID = {number: (36 + number / 10, 49.0) for number in range(1, 21)}  # 1 is 36.1 E, all on 49 N
NODES = [(number, lon, lat, {}) for number, (lon, lat) in GRID.items()]
WAYS = [
    (101, [1, 2], {"highway": "trunk", "ref": "М-03"}),
    (102, [2, 3], {"highway": "trunk_link", "ref": "М-03"}),
    (103, [3, 4], {"highway": "primary", "name": "Long Road"}),
    (104, [4, 5], {"highway": "tertiary", "name": "Church Street"}),
    (105, [5, 6], {"highway": "unclassified", "ref": "C-1"}),
    (106, [6, 7], {"highway": "residential", "name": "Short Lane"}),
    (107, [7, 8], {"highway": "track"}),
    (108, [8, 9], {"railway": "rail", "usage": "main", "name": "East Line"}),
    (109, [9, 10], {"railway": "rail"}),
    (110, [10, 11], {"railway": "rail", "service": "yard"}),
    (111, [11, 12], {"railway": "tram"}),
    (112, [12, 13], {"waterway": "river", "boat": "yes", "name": "Broad River"}),
    (113, [13, 14], {"waterway": "river", "name": "Narrow River"}),
    (114, [14, 15], {"route": "ferry", "name": "Crossing"}),
    (115, [15, 16, 17, 15], {"highway": "secondary", "ref": "P-9", "junction": "roundabout"}),
    (116, [16, 17, 18, 16], {"highway": "trunk", "area": "yes"}),
    (117, [18, 19], {"waterway": "canal", "CEMT": "IV", "name": "The Canal"}),
]
EXPECTED = {
    ("Broad River", "water", "main"): 1,
    ("C-1", "road", "alternate"): 1,
    ("Crossing", "water", "alternate"): 1,
    ("East Line", "rail", "main"): 1,
    ("Long Road", "road", "main"): 1,
    ("P-9", "road", "alternate"): 1,
    ("The Canal", "water", "main"): 1,
    ("highway=tertiary", "road", "alternate"): 1,
    ("railway=rail", "rail", "alternate"): 1,
    ("М-03", "road", "main"): 2,
}


def kinds(read: ReadRoutes) -> dict[tuple[str, str, str], int]:
    return {(one.name, one.mode, one.role): len(one.counts) for one in read.routes}


def notes(read: ReadRoutes) -> str:
    return " ".join(str(note) for one in read.files for note in one.notes)


def feature(row_id: str, *lonlats: tuple[float, float], **values: object) -> ShapeFeature:
    return ShapeFeature(row_id, LineString(lonlats), values)


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    return write_xml(tmp_path / "region.osm", NODES, WAYS)


@pytest.mark.parametrize("chunk", [2, 5_000])
@pytest.mark.parametrize("write", [write_xml, write_pbf])
def test_openstreetmap_by_its_tags(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write, chunk: int):
    monkeypatch.setattr(route_lines, "CHUNK", chunk)
    path = write(tmp_path / ("region.osm" if write is write_xml else "region.osm.pbf"), NODES, WAYS)
    read = read_routes([path])
    assert kinds(read) == EXPECTED
    (file,) = read.files
    assert file.kept == sum(EXPECTED.values())
    said = notes(read)
    assert "highway=residential 1" in said
    assert "waterway=river 1" in said
    assert "called by their kind: 2 lines" in said  # the tertiary road and the railway


def test_lines_and_lengths_are_those_of_the_file(extract: Path):
    (route,) = [one for one in read_routes([extract]).routes if one.name == "М-03"]
    assert route.geometry.equals(MultiLineString([[GRID[1], GRID[2]], [GRID[2], GRID[3]]]))
    geod = Geod(ellps="WGS84")
    expected = sum(geod.inv(*GRID[a], *GRID[b])[2] for a, b in ((1, 2), (2, 3))) / 1000
    assert route.length_km == pytest.approx(expected, abs=1e-9)


def test_a_roundabout_is_a_closed_line(extract: Path):
    (ring,) = [one for one in read_routes([extract]).routes if one.name == "P-9"]
    assert ring.geometry.geoms[0].is_closed
    assert len(ring.coords) == 4


def test_only_some_modes(extract: Path):
    read = read_routes([extract], RouteOptions(modes=("rail",)))
    assert {one.mode for one in read.routes} == {"rail"}
    assert "Left out, of another mode than asked for: 9 lines." in notes(read)


@pytest.mark.parametrize(
    "frame",
    [
        box_of(36.15, 48.0, 36.25, 50.0),
        # Not a box, so that the other way of cutting is taken: a triangle that is as wide on 49 N.
        box_of(36.15, 48.0, 36.25, 50.0).union(box_of(36.15, 49.5, 36.3, 50.0)),
    ],
)
def test_cut_to_a_frame(extract: Path, frame):
    read = read_routes([extract], RouteOptions(frame=frame))
    assert kinds(read) == {("М-03", "road", "main"): 2}
    first, second = read.routes[0].geometry.geoms
    assert list(first.coords) == [pytest.approx((36.15, 49.0)), pytest.approx((36.2, 49.0))]
    assert list(second.coords) == [pytest.approx((36.2, 49.0)), pytest.approx((36.25, 49.0))]


def test_a_line_that_leaves_the_frame_and_comes_back_is_two(tmp_path: Path):
    path = tmp_path / "lines.geojson"
    write_shapes(path, [feature("a", (36, 49.0), (37, 51.0), (38, 49.0), name="Arch")])
    frame = box_of(35, 48, 39, 50)
    read = read_routes([path], RouteOptions(modes=("road",), frame=frame))
    assert kinds(read) == {("Arch", "road", "main"): 2}
    ends = sorted(tuple(round(one, 6) for one in line.coords[-1]) for line in read.routes[0].geometry.geoms)
    assert ends == [(36.5, 50.0), (38.0, 49.0)]


def test_files_that_overlap_give_each_line_once(tmp_path: Path, extract: Path):
    other = write_xml(tmp_path / "neighbour.osm", NODES, [WAYS[0], (201, [10, 9], {"highway": "trunk", "ref": "М-03"})])
    read = read_routes([extract, other])
    assert kinds(read)[("М-03", "road", "main")] == 3
    assert "Taken once, because they repeat a line: 1 lines." in notes(read)


def test_natural_earth_zipped(tmp_path: Path):
    write_shapes(
        tmp_path / "ne_10m_roads.shp",
        [
            feature("1", (36, 49), (37, 49), type="Major Highway", name="40"),
            feature("2", (36, 50), (37, 50), type="Secondary Highway", name=""),
            feature("3", (36, 51), (37, 51), type="Ferry Route", name=""),
            feature("4", (36, 52), (37, 52), type="Track", name=""),
        ],
    )
    path = tmp_path / "ne_10m_roads.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for one in tmp_path.glob("ne_10m_roads.*"):
            if one != path:
                archive.write(one, f"folder/{one.name}")
    read = read_routes([path], RouteOptions(profile=read_route_profile("natural-earth")))
    assert kinds(read) == {
        ("40", "road", "main"): 1,
        ("type=ferry route", "water", "alternate"): 1,
        ("type=secondary highway", "road", "alternate"): 1,
    }
    assert read.origins["routes-natural-earth"].tolerance_m == 2000


@pytest.mark.parametrize("suffix", [".gpkg", ".shp", ".fgb", ".geojson"])
def test_map_files_of_any_format_with_one_mode(tmp_path: Path, suffix: str):
    path = tmp_path / f"lines{suffix}"
    write_shapes(path, [feature("a", (36, 49), (37, 49), Name="North"), feature("b", (36, 60), (37, 60), Name="Far")])
    read = read_routes([path], RouteOptions(modes=("rail",), role="alternate", frame=box_of(35, 48, 38, 50)))
    assert kinds(read) == {("North", "rail", "alternate"): 1}
    assert read.files[0].read == 2
    assert "outside of the frame: 1 lines" in notes(read)


def test_a_geopackage_in_metres_is_cut_in_degrees(tmp_path: Path):
    import fiona

    to_utm = Transformer.from_crs("EPSG:4326", "EPSG:32637", always_xy=True)
    path = tmp_path / "utm.gpkg"
    layer = {"geometry": "LineString", "properties": {"HIGHWAY": "str", "ref": "str"}}
    with fiona.open(path, "w", driver="GPKG", crs="EPSG:32637", schema=layer) as collection:
        for number, lat in enumerate((49.0, 55.0)):
            ends = [to_utm.transform(36.0, lat), to_utm.transform(38.0, lat)]
            properties = {"HIGHWAY": "Trunk", "ref": f"M-{number}"}
            collection.write({"geometry": {"type": "LineString", "coordinates": ends}, "properties": properties})
    options = RouteOptions(profile=read_route_profile("osm"), frame=box_of(35, 48, 37, 50))
    (route,) = read_routes([path], options).routes
    assert (route.name, route.mode, route.role) == ("M-0", "road", "main")
    west, south, east, _ = route.geometry.bounds
    assert (west, east) == pytest.approx((36.0, 37.0), abs=1e-9)
    assert south == pytest.approx(49.0, abs=1e-9)


def test_what_is_no_line_is_listed_with_its_id(tmp_path: Path):
    path = tmp_path / "odd.geojson"
    features = [
        feature("good", (36, 49), (37, 49)),
        feature("short", (36, 49), (36, 49)),
        ShapeFeature("place", Point(36, 49)),
    ]
    write_shapes(path, features)
    found = json.loads(path.read_text(encoding="utf-8"))
    found["features"].append({"type": "Feature", "id": "none", "properties": {}, "geometry": None})
    path.write_text(json.dumps(found), encoding="utf-8")
    read = read_routes([path], RouteOptions(modes=("road",)))
    assert kinds(read) == {("odd", "road", "main"): 1}
    said = notes(read)
    assert "no lines: 1 features (such as place)" in said
    assert "without a shape that can be used: 2 features" in said
    assert all(row_id in said for row_id in ("none", "short"))


def test_a_profile_of_ones_own(tmp_path: Path):
    profile = tmp_path / "ministry.json"
    rules = [
        {"where": {"STATE": ["closed"]}, "leave_out": True},
        {"where": {"class": ["I", "II"], "state": ["*"]}, "mode": "road", "role": "main", "name": ["number"]},
    ]
    profile.write_text(json.dumps({"rules": rules, "source": {"publisher": "Ministry", "title": "Roads"}}))
    path = tmp_path / "roads.geojson"
    write_shapes(
        path,
        [
            feature("1", (36, 49), (37, 49), Class="i", State="open", Number="P1"),
            feature("2", (36, 50), (37, 50), Class="I", State="Closed", Number="P2"),
            feature("3", (36, 51), (37, 51), Class="I", State="", Number="P3"),
        ],
    )
    read = read_routes([path], RouteOptions(profile=read_route_profile(profile)))
    assert kinds(read) == {("P1", "road", "main"): 1}
    assert read.origins["routes-ministry"].source.publisher == "Ministry"


def test_our_profiles_can_be_read():
    assert route_profile_names() == ["natural-earth", "osm"]
    for name in route_profile_names():
        profile = read_route_profile(name)
        assert profile.source is not None
        assert profile.source.licence


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        ("{", "is no JSON"),
        ("{}", 'lacks "rules"'),
        ('{"rules": {"a": 1}}', "must be a list of rules"),
        ('{"rules": [{"where": {"a": ["b"]}}]}', 'lacks "mode"'),
        ('{"rules": [{"where": {"a": ["b"]}, "mode": "horse", "role": "main"}]}', '"horse" is no mode'),
        ('{"rules": [{"where": {"a": ["b"]}, "mode": "road", "role": "best"}]}', '"best" is no role'),
        ('{"rules": [{"where": {"a": "b"}, "mode": "road", "role": "main"}]}', "must be a list of texts"),
        ('{"rules": [{"where": ["a"], "mode": "road", "role": "main"}]}', '"where" must name columns'),
        ('{"rules": [{"where": {"a": ["b"]}, "leave_out": "yes"}]}', "must be true or false"),
        ('{"rules": [{"where": {"a": ["b"]}, "colour": "red"}]}', 'no key "colour"'),
    ],
)
def test_a_profile_that_is_wrong_says_where(tmp_path: Path, profile: str, said: str):
    path = tmp_path / "own.json"
    path.write_text(profile, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        read_route_profile(path)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (RouteOptions(), "say what its lines are"),
        (RouteOptions(modes=("road", "rail")), "say what its lines are"),
        (RouteOptions(modes=("horse",)), "is no mode"),
        (RouteOptions(profile=read_route_profile("osm")), "none of the columns by which the profile knows routes"),
        (RouteOptions(modes=("road",), frame=box_of(48, 35, 51, 39)), "seem to be exchanged"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, options: RouteOptions, said: str):
    path = tmp_path / "lines.gpkg"
    write_shapes(path, [feature("a", (36, 49), (37, 49), kind="x")])
    with pytest.raises(InputError, match=said):
        read_routes([path], options)


BOMB = '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a0 "aaaaaaaaaaaaaaaaaaaa">{}]><osm version="0.6">{}</osm>'


@pytest.mark.parametrize(
    "case", ["cut off", "bomb", "not xml", "pbf cut off", "not pbf", "folder", "packed", "missing"]
)
def test_a_damaged_extract_is_refused(tmp_path: Path, extract: Path, case: str):
    if case == "cut off":
        extract.write_bytes(extract.read_bytes()[:2500])
    elif case == "bomb":
        entities = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
        way = '<node id="1" lat="49" lon="36"/><way id="1"><nd ref="1"/><tag k="highway" v="&a9;"/></way>'
        extract.write_text(BOMB.format(entities, way), encoding="utf-8")
    elif case == "not xml":
        extract.write_text("name,lat,lon\n", encoding="utf-8")
    elif case == "packed":
        extract = extract.rename(extract.with_suffix(".osm.bz2"))
    elif case == "missing":
        extract.unlink()
    elif case == "folder":
        extract.unlink()
        extract.mkdir()
    else:
        extract = write_pbf(extract.with_suffix(".osm.pbf"), NODES, WAYS)
        whole = extract.read_bytes()
        extract.write_bytes(whole[: len(whole) - 20] if case == "pbf cut off" else b"PK" + whole[40:])
    with pytest.raises(InputError, match="region") as refused:
        read_routes([extract])
    assert len(str(refused.value)) < 600


@pytest.mark.parametrize(("suffix", "driver"), [(".shp", "ESRI Shapefile"), (".gpkg", "GPKG")])
def test_a_feature_without_a_shape_is_listed(tmp_path: Path, suffix: str, driver: str):
    import fiona

    path = tmp_path / f"lines{suffix}"
    layer = {"geometry": "LineString", "properties": {"name": "str"}}
    with fiona.open(path, "w", driver=driver, crs="EPSG:4326", schema=layer) as collection:
        line = {"type": "LineString", "coordinates": [(36, 49), (37, 49)]}
        collection.write({"geometry": line, "properties": {"name": "North"}})
        collection.write({"geometry": None, "properties": {"name": "Nowhere"}})
    read = read_routes([path], RouteOptions(modes=("road",)))
    assert kinds(read) == {("North", "road", "main"): 1}
    assert "without a shape that can be used: 1 features" in notes(read)


def test_lines_without_length_in_a_geopackage(tmp_path: Path):
    path = tmp_path / "lines.gpkg"
    write_shapes(path, [feature("a", (36, 49), (37, 49)), feature("b", (36, 50), (36, 50))])
    read = read_routes([path], RouteOptions(modes=("road",)))
    assert kinds(read) == {("lines", "road", "main"): 1}
    assert "lines without length: 1 (such as 2)" in notes(read)


def test_a_shape_that_is_no_shape_is_counted(tmp_path: Path):
    path = tmp_path / "lines.gpkg"
    write_shapes(path, [feature("a", (36, 49), (37, 49)), feature("b", (36, 50), (37, 50))])
    with closing(sqlite3.connect(path)) as connection:
        # Triggers of the index call functions that only GDAL has.
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute("UPDATE lines SET geom = x'4750000100' WHERE id = 'b'")
        connection.commit()
    read = read_routes([path], RouteOptions(modes=("road",)))
    assert kinds(read) == {("lines", "road", "main"): 1}
    assert "cannot be read: 1 features (such as 2)" in notes(read)


def test_more_than_a_case_can_hold_is_refused(extract: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(route_sieve, "MAX_VERTICES", 5)
    with pytest.raises(InputError, match="smaller frame"):
        read_routes([extract])


def test_an_older_gdal_says_what_to_do(extract: Path, monkeypatch: pytest.MonkeyPatch):
    import fiona

    monkeypatch.setattr(fiona.Env, "drivers", lambda self: {"GPKG": "rw"})
    with pytest.raises(InputError, match="without the driver"):
        read_routes([extract])


@pytest.mark.parametrize("at", [0, 1, 3])
def test_it_can_be_called_off(extract: Path, monkeypatch: pytest.MonkeyPatch, at: int):
    monkeypatch.setattr(route_lines, "CHUNK", 3)
    seen: list[float] = []

    def progress(done: float) -> None:
        seen.append(done)
        if len(seen) > at:
            raise Cancelled("enough")

    with pytest.raises(Cancelled):
        read_routes([extract], None, progress)
    assert seen == sorted(seen)


def test_the_day_of_the_file_is_kept(extract: Path):
    os.utime(extract, (1_700_000_000, 1_700_000_000))
    assert str(read_routes([extract]).origins["routes-osm"].retrieved_on)[:7] == "2023-11"
