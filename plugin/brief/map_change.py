"""Ground that changed hands on an issuer's maps, as the map of a briefing shows it, over the control areas of the day.

Ground that one side lost is told apart by what became of it: passed to another side, downgraded to the same side's
advance, or left to nobody; ground that the side took is a fourth way. Hatches tell them apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..core.case import Case, ControlArea
from ..core.change import Change, Piece
from ..core.days import areas_on
from ..core.messages import message
from ..core.partition import NONE, OVERLAYS
from ..core.schema import STATES
from .language import Language
from .values import MapShape

_CONTROL = "assessed_control"
_SMALLEST_SHARE = 1e-4


@dataclass(frozen=True)
class Drawn:
    """A shape to draw with the source that it came from."""

    shape: MapShape
    source_id: str


def labelled(text: str, side: str) -> str:
    """Return a text as an entry of the legend, with its side."""
    text = text[:1].upper() + text[1:]
    return f"{text}: {side}" if side else text


def control_label(area: ControlArea, lang: Language) -> str:
    """Return the entry of a control area: its state, day and side."""
    state = lang.say(STATES.get(area.state, area.state))
    label = state if area.as_of is None else lang.say(message("{line}, {date}", line=state, date=area.as_of))
    return labelled(label, area.side)


def change_caption(change: Change, lang: Language) -> str:
    """Return the sentence beneath the map: whose maps of which days."""
    return lang.say(
        message(
            "Ground that changed hands on the maps of {issuer} between {start} and {end}, over the control areas of "
            "the last day.",
            issuer=change.issuer,
            start=change.start_used,
            end=change.end_used,
        )
    )


def control_behind(case: Case, change: Change, lang: Language) -> list[Drawn]:
    """Return the issuer's areas of the last day, without hatches of their own; overlays are left out."""
    made = []
    for area in areas_on(case, change.issuer, change.end_used):
        if area.state not in OVERLAYS:
            label = control_label(area, lang)
            made.append(Drawn(MapShape("behind", area.state, area.side, label, area.geometry), area.source_id))
    return made


def changed_ground(case: Case, change: Change, lang: Language) -> list[Drawn]:
    """Return the pieces that went out of or into assessed control, each with what became of it.

    Traces that nobody could see beside the rest are left out, so that the legend does not name them.
    """
    smallest_km2 = sum(piece.area_km2 for piece in change.pieces) * _SMALLEST_SHARE
    before = _sides(areas_on(case, change.issuer, change.start_used))
    after = _sides(areas_on(case, change.issuer, change.end_used))
    made = []
    for piece in change.pieces:
        style, side = _fate(piece, before, after)
        if style and piece.area_km2 >= smallest_km2:
            label = labelled(lang.say(_FATES[style]), side)
            made.append(Drawn(MapShape("change", style, side, label, piece.geometry), ""))
    return made


_FATES = {
    "passed": message("from control to another side's layer"),
    "downgraded": message("from control to the same side's advance"),
    "left": message("from control to no layer or an unclear one"),
    "taken": message("into control"),
}


def _sides(areas: Iterable[ControlArea]) -> dict[str, set[str]]:
    """Return the sides that have ground in each state."""
    found: dict[str, set[str]] = {}
    for area in areas:
        found.setdefault(area.state, set()).add(area.side)
    return found


def _fate(piece: Piece, before: dict[str, set[str]], after: dict[str, set[str]]) -> tuple[str, str]:
    """Return how a piece is drawn ("" not at all) and the side whose colour it has."""
    was, now = piece.before.partition(" (")[0], piece.after.partition(" (")[0]
    loser, taker = _side_of(piece.before, before), _side_of(piece.after, after)
    if was == _CONTROL:
        if piece.after != NONE and taker != loser and taker:
            return "passed", taker
        return ("downgraded" if now == "assessed_advance" else "left"), loser
    if now == _CONTROL:
        return "taken", taker
    return "", ""


def _side_of(key: str, sides: dict[str, set[str]]) -> str:
    """Return the side of a key of the matrix: the one it names, else the only one with ground in that state."""
    state, _, named = key.partition(" (")
    if named:
        return named.rstrip(")")
    only = sides.get(state, set())
    return next(iter(only)) if len(only) == 1 else ""
