"""The algorithms on settlements: places whose answers the eye can check, pyproj's geodesics, and the command line.

On the invented maps (day_maps) side B's ground ends at 37.0 E on the 1st, 36.8 E on the 4th and 36.7 E on the 5th of
September 2022; the tolerance is 500 m, which is 0.007 degrees of longitude there.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from pyproj import Geod
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsGeometry,
    QgsProcessingException,
    QgsProject,
    QgsVectorLayer,
)
from shapely.geometry import Point

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bridge"))

import day_maps
import small_case
from salient.bridge.cases import case_layers, open_case
from salient.cli import main

GEOD = Geod(ellps="WGS84")
PLACES = {"West": 36.2, "Middle": 36.75, "Edge": 36.703, "Shy": 36.697, "East": 36.95, "Beyond": 37.4}


def layer(kind: str, *shapes: str | None, crs: str = "EPSG:4326") -> QgsVectorLayer:
    """Return a layer of shapes given in longitude/latitude, numbered, drawn in another system where one is named."""
    made = QgsVectorLayer(f"{kind}?crs={crs}&field=name:string", kind, "memory")
    source = QgsCoordinateReferenceSystem("EPSG:4326")
    there = QgsCoordinateTransform(source, QgsCoordinateReferenceSystem(crs), QgsProject.instance())
    for number, wkt in enumerate(shapes, start=1):
        feature = QgsFeature(made.fields())
        feature["name"] = f"n{number}"
        if wkt is not None:
            shape = QgsGeometry.fromWkt(wkt)
            shape.transform(there)
            feature.setGeometry(shape)
        made.dataProvider().addFeature(feature)
    return made


# ---------------------------------------------------------------- inside areas


def east_of_the_box(metres: float) -> str:
    """Return the point so far east of the middle of the box's east edge, by pyproj."""
    lon, lat, _ = GEOD.fwd(37, 49.5, 90, metres)
    return f"POINT({lon} {lat})"


BOX = "POLYGON((36 49, 37 49, 37 50, 36 50, 36 49))"


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857"])
def test_in_maybe_and_out_by_the_distance_to_the_edge(run, crs):
    places = [east_of_the_box(metres) for metres in (-30_000, -510, -490, 490, 510, 30_000)]
    given = {"INPUT": layer("Point", *places, crs=crs), "AREAS": layer("Polygon", BOX, BOX, crs=crs)}
    results, _ = run("settlements_inside", TOLERANCE_M=500, ALL=True, OUTPUT="memory:", **given)
    found = [(one["name"], one["membership"], one["inside"]) for one in results["OUTPUT"].getFeatures()]
    assert found == [
        ("n1", "in", True),
        ("n2", "in", True),
        ("n3", "maybe", True),
        ("n4", "maybe", False),
        ("n5", "out", False),
        ("n6", "out", False),
    ]
    assert [results[f"COUNT_{end}"] for end in ("LOW", "BEST", "HIGH")] == [2, 3, 4]
    assert results["SETTLEMENTS"] == 6
    assert results["OUTPUT"].crs().authid() == "EPSG:4326"
    results, _ = run("settlements_inside", TOLERANCE_M=500, OUTPUT="memory:", **given)
    assert [one["name"] for one in results["OUTPUT"].getFeatures()] == ["n1", "n2", "n3", "n4"]


def test_places_that_cannot_be_used_are_named_and_the_rest_is_counted(run):
    places = layer("MultiPoint", "MULTIPOINT((36.5 49.5))", None, "MULTIPOINT((36.5 49.5),(36.6 49.5))")
    results, said = run("settlements_inside", INPUT=places, AREAS=layer("Polygon", BOX), OUTPUT="memory:")
    assert [results[f"COUNT_{end}"] for end in ("LOW", "BEST", "HIGH")] == [1, 1, 1]
    assert results["SETTLEMENTS"] == 1
    assert any("feature 2: It has no shape" in text for text in said.warnings)
    assert any("feature 3: It has 2 points" in text for text in said.warnings)
    assert said.warnings[-1].endswith("2 features were left out or mended.")


def test_many_that_cannot_be_used_are_counted_and_numbered(run):
    places = layer("Point", "POINT(36.5 49.5)", *[None] * 30)
    _, said = run("settlements_inside", INPUT=places, AREAS=layer("Polygon", BOX), OUTPUT="memory:")
    assert len(said.warnings) == 21
    assert "30 features were left out" in said.warnings[-1]
    assert said.warnings[-1].endswith(", ".join(str(number) for number in range(22, 32)) + ".")


def test_no_places_and_no_areas(run):
    results, _ = run("settlements_inside", INPUT=layer("Point"), AREAS=layer("Polygon", BOX), OUTPUT="memory:")
    assert (results["COUNT_HIGH"], results["SETTLEMENTS"], results["OUTPUT"].featureCount()) == (0, 0, 0)
    with pytest.raises(QgsProcessingException, match="no area that places could lie in"):
        run("settlements_inside", INPUT=layer("Point", "POINT(1 1)"), AREAS=layer("Polygon"), OUTPUT="memory:")


# ---------------------------------------------------------------- on the maps of a case


@pytest.fixture
def mapped(run, tmp_path: Path) -> str:
    """Return the path of a case with the invented maps and six settlements, and a gazetteer that is named."""
    rows = small_case.tables()
    rows["sources"].append({"id": "list", "publisher": "Office of Names", "title": "List of places"})
    rows["settlements"] = [
        {"id": name.lower(), "name": name, "source_id": "list", "population": 100, "geometry": Point(lon, 49.5)}
        for name, lon in PLACES.items()
    ]
    case, maps = small_case.make(tmp_path, "mapped", rows), day_maps.make(tmp_path)
    run("import_control", FILES=[str(maps)], CASE=case, PROFILE=str(day_maps.profile_of(maps)))
    return case


def printed(capsys, *words: str) -> dict:
    """Return what the command line prints as JSON."""
    capsys.readouterr()
    assert main([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


BETWEEN = {"FROM": "2022-09-01", "TO": "2022-09-05"}


@pytest.mark.parametrize("is_open", [False, True])
def test_changed_settlements_are_those_of_the_command_line(run, project, mapped, capsys, is_open):
    wanted = printed(capsys, "settlements", mapped, "--from", "2022-09-01", "--to", "2022-09-05")
    if is_open:
        open_case(project, mapped)
    results, said = run("settlements_changed", CASE=mapped, OUTPUT="memory:", **BETWEEN)
    found = {one["id"]: (one["before"], one["after"], one["sure"]) for one in results["OUTPUT"].getFeatures()}
    assert found == {one["id"]: (one["before"], one["after"], one["sure"]) for one in wanted["changed"]}
    # East and Middle surely; Edge and Shy lie within 500 m of the edge of the 5th, on either side of it.
    assert {name: sure for name, (_, _, sure) in found.items()} == {
        **{"east": True, "middle": True},
        **{"edge": False, "shy": False},
    }
    assert [results[f"COUNT_{end}"] for end in ("LOW", "BEST", "HIGH")] == [2, 3, 4]
    assert wanted["count"] == {"low": 2, "best": 3, "high": 4}
    assert results["SETTLEMENTS"] == 6
    assert [text for text in wanted["notes"] if text not in said.infos] == []
    assert any("Office of Names" in text for text in said.infos)
    (east,) = (one for one in results["OUTPUT"].getFeatures() if one["id"] == "east")
    assert east["population"] == 100
    assert (east.geometry().asPoint().x(), east.geometry().asPoint().y()) == (36.95, 49.5)


def test_unsaved_settlements_count_and_a_frame_cuts_them(run, project, mapped):
    case = open_case(project, mapped)
    settlements = case_layers(project, case.id)["settlements"]
    settlements.startEditing()
    feature = QgsFeature(settlements.fields())
    feature["id"], feature["name"] = "new", "New"
    feature.setGeometry(QgsGeometry.fromWkt("POINT(36.9 49.4)"))
    assert settlements.addFeature(feature)
    results, _ = run("settlements_changed", CASE=mapped, OUTPUT="memory:", **BETWEEN)
    assert results["COUNT_BEST"] == 4
    asked = {"CASE": mapped, "OUTPUT": "memory:", **BETWEEN}
    results, _ = run("settlements_changed", FRAME="36.8,37.5,49,50 [EPSG:4326]", **asked)
    assert {one["id"] for one in results["OUTPUT"].getFeatures()} == {"new", "east"}
    assert results["SETTLEMENTS"] == 3
    settlements.rollBack()


def test_the_status_of_each_is_that_of_the_command_line(run, mapped, capsys):
    wanted = printed(capsys, "settlements", mapped, "--as-of", "2022-09-04")
    results, said = run("settlement_status", CASE=mapped, AS_OF="2022-09-04", OUTPUT="memory:", OUTPUT_SPELLS="memory:")

    def of(one: QgsFeature) -> tuple[str, str, str]:
        return one["state"], *(one[name].toString("yyyy-MM-dd") for name in ("first", "last"))

    found = {one["id"]: of(one) for one in results["OUTPUT"].getFeatures()}
    assert found == {one["id"]: (one["state"], one["first"], one["last"]) for one in wanted["places"]}
    assert found["middle"] == ("assessed_control", "2022-09-01", "2022-09-04")
    assert found["east"] == ("claimed_counteroffensive", "2022-09-02", "2022-09-05")
    assert {key: results[f"IN_{key.upper()}"] for key in wanted["states"]} == wanted["states"]
    assert wanted["states"] == {"assessed_control": 4, "claimed_counteroffensive": 1, "none": 1}
    assert results["IN_CONTESTED"] == 0
    spells = [(one["id"], *of(one)) for one in results["OUTPUT_SPELLS"].getFeatures()]
    assert spells == [
        (place["id"], spell["state"], spell["first"], spell["last"])
        for place in wanted["places"]
        for spell in place["spells"]
    ]
    assert [text for text in wanted["notes"] if text not in said.infos] == []
    results, _ = run("settlement_status", CASE=mapped, OUTPUT="memory:")
    assert results["IN_CLAIMED_COUNTEROFFENSIVE"] == 3  # on the last map, of the 5th
    assert "OUTPUT_SPELLS" not in results


def test_a_case_without_settlements(run, tmp_path):
    rows = {name: table for name, table in small_case.tables().items() if name != "settlements"}
    case, maps = small_case.make(tmp_path, "bare", rows), day_maps.make(tmp_path)
    run("import_control", FILES=[str(maps)], CASE=case, PROFILE=str(day_maps.profile_of(maps)))
    with pytest.raises(QgsProcessingException, match="holds no settlements"):
        run("settlement_status", CASE=case, OUTPUT="memory:")


# ---------------------------------------------------------------- out of a gazetteer


@pytest.fixture
def gazetteer(tmp_path: Path) -> str:
    """Return the path of a table of four places, one of them the case's own Insider, one without a place."""
    path = tmp_path / "places.csv"
    lines = ["name,lat,lon,population", "Insider,49.5,36.5,900", "Small,49.2,36.2,20", "Large,49.3,36.3,5000", "No,,,"]
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


def test_import_once_and_again(run, small, gazetteer):
    results, said = run("import_places", FILES=[gazetteer], CASE=small, MIN_POPULATION=100, SOURCE="Registry")
    assert results == {"ADDED": 1, "SAME": 1, "WANTED": 2}
    assert any("fewer inhabitants than asked for" in text and "1 place" in text for text in said.warnings)
    assert any("without longitude and latitude" in text for text in said.warnings)
    results, _ = run("import_places", FILES=[gazetteer], CASE=small)
    assert results == {"ADDED": 1, "SAME": 2, "WANTED": 3}
    results, _ = run("import_places", FILES=[gazetteer], CASE=small)
    assert results == {"ADDED": 0, "SAME": 3, "WANTED": 3}


def test_import_gives_the_rows_that_the_command_line_gives(run, tmp_path, gazetteer, project):
    by_hand, by_qgis = (small_case.make(tmp_path, name) for name in ("by_hand", "by_qgis"))
    frame = "36.25,36.6,49,50"
    assert main(["import", "places", gazetteer, "--case", by_hand, "--frame", "36.25,49,36.6,50"]) == 0
    results, _ = run("import_places", FILES=[gazetteer], CASE=by_qgis, FRAME=f"{frame} [EPSG:4326]")
    assert results["ADDED"] == 1
    rows = []
    for path in (by_hand, by_qgis):
        case = open_case(project, path)
        table = case_layers(project, case.id)["settlements"]
        names = [name for name in table.fields().names() if name not in ("fid", "revision")]
        rows.append([[str(one[name]) for name in names] for one in table.getFeatures()])
        project.clear()
    assert rows[0] == rows[1]
    assert "Large" in rows[0][-1]


def test_import_refuses_what_it_must(run, project, small, gazetteer):
    before = Path(small).read_bytes()
    with pytest.raises(QgsProcessingException, match="nothing was imported"):
        run("import_places", FILES=[gazetteer], CASE=small, MIN_POPULATION=10_000)
    with pytest.raises(QgsProcessingException, match="is the case itself"):
        run("import_places", FILES=[small], CASE=small)
    open_case(project, small)
    results, listener = run("import_places", FILES=[gazetteer], CASE=small)
    assert results == {}
    assert "this case is open in QGIS; use Plugins > Salient > Import places… instead" in listener.errors[0]
    project.clear()
    assert Path(small).read_bytes() == before
