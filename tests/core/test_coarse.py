"""Coordinates on a grid: how far a place is moved, what is left of shapes, and that numbers stay as they were."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from pyproj import Geod
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, box

from salient.brief.language import language
from salient.core.coarse import Grid, names_a_place, on_grid
from salient.core.findings import Measure
from salient.core.messages import Coordinates, joined, message
from salient.core.shapes import polygons_of

GEOD = Geod(ellps="WGS84")


@pytest.mark.parametrize("metres", [10.0, 250.0, 1000.0, 20_000.0])
def test_a_place_is_moved_by_no_more_than_half_a_diagonal(metres: float) -> None:
    """On the ellipsoid a degree is up to 0.7 % longer than on the mean sphere that the grid is drawn on."""
    rng = np.random.default_rng(1)
    lonlat = np.column_stack((rng.uniform(-180, 180, 2000), rng.uniform(-80, 80, 2000)))
    rounded = Grid(metres).places(lonlat)
    _, _, off = GEOD.inv(lonlat[:, 0], lonlat[:, 1], rounded[:, 0], rounded[:, 1])
    assert off.max() <= metres * 2**0.5 / 2 * 1.01
    # Nearly as far as it may be: they are rounded, not cut.
    assert off.max() > metres * 0.6
    assert np.allclose(Grid(metres).places(rounded), rounded, atol=1e-9)


def test_few_places_are_left() -> None:
    """On a tenth of a degree of latitude, 11.1 km, there are 12 or 13 rows of a kilometre."""
    lats = np.linspace(49.0, 49.1, 1000)
    rounded = Grid(1000.0).places(np.column_stack((np.full(1000, 36.0), lats)))
    assert len(set(rounded[:, 1].tolist())) in (12, 13)


def test_decimals_say_no_more_than_the_grid() -> None:
    """A hundred metres are 0.0009 degrees, a kilometre 0.009, ten 0.09."""
    assert [Grid(m).decimals for m in (100.0, 1000.0, 10_000.0)] == [4, 3, 2]


def test_shapes() -> None:
    grid = Grid(1000.0)
    area = grid.shape(MultiPolygon([box(36.0, 49.0, 36.5, 49.5), box(37.0, 49.0, 37.001, 49.001)]))
    # The second is 73 by 111 m: nothing is left of it.
    assert (len(polygons_of(area)), area.is_valid) == (1, True)
    line = grid.shape(MultiLineString([LineString([(36.0, 49.0), (36.0001, 49.0001), (36.5, 49.0)])]))
    assert len(line.geoms[0].coords) == 2
    assert grid.shape(LineString([(36.0, 49.0), (36.0001, 49.0)])).is_empty
    point = grid.shape(Point(36.23456, 49.99321))
    assert (point.x, point.y) == grid.place(36.23456, 49.99321)
    assert (point.x, point.y) != (36.23456, 49.99321)


def test_a_frame_holds_all_that_it_held() -> None:
    west, south, east, north = Grid(5000.0).frame((35.91, 48.77, 38.33, 50.41))
    assert west <= 35.91 < west + 0.1
    assert south <= 48.77 < south + 0.05
    assert east - 0.1 < 38.33 <= east
    assert north - 0.05 < 50.41 <= north


def test_sentences_name_the_place_on_the_grid_and_numbers_stay() -> None:
    grid = Grid(10_000.0)
    one = message("Near {at}, {km:.3f} km away.", at=Coordinates(36.23456, 49.99321, 4), km=36.23456)
    assert str(one) == "Near 36.2346, 49.9932, 36.235 km away."
    lon, lat = grid.place(36.23456, 49.99321)
    assert str(on_grid(one, grid)) == f"Near {lon:.2f}, {lat:.2f}, 36.235 km away."
    assert str(on_grid(joined([one, one]), grid)).count(f"{lon:.2f}, {lat:.2f}") == 2
    assert language("en").with_places(grid.coordinates).say(one) == f"Near {lon:.2f}, {lat:.2f}, 36.235 km away."
    assert language("uk").say(message("{at}", at=Coordinates(36.2, 49.9))) == "36,200; 49,900"


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("The column stood at 37.2569, 49.2128 at noon.", True),
        ("Колона стояла на 49,2128; 37,2569.", True),
        ("at 49.2128°N 37.2569°E", True),
        ("49°12'46\" N", True),
        ("Around 2,500 square kilometres (965 square miles).", False),
        ("1,000.50 and 2.5 km on 10.09.2022", False),
        ("14.30, 15.45", True),  # times look the same: told too often rather than not
        ("from 14.30 to 15.45", False),
        ("30 settlements, 50 km", False),
    ],
)
def test_coordinates_that_people_wrote_are_noticed(text: str, held: bool) -> None:
    assert names_a_place(text) is held


@dataclasses.dataclass(frozen=True)
class Drawn:
    """What somebody may add to the values of the paper."""

    label: str
    at: LonLat  # noqa: F821 - only its name is read
    track: tuple[LonLat, ...]  # noqa: F821
    band: tuple[float, float]
    shape: object = None


def test_fields_that_say_so_are_rounded_and_others_are_not() -> None:
    grid = Grid(1000.0)
    place = (36.23456, 49.99321)
    made = on_grid((Drawn("x", place, (place, place), (1.23456, 9.87654), Point(place)),), grid)[0]
    assert made.at == grid.place(*place)
    assert made.track == (made.at, made.at)
    assert made.band == (1.23456, 9.87654)
    assert (made.shape.x, made.shape.y) == made.at
    measure = Measure("any_part", 1.0, 2.0, 3.0, "km", True, points=(("deepest", *place),))
    rounded = on_grid(measure, grid)
    assert rounded.points == (("deepest", *made.at),)
    assert (rounded.low, rounded.best, rounded.high) == (1.0, 2.0, 3.0)
