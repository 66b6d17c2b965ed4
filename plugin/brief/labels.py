"""Names on the map, placed so that none covers another one, a mark or the edge.

A request is tried in eight places around its point, first where it crosses no line, then anywhere; where there is no
room the name is left out and counted. All measures are points on the page, from the panel's lower left corner.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from shapely.geometry import box
from shapely.prepared import prep

from ..core.shapes import Geometry
from .fonts import text_width

Box = tuple[float, float, float, float]

_PAD = 1.2
_ASCENT, _DESCENT = 0.78, 0.22
_GRID = 60.0
_GAPS = (5.0, 8.0, 12.0, 17.0, 23.0)


@dataclass(frozen=True)
class LabelRequest:
    """A name for the point (x, y); `gap` is the distance to keep from it."""

    text: str
    x: float
    y: float
    font: str
    size: float
    gap: float = 3.0


@dataclass(frozen=True)
class Label:
    """A placed name: its box and where its first letter stands."""

    request: LabelRequest
    box: Box
    x: float
    y: float


class Room:
    """What is taken on the panel: boxes found quickly by a coarse grid."""

    def __init__(self, width: float, height: float) -> None:
        self._panel = (0.0, 0.0, width, height)
        self._cells: dict[tuple[int, int], list[Box]] = {}

    def take(self, taken: Box) -> None:
        """Mark a box as taken."""
        for cell in _cells(taken):
            self._cells.setdefault(cell, []).append(taken)

    def free(self, wanted: Box) -> bool:
        """Return whether a box lies on the panel and meets nothing that is taken."""
        inside = (
            wanted[0] >= self._panel[0] + _PAD
            and wanted[1] >= self._panel[1] + _PAD
            and wanted[2] <= self._panel[2] - _PAD
            and wanted[3] <= self._panel[3] - _PAD
        )
        return inside and not any(meet(wanted, taken) for cell in _cells(wanted) for taken in self._cells.get(cell, ()))


def meet(one: Box, other: Box) -> bool:
    """Return whether two boxes overlap."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _cells(taken: Box) -> list[tuple[int, int]]:
    columns = range(int(taken[0] // _GRID), int(taken[2] // _GRID) + 1)
    rows = range(int(taken[1] // _GRID), int(taken[3] // _GRID) + 1)
    return [(column, row) for column in columns for row in rows]


def place_somewhere(request: LabelRequest, room: Room, marks_free: Room) -> Label | None:
    """Return a place for a name that has to stand: further and further away, at last over marks.

    `room` knows all that is taken, `marks_free` only what must not be covered. The box is taken from both.
    """
    for space in (room, marks_free):
        for gap in _GAPS:
            label = _placed(replace(request, gap=gap), space, ())
            if label is not None:
                room.take(label.box)
                marks_free.take(label.box)
                return label
    return None


def place_labels(
    requests: Sequence[LabelRequest], room: Room, lines: Sequence[Geometry] = ()
) -> tuple[tuple[Label, ...], tuple[LabelRequest, ...]]:
    """Return the placed names and those there was no room for; earlier requests choose first.

    `lines` are drawn lines that names rather not cross, the most important first. The boxes of placed names are taken
    from the room.
    """
    obstacles = [prep(one) for one in lines if not one.is_empty]
    placed: list[Label] = []
    left_out: list[LabelRequest] = []
    for request in requests:
        label = _placed(request, room, obstacles)
        if label is None:
            left_out.append(request)
        else:
            room.take(label.box)
            placed.append(label)
    return tuple(placed), tuple(left_out)


def _placed(request: LabelRequest, room: Room, obstacles: Sequence[Any]) -> Label | None:
    """Return the first free place that crosses none of the lines, else only the less important, else any."""
    free = [label for label in _candidates(request) if room.free(label.box)]
    least, best = len(obstacles) + 1, None
    for label in free:
        here = box(*label.box)
        crossed = next((len(obstacles) - n for n, one in enumerate(obstacles) if one.intersects(here)), 0)
        if crossed < least:
            least, best = crossed, label
        if crossed == 0:
            break
    return best


def _candidates(request: LabelRequest) -> list[Label]:
    """Return the eight places around the point, the best first: right, left, above, below, then the corners."""
    width = text_width(request.text, request.font, request.size)
    up, down = request.size * _ASCENT, request.size * _DESCENT
    height = up + down
    gap = request.gap
    diagonal = gap * 0.75
    lefts_and_bottoms = (
        (request.x + gap, request.y - height / 2),
        (request.x - gap - width, request.y - height / 2),
        (request.x - width / 2, request.y + gap),
        (request.x - width / 2, request.y - gap - height),
        (request.x + diagonal, request.y + diagonal),
        (request.x + diagonal, request.y - diagonal - height),
        (request.x - diagonal - width, request.y + diagonal),
        (request.x - diagonal - width, request.y - diagonal - height),
    )
    return [
        Label(request, (left - _PAD / 2, bottom, left + width + _PAD / 2, bottom + height), left, bottom + down)
        for left, bottom in lefts_and_bottoms
    ]
