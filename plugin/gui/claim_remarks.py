"""What is said beside the fields of a claim: what is wrong, what is missing, what could not be read."""

from __future__ import annotations

from collections.abc import Collection

from ..bridge.words import say
from ..core.claim_fields import NUMBER, Remark, remarks
from ..core.messages import message
from .claim_fields import ClaimFields

# Asked when the claim is to be recorded, and not as soon as the form is opened.
_ASKED_AT_LAST = ("text", "claimant", "kind")
# These stand in the row of another field.
_SECOND = ("refers_to", "credibility")


def remarks_on(form: ClaimFields) -> list[Remark]:
    """Return what is to be said of the fields as they are, one remark a field."""
    values = form.values()
    if form.source.new.isChecked():
        values["source_id"] = "new"
    found = [Remark(name, message("Say which day is meant, or leave it empty."), True) for name in form.open_days()]
    if form.number.is_open() and "value" in form.in_use():
        found.append(Remark(NUMBER, message("Say which number is meant, or leave it empty."), True))
    first: dict[str, Remark] = {}
    for one in (*found, *remarks(values)):
        first.setdefault(one.field, one)
    return list(first.values())


def show_remarks(form: ClaimFields, found: Collection[Remark], touched: Collection[str], was_tried: bool) -> None:
    """Show each remark beside its field.

    As long as nobody tried to record the claim, only the fields that the user has been to are spoken of.
    """
    for name, row in form.rows.items():
        if name not in _SECOND:
            row.say("")
    for one in found:
        if was_tried or one.field in touched or (one.hard and one.field not in _ASKED_AT_LAST):
            form.rows[one.field].say(say(one.text), one.hard)
