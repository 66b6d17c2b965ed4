"""Views of the world: whose state borders a map shows.

Where a border lies is not a fact of nature but somebody's view, and a map that draws one takes a side. A case
therefore declares a view in its setting `world_view`; where it declares none, no state border is drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from .messages import Message, message

if TYPE_CHECKING:
    from .case import Case

NO_BORDERS = "none"
DEFAULT_VIEW = "international"


@dataclass(frozen=True)
class WorldView:
    """A view of the world: its code, its name, and by what it decides where borders are."""

    code: str
    title: Message
    definition: Message


WORLD_VIEWS: Mapping[str, WorldView] = MappingProxyType(
    {
        DEFAULT_VIEW: WorldView(
            DEFAULT_VIEW,
            message("international"),
            message(
                "Borders as the resolutions of the United Nations General Assembly recognise them, whoever holds the "
                "ground: Crimea, Sevastopol, Donetsk, Luhansk, Zaporizhzhia and Kherson lie within Ukraine's borders "
                "of 1991. Borders that are disputed or not agreed on are dashed; lines of control within a state are "
                "not drawn."
            ),
        ),
    }
)
"""The views that can be drawn, by their codes."""


def with_view(
    tables: Mapping[str, Sequence[Mapping[str, Any]]], view: str | None = None
) -> dict[str, Sequence[Mapping[str, Any]]]:
    """Return the rows of a new case by table, with a view among its settings: `view`, else theirs, else the default."""
    settings = [row for row in tables.get("settings", ()) if view is None or row.get("id") != "world_view"]
    if all(row.get("id") != "world_view" for row in settings):
        settings.append({"id": "world_view", "value": view or DEFAULT_VIEW})
    return {**tables, "settings": settings}


def declared_view(case: Case) -> str:
    """Return the case's setting `world_view`: the code of a view, "none", or "" where it says nothing."""
    return case.settings.get("world_view", "").strip()


def view_of(code: str) -> WorldView | None:
    """Return the view of that code; None where no border is to be drawn, or nobody knows the view."""
    return WORLD_VIEWS.get(code)


def view_words(code: str) -> Message:
    """Return what is printed under a map about its state borders."""
    view = view_of(code)
    if view is not None:
        return message("View of state borders: {title}.", title=view.title)
    if not code:
        return message("No view of state borders is declared; none is drawn.")
    if code == NO_BORDERS:
        return message("No state border is drawn: the case asks for none.")
    return message('The view of state borders "{code}" is not known here; none is drawn.', code=code[:80])
