"""What a claim about supply asks of the page of routes: a settlement, a day, a side. Main thread only."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from qgis.core import QgsProject

from .cases import OpenCase
from .claim_rows import claim_values
from .route_picture import RouteWish

# Which of a claim's places is the one that is asked about.
_PLACE: Mapping[str, int] = {"isolation": 0, "enclosed": 0, "route_status": 0, "on_route": 1}


def route_question(project: QgsProject, case: OpenCase, claim_id: str) -> tuple[RouteWish, str] | None:
    """Return what a claim asks for and the id of its settlement, "" without one; None where it is of another kind."""
    values = claim_values(project, case, claim_id)
    kind = "" if values is None else str(values.get("kind") or "")
    if values is None or kind not in _PLACE:
        return None
    places = values.get("place_ids") or ()
    place = places[_PLACE[kind]] if len(places) > _PLACE[kind] else ""
    day = values.get("refers_to") or values.get("stated_on")
    since = values.get("refers_from")
    if not isinstance(day, datetime.date):
        return None
    return RouteWish(day, str(values.get("side") or ""), "", since if isinstance(since, datetime.date) else None), place
