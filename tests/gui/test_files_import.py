"""Routes and places into a case that QGIS has open, as a user imports them: files, a look into them, counts, import."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from qgis.core import QgsFeature, QgsGeometry, QgsProject
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QDialogButtonBox

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "store"))

from desk_window import settle
from osm_files import write_xml
from salient.bridge.cases import case_layers, open_cases
from salient.extension import Extension
from salient.gui.files_import import ask_for_places
from salient.gui.places_dialog import PlacesDialog
from salient.gui.routes_dialog import RoutesDialog
from salient.store import cases
from salient.store.gazetteer import read_gazetteer
from salient.store.place_import import import_places
from salient.store.route_files import read_routes
from salient.store.route_import import import_routes

# Two trunk roads that share node 2, a railway, and a footpath that no profile takes.
NODES = [(1, 36.0, 49.0, {}), (2, 36.1, 49.0, {}), (3, 36.3, 49.0, {}), (4, 36.1, 48.9, {})]
WAYS = [
    (1, [1, 2, 3], {"highway": "trunk", "ref": "M-1"}),
    (2, [2, 4], {"highway": "primary", "ref": "P-2"}),
    (3, [1, 4], {"railway": "rail", "usage": "main", "name": "Line 7"}),
    (4, [3, 4], {"highway": "footway"}),
]
PLACES = "name,lat,lon,population\nAlpha,49.0,36.0,500\nBeta,49.1,36.2,12000\nGamma,60,20,9000\n"


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    return write_xml(tmp_path / "roads.osm", NODES, WAYS)


@pytest.fixture
def places(tmp_path: Path) -> Path:
    path = tmp_path / "places.csv"
    path.write_text(PLACES, encoding="utf-8")
    return path


@pytest.fixture
def empty(salient, tmp_path: Path, wait):
    """Return an open case that holds a claim about a town and the base, but no routes."""
    path = tmp_path / "empty.gpkg"
    cases.create(path)
    salient.open_case(str(path))
    wait()
    (case,) = open_cases(QgsProject.instance())
    yield case
    for layer in case_layers(QgsProject.instance(), case.id).values():
        if layer.isEditable():
            layer.rollBack()


@pytest.fixture
def ask(window, click, wait, qtbot):
    """Return a function that opens the dialog of an action and chooses files in it."""

    def opened(action: str, kind: type, *paths: Path):
        click(action)
        (dialog,) = [one for one in window.window.findChildren(kind) if one.isVisible()]
        if paths:
            dialog.add_paths([str(path) for path in paths])
            wait()
        return dialog

    yield opened
    for kind in (RoutesDialog, PlacesDialog):
        for dialog in window.window.findChildren(kind):
            if dialog.isVisible():
                dialog.reject()


def plain(rows: list[dict]) -> list[dict]:
    """Return rows in the order of their ids, shapes as text."""
    shaped = [{**row, "geometry": getattr(row.get("geometry"), "wkt", None)} for row in rows]
    return sorted(shaped, key=lambda row: row["id"])


def layer_of(case, table: str):
    return case_layers(QgsProject.instance(), case.id)[table]


def rows(case, table: str) -> dict:
    layer = layer_of(case, table)
    return {one["id"]: one for one in layer.getFeatures()}


def look(qtbot, wait, dialog) -> str:
    assert dialog.look.isEnabled()
    qtbot.mouseClick(dialog.look, Qt.MouseButton.LeftButton)
    wait()
    return dialog.found.toPlainText()


def press_import(qtbot, wait, dialog) -> None:
    button = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    wait()


def test_routes_go_into_the_edit_buffer_and_one_undo_takes_all_of_it_back(window, empty, ask, extract, wait, qtbot):
    dialog = ask("import_routes", RoutesDialog, extract)
    assert not dialog.ok.isEnabled()
    text = look(qtbot, wait, dialog)
    assert "3 of 3 routes are new." in text
    # A railway and two roads; by pyproj's own line length 13.3 km, and 21.9 with 11.1 km.
    cells = [one.strip() for one in text.splitlines()]
    start = cells.index("rail")
    assert cells[start : start + 6] == ["rail", "1", "13 km", "road", "2", "33 km"]
    assert "of a kind that the profile does not take: 1 feature (highway=footway 1)" in text
    assert "route_crossings of the case becomes apart" in text
    press_import(qtbot, wait, dialog)
    assert "3 of 3 routes added, 0 replaced, 0 there already" in window.told()[-1]
    assert "route_crossings of the case becomes apart" in window.told()[-1]
    layer = layer_of(empty, "supply_routes")
    found = rows(empty, "supply_routes")
    assert sorted(found) == ["line-7", "m-1", "p-2"]
    assert [found["line-7"][name] for name in ("name", "mode", "role", "tolerance_m")] == ["Line 7", "rail", "main", 20]
    assert found["m-1"].geometry().asWkt(1) == "MultiLineString ((36 49, 36.1 49, 36.3 49))"
    (source,) = rows(empty, "sources").values()
    assert source["licence"] == "ODbL 1.0"
    assert found["p-2"]["source_id"] == source["id"]
    assert rows(empty, "settings")["route_crossings"]["value"] == "apart"
    assert [one.name() for one in layer.dataProvider().fields()]  # the file is still read by QGIS only
    assert not list(layer.dataProvider().getFeatures())  # nothing is saved for the user
    assert layer.undoStack().undoText() == "Import routes"
    layer.undoStack().undo()
    assert rows(empty, "supply_routes") == {}
    assert rows(empty, "sources") == {}
    assert "route_crossings" not in rows(empty, "settings")


def test_the_same_rows_come_out_as_on_the_command_line(empty, ask, extract, places, wait, qtbot, tmp_path):
    path = tmp_path / "disk.gpkg"
    cases.create(path)
    import_routes(path, read_routes([extract]))
    import_places(path, [read_gazetteer(places)])
    for action, kind, file in (("import_routes", RoutesDialog, extract), ("import_places", PlacesDialog, places)):
        dialog = ask(action, kind, file)
        look(qtbot, wait, dialog)
        press_import(qtbot, wait, dialog)
    for layer in case_layers(QgsProject.instance(), empty.id).values():
        if layer.isModified():
            assert layer.commitChanges()
    QgsProject.instance().clear()
    by_hand, on_disk = cases.rows(empty.path), cases.rows(path)
    for table in ("supply_routes", "settlements", "sources", "settings"):
        assert plain(by_hand[table]) == plain(on_disk[table]), table


def test_again_everything_is_there_already_saved_or_not(window, empty, ask, extract, wait, qtbot):
    dialog = ask("import_routes", RoutesDialog, extract)
    look(qtbot, wait, dialog)
    press_import(qtbot, wait, dialog)
    for save in (False, True):
        if save:
            assert layer_of(empty, "supply_routes").commitChanges()
        dialog = ask("import_routes", RoutesDialog, extract)
        text = look(qtbot, wait, dialog)
        assert "0 of 3 routes are new." in text
        assert "3 are in the case already, with the same lines." in text
        assert not dialog.ok.isEnabled()
        dialog.reject()


def test_other_lines_take_their_place_only_if_the_user_ticks_it(window, empty, ask, extract, wait, qtbot):
    dialog = ask("import_routes", RoutesDialog, extract)
    look(qtbot, wait, dialog)
    press_import(qtbot, wait, dialog)
    write_xml(extract, [*NODES[:2], (3, 36.4, 49.0, {}), NODES[3]], WAYS)
    dialog = ask("import_routes", RoutesDialog, extract)
    text = look(qtbot, wait, dialog)
    assert "2 are in the case already" in text
    assert "1 are in the case with other lines" in text
    assert "M-1" in dialog.replace.text()
    assert not dialog.ok.isEnabled()
    dialog.replace.click()
    press_import(qtbot, wait, dialog)
    assert "0 of 3 routes added, 1 replaced, 2 there already" in window.told()[-1]
    found = rows(empty, "supply_routes")
    assert sorted(found) == ["line-7", "m-1", "p-2"]
    assert found["m-1"].geometry().boundingBox().xMaximum() == pytest.approx(36.4)
    layer_of(empty, "supply_routes").undoStack().undo()
    assert rows(empty, "supply_routes")["m-1"].geometry().boundingBox().xMaximum() == pytest.approx(36.3)


def test_another_choice_makes_what_was_found_void(empty, ask, extract, wait, qtbot):
    dialog = ask("import_routes", RoutesDialog, extract)
    look(qtbot, wait, dialog)
    assert dialog.ok.isEnabled()
    dialog.modes["rail"].click()
    assert not dialog.ok.isEnabled()
    assert dialog.found.toPlainText() == ""
    assert "2 of 2 routes are new." in look(qtbot, wait, dialog)
    for mode in ("road", "water", "air"):
        dialog.modes[mode].click()
    assert not dialog.look.isEnabled()  # nothing would be asked for


def test_places_are_counted_cut_and_added(window, empty, ask, places, wait, qtbot):
    dialog = ask("import_places", PlacesDialog, places)
    assert "3 of 3 places are new." in look(qtbot, wait, dialog)
    dialog.min_population.setValue(1000)
    text = look(qtbot, wait, dialog)
    assert "2 of 2 places are new." in text
    assert "fewer inhabitants than asked for or an unknown number: 1 place" in text
    dialog.publisher.setText("Bureau of Maps")
    look(qtbot, wait, dialog)
    press_import(qtbot, wait, dialog)
    assert "2 of 2 places added, 0 there already" in window.told()[-1]
    found = rows(empty, "settlements")
    assert sorted(found) == ["beta", "gamma"]
    assert [found["beta"][name] for name in ("name", "population", "is_supply_base")] == ["Beta", 12000, False]
    assert found["beta"].geometry().asWkt(1) == "Point (36.2 49.1)"
    (source,) = rows(empty, "sources").values()
    assert source["publisher"] == "Bureau of Maps"
    layer = layer_of(empty, "settlements")
    assert layer.undoStack().undoText() == "Import places"
    layer.undoStack().undo()
    assert rows(empty, "settlements") == rows(empty, "sources") == {}


def test_a_place_that_is_drawn_and_not_saved_is_known(empty, ask, places, wait, qtbot):
    layer = layer_of(empty, "settlements")
    layer.startEditing()
    drawn = QgsFeature(layer.fields())
    drawn["id"], drawn["name"] = "drawn", "Alpha"
    drawn.setGeometry(QgsGeometry.fromWkt("Point (36.001 49)"))  # 73 m away
    layer.addFeature(drawn)
    dialog = ask("import_places", PlacesDialog, places)
    text = look(qtbot, wait, dialog)
    assert "2 of 3 places are new." in text
    assert "1 is in the case already" in text


def test_an_area_of_the_case_cuts(salient, tmp_path, ask, places, extract, wait, qtbot):
    from shapely.geometry import MultiPolygon, box

    path = tmp_path / "framed.gpkg"
    areas = [
        {"id": "f", "name": "Frame", "role": "frame", "geometry": MultiPolygon([box(35.9, 48.8, 36.15, 49.05)])},
        {"id": "east", "name": "East", "role": "sector", "geometry": MultiPolygon([box(36.15, 49.05, 36.5, 49.5)])},
    ]
    cases.create(path, {"areas": areas})
    salient.open_case(str(path))
    wait()
    dialog = ask("import_places", PlacesDialog, places)
    names = [dialog.ground.itemText(n) for n in range(dialog.ground.count())]
    assert names[:3] == ["the case's frame", "Frame", "East"]
    assert "1 of 1 places are new." in look(qtbot, wait, dialog)
    dialog.ground.setCurrentIndex(2)
    assert "1 of 1 places are new." in look(qtbot, wait, dialog)
    dialog.reject()
    dialog = ask("import_routes", RoutesDialog, extract)
    look(qtbot, wait, dialog)
    press_import(qtbot, wait, dialog)
    (case,) = open_cases(QgsProject.instance())
    assert rows(case, "supply_routes")["m-1"].geometry().boundingBox().xMaximum() == pytest.approx(36.15)
    layer_of(case, "supply_routes").rollBack()


def test_a_layer_is_to_be_chosen_where_a_file_holds_several(empty, ask, wait, qtbot, tmp_path):
    import fiona

    path = tmp_path / "many.gpkg"
    schema = {"geometry": "LineString", "properties": {"name": "str"}}
    for name, x in (("first", 36.0), ("second", 37.0)):
        with fiona.open(path, "w", driver="GPKG", crs="EPSG:4326", schema=schema, layer=name) as sink:
            line = {"type": "LineString", "coordinates": [(x, 49.0), (x + 0.5, 49.0)]}
            sink.write({"type": "Feature", "geometry": line, "properties": {"name": name}})
    dialog = ask("import_routes", RoutesDialog, path)
    dialog.profile.setCurrentIndex(dialog.profile.count() - 1)  # all lines of one kind
    assert dialog.layer.isVisible()
    assert [dialog.layer.itemText(n) for n in range(dialog.layer.count())] == ["first", "second"]
    dialog.layer.setCurrentIndex(1)
    dialog.mode.setCurrentIndex(dialog.mode.findData("rail"))
    look(qtbot, wait, dialog)
    press_import(qtbot, wait, dialog)
    (route,) = rows(empty, "supply_routes").values()
    assert [route["name"], route["mode"]] == ["second", "rail"]
    assert "route_crossings" not in rows(empty, "settings")  # nobody says that these lines are cut at junctions


@pytest.mark.parametrize("what", ["damaged", "case", "nothing"])
def test_what_cannot_be_read_is_said_in_the_dialog(empty, ask, extract, wait, qtbot, tmp_path, what):
    bad = tmp_path / "bad.osm"
    bad.write_text("no extract")
    path = {"damaged": bad, "case": Path(empty.path), "nothing": extract}[what]
    dialog = ask("import_routes", RoutesDialog, path)
    if what == "nothing":
        for mode in ("road", "rail", "air"):
            dialog.modes[mode].click()
    text = look(qtbot, wait, dialog)
    words = {
        "damaged": "does not begin like an extract",
        "case": "is the case itself",
        "nothing": "nothing in there is",
    }
    assert words[what] in text
    assert not dialog.ok.isEnabled()
    assert dialog.look.isEnabled()


def test_looking_can_be_stopped_and_begun_again(empty, ask, places, wait, qtbot, monkeypatch):
    import threading

    from salient.bridge import open_imports
    from salient.core.errors import Cancelled

    held, reached = threading.Event(), threading.Event()

    def slow(asked, ground, now, fields, busy, progress):
        reached.set()
        held.wait(30)
        progress(0.5)
        raise AssertionError("progress raises where the work was called off")

    with monkeypatch.context() as patched:
        patched.setattr(open_imports, "prepared_places", slow)
        dialog = ask("import_places", PlacesDialog, places)
        dialog.look.click()
        assert dialog.stop.isVisible()
        assert not dialog.look.isEnabled()
        qtbot.waitUntil(reached.is_set)
        dialog.stop.click()
        held.set()
        wait()
    assert not dialog.stop.isVisible()
    assert "3 of 3 places are new." in look(qtbot, wait, dialog)
    assert Cancelled  # what progress raised was not shown as a fault
    assert dialog.isVisible()


def test_closing_the_dialog_calls_the_work_off(empty, ask, places, wait, window):
    dialog = ask("import_places", PlacesDialog, places)
    dialog.look.click()
    dialog.reject()
    wait()
    assert rows(empty, "settlements") == {}


def test_leaving_qgis_closes_the_dialog_and_calls_the_work_off(window, small, places, qtbot):
    extension = Extension(window)
    extension.initGui()
    try:
        extension.open_case(small)
        desk = extension._desk
        qtbot.waitUntil(lambda: desk.tasks.running() == 0, timeout=60_000)
        ask_for_places(desk)
        (dialog,) = window.window.findChildren(PlacesDialog)
        dialog.add_paths([str(places)])
        dialog.look.click()
    finally:
        extension.unload()
    assert desk.tasks.running() == 0
    settle()
    assert window.window.findChildren(PlacesDialog) == []


def test_who_edits_in_between_is_noticed(window, empty, ask, places, wait, qtbot):
    dialog = ask("import_places", PlacesDialog, places)
    look(qtbot, wait, dialog)
    layer = layer_of(empty, "settlements")
    layer.startEditing()
    mine = QgsFeature(layer.fields())
    mine["id"] = "mine"
    layer.addFeature(mine)
    press_import(qtbot, wait, dialog)
    assert "Settlements of empty was changed while files were read; import them again." in window.told()[-1]
    assert list(rows(empty, "settlements")) == ["mine"]


def test_a_case_that_was_closed_gets_nothing(window, empty, ask, places, wait, qtbot):
    dialog = ask("import_places", PlacesDialog, places)
    look(qtbot, wait, dialog)
    QgsProject.instance().clear()
    press_import(qtbot, wait, dialog)
    assert "empty was closed while files were read; nothing was imported." in window.told()[-1]


def test_the_layer_that_was_hidden_is_shown(empty, ask, extract, wait, qtbot):
    node = QgsProject.instance().layerTreeRoot().findLayer(layer_of(empty, "supply_routes").id())
    node.setItemVisibilityChecked(False)
    dialog = ask("import_routes", RoutesDialog, extract)
    look(qtbot, wait, dialog)
    press_import(qtbot, wait, dialog)
    assert node.isVisible()


def test_without_a_case_nothing_opens(window, salient, click):
    for action in ("import_routes", "import_places"):
        click(action)
        assert "No case is open" in window.told()[-1]


def test_findings_follow_an_import_with_few_looks_at_the_case(window, salient, tmp_path, ask, wait, qtbot, click):
    """A claim that nobody could test without a network gets its finding, and many rows are told as one edit."""
    import datetime

    from shapely.geometry import MultiPolygon, Point, box

    day = datetime.date(2022, 9, 9)
    path = tmp_path / "claimed.gpkg"
    ground = {"id": "g", "side": "R", "state": "assessed_control", "issuer": "I", "as_of": day}
    claimed = {"id": "c", "text": "cut off", "kind": "isolation", "claimant": "A", "place_ids": ["town"], "side": "R"}
    cases.create(
        path,
        {
            "settlements": [
                {"id": "base", "name": "Base", "is_supply_base": True, "side": "R", "geometry": Point(36.0, 49.0)},
                {"id": "town", "name": "Town", "geometry": Point(36.3, 49.0)},
            ],
            "control_areas": [{**ground, "geometry": MultiPolygon([box(35.8, 48.8, 36.6, 49.4)])}],
            "claims": [{**claimed, "stated_on": day, "refers_to": day}],
        },
    )
    nodes = [(n, 36.0 + 0.3 * (n - 1) / 400, 49.0, {}) for n in range(1, 402)]
    ways = [(n, [n, n + 1], {"highway": "trunk", "ref": f"R-{n}"}) for n in range(1, 401)]
    extract = write_xml(tmp_path / "chain.osm", nodes, ways)
    salient.open_case(str(path))
    wait()
    click("check_claims")
    wait()
    (case,) = open_cases(QgsProject.instance())
    checks = salient._desk.checks

    def best() -> dict:
        (finding,) = checks.report(case.id).findings
        return {one.definition: one.best for one in finding.measures}

    assert best()["isolation"] is None
    looked = []
    watched = checks._look_soon
    checks._look_soon = lambda one: (looked.append(one), watched(one))
    dialog = ask("import_routes", RoutesDialog, extract)
    assert "400 of 400 routes are new." in look(qtbot, wait, dialog)
    press_import(qtbot, wait, dialog)
    qtbot.waitUntil(lambda: best()["isolation"] is not None, timeout=30_000)
    assert best()["isolation"] == 0
    assert any("share a point" in str(one) for one in checks.report(case.id).findings[0].used)
    assert 1 <= len(looked) < 40  # ten times fewer than rows
    for layer in case_layers(QgsProject.instance(), case.id).values():
        if layer.isEditable():
            layer.rollBack()
    wait()
