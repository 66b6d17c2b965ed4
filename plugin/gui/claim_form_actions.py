"""The form of a claim is opened here: for a new one from the menu, for one that is there from the dock."""

from __future__ import annotations

from qgis.PyQt.QtWidgets import QWidget

from ..bridge.cases import OpenCase, can_be_changed
from ..bridge.parts import MEASURING
from ..bridge.words import tr
from ..core.errors import CaseError
from .desk import Desk

# Of the form, in pixels of a screen that is not scaled.
_WIDTH, _HEIGHT, _TITLE_BAR = 620, 760, 60


def record_claim(desk: Desk) -> None:
    """Open an empty form for the case in hand."""
    from .case_actions import case_or_offer

    # Numbers are read, and claims checked, by what measures.
    if not desk.has(MEASURING):
        return
    with desk.telling():
        case = case_or_offer(desk, "claims")
        if case is not None:
            open_form(desk, case)


def open_form(desk: Desk, case: OpenCase, claim_id: str = "") -> QWidget:
    """Open the form of a claim, or bring it up where it is open.

    Raises
    ------
    CaseError
        When the case can be read but not changed: said before anything is typed.
    """
    from .claim_drafts import take_draft
    from .claim_form import ClaimForm

    for form in desk.iface.mainWindow().findChildren(ClaimForm):
        if form.isVisible() and form.case == case and form.claim_id == claim_id:
            form.raise_()
            form.activateWindow()
            return form
    if not can_be_changed(case.path):
        text = tr("{path}: this case can be read but not changed: the file or its folder is read-only.")
        raise CaseError(text.format(path=case.path))
    made = ClaimForm(desk, case, claim_id)
    draft = take_draft(case, claim_id)
    if draft is not None:
        made.restore(draft)
    desk.keep_page(made)
    _put_beside(desk.iface.mainWindow(), made)
    made.show()
    return made


def _put_beside(window: QWidget, form: QWidget) -> None:
    """Put a form to the right, so that the map is seen; Qt puts it where the user had it, once there was one."""
    room = window.screen().availableGeometry()
    form.resize(min(_WIDTH, room.width()), min(_HEIGHT, room.height() - _TITLE_BAR))
    place = window.geometry()
    left = min(place.right(), room.right()) - form.width()
    form.move(max(left, room.left()), max(room.top(), min(place.top() + _TITLE_BAR, room.bottom() - form.height())))
