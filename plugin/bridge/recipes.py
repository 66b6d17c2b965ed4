"""The recipe of an open case: read from its settings, put there as one step of Undo; and what a recipe can name.

What touches layers belongs on the main thread and says so; nothing is saved for the user.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from qgis.core import QgsFeature, QgsProject, QgsVectorLayer

from ..core.errors import CaseError
from ..core.messages import message
from .cases import OpenCase, add_table, case_layers, settings_of
from .layers import open_table
from .undo import joined_step
from .words import tr

if TYPE_CHECKING:
    from ..core.case import Case
    from ..core.recipe import Recipe

_RECIPE, _VIEW = "recipe", "world_view"


@dataclass(frozen=True)
class RecipeOffer:
    """What a recipe of a case can name.

    Attributes
    ----------
    frames
        Id and name of each area that a map can show.
    holdable
        By table, id and words of each record that can be held back; the words say it to people.
    """

    frames: tuple[tuple[str, str], ...]
    holdable: Mapping[str, tuple[tuple[str, str], ...]]


def kept_recipe(project: QgsProject, case: OpenCase) -> str:
    """Return the recipe's text as the open case has it now, "" where it has none. Main thread only."""
    return _kept(project, case).get(_RECIPE, "")


def kept_view(project: QgsProject, case: OpenCase) -> str:
    """Return the view of state borders that the open case declares, "" where it declares none. Main thread only."""
    return _kept(project, case).get(_VIEW, "").strip()


def _kept(project: QgsProject, case: OpenCase) -> dict[str, str]:
    return settings_of(case_layers(project, case.id).get("settings") or open_table(case.path, "settings", case.id))


def write_recipe(project: QgsProject, case: OpenCase, text: str, view: str | None = None) -> bool:
    """Put a recipe into the settings of an open case as one step of Undo; "" takes it out. Main thread only.

    Parameters
    ----------
    project, case
        The open case.
    text
        The recipe.
    view
        The view of state borders that the case is to declare; None leaves that as it is.

    Returns
    -------
    bool
        Whether anything was changed.

    Raises
    ------
    CaseError
        When the settings cannot be edited.
    """
    wanted = {} if text == kept_recipe(project, case) else {_RECIPE: text}
    if view is not None and view != kept_view(project, case):
        wanted[_VIEW] = view
    if not wanted:
        return False
    layer = add_table(project, case, "settings")
    with joined_step([layer], tr("Briefing recipe")):
        if not all(_written(layer, name, value) for name, value in wanted.items()):
            said = "{layer} of {name}: QGIS did not take the row; nothing was changed."
            raise CaseError(message(said, layer=layer.name(), name=case.name))
    return True


def _written(layer: QgsVectorLayer, name: str, text: str) -> bool:
    """Put the text into the first row of a setting, or a new one; others go."""
    rows = sorted(one.id() for one in layer.getFeatures() if one["id"] == name)
    kept, gone = (rows[:1], rows[1:]) if text else ([], rows)
    taken = all(layer.deleteFeature(fid) for fid in gone)
    if not text:
        return taken
    fields = layer.fields()
    if kept:
        return taken and bool(layer.changeAttributeValue(kept[0], fields.indexOf("value"), text))
    new = QgsFeature(fields)
    new.setAttribute("id", name)
    new.setAttribute("value", text)
    return taken and bool(layer.addFeature(new))


def recipe_offer(case: Case) -> RecipeOffer:
    """Return what a recipe of the case can name. Any thread."""
    from ..core.withheld import HOLDABLE

    return RecipeOffer(
        frames=tuple((area.id, area.name or area.id) for area in case.areas),
        holdable={table: tuple((one.id, _words(one)) for one in getattr(case, table)) for table in HOLDABLE},
    )


def _words(record: Any) -> str:
    """Return a record's id with its name, its text or its title."""
    for field in ("name", "text", "title", "issuer"):
        said = " ".join(str(getattr(record, field, "") or "").split())
        if said:
            day = getattr(record, "as_of", None)
            dated = f"{said[:80]}, {day.isoformat()}" if day is not None else said[:80]
            return f"{record.id} · {dated}"
    return str(record.id)


def logo_of_file(path: str) -> str:
    """Return a picture as a recipe keeps it: drawn anew, no larger than paper shows, without what else its file says.

    Raises
    ------
    InputError
        When it cannot be used.
    """
    import io

    from ..brief.imprint import logo_image
    from ..core.recipe import logo_text
    from ..store.pictures import read_picture

    made = io.BytesIO()
    logo_image(read_picture(path)).save(made, "PNG", optimize=True)
    return logo_text(made.getvalue())


def usual_recipe(paper: str) -> Recipe:
    """Return what a case without a recipe is printed by, on the paper of the user's options."""
    from ..core.recipe import Recipe

    return Recipe(paper=paper)


def asked_recipe(case: Case, path: str, newsroom: str, logo: str) -> Recipe:
    """Return the recipe of a file, else that of the case, with another newsroom and the picture of another file.

    Raises
    ------
    InputError
        When file, recipe or picture cannot be used.
    """
    from ..core.recipe import logo_text, recipe_of
    from ..store.pictures import read_picture
    from ..store.recipe_files import read_recipe

    recipe = read_recipe(path) if path else recipe_of(case.settings.get(_RECIPE, ""))
    if newsroom:
        recipe = replace(recipe, newsroom=newsroom)
    return replace(recipe, logo=logo_text(read_picture(logo))) if logo else recipe
