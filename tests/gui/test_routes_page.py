"""The page of routes over the ladder: what it says is what `salient routes --json` says, and what the drawing shows."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape

import pytest
from qgis.core import QgsCoordinateReferenceSystem, QgsExpression, QgsFeature, QgsGeometry, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QGuiApplication

import ladder_case
from ladder_case import CUT_OFF, CUT_ONCE, DAYS, FIRST, HIGH, LOW, km
from salient.bridge import route_picture
from salient.bridge.cases import case_layers, open_cases
from salient.bridge.route_layers import ROUTES_PROPERTY
from salient.cli import main
from salient.gui import access_chart
from salient.gui.routes_model import ALL, CORRIDOR, DETOUR, DETOUR_KM, ENCLOSED, FEW, KM, LINKS, WAYS
from salient.gui.routes_page import RoutesPage


@pytest.fixture
def path(tmp_path) -> str:
    return ladder_case.make(tmp_path)


@pytest.fixture
def page(window, salient, path, wait):
    """Return the page over the ladder, measured."""
    salient.open_case(path)
    wait()
    yield from shown(window, salient, wait)


def shown(window, salient, wait):
    degrees = QgsCoordinateReferenceSystem("EPSG:4326")
    QgsProject.instance().setCrs(degrees)
    window.mapCanvas().setDestinationCrs(degrees)
    made = RoutesPage(salient._desk)
    made.resize(700, 800)
    (case,) = open_cases(QgsProject.instance())
    made.show_case(case)
    made.show()
    wait()
    yield made
    made.close_down()
    made.deleteLater()
    for layer in case_layers(QgsProject.instance(), case.id).values():
        if layer.isEditable():
            layer.rollBack()


def ours() -> dict[str, QgsVectorLayer]:
    """Return the layers of the page that are in the project, by the first word of their names."""
    layers = QgsProject.instance().mapLayers().values()
    return {one.name().split()[0]: one for one in layers if one.customProperty(ROUTES_PROPERTY)}


def choose(box, value: str) -> None:
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def seen(page) -> dict[str, list[str]]:
    """Return what the table shows, by settlement."""
    rows = {}
    for number in range(page.rows.rowCount()):
        texts = [page.rows.index(number, column).data() for column in range(page.rows.columnCount())]
        rows[texts[0]] = texts
    return rows


def told(capsys, path: str, *words: str) -> dict:
    """Return what the command says of the case, in its only reading."""
    assert main(["routes", path, *words, "--json"]) == 0
    (reading,) = json.loads(capsys.readouterr().out)["readings"]
    return reading


def test_the_last_day_of_the_only_side_is_asked_first(page):
    assert (page.form.day.currentText(), page.form.side.currentText()) == (CUT_OFF.isoformat(), "R")
    assert [page.form.day.itemText(n) for n in range(page.form.day.count())] == [d.isoformat() for d in reversed(DAYS)]
    assert page.form.since.currentText() == FIRST.isoformat()
    assert page.form.issuer.isHidden()
    assert page.form.reading.isHidden()
    rows = seen(page)
    assert set(rows) == {"Base", "Town"}
    assert rows["Town"][WAYS] == "0"
    assert rows["Base"][WAYS] == "base"
    assert page.form.count.text() == "2 of 4"
    # The island of the town is half as large as the ground of the base.
    assert (rows["Town"][ENCLOSED], rows["Base"][ENCLOSED]) == ("yes", "no")


@pytest.mark.parametrize("day", [FIRST, CUT_ONCE, CUT_OFF])
def test_its_numbers_are_those_of_the_command(page, path, wait, capsys, day):
    choose(page.form.day, day.isoformat())
    wait()
    since = [] if day == FIRST else ["--from-day", FIRST.isoformat()]
    page.form.which.setCurrentIndex(page.form.which.findData(ALL))
    reading = told(capsys, path, "--as-of", day.isoformat(), *since)
    by_id = {row.place.id: row for row in page.model.rows}
    for one in reading["places"]:
        row = by_id[one["id"]]
        if one["missing"] is not None:
            assert row.access.text
            continue
        found = row.access.access
        assert found.ways == one["ways"]
        for ours_km, theirs in ((found.km, one["shortest_km"]), (found.detour_km, one["detour_km"])):
            assert (ours_km is None) == (theirs is None)
            assert theirs is None or ours_km == pytest.approx(theirs, abs=0.001)
        assert row.enclosed == one["enclosed"]
    assert [len(one.cuts) for one in page.view().reading.routes] == [len(one["cuts"]) for one in reading["routes"]]


def test_the_detour_is_that_of_the_drawing(page, wait):
    choose(page.form.day, CUT_ONCE.isoformat())
    wait()
    town = seen(page)["Town"]
    assert town[WAYS] == "1"
    assert town[KM] == f"{km(*HIGH):.1f}"
    assert town[DETOUR_KM] == f"{km(*HIGH) - km(*LOW):.1f}"
    assert town[DETOUR] == f"{km(*HIGH) / km(*LOW):.2f}"
    assert town[LINKS] == "Way high"
    said = page.form.headline.text()
    assert said.startswith("Routes of R on 2022-09-05: ")
    assert f"{km((36.1, 49.0), (36.2, 49.0)):.0f} km cut, 2 cuts." in said


def test_the_layers_lie_in_the_group_of_the_case_and_follow_day_and_settlement(page, wait):
    project = QgsProject.instance()
    choose(page.form.day, CUT_ONCE.isoformat())
    wait()
    layers = ours()
    assert set(layers) == {"Routes", "Cuts", "Settlements", "Shortest", "Last", "All"}
    group = project.layerTreeRoot().children()[0]
    assert group.name() == "The ladder"
    assert group.children()[0].name() == "Routes of R, 2022-09-05"
    states = [one["state"] for one in layers["Routes"].getFeatures()]
    # The lower way is open, near the edge on both sides of it, cut, and the same again; the upper one is open.
    assert states == ["open", "unknown", "unknown", "cut", "unknown", "unknown", "open", "open"]
    cuts = {round(one.geometry().asPoint().x(), 3): one for one in layers["Cuts"].getFeatures()}
    assert set(cuts) == {36.1, 36.2}
    assert cuts[36.1]["next_km"] == pytest.approx(km((36.1, 49.0), (36.2, 49.0)), abs=0.002)
    assert {one["name"]: one["access"] for one in layers["Settlements"].getFeatures()} == {
        "Base": "base",
        "Town": "one_way",
        "Farm": "no_route",
    }
    assert layers["Shortest"].featureCount() == 0
    page.choose("town")
    (way,) = layers["Shortest"].getFeatures()
    assert way["km"] == pytest.approx(km(*HIGH), abs=0.002)
    corners = {(round(p.x(), 3), round(p.y(), 3)) for part in way.geometry().asMultiPolyline() for p in part}
    assert corners == set(HIGH)
    assert layers["Last"].featureCount() > 0
    assert layers["Shortest"].name() == "Shortest way of Town"
    choose(page.form.day, CUT_OFF.isoformat())
    wait()
    assert group.children()[0].name() == "Routes of R, 2022-09-09"
    # The settlement stays chosen; no way is left.
    assert page.row().place.id == "town"
    assert layers["Shortest"].featureCount() == 0
    assert "no way leads to a supply base" in page.form.details.text()


def test_all_ways_of_a_settlement_are_drawn(page, wait):
    choose(page.form.day, FIRST.isoformat())
    wait()
    page.choose("town")
    wait()
    ways = sorted(ours()["All"].getFeatures(), key=lambda one: one["number"])
    assert [(one["number"], one["ways"]) for one in ways] == [(1, 2), (2, 2)]
    assert [one["km"] for one in ways] == pytest.approx([km(*LOW), km(*HIGH)], abs=0.002)
    assert ours()["All"].name() == "All ways left of Town"
    # The last of another settlement, of which there is none, takes them off.
    page.choose("base")
    wait()
    assert ours()["All"].featureCount() == 0


def tip_of(layer: QgsVectorLayer, feature: QgsFeature) -> str:
    """Return what the map says of a feature under the mouse, without mark-up."""
    context = layer.createExpressionContext()
    context.setFeature(feature)
    html = QgsExpression.replaceExpressionText(layer.mapTipTemplate(), context)
    return " ".join(unescape(re.sub("<[^>]*>", " ", html)).split())


def test_the_map_says_what_is_under_the_mouse(page, wait):
    choose(page.form.day, CUT_ONCE.isoformat())
    wait()
    page.choose("town")
    wait()
    layers = ours()
    tips = {name: [tip_of(layer, one) for one in layer.getFeatures()] for name, layer in layers.items()}
    gap = f"{km((36.1, 49.0), (36.2, 49.0)):.1f}"
    assert f"Way low Leaves the side's ground yes Along the route, km {gap} To the next cut, km {gap}" in tips["Cuts"]
    long, more = f"{km(*HIGH):.1f}", f"{km(*HIGH) - km(*LOW):.1f}"
    assert tips["Shortest"] == [f"Town Ways left 1 Length, km {long} Supply base Base"]
    assert tips["All"] == [f"Town No. 1 Ways left 1 Length, km {long}"]
    town = next(one for one in tips["Settlements"] if one.startswith("Town"))
    assert town.startswith(f"Town Access by routes one way left Ways left 1 Shortest way, km {long} Detour, km {more} ")
    assert town.endswith("Supply base Base Last links Way high Enclosed by ground no")
    assert [one for one in tips["Routes"] if one.startswith("Way low Mode road State cut Length, km ")]
    assert all(one.startswith("Way high Settlement Town Mode road Length, km ") for one in tips["Last"])


def test_beyond_the_frame_routes_are_unmapped(window, salient, tmp_path, wait):
    rows = ladder_case.tables()
    frame = QgsGeometry.fromWkt("Polygon((35.7 48.9, 36.4 48.9, 36.4 49.2, 35.7 49.2, 35.7 48.9))")
    rows["areas"] = [{"id": "frame", "name": "Frame", "role": "frame", "geometry": _shape(frame)}]
    rows["settings"].append({"id": "frame_id", "value": "frame"})
    east = QgsGeometry.fromWkt("MultiLineString((36.3 49.0, 36.6 49.0))")
    rows["supply_routes"].append({"id": "east", "name": "East", "mode": "road", "geometry": _shape(east)})
    salient.open_case(ladder_case.make(tmp_path, "framed", rows))
    wait()
    for page in shown(window, salient, wait):
        found = [(one["state"], one["to_km"]) for one in ours()["Routes"].getFeatures() if one["route_id"] == "east"]
        assert found[-1] == ("unmapped", pytest.approx(km((36.3, 49.0), (36.6, 49.0)), abs=0.01))
        assert [state for state, _ in found].count("cut") == 0
        assert "Beyond the case's frame there is no map" in page.form.headline.text()


def _shape(geometry: QgsGeometry):
    from shapely import wkb

    return wkb.loads(bytes(geometry.asWkb()))


def test_the_map_is_left_as_it_was(page, wait, tmp_path):
    project = QgsProject.instance()
    count = len(project.mapLayers())
    project.setDirty(False)
    page.form.on_map.setChecked(False)
    assert ours() == {}
    assert len(project.mapLayers()) == count - 6
    page.form.on_map.setChecked(True)
    page.choose("town")
    assert len(ours()) == 6
    assert not project.isDirty()
    tree = project.layerTreeRoot()
    tree.findLayer(ours()["Cuts"].id()).setItemVisibilityChecked(False)
    project.setDirty(False)
    # The file holds nothing of them; the window has them again a moment later, hidden where they were.
    file = tmp_path / "saved.qgs"
    ids = [layer.id() for layer in ours().values()]
    assert project.write(str(file))
    text = file.read_text(encoding="utf-8")
    assert [one for one in (*ids, ROUTES_PROPERTY) if one in text] == []
    assert text.count("<maplayer ") == count - 6
    wait()
    assert {layer.id() for layer in ours().values()} == set(ids)
    assert not project.isDirty()
    seen_now = {name: tree.findLayer(layer.id()).itemVisibilityChecked() for name, layer in ours().items()}
    assert [name for name, is_seen in seen_now.items() if not is_seen] == ["Cuts"]
    assert tree.children()[0].children()[0].name().startswith("Routes of R")
    page.close_down()
    assert ours() == {}
    names = [group.name() for group in project.layerTreeRoot().findGroups(True)]
    assert [one for one in names if one.startswith("Routes of")] == []


def test_unloading_leaves_nothing(window, salient, path, wait, qtbot):
    salient.open_case(path)
    wait()
    from salient.gui.workplace import ROUTES
    from salient.gui.workplace_actions import workplace

    dock = workplace(salient._desk)
    dock.show()
    dock.show_page(ROUTES)
    qtbot.waitUntil(lambda: len(ours()) == 6, timeout=30_000)
    salient.unload()
    assert ours() == {}


def test_a_layer_that_the_user_took_away_comes_back_with_the_next_day(page, wait):
    QgsProject.instance().removeMapLayer(ours()["Cuts"].id())
    page.choose("town")
    choose(page.form.day, CUT_ONCE.isoformat())
    wait()
    assert len(ours()) == 6
    groups = [one for one in QgsProject.instance().layerTreeRoot().findGroups(True) if one.name().startswith("Routes")]
    assert len(groups) == 1


def test_fewer_than_two_ways_and_a_search_narrow_the_table(page, wait):
    choose(page.form.day, FIRST.isoformat())
    wait()
    page.form.which.setCurrentIndex(page.form.which.findData(FEW))
    assert seen(page) == {}
    assert "No settlement fits" in page.form.details.text()
    choose(page.form.day, CUT_ONCE.isoformat())
    wait()
    assert set(seen(page)) == {"Town"}
    page.choose("town")
    # What was chosen is not dragged into a table that was narrowed down.
    choose(page.form.day, FIRST.isoformat())
    wait()
    assert seen(page) == {}
    page.form.which.setCurrentIndex(page.form.which.findData(ALL))
    page.form.search.setText("oth")
    assert set(seen(page)) == {"Otherside"}
    page.form.table.selectRow(0)
    assert page.form.details.text() == "Otherside: no route within 5 km."


def test_numbers_are_sorted_as_numbers_and_what_has_none_stands_last(page, wait):
    choose(page.form.day, CUT_ONCE.isoformat())
    wait()
    page.form.which.setCurrentIndex(page.form.which.findData(ALL))
    for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
        page.form.table.sortByColumn(KM, order)
        names = list(seen(page))
        known = ["Base", "Town"] if order == Qt.SortOrder.AscendingOrder else ["Town", "Base"]
        assert names[:2] == known


def test_corridors_are_measured_when_asked_for(page, path, wait, capsys):
    choose(page.form.day, CUT_ONCE.isoformat())
    wait()
    assert seen(page)["Town"][CORRIDOR] == ""
    page.form.corridors.click()
    wait()
    (one,) = told(capsys, path, "--as-of", CUT_ONCE.isoformat(), "--place", "Town")["places"]
    band = one["corridor_km"]
    assert seen(page)["Town"][CORRIDOR] == f"{band['best']:.1f} ({band['low']:.1f}–{band['high']:.1f})"
    page.choose("town")
    assert f"The ground corridor to Base is {band['best']:.1f} km wide" in page.form.details.text()


def test_called_off_corridors_keep_those_that_were_measured(page, wait, monkeypatch):
    choose(page.form.day, CUT_ONCE.isoformat())
    wait()
    from salient.core import isolation_measures

    real = isolation_measures.corridor_on

    def slow(grounds, place, ground):
        if place.id == "town":
            while True:
                grounds.still_wanted()
        return real(grounds, place, ground)

    monkeypatch.setattr(isolation_measures, "corridor_on", slow)
    page.form.corridors.click()
    page.form.cancel.click()
    wait()
    assert page.form.measure.isEnabled()
    assert page.form.cancel.isHidden()
    assert "town" not in page.model.widths


def test_what_is_copied_is_what_the_table_shows(page, wait, capsys, path):
    choose(page.form.day, CUT_ONCE.isoformat())
    wait()
    page.form.copy_csv.trigger()
    rows = {one["id"]: one for one in csv.DictReader(io.StringIO(QGuiApplication.clipboard().text()))}
    assert set(rows) == {"base", "town"}
    reading = told(capsys, path, "--as-of", CUT_ONCE.isoformat(), "--from-day", FIRST.isoformat())
    (town,) = [one for one in reading["places"] if one["id"] == "town"]
    for key in ("ways", "shortest_km", "detour_km", "detour_factor"):
        assert float(rows["town"][key]) == pytest.approx(town[key], abs=0.001)
    assert (rows["town"]["base"], rows["town"]["last_links"]) == ("base", "Way high")
    assert rows["base"]["ways"] == ""
    page.form.copy_text.trigger()
    assert QGuiApplication.clipboard().text().startswith("id\tname\tways\t")


def test_the_days_of_a_settlement_are_drawn_and_a_click_chooses_one(page, wait):
    pytest.importorskip("pyqtgraph", reason="charts need pyqtgraph")
    page.choose("town")
    page.form.series.click()
    wait()
    series = page.days.known["town"]
    assert [one.access.ways for one in series.readings[0].days] == [2, 2, 1, 1, 0]
    xs, _ = access_chart.steps_of(series.readings[0].days)
    drawn, heights = page.days.chart.steps[access_chart.WAYS].getData()
    assert list(drawn) == xs
    # Two treads that join, a gap for the 3rd and 4th, two more, and a gap before the 9th.
    assert [one if one == one else None for one in heights] == [2, 2, 2, 2, None, 1, 1, 1, 1, None, 0, 0]
    widths = page.days.chart.band.path().boundingRect()
    assert widths.height() > 0
    assert "Isolated under control alone since 2022-09-09." in page.form.chart_words.text()
    assert page.days.chart.day == CUT_OFF
    page.days.chart._tell(CUT_ONCE)
    wait()
    assert page.form.day.currentText() == CUT_ONCE.isoformat()
    assert page.view().reading.ground.day == CUT_ONCE
    assert page.days.chart.day == CUT_ONCE
    page.choose("base")
    assert not page.days.chart.steps[access_chart.WAYS].isVisible()
    page.choose("town")
    assert page.days.chart.steps[access_chart.WAYS].isVisible()


def test_an_edit_is_said_and_taken_in(page, wait):
    areas = case_layers(QgsProject.instance(), page.case.id)["supply_routes"]
    assert page.form.stale.isHidden()
    areas.startEditing()
    row = QgsFeature(areas.fields())
    row["id"], row["name"], row["mode"] = "third", "Third", "road"
    row.setGeometry(QgsGeometry.fromWkt("MultiLineString((36.0 49.0, 36.0 48.95, 36.3 48.95, 36.3 49.0))"))
    areas.addFeature(row)
    assert not page.form.stale.isHidden()
    choose(page.form.day, FIRST.isoformat())
    wait()
    assert page.form.stale.isHidden()
    assert seen(page)["Town"][WAYS] == "3"


def test_called_off_the_page_keeps_what_it_had(page, wait, monkeypatch):
    def endless(*given):
        while True:
            given[-1](0.5)

    monkeypatch.setattr(route_picture, "_settled", lambda case, wish: endless(lambda share: None))
    before = page.picture
    page.form.measure.click()
    assert not page.form.cancel.isHidden()
    monkeypatch.undo()
    page.form.cancel.click()
    page.close_down()
    assert page.picture is before


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("supply_routes", "import roads and railways, or draw them"),
        ("control_areas", "import control maps, or draw the gains"),
        ("settlements", "Routes of R on 2022-09-09"),
    ],
)
def test_what_is_missing_is_named(window, salient, tmp_path, wait, table, words):
    rows = {**ladder_case.tables(), table: [], "settings": [{"id": "side", "value": "R"}]}
    salient.open_case(ladder_case.make(tmp_path, f"no_{table}", rows))
    wait()
    for page in shown(window, salient, wait):
        assert words in page.form.headline.text()
        assert page.model.rows == ()
        assert not page.form.corridors.isEnabled()
        if table != "settlements":
            assert ours() == {}


def test_a_side_without_a_base_is_told_what_to_do(page, window, salient, tmp_path, wait):
    settlements = case_layers(QgsProject.instance(), page.case.id)["settlements"]
    settlements.startEditing()
    (base,) = [one for one in settlements.getFeatures() if one["id"] == "base"]
    settlements.changeAttributeValue(base.id(), settlements.fields().indexOf("is_supply_base"), False)
    page.form.measure.click()
    wait()
    said = page.form.headline.text()
    assert "No settlement is marked as a supply base of R" in said
    assert "tick a supply base" in said


def test_the_case_is_closed_under_the_page(page, wait):
    QgsProject.instance().clear()
    wait()
    assert page.case is None
    assert "Open a case" in page.form.headline.text()
    assert page.form.day.count() == 0


def test_a_claim_about_supply_chosen_elsewhere_asks_for_its_day_and_place(window, salient, tmp_path, wait):
    rows = ladder_case.tables()
    said = {"text": "cut off", "claimant": "Speaker", "side": "R", "stated_on": FIRST.isoformat()}
    rows["claims"] = [
        {"id": "c01", "kind": "isolation", "place_ids": "town", "refers_to": CUT_ONCE.isoformat(), **said},
        # The 3rd has no map: that of the 5th stands in.
        {"id": "c02", "kind": "isolation", "place_ids": "other", "refers_to": "2022-09-03", **said},
        {"id": "c03", "kind": "other", **said},
    ]
    salient.open_case(ladder_case.make(tmp_path, "claimed", rows))
    wait()
    for page in shown(window, salient, wait):
        page.choose_claim("c01")
        wait()
        assert page.form.day.currentText() == CUT_ONCE.isoformat()
        assert page.row().place.id == "town"
        page.hide()
        page.choose_claim("c02")
        page.choose_claim("c03")
        assert page.row().place.id == "town"
        page.form.day.setCurrentIndex(0)
        page.show()
        wait()
        assert page.form.day.currentText() == CUT_ONCE.isoformat()
        # Not in the ground of that side: the filter that hid it is lifted.
        assert page.row().place.id == "other"
        assert page.form.which.currentData() == ALL
