"""salient:import_routes: lines of a hand-written extract, against what the command line puts into the same case."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from qgis.core import QgsProcessingException, QgsVectorLayer

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bridge"))

import small_case
from salient.bridge.cases import case_layers, open_case
from salient.cli import main

EXTRACT = """\
<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
<node id="1" lat="49.2" lon="36.2"/><node id="2" lat="49.2" lon="36.8"/><node id="3" lat="49.4" lon="36.8"/>
<way id="11"><nd ref="1"/><nd ref="2"/><tag k="highway" v="trunk"/><tag k="ref" v="X-77"/></way>
<way id="12"><nd ref="2"/><nd ref="3"/><tag k="railway" v="rail"/></way>
<way id="13"><nd ref="1"/><nd ref="3"/><tag k="highway" v="track"/></way>
</osm>
"""


@pytest.fixture
def extract(tmp_path: Path) -> str:
    path = tmp_path / "region.osm"
    path.write_text(EXTRACT, encoding="utf-8")
    return str(path)


@pytest.fixture
def bare(tmp_path: Path) -> str:
    return small_case.make(tmp_path, "bare")


def routes(project, path: str) -> list[list[str]]:
    case = open_case(project, path)
    layer = case_layers(project, case.id)["supply_routes"]
    names = [name for name in layer.fields().names() if name not in ("fid", "revision")]
    found = [[*(str(one[name]) for name in names), one.geometry().asWkt(6)] for one in layer.getFeatures()]
    project.clear()
    return found


def test_once_and_again_and_another_frame(run, bare, extract):
    results, said = run("import_routes", FILES=[extract], CASE=bare, WHOLE=True)
    assert results == {"WANTED": 2, "ADDED": 2, "REPLACED": 0, "SAME": 0}
    assert any("highway=track 1" in text for text in said.warnings)
    results, _ = run("import_routes", FILES=[extract], CASE=bare, WHOLE=True)
    assert results == {"WANTED": 2, "ADDED": 0, "REPLACED": 0, "SAME": 2}
    box = "36.4,37,49,50 [EPSG:4326]"
    with pytest.raises(QgsProcessingException, match="1 route is there with another line"):
        run("import_routes", FILES=[extract], CASE=bare, FRAME=box)
    results, _ = run("import_routes", FILES=[extract], CASE=bare, FRAME=box, REPLACE=True)
    assert results == {"WANTED": 2, "ADDED": 0, "REPLACED": 1, "SAME": 1}


def test_the_rows_are_those_of_the_command_line(run, tmp_path, project, extract):
    by_hand, by_qgis = (small_case.make(tmp_path, name) for name in ("by_hand", "by_qgis"))
    words = ("--frame", "36.4,49,37,50", "--mode", "road", "--as-of", "2022-09-01")
    assert main(["import", "routes", extract, "--case", by_hand, *words]) == 0
    box = "36.4,37,49,50 [EPSG:4326]"
    results, _ = run("import_routes", FILES=[extract], CASE=by_qgis, FRAME=box, MODES=["road"], AS_OF="2022-09-01")
    assert results["ADDED"] == 1
    expected = routes(project, by_hand)
    assert "X-77" in expected[-1]
    assert routes(project, by_qgis) == expected


def test_refused(run, project, tmp_path, bare, extract):
    before = Path(bare).read_bytes()
    with pytest.raises(QgsProcessingException, match="nothing was imported"):
        run("import_routes", FILES=[extract], CASE=bare, MODES=["air"])
    with pytest.raises(QgsProcessingException, match="is the case itself"):
        run("import_routes", FILES=[bare], CASE=bare, MODES=["road"])
    cut = tmp_path / "cut.osm"
    cut.write_text(EXTRACT[:400], encoding="utf-8")
    # QGIS hears GDAL's errors too: ours must not be lost to it.
    with pytest.raises(QgsProcessingException, match="could be read only in part"):
        run("import_routes", FILES=[str(cut)], CASE=bare)
    other = small_case.make(tmp_path, "other")
    layer = QgsVectorLayer(f"{other}|layername=supply_routes", "lines", "ogr")
    project.addMapLayer(layer)
    with pytest.raises(QgsProcessingException, match="is open in QGIS"):
        run("import_routes", FILES=[other], CASE=bare, MODES=["road"])
    project.clear()
    assert Path(bare).read_bytes() == before
    open_case(project, bare)
    results, listener = run("import_routes", FILES=[extract], CASE=bare)
    assert results == {}
    assert "this case is open in QGIS; use Plugins > Salient > Import routes… instead" in listener.errors[0]
    project.clear()
