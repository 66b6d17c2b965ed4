"""What the map and the tables say of the temporary layers of routes: columns in words, and tips under the mouse."""

from __future__ import annotations

from collections.abc import Mapping

from qgis.core import QgsEditorWidgetSetup, QgsVectorLayer

from ..core import schema
from .tips import escaped, line, tip
from .words import tr

COLUMNS_IN_WORDS: Mapping[str, str] = {
    "route_id": "Route",
    "name": "Name",
    "mode": "Mode",
    "line": "Part of the route",
    "state": "State",
    "drawn_open": "Open as drawn",
    "from_km": "From, km",
    "to_km": "To, km",
    "km": "Length, km",
    "side": "Side",
    "leaves": "Leaves the side's ground",
    "along_km": "Along the route, km",
    "next_km": "To the next cut, km",
    "place_id": "Settlement (id)",
    "place": "Settlement",
    "access": "Access by routes",
    "ways": "Ways left",
    "base": "Supply base",
    "number": "No.",
    "way_km": "Shortest way, km",
    "earlier_km": "Shortest way then, km",
    "detour_km": "Detour, km",
    "detour_factor": "Detour, times",
    "last_links": "Last links",
    "enclosed": "Enclosed by ground",
}
"""The columns of the layers in words, with their units."""
VALUES_IN_WORDS: Mapping[str, Mapping[str, str]] = {
    "mode": schema.MODES,
    "state": {
        "open": "open",
        "cut": "cut",
        "unknown": "near the edge: open or cut",
        "unmapped": "no map of that ground",
    },
    "access": {
        "isolated": "isolated: no way",
        "one_way": "one way left",
        "several": "several ways",
        "base": "supply base",
        "no_route": "no route within reach",
    },
}
"""What the columns that hold codes say, as in the legends of the styles."""
# Of each layer: the column that is its title, and the columns that its tip shows with how many decimals (None: words).
_SHOWN: Mapping[str, tuple[str, Mapping[str, int | None]]] = {
    "places": (
        "name",
        {
            **{"access": None, "ways": 0, "way_km": 1, "detour_km": 1, "detour_factor": 2},
            **{"base": None, "last_links": None, "enclosed": None},
        },
    ),
    "cuts": ("name", {"leaves": None, "along_km": 1, "next_km": 1}),
    "links": ("name", {"place": None, "mode": None, "km": 1}),
    "ways": ("place", {"ways": 0, "km": 1, "base": None}),
    "apart": ("place", {"number": 0, "ways": 0, "km": 1}),
    "routes": ("name", {"mode": None, "state": None, "km": 1, "from_km": 1, "to_km": 1}),
}


def set_route_tip(layer: QgsVectorLayer, kind: str) -> None:
    """Give a layer of `route_layers.KINDS` its words, and its map tip; both in the language of QGIS."""
    fields = layer.fields()
    for name, title in COLUMNS_IN_WORDS.items():
        index = fields.indexOf(name)
        if index >= 0:
            layer.setFieldAlias(index, tr(title))
    for name, words in VALUES_IN_WORDS.items():
        index = fields.indexOf(name)
        if index >= 0:
            known = [{tr(text): code} for code, text in words.items()]
            layer.setEditorWidgetSetup(index, QgsEditorWidgetSetup("ValueMap", {"map": known}))
    title, shown = _SHOWN[kind]
    named = "place_id" if kind == "places" else "place" if kind in ("ways", "apart") else "route_id"
    rows = [line(tr(COLUMNS_IN_WORDS[name]), _value(name, decimals)) for name, decimals in shown.items()]
    layer.setMapTipTemplate(tip(f'coalesce(nullif("{title}", \'\'), "{named}")', rows))


def _value(name: str, decimals: int | None) -> str:
    """Return the expression that shows a column as HTML."""
    if decimals is not None:
        return f"coalesce(format_number(\"{name}\", {decimals}), '')"
    if name in VALUES_IN_WORDS:
        return escaped(f"represent_value(\"{name}\", '{name}')")
    if name in ("leaves", "enclosed"):
        yes, no = (f"'{tr(word)}'" for word in ("yes", "no"))
        return f'case when "{name}" then {yes} when not "{name}" then {no} else \'\' end'
    return escaped(f"coalesce(\"{name}\", '')")
