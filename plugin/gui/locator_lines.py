"""Lines of the locator: what is shown of a row or a place, made in a worker thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qgis.core import QgsLocatorFilter, QgsLocatorResult

from ..bridge.finder import CLAIMS, SETTLEMENTS, Hit
from ..bridge.words import say
from ..core.messages import message
from .locator import GAZETTEER

if TYPE_CHECKING:
    from ..core.gazetteer import Place

MOST = 30
"""How many lines are shown."""

CHOOSE, WAIT, SHOW = "choose", "wait", "show"
"""What a line about a gazetteer does."""

_SHOWN_LETTERS = 110


@dataclass(frozen=True)
class Found:
    """A line: its text, what stands beside it, how well it fits (0 to 1), and plain values for when it is chosen."""

    text: str
    beside: str
    score: float
    data: Mapping[str, Any]
    actions: Sequence[tuple[int, str]] = ()

    def result(self, asked: QgsLocatorFilter) -> QgsLocatorResult:
        """Return it as QGIS wants it."""
        made = QgsLocatorResult(asked, self.text, dict(self.data))
        made.description = self.beside
        made.score = self.score
        made.actions = [QgsLocatorResult.ResultAction(number, text) for number, text in self.actions]
        return made


Search = Callable[[str, Callable[[], bool]], Sequence[Found]]
"""What searches for a text, on any thread; it is handed what says that nobody waits any more."""


def hit_line(hit: Hit, with_case: bool) -> Found:
    """Return the line for a row of a case; `with_case` names the case."""
    row = hit.row
    if hit.table == SETTLEMENTS:
        text = _with_local(_text(row, "name"), _text(row, "name_local"))
        beside = _people(row.get("population"))
    elif hit.table == CLAIMS:
        text = _short(_text(row, "text"))
        beside = ", ".join(one for one in (_text(row, "claimant"), _text(row, "id")) if one)
    else:
        text = _short(": ".join(one for one in (_text(row, "publisher"), _text(row, "title")) if one))
        beside = _text(row, "url")
    said = ", ".join(one for one in (beside, hit.case.name if with_case else "") if one)
    data = {"kind": "row", "case": hit.case.id, "table": hit.table, "fid": hit.fid, "id": _text(row, "id")}
    return Found(text or _text(row, "id"), said, hit.score, data)


def place_line(number: int, place: Place, name: str, score: float, actions: Sequence[tuple[int, str]]) -> Found:
    """Return the line for a place of a gazetteer; `name` is the one of its names that fits what was typed."""
    beside = [_people(place.population), f"{place.lat:.3f}, {place.lon:.3f}"]
    if name not in (place.name, place.name_local):
        beside.insert(0, name)
    data = {"kind": GAZETTEER, "do": SHOW, "place": number}
    said = ", ".join(one for one in beside if one)
    return Found(_with_local(place.name, place.name_local), said, score, data, actions)


def notice_line(text: str, beside: str, do: str) -> Found:
    """Return a line about the gazetteer itself."""
    return Found(text, beside, 1.0, {"kind": GAZETTEER, "do": do})


def _with_local(name: str, local: str) -> str:
    return f"{name} ({local})" if local and local != name else name


def _people(count: Any) -> str:
    if not isinstance(count, int) or count <= 0:
        return ""
    return say(message("{n:,} inhabitants", n=count))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN_LETTERS else line[:_SHOWN_LETTERS].rsplit(" ", 1)[0] + " …"


def _text(row: Mapping[str, Any], name: str) -> str:
    return str(row.get(name) or "")
