"""Cases in a project: opened, found again, read with unsaved edits, refused where they are none."""

from __future__ import annotations

import datetime
import shutil
import sqlite3
from pathlib import Path

import pytest
from qgis.core import QgsFeature, QgsGeometry, QgsProject, QgsVectorLayer

import small_case
from salient.bridge import work
from salient.bridge.cases import (
    OlderCaseError,
    active_case,
    add_table,
    can_be_changed,
    case_layers,
    case_of_file,
    check_file,
    extent_of,
    group_of,
    local_system,
    open_case,
    open_cases,
    tables_of_case,
)
from salient.core.errors import CaseError
from salient.store.cases import load


def test_one_group_named_after_the_case(project, small):
    case = open_case(project, small)
    group = group_of(project, case.id)
    assert group.name() == "The small case"
    assert [node.name() for node in group.findLayers()] == [
        *("Settlements", "Supply routes", "Front lines", "Areas", "Claimed gains", "Control areas"),
        *("Claims", "Events", "Sources", "Settings"),
    ]
    assert all(node.layer().isValid() for node in group.findLayers())
    assert case.path == small
    assert case.name == "small"


def test_opened_twice_it_is_there_once(project, small):
    assert open_case(project, small) == open_case(project, small)
    assert len(project.mapLayers()) == 10


def test_two_cases_and_the_one_that_is_meant(project, small, tmp_path):
    other = small_case.make(tmp_path, "other")
    first, second = open_case(project, small), open_case(project, other)
    assert {case.id for case in open_cases(project)} == {first.id, second.id}
    assert active_case(project, None, None) is None
    assert active_case(project, case_layers(project, first.id)["claims"], None) == first
    assert active_case(project, None, group_of(project, second.id)) == second


def test_the_file_and_the_layers_give_the_same_case(project, small):
    on_disk = load(small)
    case = open_case(project, small)
    from_layers = work.case_of(case.name, tables_of_case(project, case))
    assert from_layers.name == on_disk.name
    assert from_layers.claims == on_disk.claims
    assert from_layers.sources == on_disk.sources
    assert dict(from_layers.settings) == dict(on_disk.settings)
    assert [gain.geometry.wkt for gain in from_layers.claimed_gains] == [g.geometry.wkt for g in on_disk.claimed_gains]
    assert from_layers.claimed_gains[0].as_of == datetime.date(2022, 9, 9)
    assert from_layers.skipped == on_disk.skipped == ()


def test_unsaved_edits_are_read_and_nothing_is_saved(project, small):
    case = open_case(project, small)
    claims = case_layers(project, case.id)["claims"]
    claims.startEditing()
    claims.deleteFeature(1)
    added = QgsFeature(claims.fields())
    added["id"], added["text"], added["kind"], added["claimant"] = "c09", "New", "other", "Someone"
    assert claims.addFeature(added)
    read = work.case_of("x", tables_of_case(project, case))
    assert sorted(claim.id for claim in read.claims) == ["c02", "c03", "c09"]
    assert claims.isModified()
    with sqlite3.connect(f"file:{small}?mode=ro", uri=True) as connection:
        assert [row[0] for row in connection.execute("SELECT id FROM claims ORDER BY id")] == ["c01", "c02", "c03"]
    claims.rollBack()


def test_a_table_is_read_whole_while_another_is_edited(project, tmp_path):
    rows = {**small_case.tables(), "issues": [{"id": "i1", "number": 1, "issued_on": "2022-09-09"}]}
    case = open_case(project, small_case.make(tmp_path, "issued", rows))
    gains = case_layers(project, case.id)["claimed_gains"]
    gains.startEditing()
    project.removeMapLayer(case_layers(project, case.id)["sources"].id())
    read = tables_of_case(project, case)
    assert {name: len(read[name].rows()) for name in rows} == {
        name: len(given) + (name == "settings")
        for name, given in rows.items()  # and the version of the schema
    }
    assert read["issues"].rows()[0]["number"] == 1
    gains.rollBack()


def test_null_shapes_and_invalid_rings_do_not_stop_the_rest(project, small):
    case = open_case(project, small)
    gains = case_layers(project, case.id)["claimed_gains"]
    gains.startEditing()
    bow_tie, nothing = QgsFeature(gains.fields()), QgsFeature(gains.fields())
    bow_tie["id"], nothing["id"] = "g02", "g03"
    bow_tie.setGeometry(QgsGeometry.fromWkt("MultiPolygon(((40 49, 41 50, 41 49, 40 50, 40 49)))"))
    assert gains.addFeatures([bow_tie, nothing])
    read = work.case_of("x", tables_of_case(project, case))
    assert [gain.id for gain in read.claimed_gains] == ["g01", "g02"]
    assert sorted(one.id for one in read.skipped) == ["g02", "g03"]
    gains.rollBack()


def test_a_layer_taken_away_is_read_from_the_file_and_can_be_added_again(project, small):
    case = open_case(project, small)
    project.removeMapLayer(case_layers(project, case.id)["claims"].id())
    assert len(tables_of_case(project, case)["claims"].rows()) == 3
    layer = add_table(project, case, "claims")
    assert case_layers(project, case.id)["claims"] is layer
    assert add_table(project, case, "claims") is layer


def test_a_saved_project_finds_its_case_again_after_a_move(project, small, tmp_path):
    before, after = tmp_path / "before", tmp_path / "after"
    before.mkdir()
    path = small_case.make(before, "moving")
    case = open_case(project, path)
    assert project.write(str(before / "story.qgs"))
    text = (before / "story.qgs").read_text(encoding="utf-8")
    assert "import salient" not in text
    assert "salient.bridge" not in text
    project.clear()
    shutil.move(str(before), str(after))
    assert project.read(str(after / "story.qgs"))
    found = open_cases(project)
    assert [one.id for one in found] == [case.id]
    assert Path(found[0].path) == after / "moving.gpkg"
    assert group_of(project, case.id).name() == "The small case"
    assert len(tables_of_case(project, found[0])["settlements"].rows()) == 2


def test_a_case_that_may_be_written(project, small):
    assert can_be_changed(small)
    case = open_case(project, small)
    assert not any(layer.readOnly() for layer in case_layers(project, case.id).values())
    assert not can_be_changed(small + ".none")


def test_where_a_case_lies(project, small):
    case = open_case(project, small)
    assert local_system(project, case).authid() == "EPSG:32637"  # 36–42 E is zone 37
    project.setCrs(case_layers(project, case.id)["areas"].crs())
    box = extent_of(project, case)
    # The frame of the case.
    corners = (box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum())
    assert corners == pytest.approx((35, 48, 39, 51))


def test_a_case_without_shapes(project, tmp_path):
    case = open_case(project, small_case.make(tmp_path, "bare", {}))
    assert not local_system(project, case).isValid()
    assert extent_of(project, case).isNull()
    assert group_of(project, case.id).name() == "bare"
    report = work.checked(work.case_of("bare", tables_of_case(project, case)), None)
    assert report.findings == ()


def test_a_file_opened_by_hand_is_read_through_qgis_too(project, small):
    project.addMapLayer(QgsVectorLayer(f"{small}|layername=claims", "by hand", "ogr"))
    case = case_of_file(project, small)
    assert case is not None
    assert len(tables_of_case(project, case)["claims"].rows()) == 3
    assert case_of_file(project, small + "x") is None


@pytest.mark.parametrize("content", [b"", b"hello", b"SQLite format 3\x00" + bytes(100)])
def test_what_is_no_case_is_refused_and_left_alone(project, tmp_path, content):
    path = tmp_path / "notes.gpkg"
    path.write_bytes(content)
    with pytest.raises(CaseError, match=r"notes\.gpkg: this file is no case"):
        open_case(project, str(path))
    assert path.read_bytes() == content
    assert not project.mapLayers()
    assert project.layerTreeRoot().children() == []


def test_what_is_not_there_is_refused(project, tmp_path):
    with pytest.raises(CaseError, match="no such file"):
        check_file(str(tmp_path / "none.gpkg"))


@pytest.mark.parametrize(("version", "error"), [("0", OlderCaseError), ("99", CaseError), ("x", CaseError)])
def test_other_versions(project, small, version, error):
    with sqlite3.connect(small) as connection:
        connection.execute("UPDATE settings SET value = ? WHERE id = 'schema_version'", (version,))
    with pytest.raises(error):
        open_case(project, small)
    assert not project.mapLayers()


def test_a_damaged_case_names_the_table_and_adds_nothing(project, small):
    with sqlite3.connect(small) as connection:
        connection.execute("DELETE FROM gpkg_contents WHERE table_name = 'claims'")
        connection.execute("DROP TABLE claims")
    with pytest.raises(CaseError, match='"claims" is missing'):
        open_case(project, small)
    assert not QgsProject.instance().mapLayers()
