"""Briefing recipe…: how the briefing of the case in hand is made, kept in the case as one step of Undo."""

from __future__ import annotations

from dataclasses import replace

from qgis.PyQt.QtWidgets import QDialog

from ..bridge.briefings import BriefingWish
from ..bridge.cases import OpenCase, add_table, tables_of_case
from ..bridge.options import paper_options
from ..bridge.parts import MEASURING, PAPER
from ..bridge.recipes import kept_recipe, kept_view, usual_recipe, write_recipe
from ..bridge.words import error_text, tr
from ..core.errors import CaseError, InputError
from ..core.messages import message
from ..core.recipe import recipe_of
from .desk import Desk


def ask_for_recipe(desk: Desk) -> None:
    """Ask how the briefing of the case in hand is made, and keep the answer in the case."""
    if not desk.has((*MEASURING, *PAPER)):
        return
    case = desk.case()
    if case is not None:
        edit_recipe(desk, case)


def edit_recipe(desk: Desk, case: OpenCase, wish: BriefingWish | None = None) -> None:
    """Show the recipe of a case beside its pages, and keep what the user makes of it; `wish` as for the preview."""
    from .recipe_dialog import RecipeDialog

    with desk.telling():
        _check_can_be_changed(desk, case)
        usual = usual_recipe(paper_options().paper)
        text = kept_recipe(desk.project, case)
        try:
            recipe = recipe_of(text) if text else usual
        except InputError as error:
            # Somebody wrote it by hand: it can be made anew here, and only here.
            desk.notices.warn(error_text(error))
            recipe = usual
        # What the panel says of these would hide what the recipe says.
        asked = replace(wish or BriefingWish(), paper=paper_options(), lang=None, title="", sheet="")
        dialog = RecipeDialog(
            desk, case, tables_of_case(desk.project, case), recipe, usual, asked, kept_view(desk.project, case)
        )
        desk.keep_page(dialog)
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        dialog.deleteLater()
        if accepted and write_recipe(desk.project, case, dialog.recipe_text(), dialog.form.borders.code()):
            text = tr("{name}: the recipe is in the case; save your edits to keep it.")
            desk.notices.done(text.format(name=case.name))


def _check_can_be_changed(desk: Desk, case: OpenCase) -> None:
    if add_table(desk.project, case, "settings").readOnly():
        # Said before anything is asked.
        text = "{path}: this case can be read but not changed: the file or its folder is read-only."
        raise CaseError(message(text, path=case.path))
