"""From map files to control areas: every format, every mistake, and nothing left out without a word."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from pyproj import Geod
from shapely.geometry import MultiPolygon, Point, Polygon

from map_files import DAY, areas, options, square, write_days, write_map
from salient.core.errors import Cancelled, InputError
from salient.store import control
from salient.store.features import ShapeFeature
from salient.store.vector import write_shapes

GEOD = Geod(ellps="WGS84")
KML = """<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark>
<name>a</name><Polygon><outerBoundaryIs><LinearRing><coordinates>36,49,0 36.1,49,0 36.1,49.1,0 36,49.1,0 36,49,0
</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Document></kml>"""


def geojson(folder: Path) -> Path:
    return write_map(folder / "map-20220905.geojson", square(0))


def geopackage(folder: Path) -> Path:
    path = folder / "map-20220905.gpkg"
    write_shapes(path, [ShapeFeature("a", square(0))])
    return path


def shapefile(folder: Path) -> Path:
    path = folder / "map-20220905.shp"
    write_shapes(path, [ShapeFeature("a", square(0))])
    return path


def zipped_shapefile(folder: Path) -> Path:
    inner = folder / "inner"
    inner.mkdir()
    shapefile(inner)
    path = folder / "map-20220905.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in sorted(inner.iterdir()):
            archive.write(part, part.name)
    return path


def kml(folder: Path) -> Path:
    path = folder / "map-20220905.kml"
    path.write_text(KML, encoding="utf-8")
    return path


def kmz(folder: Path) -> Path:
    path = folder / "map-20220905.kmz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("doc.kml", KML)
    return path


@pytest.mark.parametrize("made", [geojson, geopackage, shapefile, zipped_shapefile, kml, kmz])
def test_every_format_gives_the_same_area(tmp_path, made):
    (area,) = areas(made(tmp_path))
    assert area.geometry.geom_type == "MultiPolygon"
    assert area.geometry.equals(square(0))
    assert not area.geometry.has_z
    assert area.key == ("Mapper", "2022-09-05", "assessed_control", "R")
    assert area.id == "mapper-2022-09-05-assessed_control"


def test_features_of_a_layer_become_one_multipolygon(tmp_path):
    (area,) = areas(write_map(tmp_path / "20220905.geojson", square(0), MultiPolygon([square(2), square(4)])))
    assert [part.equals(square(n)) for part, n in zip(area.geometry.geoms, (0, 2, 4))] == [True] * 3
    assert area.features == 2
    assert area.notes == ()


def test_features_that_touch_are_united_and_it_is_said(tmp_path):
    (area,) = areas(write_map(tmp_path / "20220905.geojson", square(0), square(1), square(1)))
    assert area.geometry.is_valid
    assert area.geometry.equals(square(0).union(square(1)))
    (note,) = area.notes
    # Three squares were drawn, two of them at one place.
    each = abs(GEOD.geometry_area_perimeter(square(0))[0]) / 1e6
    assert note.values["sum"] == pytest.approx(3 * each, rel=1e-5)
    assert note.values["united"] == pytest.approx(2 * each, rel=1e-5)


def test_a_bow_tie_is_mended_with_the_area_before_and_after(tmp_path):
    # Two triangles that meet in the middle; going round one clockwise, the other not, their areas cancel.
    tie = Polygon([(36, 49), (36.1, 49.1), (36.1, 49), (36, 49.1)])
    (area,) = areas(write_map(tmp_path / "20220905.geojson", tie, square(5)))
    assert area.geometry.is_valid
    (note,) = area.notes
    halves = [Polygon([(36, 49), (36.05, 49.05), (36, 49.1)]), Polygon([(36.1, 49), (36.05, 49.05), (36.1, 49.1)])]
    expected = sum(abs(GEOD.geometry_area_perimeter(half)[0]) for half in halves) / 1e6
    assert note.values["after"] == pytest.approx(expected, rel=1e-4)
    assert note.values["before"] == pytest.approx(0, abs=0.1)
    assert "Feature f1" in str(note)
    assert "f1" in area.row_note


def test_features_that_are_no_areas_are_named(tmp_path):
    (area,) = areas(write_map(tmp_path / "20220905.geojson", square(0), Point(36, 49)))
    assert "1 features are no areas and were left out: f2" in str(area.notes[0])


def test_a_file_without_areas_is_refused(tmp_path):
    path = write_map(tmp_path / "20220905.geojson", Point(36, 49))
    with pytest.raises(InputError, match="holds no areas") as refusal:
        areas(path)
    assert str(path) in str(refusal.value)


def test_a_folder_and_a_pattern_give_the_same_days_in_order(tmp_path):
    folder = write_days(tmp_path / "maps", 4)
    (folder / "README.txt").write_text("not a map", encoding="utf-8")
    (folder / ".hidden.geojson").write_text("{", encoding="utf-8")
    by_folder = areas(folder)
    assert [one.as_of.day for one in by_folder] == [1, 2, 3, 4]
    by_pattern = areas(folder / "map_*.geojson")
    assert [one.key for one in by_pattern] == [one.key for one in by_folder]
    assert len(areas(folder, folder / "map_20220901.geojson")) == 4


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"issuer": ""}, "--issuer"),
        ({"side": " "}, "--side"),
        ({"state": ""}, "--state"),
        ({"state": "taken"}, "assessed_control"),
        ({"as_of_from_name": False}, "--as-of"),
    ],
)
def test_what_is_not_known_is_asked_for(tmp_path, changed, said):
    with pytest.raises(InputError, match=said):
        areas(geojson(tmp_path), **changed)


@pytest.mark.parametrize("name", ["nothing.geojson", "nothing-*.geojson", "folder", "https://example.org/a.geojson"])
def test_what_is_not_there_is_refused_with_its_name(tmp_path, name):
    (tmp_path / "folder").mkdir()
    given = name if "://" in name else tmp_path / name
    with pytest.raises(InputError) as refusal:
        areas(given, as_of=DAY)
    assert name.split("/")[-1].split("*")[0] in str(refusal.value)


def test_a_broken_file_stops_all_and_says_how_many_were_read(tmp_path):
    folder = write_days(tmp_path / "maps", 3)
    broken = folder / "map_20220902.geojson"
    broken.write_text(broken.read_text(encoding="utf-8")[:100], encoding="utf-8")
    with pytest.raises(InputError) as refusal:
        areas(folder)
    assert str(broken) in str(refusal.value)
    assert "1 of 3 files were read; nothing was imported" in str(refusal.value)


def test_no_coordinate_system_is_refused_until_it_is_named(tmp_path):
    path = shapefile(tmp_path)
    path.with_suffix(".prj").unlink()
    with pytest.raises(InputError, match="--crs"):
        areas(path)
    (area,) = areas(path, crs="EPSG:4326")
    assert area.geometry.equals(square(0))


def test_an_empty_layer_is_left_out_and_listed(tmp_path):
    folder = write_days(tmp_path / "maps", 2)
    write_map(folder / "map_20220903.geojson")
    given = options()
    read = control.read_found(control.find_control_files([folder], given), given)
    assert len(read.areas) == 2
    (left,) = read.left_out
    assert left.path.name == "map_20220903.geojson"
    assert "no shapes" in str(left.reason)


def test_a_profile_says_what_is_what(tmp_path):
    profile = tmp_path / "mapper.json"
    layers = {"held": {"side": "R", "state": "assessed_control"}, "back": {"side": "B", "state": "contested"}}
    body = {"issuer": "Mapper", "file_name": "{day}_{layer}", "layers": layers, "tolerance_m": 250}
    profile.write_text(json.dumps(body), encoding="utf-8")
    maps = tmp_path / "maps"
    maps.mkdir()
    for name in ("20220905_back", "20220905_held", "20220905_sea", "legend"):
        write_map(maps / f"{name}.geojson", square(0))
    given = control.ControlOptions(profile=control.read_profile(profile))
    found = control.find_control_files([maps], given)
    assert [(one.rule.side, one.rule.state) for one in found.files] == [("R", "assessed_control"), ("B", "contested")]
    reasons = {one.path.name: str(one.reason) for one in found.left_out}
    assert "does not know this layer: sea" in reasons["20220905_sea.geojson"]
    assert "not of the profile's manner: legend" in reasons["legend.geojson"]
    read = control.read_found(found, given)
    assert {one.tolerance_m for one in read.areas} == {250.0}
    with pytest.raises(InputError, match="none of 1 files"):
        control.find_control_files([maps / "legend.geojson"], given)


def test_a_profile_finds_its_layers_inside_one_geopackage(tmp_path):
    import fiona

    path = tmp_path / "all.gpkg"
    schema = {"geometry": "Polygon", "properties": {}}
    for name, column in (("20220905_RussianAssessedCoTinUkraine", 0), ("20220907_RussianAssessedCoTinUkraine", 2)):
        with fiona.open(path, "w", driver="GPKG", layer=name, schema=schema, crs="EPSG:4326") as layer:
            layer.write({"geometry": square(column).__geo_interface__, "properties": {}})
    found = control.read_control_files([path], control.ControlOptions(profile=control.read_profile("isw")))
    assert [one.as_of.day for one in found] == [5, 7]
    assert found[1].geometry.equals(square(2))


def test_reading_can_be_called_off(tmp_path):
    folder = write_days(tmp_path / "maps", 3)
    told = []

    def tick(done: float) -> None:
        told.append(done)
        if done > 0.5:
            raise Cancelled("enough")

    with pytest.raises(Cancelled):
        control.read_control_files([folder], options(), tick)
    assert told == [0, pytest.approx(1 / 3), pytest.approx(2 / 3)]


def test_reading_changes_no_input(tmp_path):
    folder = write_days(tmp_path / "maps", 2)
    before = {one.name: one.read_bytes() for one in folder.iterdir()}
    areas(folder)
    assert {one.name: one.read_bytes() for one in folder.iterdir()} == before
