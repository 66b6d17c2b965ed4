"""What the form of a claim offers to choose from, read from the case as it is now."""

from __future__ import annotations

from qgis.core import QgsProject

from ..bridge.cases import OpenCase
from ..bridge.claim_rows import entries, roles, sides_known, words_used
from .claim_fields import ClaimFields


def offer_all(project: QgsProject, case: OpenCase, form: ClaimFields, claim_id: str) -> None:
    """Fill the lists of a form; what is chosen stays chosen. A claim does not relay itself."""
    fields = form.fields
    for name in ("claimant", "published_in"):
        fields[name].offer(words_used(project, case, name))
    fields["side"].offer(sides_known(project, case))
    role_of = roles(project, case, "areas")
    areas = entries(project, case, "areas")
    fields["area_id"].offer([one for one in areas if role_of.get(one[0]) != "sector"])
    fields["sector_id"].offer([one for one in areas if role_of.get(one[0]) == "sector"])
    lines = roles(project, case, "front_lines")
    fields["baseline_id"].offer(
        [one for one in entries(project, case, "front_lines") if lines.get(one[0]) == "baseline"]
    )
    fields["gain_ids"].offer(entries(project, case, "claimed_gains"))
    fields["event_id"].offer(entries(project, case, "events"))
    fields["relays"].offer([one for one in entries(project, case, "claims") if one[0] != claim_id])
    form.source.offer(entries(project, case, "sources"))
