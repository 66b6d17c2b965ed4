"""Projects saved with a case: opened without Salient, moved, rearranged by the user, and with several cases in one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from qgis.core import QgsProject, QgsVectorLayer

import small_case
from salient.bridge import work
from salient.bridge.cases import (
    active_case,
    case_layers,
    group_of,
    open_case,
    open_cases,
    result_layers,
    same_file,
    tables_of_case,
)
from salient.bridge.layers import TABLE_PROPERTY, read_from
from salient.bridge.results import show_report
from salient.core import schema

TABLES = {*(table.name for table in schema.TABLES if table.geometry), "claims", "events", "sources", "settings"}


def check(project: QgsProject, case) -> dict[str, str]:
    """Check a case as the menu does, and return the verdicts by claim."""
    report = work.checked(work.case_of(case.name, tables_of_case(project, case)), None)
    show_report(project, report, case)
    return {finding.claim.id: finding.verdict for finding in report.findings}


@pytest.fixture
def saved(project, tmp_path) -> Path:
    """Return a saved project with the small case beside it; nothing is open any more."""
    folder = tmp_path / "one"
    folder.mkdir()
    open_case(project, small_case.make(folder, "story"))
    path = folder / "story.qgz"
    assert project.write(str(path))
    project.clear()
    return path


# ---------------------------------------------------------------- without Salient


@pytest.fixture
def without(saved: Path, tmp_path: Path) -> dict:
    """Return what a QGIS without Salient finds in the saved project."""
    script = Path(__file__).with_name("open_without_salient.py")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QGIS_CUSTOM_CONFIG_PATH": str(tmp_path / "profile")}
    run = subprocess.run(
        [sys.executable, str(script), str(saved)], env=environment, capture_output=True, text=True, timeout=240
    )
    lines = [line for line in run.stdout.splitlines() if line.startswith("FOUND")]
    assert lines, run.stdout + run.stderr
    assert "Traceback" not in run.stderr
    return json.loads(lines[0].removeprefix("FOUND"))


def test_a_saved_project_opens_without_salient(without):
    assert without["read"]
    assert without["asked"] == []
    assert without["said"] == []
    assert set(without["layers"]) == TABLES
    assert all(layer["valid"] for layer in without["layers"].values())
    assert "The small case" in without["groups"]
    assert without["relations"]
    assert all(without["relations"])
    assert without["map"]["errors"] == []
    assert without["map"]["coloured"] > 1000
    layers = without["layers"]
    for table in schema.TABLES:
        if table.geometry:
            layer = layers[table.name]
            assert layer["renderer"] == "RuleRenderer"
            assert layer["labels"]
            assert layer["time"] is ("as_of" in table.field_names)
    assert "Daily Sketch: What was said" in layers["claimed_gains"]["tip"]
    assert layers["claims"]["form"]["pages"][:2] == ["Statement", "Number"]
    assert "Claimant" in " ".join(layers["claims"]["form"]["labels"])
    assert layers["claims"]["form"]["choices"] >= len(schema.KINDS)
    assert layers["claimed_gains"]["form"]["relations"] == 1
    assert all(layer["actions"] == 0 and layer["code"] == "" for layer in layers.values())


def test_nothing_of_ours_is_run_by_it(saved):
    with zipfile.ZipFile(saved) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".qgs")]
        text = archive.read(name).decode()
    for word in ("import salient", "salient.", "salient_area", "salient_verdict", "def ", "<Macros"):
        assert word not in text, word
    # Not a path of this machine either: the case is named from where the project is.
    assert str(saved.parent) not in text.replace(f'saveUser="{saved.parent}', "")


# ---------------------------------------------------------------- moved


def test_project_and_case_moved_together(project, saved, tmp_path):
    moved = tmp_path / "elsewhere"
    shutil.move(str(saved.parent), str(moved))
    assert project.read(str(moved / "story.qgz"))
    (case,) = open_cases(project)
    assert same_file(case.path, str(moved / "story.gpkg"))
    assert set(check(project, case)) == {"c01", "c02", "c03"}


def move_case(saved: Path) -> str:
    target = saved.parent.parent / "archive"
    target.mkdir()
    shutil.move(str(saved.parent / "story.gpkg"), str(target / "story.gpkg"))
    return str(target / "story.gpkg")


def test_a_case_moved_alone_and_found_by_qgis(project, saved):
    path = move_case(saved)
    assert project.read(str(saved))
    (before,) = open_cases(project)
    layers = case_layers(project, before.id)
    assert not any(layer.isValid() for layer in layers.values())
    # What QGIS's window of unavailable layers does; after the first of them the case is where that one is.
    for name in ("sources", *(set(layers) - {"sources"})):
        read_from(layers[name], path)
        (case,) = open_cases(project)
        assert (case.id, case.path) == (before.id, path)
    assert set(check(project, case)) == {"c01", "c02", "c03"}
    assert group_of(project, case.id).name() == "The small case"
    assert all(relation.isValid() for relation in project.relationManager().relations().values())
    gains = layers["claimed_gains"]
    assert gains.editorWidgetSetup(gains.fields().indexOf("source_id")).type() == "RelationReference"
    assert gains.renderer().type() == "RuleRenderer"
    assert gains.mapTipTemplate()


def test_a_case_moved_alone_and_opened_where_it_is(project, saved):
    path = move_case(saved)
    assert project.read(str(saved))
    (before,) = open_cases(project)
    case = open_case(project, path)
    assert (case.id, case.path) == (before.id, path)
    assert open_cases(project) == [case]
    assert all(layer.isValid() for layer in case_layers(project, case.id).values())
    assert len(project.mapLayers()) == len(TABLES)


def test_another_file_of_that_name_is_a_case_of_its_own_while_the_first_is_there(project, saved, tmp_path):
    assert project.read(str(saved))
    (first,) = open_cases(project)
    other = tmp_path / "other"
    other.mkdir()
    second = open_case(project, small_case.make(other, "story"))
    assert second.id != first.id
    assert len(open_cases(project)) == 2


# ---------------------------------------------------------------- rearranged


def test_layers_renamed_reordered_and_put_into_other_groups(project, saved):
    assert project.read(str(saved))
    (case,) = open_cases(project)
    root = project.layerTreeRoot()
    mine = root.addGroup("Mine")
    for name, layer in case_layers(project, case.id).items():
        layer.setName(f"{name} of mine")
        node = root.findLayer(layer.id())
        mine.insertChildNode(0, node.clone())
        node.parent().removeChildNode(node)
    root.removeChildNode(group_of(project, case.id))
    assert set(case_layers(project, case.id)) == TABLES
    assert set(check(project, case)) == {"c01", "c02", "c03"}
    assert len(list(result_layers(project, case.id))) == 2
    assert active_case(project, case_layers(project, case.id)["areas"], mine) == case


def test_a_layer_taken_away_is_read_from_the_file(project, saved):
    assert project.read(str(saved))
    (case,) = open_cases(project)
    layers = case_layers(project, case.id)
    project.removeMapLayers([layers[name].id() for name in ("claimed_gains", "settings", "sources")])
    assert set(check(project, open_cases(project)[0])) == {"c01", "c02", "c03"}


def test_of_a_duplicated_layer_the_one_that_is_edited_is_meant(project, saved):
    assert project.read(str(saved))
    (case,) = open_cases(project)
    own = case_layers(project, case.id)["claims"]
    copies = []
    for number in range(4):
        copy = own.clone()
        copy.setName(f"A copy {number}")
        project.addMapLayer(copy)
        copies.append(copy)
    assert isinstance(copies[0], QgsVectorLayer)
    assert copies[0].customProperty(TABLE_PROPERTY) == "claims"
    assert case_layers(project, case.id)["claims"] is own
    copies[2].startEditing()
    copies[2].deleteFeature(1)
    assert case_layers(project, case.id)["claims"] is copies[2]
    assert set(check(project, case)) == {"c02", "c03"}
    copies[2].rollBack()
    project.removeMapLayer(own.id())
    assert case_layers(project, case.id)["claims"] in copies
    assert set(check(project, case)) == {"c01", "c02", "c03"}


# ---------------------------------------------------------------- several


def test_two_cases_stay_apart_and_come_back_apart(project, tmp_path):
    rows = small_case.tables()
    rows["settings"][0]["value"] = "The other case"
    rows["claims"] = [{"id": "c01", "text": "x", "kind": "depth", "claimant": "Y", "value": 2.0, "unit": "km"}]
    first = open_case(project, small_case.make(tmp_path, "first"))
    second = open_case(project, small_case.make(tmp_path, "second", rows))
    assert not set(case_layers(project, first.id).values()) & set(case_layers(project, second.id).values())
    assert [group_of(project, one.id).name() for one in (first, second)] == ["The small case", "The other case"]
    assert set(check(project, first)) == {"c01", "c02", "c03"}
    assert check(project, second) == {"c01": "inconsistent"}
    for case in (first, second):
        group = group_of(project, case.id)
        assert all(group.findLayer(layer.id()) for layer in result_layers(project, case.id))
    # A second check of one leaves the results of the other alone.
    others = {layer.id() for layer in result_layers(project, second.id)}
    check(project, first)
    assert {layer.id() for layer in result_layers(project, second.id)} == others
    # Each form picks from its own case, though both have a source "q01".
    for case in (first, second):
        layers = case_layers(project, case.id)
        setup = layers["claims"].editorWidgetSetup(layers["claims"].fields().indexOf("source_id"))
        assert setup.config()["ReferencedLayerId"] == layers["sources"].id()
    assert project.write(str(tmp_path / "both.qgz"))
    project.clear()
    assert project.read(str(tmp_path / "both.qgz"))
    assert {case.name: case.id for case in open_cases(project)} == {"first": first.id, "second": second.id}
    project.removeMapLayers([layer.id() for layer in case_layers(project, first.id).values()])
    assert [case.id for case in open_cases(project)] == [second.id]
    assert check(project, open_cases(project)[0]) == {"c01": "inconsistent"}
