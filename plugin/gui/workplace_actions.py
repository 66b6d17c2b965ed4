"""The dock is made, shown and hidden here; others ask it for a case or a claim."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import Qt

from ..bridge.cases import OpenCase, open_cases
from .desk import Desk
from .docks import dock_of

if TYPE_CHECKING:
    from .workplace import Workplace

_NAME = "workplace"


def toggle_workplace(desk: Desk) -> None:
    """Show the dock, or hide it where it is seen."""
    dock = shown_workplace(desk)
    if dock is not None and dock.isUserVisible():
        dock.setUserVisible(False)
    else:
        workplace(desk).setUserVisible(True)


def shown_workplace(desk: Desk) -> Workplace | None:
    """Return the dock if it was made before."""
    return desk.docks.get(_NAME)


def workplace(desk: Desk) -> Workplace:
    """Return the dock; it is built when it is first needed."""

    def build() -> Workplace:
        from .workplace import Workplace

        return Workplace(desk)

    return dock_of(desk, _NAME, build, Qt.DockWidgetArea.BottomDockWidgetArea)


def bring_up(desk: Desk, case: OpenCase, page: str = "", claim_id: str = "") -> Workplace:
    """Show a case in the dock, on a page of it (an entry of workplace.PAGES), with a claim chosen."""
    dock = workplace(desk)
    dock.show_case(case)
    dock.setUserVisible(True)
    if page:
        dock.show_page(page)
    if claim_id:
        dock.choose_claim(claim_id)
    return dock


def show_claim(desk: Desk, case_id: str, claim_id: str) -> None:
    """Show a claim of an open case in the ledger."""
    from .workplace import CLAIMS

    case = next((one for one in open_cases(desk.project) if one.id == case_id), None)
    if case is not None:
        bring_up(desk, case, CLAIMS, claim_id)
