"""A point inside every polygon: GEOS gives one on the edge for some slender ones (this one came up in a series)."""

from __future__ import annotations

import numpy as np
from shapely.geometry import Point, Polygon, box

from salient.core.shapes import inner_points

SLENDER = Polygon(
    [
        (33.816324701047435, 49.370934680160815),
        (33.76165056747408, 49.37636784331975),
        (33.66178049235238, 49.292475926125014),
        (33.780551972814585, 49.39224522330327),
        (33.88202887569076, 49.35638677265124),
        (33.822213584286445, 49.37752344133412),
    ]
)


def test_a_slender_polygon_has_a_point_inside():
    polygons = [box(0, 0, 1, 1), SLENDER, box(0, 0, 4, 4).difference(box(1, 1, 3, 3))]
    for polygon, point in zip(polygons, inner_points(polygons)):
        assert polygon.contains(Point(point))


def test_needles_of_any_direction_have_a_point_inside():
    chance = np.random.default_rng(3)
    needles = [Polygon(chance.uniform(0, 1, (3, 2)) * (1, 1e-7) + chance.uniform(30, 40, 2)) for _ in range(300)]
    found = inner_points(needles)
    assert all(needle.distance(Point(point)) == 0 for needle, point in zip(needles, found))
    assert inner_points([]).shape == (0, 2)
