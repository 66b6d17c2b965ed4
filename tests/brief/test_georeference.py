"""The page of the map as a raster: GDAL finds every place within a quarter of a dot at 300 dots an inch."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from shapely.geometry import Polygon, box

from pdfs import opened, words_of
from rasters import raster_of
from reports import full_report, make_case, make_finding, make_report
from salient.brief.content import briefing
from salient.brief.imprint import Imprint
from salient.brief.pages import render
from salient.brief.values import Briefing, Frame, MapContent, MapPlace, MapShape

HALF = 16


def bare(frame: Frame, printed: tuple[tuple[float, float], ...]) -> Briefing:
    """Return a briefing that is a map with crosses at the given places, and nothing else."""
    return Briefing("en", "Map", None, "", 1, "Issue 1", (), (), _content(frame, printed), *[()] * 7, "")  # type: ignore[arg-type]


def _content(frame: Frame, printed: tuple[tuple[float, float], ...]) -> MapContent:
    return MapContent(frame, (), (), (), printed, (), (), "Crosses.")


def _grid(frame: Frame) -> tuple[tuple[float, float], ...]:
    """Return places near the corners, in the middles of the edges and in the centre of a frame."""
    west, south, east, north = frame
    shares = (0.06, 0.31, 0.5, 0.69, 0.94)
    lons = [west + (east - west) * share for share in shares]
    lats = [south + (north - south) * share for share in shares]
    return tuple((lon if lon <= 180 else lon - 360, lat) for lon in lons for lat in lats)


@pytest.mark.parametrize("lying", [False, True], ids=["upright", "lying"])
@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize(
    "frame",
    [
        pytest.param((35.9, 48.75, 38.3, 50.4), id="conic"),
        pytest.param((36.2, 49.9, 36.3, 49.97), id="a town"),
        pytest.param((-15.0, 77.0, 35.0, 82.0), id="polar"),
        pytest.param((-150.0, -50.0, 150.0, 65.0), id="the world"),
        pytest.param((175.0, -20.0, 187.0, -12.0), id="across 180°"),
    ],
)
def test_gdal_finds_every_place(frame: Frame, paper: str, lying: bool, tmp_path: Path) -> None:
    """Crosses drawn at known places are where GDAL's own reading of page and picture puts those places."""
    raster = raster_of(render(bare(frame, _grid(frame)), imprint=Imprint(paper, landscape=lying)), tmp_path)
    assert raster.said == ""
    for lon, lat in _grid(frame):
        column, row = raster.pixel(lon, lat)
        found = raster.dark_middle(column, row, HALF)
        assert np.hypot(found[0] - column, found[1] - row) < 0.25, (lon, lat)


def test_layers_are_named_and_only_those_with_content(tmp_path: Path) -> None:
    """GDAL lists the layers in the language of the paper, the topmost first; a case without routes has none of them."""
    report = full_report()
    paper = briefing(make_report(*report.findings, case=make_case()), "uk")
    assert paper.map is not None
    made = render(replace(paper, map=replace(paper.map, ground=None)))
    assert raster_of(made, tmp_path).layers == (
        "Населені_пункти_та_назви",
        "Виміряні_глибини",
        "Масштаб_і_північ",
        "Лінії_фронту",
        "Градусна_сітка",
        "Здобутки",
    )


def test_what_is_switched_off_is_gone(tmp_path: Path) -> None:
    """Without its gains the map has no orange: the layer holds all of it, hatch and edge too."""
    made = render(briefing(make_report(make_finding(), case=make_case())))
    assert _orange(made, tmp_path, off="") > 1000
    assert _orange(made, tmp_path, off="Gains") == 0


def _orange(pdf: bytes, folder: Path, off: str) -> int:
    """Return how many dots of the panel have the colours of the second side."""
    colours = raster_of(pdf, folder, off=off).colours.astype(int)[900:2300]
    return int(((colours[..., 0] - colours[..., 2] > 30) & (colours[..., 0] > 150)).sum())


def test_the_viewport_says_it_by_the_book() -> None:
    """ISO 32000-2, 12.10: a viewport with a measure of the subtype GEO; points in pairs, latitude first."""
    with opened(render(bare((35.9, 48.75, 38.3, 50.4), ((37.0, 49.5),)))) as document:
        (view,) = document.pages[0].VP
        assert view.Measure.Subtype == "/GEO"
        points = [float(one) for one in view.Measure.GPTS]
        assert len(points) == len(view.Measure.LPTS) == 8
        assert all(48 < lat < 51 for lat in points[::2])
        assert all(35 < lon < 39 for lon in points[1::2])
        assert view.Measure.GCS.Type == "/PROJCS"
        assert str(view.Measure.GCS.WKT).startswith('PROJCS["Lambert_Conformal_Conic"')


def test_the_detail_has_its_own_place(tmp_path: Path) -> None:
    """A crowd of places and a cross amid them: GDAL finds the cross on the page of the detail too."""
    crowd = tuple(MapPlace(f"Crowded {n}", (37.0 + n % 8 / 40, 49.5 + n // 8 / 60), 0.0) for n in range(48))
    spot = (37.0875, 49.541)
    content = replace(_content((35.9, 48.75, 38.3, 50.4), (spot,)), places=crowd)
    made = render(replace(bare((0, 0, 1, 1), ()), map=content))
    assert "Detail of the map" in words_of(made)
    raster = raster_of(made, tmp_path, page=2)
    column, row = raster.pixel(*spot)
    found = raster.dark_middle(column, row, 14)
    assert np.hypot(found[0] - column, found[1] - row) < 0.25


@pytest.mark.parametrize("lying", [False, True], ids=["upright", "lying"])
@pytest.mark.parametrize(
    "frame", [(-45.82, 74.14, -45.79, 75.54), (-170.0, -0.05, 150.0, 0.05), (-180.0, 60.0, 180.0, 89.0)]
)
def test_maps_of_any_shape_fit_their_page(frame: Frame, lying: bool) -> None:
    """A strip from north to south, one along the equator, and the Arctic, with places: the map is on a page, whole."""
    places = tuple(MapPlace(f"Place {n}", spot, 0.0) for n, spot in enumerate(_grid(frame) * 2))
    content = replace(_content(frame, _grid(frame)[:3]), places=places)
    made = render(replace(bare((0, 0, 1, 1), ()), map=content), imprint=Imprint(landscape=lying))
    with opened(made) as document:
        (page,) = (page for page in document.pages if "/VP" in page)
        west, south, east, north = (float(one) for one in page.VP[0].BBox)
        assert 0 < west < east < float(page.MediaBox[2])
        assert 40 < south < north < float(page.MediaBox[3])
        assert north - south > 140


@pytest.mark.parametrize("lying", [False, True], ids=["upright", "lying"])
def test_a_legend_of_dozens_of_sides_leaves_room_for_the_map(lying: bool) -> None:
    """87 ways of drawing are on the map; the legend names 23 of them and says how many more there are."""
    states = ("assessed_control", "claimed_control", "contested")
    shapes = tuple(
        MapShape("control", state, f"S{n}", f"{state} on a day: side {n}", box(30 + n / 30, 48 + row / 2, 31, 50))
        for n in range(29)
        for row, state in enumerate(states)
    )
    content = replace(_content((30.0, 48.0, 32.0, 51.0), ()), shapes=shapes, sides=tuple(f"S{n}" for n in range(29)))
    made = render(replace(bare((0, 0, 1, 1), ()), map=content), imprint=Imprint(landscape=lying))
    assert "(and 64 more)" in words_of(made).replace("\u00a0", " ")


def test_map_and_detail_on_one_page(tmp_path: Path) -> None:
    """A low map with its detail beneath: the page has both viewports, and GDAL takes the larger."""
    crowd = tuple(MapPlace(f"Crowded {n}", (35.0 + n % 8 / 10, 49.0 + n // 8 / 15), 0.0) for n in range(48))
    spot = (38.0, 48.5)
    content = replace(_content((30.0, 47.5, 40.0, 50.5), (spot,)), places=crowd)
    made = render(replace(bare((0, 0, 1, 1), ()), map=content))
    with opened(made) as document:
        assert len(document.pages[0].VP) == 2
    raster = raster_of(made, tmp_path)
    column, row = raster.pixel(*spot)
    found = raster.dark_middle(column, row, HALF)
    assert np.hypot(found[0] - column, found[1] - row) < 0.25


def test_a_long_path_is_written_once() -> None:
    """Fill, edge and hatch of a gain of 2,000 corners share one path: a page holds no corner of it twice."""
    turn = np.linspace(0, 2 * np.pi, 2000, endpoint=False)
    reach = 1 + 0.2 * np.sin(40 * turn)
    gain = Polygon(np.column_stack([37.1 + 0.6 * reach * np.cos(turn), 49.5 + 0.4 * reach * np.sin(turn)]))
    frame = (35.9, 48.75, 38.3, 50.4)
    shape = MapShape("gain", "claimed", "A", "Gain", gain)
    content = replace(_content(frame, ()), shapes=(shape,), sides=("A",))
    with opened(render(replace(bare((0, 0, 1, 1), ()), map=content))) as document:
        (page,) = (page for page in document.pages if "/VP" in page)
        moves = re.findall(rb"\n(\d{2,5} \d{2,5}) l", page.Contents.read_bytes())
    assert len(moves) > 400
    assert max(Counter(moves).values()) <= 2
