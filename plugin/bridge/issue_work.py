"""Numbered issues made in the background: the PDF with its row, and one made again. No layer, no project, no widget."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from .briefings import BriefingWish, Told, order_for, recipe_for
from .work import Progress, in_own_thread

if TYPE_CHECKING:
    from ..brief.numbered import Numbered, Rebuilt
    from ..core.case import Case
    from .canvas_camera import Aim


@in_own_thread
def made_issue(
    case: Case, wish: BriefingWish, corrections: Sequence[str], progress: Progress, camera: Aim | None = None
) -> Numbered:
    """Return the next issue of a case with its row; nothing is stored. `camera` as in `made_briefing`.

    Raises
    ------
    InputError
        When the recipe or the logo cannot be used.
    MeasureError
        When `wish` compares maps that the case does not hold.
    """
    from ..brief.numbered import make_issue

    told = Told(progress)
    order = replace(order_for(wish, told, camera), corrections=tuple(corrections))
    return make_issue(case, recipe_for(case, wish), order, progress=told)


@in_own_thread
def issue_again(case: Case, number: int, progress: Progress) -> Rebuilt:
    """Return a stored issue made once more; errors as `brief.numbered.rebuild_issue`."""
    from ..brief.numbered import rebuild_issue

    return rebuild_issue(case, number, progress)


def facts_in(text: Any) -> dict[str, Any]:
    """Return the facts that a row of the issues keeps; nothing where they cannot be read."""
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
