"""The picture of QGIS's canvas under the map: in its place, without Salient's own layers, called off when asked."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsFillSymbol,
    QgsGeometry,
    QgsMapSettings,
    QgsPointXY,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, QSize
from qgis.PyQt.QtGui import QColor, QImage

from salient.bridge import canvas_camera
from salient.bridge.canvas_camera import CanvasCamera, camera_of, canvas_view
from salient.bridge.layers import CASE_PROPERTY, RESULT_PROPERTY, open_table
from salient.brief.content import briefing
from salient.brief.ground_content import with_ground
from salient.brief.pages import render
from salient.brief.projection import projection_for
from salient.brief.values import Briefing, MapContent
from salient.core.case import Case
from salient.core.check import check_case
from salient.core.errors import Cancelled
from salient.core.recipe import Recipe
from salient.store.cases import load

FRAME = (35.9, 48.75, 38.3, 50.4)
EDGES = (37.0, 49.2, 38.0, 49.8)  # of the red box: west, south, east, north


def red_box(name: str = "Red box") -> QgsVectorLayer:
    """Return a layer of one red box, with the rights that it asks to be printed."""
    layer = QgsVectorLayer("Polygon?crs=EPSG:4326", name, "memory")
    feature = QgsFeature()
    west, south, east, north = EDGES
    feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(west, south, east, north)))
    layer.dataProvider().addFeatures([feature])
    layer.renderer().setSymbol(QgsFillSymbol.createSimple({"color": "255,0,0", "outline_style": "no"}))
    metadata = layer.metadata()
    metadata.setRights(["© Example Maps"])
    layer.setMetadata(metadata)
    return layer


def canvas(*layers: QgsVectorLayer) -> QgsMapSettings:
    """Return the settings of a canvas in Web Mercator, turned a little, as a user may have left it."""
    settings = QgsMapSettings()
    settings.setLayers(list(layers))
    settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    settings.setExtent(QgsRectangle(0, 0, 1e6, 1e6))
    settings.setOutputSize(QSize(300, 200))
    settings.setRotation(15)
    return settings


def paper(maker, background: str = "canvas") -> Briefing:
    content = MapContent(FRAME, (), (), (), (), (), (), "A map.")
    made = Briefing("en", "Map", None, "", 1, "Issue 1", (), (), content, (), (), (), (), (), (), (), "")
    return with_ground(made, Case("bare"), Recipe(background=background), maker)


@pytest.fixture
def box(qgis_app) -> QgsVectorLayer:
    """Return the red box; settings of a map do not keep their layers alive."""
    return red_box()


@pytest.fixture
def owner(qgis_app):
    made = QObject()
    yield made
    made.deleteLater()


def test_the_picture_lies_in_its_place(owner, box, tmp_path: Path) -> None:
    """The box is red just within its four edges and not beyond them, where GDAL reads the page as a raster."""
    maker = camera_of(owner).maker(canvas_view(canvas(box), ""), lambda: None)
    file = tmp_path / "map.pdf"
    file.write_bytes(render(paper(maker)))
    layer = QgsRasterLayer(str(file), "page", "gdal")
    if not layer.isValid():
        pytest.skip("this GDAL has no driver that reads PDF")
    there = QgsCoordinateTransform(QgsCoordinateReferenceSystem("EPSG:4326"), layer.crs(), QgsProject.instance())

    def is_red(lon: float, lat: float) -> bool:
        spot = there.transform(QgsPointXY(lon, lat))
        red, green = (layer.dataProvider().sample(spot, band)[0] for band in (1, 2))
        return red - green > 60

    west, south, east, north = EDGES
    # A hundredth of a degree is 0.7 km there: less than two dots of a page of 72 dots to the inch.
    off = 0.012
    for lon, lat in ((west + off, 49.47), (east - off, 49.53), (37.47, south + off), (37.53, north - off)):
        assert is_red(lon, lat), (lon, lat)
    for lon, lat in ((west - off, 49.47), (east + off, 49.53), (37.47, south - off), (37.53, north + off)):
        assert not is_red(lon, lat), (lon, lat)


def test_the_paper_names_the_layers_their_rights_and_whose_borders_they_are(owner, box) -> None:
    ground = paper(camera_of(owner).maker(canvas_view(canvas(box), ""), lambda: None)).map.ground
    said = " ".join(ground.notes)
    assert "Background: a picture of the map in QGIS (Red box)." in said
    assert "© Example Maps." in said
    assert "Borders and names in it are those of its layers" in said
    assert ground.shapes == ()


def test_layers_of_salient_and_of_the_case_stay_out(owner, box, small: str) -> None:
    table, result = open_table(small, "claimed_gains", "x"), red_box("Result")
    result.setCustomProperty(RESULT_PROPERTY, "x")
    copy = open_table(small, "areas", "x")
    copy.removeCustomProperty(CASE_PROPERTY)
    view = canvas_view(canvas(table, result, copy, box), small)
    assert view.names == ("Red box",)
    assert view.settings.layers() == [box]


def test_the_map_of_the_world_that_qgis_ships_stays_out_and_the_paper_says_so(owner, box) -> None:
    path = Path(QgsApplication.pkgDataPath()) / "resources" / "data" / "world_map.gpkg"
    if not path.exists():
        pytest.skip("this QGIS ships no map of the world")
    world = QgsVectorLayer(f"{path}|layername=countries", "World Map", "ogr")
    assert world.isValid()
    view = canvas_view(canvas(world, box), "")
    assert view.names == ("Red box",)
    notes = " ".join(paper(camera_of(owner).maker(view, lambda: None)).map.ground.notes)
    assert "QGIS's own map of the world is left out" in notes
    assert "World Map" not in notes


def test_a_canvas_without_other_layers_gives_the_reference_lines(owner, small: str) -> None:
    view = canvas_view(canvas(open_table(small, "areas", "x")), small)
    ground = paper(camera_of(owner).maker(view, lambda: None)).map.ground
    assert ground.picture is None
    assert ground.shapes[0].style == "land"
    assert any(one.startswith("A picture of the map canvas was asked for") for one in ground.notes)


def test_other_threads_get_their_pictures_while_the_window_runs_on(owner, box, qtbot, monkeypatch) -> None:
    """Each thread ends with its work; a coordinate system that it had made would be blank paper for the next one."""
    makers = []

    class System(QgsCoordinateReferenceSystem):
        @staticmethod
        def fromProj(proj: str) -> QgsCoordinateReferenceSystem:  # noqa: N802 - QGIS asks for this name
            makers.append(threading.current_thread())
            return QgsCoordinateReferenceSystem.fromProj(proj)

    monkeypatch.setattr(canvas_camera, "QgsCoordinateReferenceSystem", System)
    maker = camera_of(owner).maker(canvas_view(canvas(box), ""), lambda: None)
    pictures = []
    for _ in range(2):
        with ThreadPoolExecutor(1) as pool:
            future = pool.submit(maker, projection_for(FRAME), (-1e5, -1e5, 1e5, 1e5), 1000.0)
            qtbot.waitUntil(future.done, timeout=20_000)
        pictures.append(future.result().picture)
    assert makers == [threading.main_thread()] * 2
    assert pictures[0].extent_m == pytest.approx((-1e5, -1e5, 1e5, 1e5))
    for one in pictures:
        image = QImage.fromData(one.data, "PNG")
        # 37.5° E 49.5° N is 29 km east and 8 km south of the frame's middle.
        colour = image.pixelColor(129, 108)
        assert colour.red() - colour.green() > 60


def test_whoever_waits_can_be_called_off(owner, box) -> None:
    """The main thread does not turn to the camera here; the one who waits hears of the call and goes."""

    def called_off() -> None:
        raise Cancelled("Called off.")

    maker = camera_of(owner).maker(canvas_view(canvas(box), ""), called_off)
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(maker, projection_for(FRAME), (-1e5, -1e5, 1e5, 1e5), 1000.0)
        assert isinstance(future.exception(timeout=20), Cancelled)


def test_one_desk_has_one_camera(owner) -> None:
    assert camera_of(owner) is camera_of(owner)
    assert isinstance(camera_of(owner), CanvasCamera)


def test_a_case_without_a_canvas_prints_all_the_same(small: str) -> None:
    """On the command line nobody has a canvas."""
    case = load(small)
    made = with_ground(briefing(check_case(case)), case, Recipe(background="canvas"), None)
    assert made.map.ground.picture is None
    assert any("there is none outside of QGIS" in one for one in made.map.ground.notes)


def test_the_window_may_close_while_a_picture_is_made(qgis_app, box, qtbot) -> None:
    """The camera goes with its owner; who waits for it is called off, as all work is then."""
    owner, is_closed = QObject(), threading.Event()

    def wait() -> None:
        if is_closed.is_set():
            raise Cancelled("Called off.")

    maker = camera_of(owner).maker(canvas_view(canvas(box), ""), wait)
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(maker, projection_for(FRAME), (-1e5, -1e5, 1e5, 1e5), 40.0)
        qtbot.waitUntil(lambda: bool(camera_of(owner)._jobs) or future.done(), timeout=20_000)
        sip.delete(owner)
        is_closed.set()
        assert isinstance(future.exception(timeout=20), Cancelled)


def test_tiles_of_a_server_are_taken_as_large_as_their_names_can_be_read(owner, tmp_path: Path) -> None:
    """Tiles in a folder, green up to level 9, red from level 10: at 240 dots an inch 1:1,000,000 would take red ones.

    A dot of 107 m is nearest to level 10 (156,543 m · cos 49.6° / 2¹⁰ = 99 m); names there would be 1 mm high.
    """
    for level, colour in ((8, "#00ff00"), (9, "#00ff00"), (10, "#ff0000"), (11, "#ff0000")):
        tile = QImage(256, 256, QImage.Format.Format_RGB32)
        tile.fill(QColor(colour))
        # 36° E 51° N to 38.3° E 48.7° N, in tiles of the world's square.
        count = 2**level
        for x in range(int(count * (36 + 180) / 360), int(count * (38.3 + 180) / 360) + 1):
            (tmp_path / str(level) / str(x)).mkdir(parents=True)
            for y in range(int(count * 0.3348), int(count * 0.3447) + 1):
                assert tile.save(str(tmp_path / str(level) / str(x) / f"{y}.png"))
    url = f"file://{tmp_path}/%7Bz%7D/%7Bx%7D/%7By%7D.png"
    layer = QgsRasterLayer(f"type=xyz&url={url}&zmax=11&zmin=0", "Tiles", "wms")
    assert layer.isValid()
    maker = camera_of(owner).maker(canvas_view(canvas(layer), ""), lambda: None)
    image = QImage.fromData(maker(projection_for(FRAME), (-4e4, -4e4, 4e4, 4e4), 107.0).picture.data, "PNG")
    colour = image.pixelColor(image.width() // 2, image.height() // 2)
    assert colour.green() > colour.red()
