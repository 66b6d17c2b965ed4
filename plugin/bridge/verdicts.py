"""The verdicts that the last check of each open case came to, for expressions to read.

A snapshot of plain values, replaced whole and never changed: maps are drawn in other threads while a check ends.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from types import MappingProxyType

from ..core.errors import MeasureError
from ..core.messages import message


@dataclass(frozen=True)
class CaseVerdicts:
    """What one case's check came to: `verdicts` by the claim's id; `layer_ids` are QGIS's ids of its layers."""

    case_id: str
    path: str
    verdicts: Mapping[str, str]
    layer_ids: frozenset[str]

    def is_called(self, name: str) -> bool:
        """Whether a user may mean this case by that: its id, its file's path, or the file's name."""
        file = PurePath(self.path.replace("\\", "/"))
        return name in (self.case_id, self.path, file.name, file.stem)


_known: Mapping[str, CaseVerdicts] = MappingProxyType({})


def remember(case_id: str, path: str, verdicts: Mapping[str, str], layer_ids: Collection[str] = ()) -> None:
    """Keep the verdicts of a case, by the claims' ids, in place of those that were kept before.

    Parameters
    ----------
    path
        The case's file.
    layer_ids
        QGIS's ids of the case's layers: in an expression of one of them, the case need not be named.
    """
    global _known  # one name that is bound anew: readers in other threads see the old whole or the new whole
    kept = CaseVerdicts(case_id, path, MappingProxyType(dict(verdicts)), frozenset(layer_ids))
    _known = MappingProxyType({**_known, case_id: kept})


def forget(case_id: str) -> None:
    """Drop the verdicts of a case that was closed; of one that is not known, nothing happens."""
    global _known
    _known = MappingProxyType({key: kept for key, kept in _known.items() if key != case_id})


def forget_all() -> None:
    """Drop everything, when Salient leaves QGIS."""
    global _known
    _known = MappingProxyType({})


def verdict_of(claim_id: str, case: str | None, layer_id: str | None) -> str | None:
    """Return the verdict on a claim, such as "consistent_if"; None where no check has come to one.

    Parameters
    ----------
    case
        Id, path or file name of the case; None for the case of the layer, else the only one that knows the claim.
    layer_id
        QGIS's id of the layer that the expression belongs to; None where there is none.

    Raises
    ------
    MeasureError
        When several open cases have a claim with that id and none is named.
    """
    known = tuple(_known.values())
    if case is not None:
        meant = [one for one in known if one.is_called(case)]
    else:
        meant = [one for one in known if layer_id in one.layer_ids] or list(known)
    found = [one.verdicts[claim_id] for one in meant if claim_id in one.verdicts]
    if len(found) > 1:
        text = 'Several open cases have a claim "{claim}": name the file of the case that is meant as second argument.'
        raise MeasureError(message(text, claim=claim_id[:80]))
    return found[0] if found else None
