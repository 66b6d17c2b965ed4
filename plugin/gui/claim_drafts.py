"""What was typed into the form of a claim when QGIS was closed over it: kept until the form is opened again.

Drafts are kept in QGIS's settings, one for each claim of each case that has one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from qgis.core import QgsSettings

from ..about import SLUG
from ..bridge.cases import OpenCase

_KEY = f"{SLUG}/claim_drafts"


def keep_draft(case: OpenCase, claim_id: str, state: Mapping[str, Any]) -> None:
    """Keep what is typed for a claim, "" for one that is not recorded yet."""
    drafts = _drafts()
    drafts[_name(case, claim_id)] = dict(state)
    QgsSettings().setValue(_KEY, json.dumps(drafts, ensure_ascii=False, default=str))


def take_draft(case: OpenCase, claim_id: str) -> dict[str, Any] | None:
    """Return what was typed for a claim, and forget it; None where nothing was."""
    drafts = _drafts()
    found = drafts.pop(_name(case, claim_id), None)
    if drafts:
        QgsSettings().setValue(_KEY, json.dumps(drafts, ensure_ascii=False))
    else:
        QgsSettings().remove(_KEY)
    return found if isinstance(found, dict) else None


def _name(case: OpenCase, claim_id: str) -> str:
    return f"{case.path}|{claim_id}"


def _drafts() -> dict[str, Any]:
    try:
        found = json.loads(str(QgsSettings().value(_KEY, "{}")))
    except ValueError:
        return {}  # Settings are a text file, and anyone may have written there.
    return found if isinstance(found, dict) else {}
