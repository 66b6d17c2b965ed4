"""What the user chose once for all cases: each option's key, kind and default, kept in QGIS's settings.

A case's own settings come first: an option is what a new case starts with, or what counts where a case says nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from qgis.core import QgsSettings

from ..about import SLUG
from ..brief.language import codes
from ..core.schema import DEFAULT_TOLERANCE_M
from .words import locale_code

OPTIONS: Mapping[str, str | float | bool] = MappingProxyType(
    {
        "sides": "[]",
        "side": "",
        "tolerance_m": DEFAULT_TOLERANCE_M,
        "language": "",
        "world_view": "international",
        "paper": "A4",
        "newsroom": "",
        "logo": "",
        "issuer": "",
        "gazetteer": "",
        "checks/automatic": True,
    }
)
"""The default of each option by its key, which stands under Salient's name in QGIS's settings; its type is the kind.

"sides" is JSON, a list of [name, colour]; "language" is a code such as "uk", or "" for the one that QGIS speaks.
"""

PALETTE = ("#0a5c96", "#b84a00", "#00735a", "#8a4a78", "#7a6a00", "#4d5660")
"""Colours of sides that are told apart in print and with any colour vision (after Okabe and Ito), in their order."""


@dataclass(frozen=True)
class PaperOptions:
    """How briefings are printed: paper, newsroom, path of the logo ("" for none), language where a case names none."""

    paper: str
    newsroom: str
    logo: str
    language: str


def option(key: str) -> Any:
    """Return the value of an option, its default where nothing usable is kept."""
    default = OPTIONS[key]
    try:
        found = QgsSettings().value(f"{SLUG}/{key}", default, type=type(default))
    except (TypeError, ValueError):
        # Settings are a text file, and anyone may have written there.
        return default
    return found if isinstance(found, type(default)) else default


def set_option(key: str, value: str | float | bool) -> None:
    """Keep the value of an option; the default is kept by keeping nothing."""
    if value == OPTIONS[key]:
        QgsSettings().remove(f"{SLUG}/{key}")
    else:
        QgsSettings().setValue(f"{SLUG}/{key}", value)


def sides() -> list[tuple[str, str]]:
    """Return name and colour ("#rrggbb") of each side that the user named, in the user's order."""
    try:
        kept = json.loads(option("sides"))
    except ValueError:
        return []
    pairs = [one for one in kept if isinstance(one, list) and len(one) == 2] if isinstance(kept, list) else []
    return [(str(name), str(colour)) for name, colour in pairs if str(name).strip()]


def set_sides(pairs: Sequence[tuple[str, str]]) -> None:
    """Keep the sides and their colours."""
    set_option("sides", json.dumps([list(pair) for pair in pairs], ensure_ascii=False) if pairs else "[]")


def side_colours(names: Sequence[str] = ()) -> dict[str, str]:
    """Return the colour of each side that the user named, and of each of `names`; those get what is left."""
    made = dict(sides())
    free = [colour for colour in PALETTE if colour not in made.values()] or list(PALETTE)
    others = [name for name in names if name not in made]
    return {**made, **{name: free[place % len(free)] for place, name in enumerate(others)}}


def settings_of_new_case() -> dict[str, str]:
    """Return the settings that a new case starts with; what was left at its default is not written.

    The view of state borders is: a case that says nothing of it has none.
    """
    made = {"world_view": option("world_view")} if option("world_view") else {}
    for key in ("side", "tolerance_m", "language"):
        value = option(key)
        if value != OPTIONS[key]:
            made[key] = f"{value:g}" if isinstance(value, float) else str(value)
    return made


def language_of_documents() -> str:
    """Return the language of documents where a case names none."""
    chosen = option("language")
    return chosen if chosen in codes() else locale_code()


def paper_options() -> PaperOptions:
    """Return how briefings are printed."""
    return PaperOptions(option("paper"), option("newsroom"), option("logo"), language_of_documents())
