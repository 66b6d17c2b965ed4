"""QGIS opens the page of the map as a raster layer in the right place."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsPointXY, QgsProject, QgsRasterLayer

from salient.brief.pages import render
from salient.brief.values import Briefing, MapContent


@pytest.mark.usefixtures("qgis_app")
def test_the_page_lies_on_its_ground(tmp_path: Path) -> None:
    """A cross at 37.1° E 49.6° N is dark where QGIS looks for it, and nothing is a few dots beside it."""
    spot = (37.1, 49.6)
    content = MapContent((35.9, 48.75, 38.3, 50.4), (), (), (), (spot,), (), (), "A cross.")
    paper = Briefing("en", "Map", None, "", 1, "Issue 1", (), (), content, (), (), (), (), (), (), (), "")
    file = tmp_path / "map.pdf"
    file.write_bytes(render(paper))
    layer = QgsRasterLayer(str(file), "page", "gdal")
    if not layer.isValid():
        pytest.skip("this GDAL has no driver that reads PDF")
    degrees = QgsCoordinateReferenceSystem("EPSG:4326")
    assert layer.crs().isValid()
    where = QgsCoordinateTransform(degrees, layer.crs(), QgsProject.instance()).transform(QgsPointXY(*spot))
    red, known = layer.dataProvider().sample(where, 1)
    assert known
    assert red < 80
    beside = QgsPointXY(where.x() + 12 * layer.rasterUnitsPerPixelX(), where.y())
    assert layer.dataProvider().sample(beside, 1)[0] > 200
