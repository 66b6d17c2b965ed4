"""salient:import_control, salient:change and salient:series against sums by pyproj."""

from __future__ import annotations

import datetime
import json
import re
import subprocess
from html import unescape
from pathlib import Path

import pytest
from pyproj import Geod
from qgis.core import Qgis, QgsApplication, QgsFeature, QgsGeometry, QgsProcessingException, QgsVectorLayer

import day_maps
import small_case
import two_issuers
from day_maps import box_km2
from salient.bridge.cases import case_layers, open_case
from salient.bridge.control_work import QualityReport, ReportLine
from salient.bridge.quality_page import quality_page
from salient.cli import main
from salient.core.messages import message

LOST_KM2 = box_km2(36.7, 49.0, 37.0, 50.0)


@pytest.fixture
def maps(tmp_path: Path) -> Path:
    return day_maps.make(tmp_path)


@pytest.fixture
def mapped(run, small, maps) -> str:
    """Return the path of the small case with the invented maps in it."""
    run("import_control", FILES=[str(maps)], CASE=small, PROFILE=str(day_maps.profile_of(maps)))
    return small


def days(start: str, end: str) -> dict[str, str]:
    return {"FROM": start, "TO": end}


def test_import_once_and_again(run, small, maps):
    parameters = {"FILES": [str(maps)], "CASE": small, "PROFILE": str(day_maps.profile_of(maps))}
    results, listener = run("import_control", **parameters)
    assert [results[name] for name in ("ADDED", "REPLACED", "SAME", "REMARKS")] == [7, 0, 0, 1]
    assert any("2022-09-03" in text or "3" in text for text in listener.warnings)
    results, _ = run("import_control", **parameters)
    assert [results[name] for name in ("ADDED", "REPLACED", "SAME")] == [0, 0, 7]


def test_the_quality_report_as_a_page(run, small, maps, tmp_path):
    day_maps.write(maps / "20220906_held.geojson", (36.0, 49.0, 36.5, 50.0))
    path = tmp_path / "quality.html"
    asked = {"FILES": [str(maps)], "CASE": small, "PROFILE": str(day_maps.profile_of(maps))}
    results, listener = run("import_control", REPORT=str(path), **asked)
    rows = cells_of(path.read_text(encoding="utf-8"))
    assert len(rows) == results["REMARKS"] == len(listener.warnings) >= 1
    for (day, area, remark, *_), warning in zip(rows, listener.warnings):
        assert warning == " ".join(one for one in (day, area, remark) if one)
    assert results["REPORT"] == str(path)


def cells_of(page: str) -> list[list[str]]:
    """Return the texts of a page's table, row by row, without its heads."""
    rows = re.findall("<tr>(.*?)</tr>", page, re.DOTALL)[1:]
    return [[unescape(cell) for cell in re.findall("<td[^>]*>(.*?)</td>", row, re.DOTALL)] for row in rows]


def test_a_name_with_marks_is_read_as_it_is():
    line = ReportLine("note", None, "<Kupiansk> & Co", (36.5, 49.5), 1234.5, None, message("{x}", x="<b>retaken</b>"))
    page = quality_page("R&D <case>", QualityReport((), (line,)))
    assert cells_of(page) == [["", "<Kupiansk> & Co", "<b>retaken</b>", "36.5000, 49.5000", "1,234.500", ""]]
    assert "<b>" not in page
    assert "R&amp;D &lt;case&gt;" in page
    assert "No remarks." in quality_page("empty", QualityReport((), ()))


def test_import_by_hand_with_the_day_from_the_name_and_replace(run, small, maps, tmp_path):
    path = maps / "20220905_held.geojson"
    said = {"CASE": small, "ISSUER": "Surveyor", "SIDE": "B", "STATE": "assessed_control"}
    results, _ = run("import_control", FILES=[str(path)], **said)
    assert results["ADDED"] == 1
    day_maps.write(path, (36.0, 49.0, 36.5, 50.0))
    with pytest.raises(QgsProcessingException, match="shows other ground"):
        run("import_control", FILES=[str(path)], **said)
    results, _ = run("import_control", FILES=[str(path)], REPLACE=True, **said)
    assert results["REPLACED"] == 1
    other = day_maps.write(tmp_path / "map.geojson", (36, 49, 37, 50))
    results, _ = run("import_control", FILES=[str(other)], AS_OF=datetime.date(2022, 9, 7).isoformat(), **said)
    assert results["ADDED"] == 1


def test_import_refuses_what_it_must(run, project, small, maps):
    with pytest.raises(QgsProcessingException, match="Say issuer, side and state"):
        run("import_control", FILES=[str(maps)], CASE=small)
    before = Path(small).read_bytes()
    open_case(project, small)
    results, listener = run("import_control", FILES=[str(maps)], CASE=small, PROFILE=str(day_maps.profile_of(maps)))
    assert results == {}
    assert "this case is open in QGIS; use Plugins > Salient" in listener.errors[0]
    project.clear()
    assert Path(small).read_bytes() == before


@pytest.mark.parametrize("is_open", [False, True])
def test_change(run, project, mapped, is_open):
    if is_open:
        open_case(project, mapped)
    results, _ = run("change", CASE=mapped, OUTPUT="memory:", **days("2022-09-01", "2022-09-05"))
    (feature,) = results["OUTPUT"].getFeatures()
    assert feature.attributes()[:2] == ["assessed_control", "claimed_counteroffensive"]
    assert feature["area_km2"] == pytest.approx(LOST_KM2, rel=1e-6)
    assert results["LOST_KM2_BEST"] == pytest.approx(LOST_KM2, rel=1e-6)
    assert results["LOST_KM2_LOW"] < LOST_KM2 < results["LOST_KM2_HIGH"]
    assert results["NET_KM2_BEST"] == pytest.approx(-LOST_KM2, rel=1e-6)
    assert abs(results["RESIDUAL_KM2"]) < 1e-6


def test_change_in_a_frame_with_a_day_that_stands_in(run, mapped):
    frame = "36.65,36.95,49.2,49.4 [EPSG:4326]"
    results, listener = run("change", CASE=mapped, FRAME=frame, OUTPUT="memory:", **days("2022-09-01", "2022-09-03"))
    assert results["LOST_KM2_BEST"] == pytest.approx(box_km2(36.8, 49.2, 36.95, 49.4), rel=1e-6)
    assert any("stands in" in text for text in listener.warnings)


def test_change_in_an_area_of_the_case_and_as_json(run, mapped, tmp_path, capsys):
    out = tmp_path / "change.json"
    asked = {"CASE": mapped, "OUTPUT": "memory:", **days("2022-09-01", "2022-09-05")}
    results, _ = run("change", AREA="sector", OUTPUT_JSON=str(out), **asked)
    # The sector ends at 36.5 E; what was lost lies east of it.
    assert results["LOST_KM2_BEST"] == 0
    assert main(["change", mapped, "--from", "2022-09-01", "--to", "2022-09-05", "--area", "Sector", "--json"]) == 0
    assert json.loads(out.read_text(encoding="utf-8")) == json.loads(capsys.readouterr().out)
    with pytest.raises(QgsProcessingException, match='no area is called "Nowhere"'):
        run("change", AREA="Nowhere", **asked)


def test_values_that_cannot_be_measured_are_refused_before_the_run(refusal, mapped, tmp_path):
    asked = {"CASE": mapped, "OUTPUT": "memory:"}
    assert "has to lie before" in refusal("change", **asked, **days("2022-09-05", "2022-09-05"))
    assert refusal("change", **asked, **days("2022-09-01", "2022-09-05")) == ""
    both = {"FRAME": "36,37,49,50 [EPSG:4326]", "AREA": "Sector"}
    assert "Give one of these" in refusal("series", BY="day", **both, **asked)
    missing = str(tmp_path / "missing.gpkg")
    assert f"{missing}: there is no such file" in refusal("check_claims", CASE=missing, OUTPUT="out.json")


def test_change_of_days_that_are_not_there(run, mapped):
    with pytest.raises(QgsProcessingException, match="no map of Surveyor for 2022-10-01"):
        run("change", CASE=mapped, OUTPUT="memory:", **days("2022-09-01", "2022-10-01"))
    with pytest.raises(QgsProcessingException, match='no maps of the issuer "Nobody"'):
        run("change", CASE=mapped, ISSUER="Nobody", OUTPUT="memory:", **days("2022-09-01", "2022-09-05"))


def test_change_across_issuers_only_where_it_is_ticked(run, tmp_path):
    case = two_issuers.make(tmp_path)
    asked = {"CASE": case, "ISSUER": "Surveyor", "OUTPUT": "memory:", **days("2022-09-01", "2022-09-05")}
    with pytest.raises(QgsProcessingException, match="draw by rules of their own"):
        run("change", ISSUER_TO="Drafter", **asked)
    results, listener = run("change", ISSUER_TO="Drafter", ACROSS=True, **asked)
    (feature,) = results["OUTPUT"].getFeatures()
    assert feature["issuer"] == "different issuers: Surveyor / Drafter"
    assert results["LOST_KM2_BEST"] == pytest.approx(box_km2(36.8, 49, 37, 50), rel=1e-6)
    assert any("Maps of different issuers are compared" in text for text in listener.warnings)
    results, listener = run("change", ACROSS=False, **asked)
    assert results["LOST_KM2_BEST"] == pytest.approx(box_km2(36.7, 49, 37, 50), rel=1e-6)
    assert not any("different issuers" in text for text in listener.warnings)


def test_briefing_across_issuers(run, tmp_path):
    case = two_issuers.make(tmp_path, (two_issuers.claim_of_the_period(),))
    asked = {"CASE": case, "ISSUER": "Surveyor", "ISSUER_TO": "Drafter"}
    with pytest.raises(QgsProcessingException, match="are not compared unasked"):
        run("briefing", OUTPUT=str(tmp_path / "no.pdf"), **asked)
    with pytest.raises(QgsProcessingException, match="name the one of the first day"):
        run("briefing", OUTPUT=str(tmp_path / "no.pdf"), ACROSS=True, CASE=case)
    assert not (tmp_path / "no.pdf").exists()
    path = tmp_path / "across.pdf"
    run("briefing", OUTPUT=str(path), ACROSS=True, **asked)
    done = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True)
    pages = done.stdout.rstrip("\f").split("\f")
    assert all("Maps of different issuers compared: Surveyor / Drafter" in page for page in pages)


def zones_layer(crs: str = "EPSG:4326", *more: str) -> QgsVectorLayer:
    """Return two zones side by side, 36.75 E between them, and shapes given as WKT."""
    layer = QgsVectorLayer(f"MultiPolygon?crs={crs}&field=oblast:string", "Oblasts", "memory")
    west = "MultiPolygon(((35 48, 36.75 48, 36.75 51, 35 51, 35 48)))"
    east = "MultiPolygon(((36.75 48, 38 48, 38 51, 36.75 51, 36.75 48)))"
    for name, wkt in (("West", west), ("East", east), *((f"more {n}", one) for n, one in enumerate(more))):
        feature = QgsFeature(layer.fields())
        feature["oblast"] = name
        feature.setGeometry(QgsGeometry.fromWkt(wkt))
        layer.dataProvider().addFeature(feature)
    return layer


def test_series_for_each_zone(run, refusal, project, mapped):
    layer = zones_layer("EPSG:4326", "MultiPolygon(((30 40, 31 41, 31 40, 30 41, 30 40)))", "MultiPolygon()")
    project.addMapLayer(layer)
    asked = {"CASE": mapped, "BY": "day", "ZONES": layer.id(), "OUTPUT": "memory:"}
    results, listener = run("series", ZONE_FIELD="oblast", **asked)
    lost = {}
    for row in results["OUTPUT"].getFeatures():
        lost.setdefault(row["zone"], []).append(row["lost_km2"])
    # Of the strip that is lost last, 36.7–36.8 E, half lies in either zone.
    assert lost["West"] == pytest.approx([0, 0, box_km2(36.7, 49, 36.75, 50)], rel=1e-6)
    strips = [box_km2(36.9, 49, 37, 50), box_km2(36.8, 49, 36.9, 50), box_km2(36.75, 49, 36.8, 50)]
    assert lost["East"] == pytest.approx(strips, rel=1e-6)
    assert lost["more 0"] == [0, 0, 0]
    assert results["STEPS"] == 9
    assert "NET_KM2" not in results
    assert any("the outline of more 0 was mended" in text for text in listener.warnings)
    assert any("more 1 has no area" in text for text in listener.warnings)
    results, _ = run("series", **asked)
    assert {row["zone"] for row in results["OUTPUT"].getFeatures()} == {"1", "2", "3"}  # no field that looks like names
    assert "a frame, an area of the case, or zones" in refusal("series", FRAME="36,37,49,50 [EPSG:4326]", **asked)


@pytest.mark.parametrize("is_open", [False, True])
def test_series(run, project, mapped, is_open):
    if is_open:
        open_case(project, mapped)
    results, _ = run("series", CASE=mapped, BY="day", OUTPUT="memory:")
    rows = list(results["OUTPUT"].getFeatures())
    assert [row["end"].toString("yyyy-MM-dd") for row in rows] == ["2022-09-02", "2022-09-04", "2022-09-05"]
    strips = [box_km2(36.9, 49, 37, 50), box_km2(36.8, 49, 36.9, 50), box_km2(36.7, 49, 36.8, 50)]
    assert [row["lost_km2"] for row in rows] == pytest.approx(strips, rel=1e-6)
    assert [row["whole"] for row in rows] == [True] * 3
    assert results["STEPS"] == 3
    assert results["NET_KM2"] == pytest.approx(-LOST_KM2, rel=1e-6)


def test_series_of_the_other_side_by_month_in_a_frame(run, mapped):
    frame = "36.75,36.95,49.0,49.5 [EPSG:4326]"
    results, _ = run("series", CASE=mapped, BY="month", LAYER="other", FRAME=frame, OUTPUT="memory:")
    (row,) = results["OUTPUT"].getFeatures()
    assert row["gained_km2"] == pytest.approx(box_km2(36.75, 49.0, 36.95, 49.5), rel=1e-6)


def test_a_case_without_maps(run, tmp_path):
    bare = small_case.make(tmp_path, "bare", {})
    with pytest.raises(QgsProcessingException, match="holds no control areas"):
        run("series", CASE=bare, BY="day", OUTPUT="memory:")


def test_flags_and_help_are_honest(provider):
    registry = QgsApplication.processingRegistry()
    flag = Qgis.ProcessingAlgorithmFlag.CanCancel
    can = {name: bool(registry.algorithmById(f"salient:{name}").flags() & flag) for name in ("change", "series")}
    assert can == {"change": True, "series": True}
    for name in ("import_control", "change", "series"):
        algorithm = registry.algorithmById(f"salient:{name}")
        assert len(algorithm.shortHelpString()) > 200
        assert not algorithm.icon().isNull()
        assert algorithm.group() == "Control maps"


def test_a_baseline_of_an_open_case_with_and_without_a_coast(run, project, mapped):
    case = open_case(project, mapped)
    results, listener = run("baseline", CASE=mapped, AS_OF="2022-09-03", OUTPUT="memory:")
    # The map of the 4th stands in; its ground ends at 36.8 E.
    around_km = 2 * edge_km(36, 49, 36, 50) + edge_km(36, 49, 36.8, 49) + edge_km(36, 50, 36.8, 50)
    assert results["LENGTH_KM"] == pytest.approx(around_km, abs=0.1)
    (line,) = results["OUTPUT"].getFeatures()
    assert (line["id"], line["side"]) == ("baseline-surveyor-b-2022-09-04", "B")
    assert line["as_of"].toPyDate() == datetime.date(2022, 9, 4)
    assert "stands in" in line["note"]
    assert any("whole edge" in text for text in listener.infos)
    sea = QgsVectorLayer("LineString?crs=EPSG:4326", "sea", "memory")
    feature = QgsFeature(sea.fields())
    feature.setGeometry(QgsGeometry.fromWkt("LineString(35 49, 38 49)"))
    sea.dataProvider().addFeature(feature)
    project.addMapLayer(sea)
    results, _ = run("baseline", CASE=mapped, AS_OF="2022-09-04", COASTS=sea.id(), OUTPUT="memory:")
    assert results["LENGTH_KM"] == pytest.approx(around_km - edge_km(36, 49, 36.8, 49) - 2, abs=0.2)
    assert case_layers(project, case.id)["front_lines"].featureCount() == 1
    with pytest.raises(QgsProcessingException, match='no side "Z"'):
        run("baseline", CASE=mapped, AS_OF="2022-09-04", SIDE="Z", OUTPUT="memory:")


def edge_km(west: float, south: float, east: float, north: float) -> float:
    """Return how long an edge straight in longitude and latitude is, by pyproj on short pieces."""
    steps = [n / 1000 for n in range(1001)]
    lons, lats = ([a + (b - a) * n for n in steps] for a, b in ((west, east), (south, north)))
    return Geod(ellps="WGS84").line_length(lons, lats) / 1000
