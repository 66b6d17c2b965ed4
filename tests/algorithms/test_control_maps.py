"""salient:import_control, salient:change and salient:series against sums by pyproj."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from qgis.core import Qgis, QgsApplication, QgsProcessingException

import day_maps
import small_case
from day_maps import box_km2
from salient.bridge.cases import open_case

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


def test_change_of_days_that_are_not_there(run, mapped):
    with pytest.raises(QgsProcessingException, match="no map of Surveyor for 2022-10-01"):
        run("change", CASE=mapped, OUTPUT="memory:", **days("2022-09-01", "2022-10-01"))
    with pytest.raises(QgsProcessingException, match='no maps of the issuer "Nobody"'):
        run("change", CASE=mapped, ISSUER="Nobody", OUTPUT="memory:", **days("2022-09-01", "2022-09-05"))


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
    assert can == {"change": False, "series": True}
    for name in ("import_control", "change", "series"):
        algorithm = registry.algorithmById(f"salient:{name}")
        assert len(algorithm.shortHelpString()) > 200
        assert not algorithm.icon().isNull()
        assert algorithm.group() == "Control maps"
