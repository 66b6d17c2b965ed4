"""What the form of a claim offers to choose from, read from the case as it is now."""

from __future__ import annotations

from collections.abc import Collection

from qgis.core import QgsProject

from ..bridge.cases import OpenCase
from ..bridge.claim_rows import entries, roles, sides_known, words_used
from .claim_fields import ClaimFields

OFFERED = ("claims", "sources", "areas", "front_lines", "claimed_gains", "supply_routes", "events")
"""The tables whose rows are offered."""


def offer(project: QgsProject, case: OpenCase, form: ClaimFields, claim_id: str, tables: Collection[str]) -> None:
    """Fill the lists of a form that show rows of these tables; what is chosen stays chosen.

    A claim does not relay itself.
    """
    fields = form.fields
    if "claims" in tables:
        for name in ("claimant", "published_in"):
            fields[name].offer(words_used(project, case, name))
        fields["side"].offer(sides_known(project, case))
        fields["relays"].offer([one for one in entries(project, case, "claims") if one[0] != claim_id])
    if "areas" in tables:
        role_of, areas = roles(project, case, "areas"), entries(project, case, "areas")
        fields["area_id"].offer([one for one in areas if role_of.get(one[0]) != "sector"])
        fields["sector_id"].offer([one for one in areas if role_of.get(one[0]) == "sector"])
    if "front_lines" in tables:
        role_of, lines = roles(project, case, "front_lines"), entries(project, case, "front_lines")
        fields["baseline_id"].offer([one for one in lines if role_of.get(one[0]) == "baseline"])
    links = (("claimed_gains", "gain_ids"), ("supply_routes", "route_ids"), ("events", "event_id"))
    for table, name in (*links, ("sources", "source_id")):
        if table in tables:
            fields[name].offer(entries(project, case, table))
