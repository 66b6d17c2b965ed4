"""Snapshots of open cases, plans of imports, changed ground as a layer, and the link with the time slider."""

from __future__ import annotations

import datetime
import threading
from types import SimpleNamespace

import pytest
from qgis.core import Qgis, QgsFeature, QgsGeometry, QgsProject, QgsTemporalNavigationObject
from shapely.geometry import MultiPolygon, box

import day_maps
from salient.bridge import control_work, import_edits
from salient.bridge.cases import OpenCase, case_layers, open_case
from salient.bridge.change_layer import change_features, change_layer, km2_text, signed_km2_text, state_words
from salient.bridge.control_edits import writing
from salient.bridge.control_plan import planned
from salient.bridge.rows import row_source
from salient.bridge.snapshots import snapshot
from salient.bridge.time_link import TimeLink, nearest_day
from salient.core.errors import CaseError, InputError
from salient.store.control import ImportedArea

Date = datetime.date


def quiet(_: float) -> None:
    """Take the share done and say nothing."""


@pytest.fixture
def case(project, small) -> OpenCase:
    return open_case(project, small)


def layer_of(case: OpenCase, table: str = "control_areas"):
    return case_layers(QgsProject.instance(), case.id)[table]


def area(day: int = 1, west: float = 36.0, name: str = "a.geojson", side: str = "B") -> ImportedArea:
    shape = MultiPolygon([box(west, 49, 37, 50)])
    return ImportedArea(name, "", "Surveyor", side, "assessed_control", "held", Date(2022, 9, day), shape)


def plan_of(case: OpenCase, areas, replace: bool = False):
    rows = snapshot(QgsProject.instance(), case).tables["control_areas"].rows()
    return planned(areas, rows, layer_of(case).fields(), replace)


def write_plan(project: QgsProject, case: OpenCase, plan) -> None:
    """Write all of a plan at once."""
    assert list(writing(project, case, plan))[-1] == 1.0


# ---------------------------------------------------------------- snapshots


def test_a_snapshot_holds_what_the_layers_hold_edits_included(project, case):
    settlements = layer_of(case, "settlements")
    settlements.startEditing()
    settlements.deleteFeature(1)
    new = QgsFeature(settlements.fields())
    new["id"] = "s99"
    new.setGeometry(QgsGeometry.fromWkt("Point(36.2 49.9)"))
    settlements.addFeature(new)
    now = snapshot(project, case)
    wanted = row_source(settlements, project.transformContext()).rows()
    settlements.rollBack()  # what comes later does not change the snapshot
    found: list = []
    thread = threading.Thread(target=lambda: found.extend(now.tables["settlements"].rows()))
    thread.start()
    thread.join()
    assert found == wanted
    assert [row["id"] for row in found] == ["s02", "s99"]


def test_a_snapshot_reads_some_features_or_none(project, case):
    write_plan(project, case, plan_of(case, [area(1), area(2)]))
    now = snapshot(project, case)
    attributes = now.tables["control_areas"].attributes()
    fid = next(row["fid"] for row in attributes if row["as_of"] == Date(2022, 9, 2))
    assert [one.as_of for one in now.case(fids=[fid]).control_areas] == [Date(2022, 9, 2)]
    assert now.case(fids=()).control_areas == ()
    assert len(now.case().control_areas) == 2


def test_a_table_taken_out_of_the_project_is_read_from_the_file(project, case):
    project.removeMapLayer(layer_of(case, "settlements").id())
    assert [row["id"] for row in snapshot(project, case).tables["settlements"].rows()] == ["s01", "s02"]


# ---------------------------------------------------------------- plans


def test_a_plan_keeps_one_row_for_each_issuer_day_state_and_side(project, case):
    write_plan(project, case, plan_of(case, [area(1), area(1, name="b.geojson"), area(1, side="A")]))
    assert sorted(one["id"] for one in layer_of(case).getFeatures()) == [
        *("surveyor-2022-09-01-assessed_control", "surveyor-2022-09-01-assessed_control-a")
    ]


def test_files_that_contradict_each_other_are_refused(project, case):
    with pytest.raises(InputError, match=r"b\.geojson shows other ground than a\.geojson"):
        plan_of(case, [area(1), area(1, west=36.5, name="b.geojson")])


def test_the_same_ground_written_in_another_way_is_the_same(project, case):
    write_plan(project, case, plan_of(case, [area(1)]))
    turned = MultiPolygon([box(36, 49, 37, 50, ccw=False)])
    again = ImportedArea("c.geojson", "", "Surveyor", "B", "assessed_control", "held", Date(2022, 9, 1), turned)
    plan = plan_of(case, [again])
    assert plan.is_empty
    assert plan.same == 1


def test_two_rows_of_one_map_become_one_when_replaced(project, case):
    layer = layer_of(case)
    layer.startEditing()
    for number in (1, 2):
        row = QgsFeature(layer.fields())
        values = {"id": f"p{number}", "issuer": "Surveyor", "state": "assessed_control", "side": "B"}
        for name, value in {**values, "as_of": "2022-09-01"}.items():
            row[name] = value
        row.setGeometry(QgsGeometry.fromWkt(f"MultiPolygon((({number} 1,{number}.5 1,{number}.5 2,{number} 1)))"))
        layer.addFeature(row)
    with pytest.raises(InputError, match='row "p1"'):
        plan_of(case, [area(1)])
    write_plan(project, case, plan_of(case, [area(1)], replace=True))
    (row,) = layer.getFeatures()
    assert row["id"] == "p1"
    assert row.geometry().boundingBox().xMinimum() == 36.0
    layer.rollBack()


def test_a_plan_is_void_once_the_layer_has_changed(project, case):
    plan = plan_of(case, [area(1)])
    write_plan(project, case, plan_of(case, [area(2)]))
    with pytest.raises(CaseError, match="were changed while the files were read"):
        write_plan(project, case, plan)
    assert layer_of(case).featureCount() == 1


@pytest.mark.parametrize("replace", [False, True])
def test_writing_that_is_called_off_between_two_portions_takes_all_of_it_back(project, case, monkeypatch, replace):
    monkeypatch.setattr(import_edits, "_AT_ONCE", 1)
    layer = layer_of(case)
    if replace:
        write_plan(project, case, plan_of(case, [area(1), area(2)]))
        assert layer.commitChanges()
    west = 36.5 if replace else 36.0
    steps = writing(project, case, plan_of(case, [area(1, west), area(2, west)], replace=replace))
    before = layer.featureCount()
    assert [next(steps), next(steps)] == [0.0, 0.5]
    assert layer.isModified()
    steps.close()
    assert (layer.isEditable(), layer.featureCount()) == (False, before)
    assert [one.geometry().boundingBox().xMinimum() for one in layer.getFeatures()] == [36.0] * before
    if not replace:
        assert layer_of(case, "sources").featureCount() == 1  # the small case has one of its own


@pytest.mark.parametrize("how", ["added", "undone"])
def test_who_edits_between_two_portions_is_noticed(project, case, monkeypatch, how):
    monkeypatch.setattr(import_edits, "_AT_ONCE", 1)
    layer = layer_of(case)
    steps = writing(project, case, plan_of(case, [area(1), area(2)]))
    assert [next(steps), next(steps)] == [0.0, 0.5]
    if how == "added":
        layer.addFeature(QgsFeature(layer.fields()))
    else:
        layer.destroyEditCommand()
    with pytest.raises(CaseError, match="were changed while the files were read"):
        next(steps)
    assert layer.featureCount() == 0


def test_what_cannot_be_written_leaves_no_session_behind(project, case, monkeypatch):
    layer = layer_of(case)
    monkeypatch.setattr("salient.bridge.import_edits.add_table", lambda *_: layer)
    monkeypatch.setattr(type(layer), "addFeatures", lambda *_: False)
    with pytest.raises(CaseError, match="did not take the new rows"):
        write_plan(project, case, plan_of(case, [area(1)]))
    monkeypatch.undo()
    assert not layer.isEditable()
    assert layer.featureCount() == 0


# ---------------------------------------------------------------- in a worker


def test_files_of_the_profile_are_read_and_the_rest_is_listed(project, case, tmp_path):
    maps = day_maps.make(tmp_path)
    day_maps.write(maps / "20220905_clouds.geojson", (36, 49, 37, 50))
    read = control_work.read_maps(
        [str(maps)], control_work.options_for(str(day_maps.profile_of(maps))), frozenset(), quiet
    )
    now = snapshot(project, case, ("control_areas", "areas", "settings", "settlements", "sources"))
    fields, sources = layer_of(case).fields(), layer_of(case, "sources").fields()
    prepared = control_work.prepared_import(read, now, fields, sources, False, quiet)
    assert prepared.total == len(prepared.plan.new) == 7
    assert [one["id"] for one in prepared.plan.sources] == ["maps-surveyor"]
    assert ("left_out", "20220905_clouds.geojson") in [(one.kind, one.id) for one in prepared.report.lines]


def test_change_reads_only_the_days_it_needs(project, case, tmp_path, monkeypatch):
    write_plan(project, case, plan_of(case, [area(1), area(2, west=36.5), area(5, west=36.6)]))
    now = snapshot(project, case)
    asked = []
    whole = type(now).case
    monkeypatch.setattr(type(now), "case", lambda self, *a, **k: asked.append(k.get("fids")) or whole(self, *a, **k))
    change = control_work.change_of(now, Date(2022, 9, 1), Date(2022, 9, 2), "Surveyor", None)
    assert len(asked[-1]) == 2
    assert dict(change.definitions)["lost"].best == pytest.approx(day_maps.box_km2(36, 49, 36.5, 50), rel=1e-6)
    # The 4th has no map: all is read, and the 5th stands in.
    change = control_work.change_of(now, Date(2022, 9, 1), Date(2022, 9, 4), "Surveyor", None)
    assert asked[-1] is None
    assert change.end_used == Date(2022, 9, 5)


# ---------------------------------------------------------------- the layer of changed ground


def test_changed_ground_is_styled_by_before_and_after(project):
    boxes = [("assessed_control", "none", 36.0), ("none", "assessed_control", 37.0), ("contested", "unknown (B)", 38.0)]
    pieces = [
        SimpleNamespace(before=was, after=now, geometry=MultiPolygon([box(w, 49, w + 0.5, 50)]), area_km2=100 + w)
        for was, now, w in boxes
    ]
    days = {"start_used": Date(2022, 9, 1), "end_used": Date(2022, 9, 5)}
    change = SimpleNamespace(issuer="Surveyor", across=False, pieces=pieces, **days)
    layer = change_layer(change, change_features(change))
    assert layer.name() == "Changed ground, Surveyor, 2022-09-01 to 2022-09-05"
    assert [one["area_km2"] for one in layer.getFeatures()] == [138.0, 137.0, 136.0]
    labels = [one.label() for one in layer.renderer().categories()]
    assert labels == [
        *("contested → unknown (B): 138.0 km²", "none → assessed control: 137.0 km²"),
        "assessed control → none: 136.0 km²",
    ]
    colours = {one.symbol().color().name() for one in layer.renderer().categories()}
    assert len(colours) == 3
    for feature in layer.getFeatures():
        value = f"{feature['before']}>{feature['after']}"
        assert value in [one.value() for one in layer.renderer().categories()]


def test_words_and_numbers_follow_the_language(monkeypatch):
    assert state_words("claimed_control (B)") == "claimed control (B)"
    assert km2_text(1234.56) == "1,234.6"
    monkeypatch.setattr("salient.bridge.change_layer.locale_code", lambda: "uk")
    assert km2_text(1234.56) == "1\u00a0234,6"


# ---------------------------------------------------------------- time


def test_the_link_shows_every_day_and_keeps_the_users_slider_where_it_can(qgis_app):
    slider, told = QgsTemporalNavigationObject(), []
    link = TimeLink(slider, told.append)
    days = [Date(2022, 9, 1), Date(2022, 9, 2), Date(2022, 9, 4), Date(2022, 9, 5)]
    assert link.day() is None
    for day in days:
        link.show(day, days)
        assert (link.day(), told[-1]) == (day, day)
    extents = slider.temporalExtents()
    link.show(days[1], days[:2])  # within: the slider keeps its range
    assert slider.temporalExtents() == extents
    slider.setNavigationMode(Qgis.TemporalNavigationMode.NavigationOff)
    assert link.day() is None
    link.close()
    count = len(told)
    slider.setNavigationMode(Qgis.TemporalNavigationMode.Animated)
    slider.setCurrentFrameNumber(2)
    assert len(told) == count


def test_nearest_day():
    days = [Date(2022, 9, 1), Date(2022, 9, 10)]
    assert nearest_day(days, Date(2022, 9, 5)) == days[0]
    assert nearest_day(days, Date(2022, 9, 6)) == days[1]


def test_next_to_nothing_has_no_sign(qgis_app):
    assert [km2_text(km2) for km2 in (-0.04, 0.04, -0.06)] == ["0.0", "0.0", "−0.1"]
    assert [signed_km2_text(km2) for km2 in (-0.04, 0.0, 0.04, 0.06, -1234.5)] == [
        "0.0",
        "0.0",
        "0.0",
        "+0.1",
        "−1,234.5",
    ]
