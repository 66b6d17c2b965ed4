"""A recipe from a file of this computer."""

from __future__ import annotations

from pathlib import Path

from ..core.errors import InputError
from ..core.messages import message
from ..core.recipe import Recipe, recipe_of

_LONGEST_BYTES = 8_000_000


def read_recipe(path: str | Path) -> Recipe:
    """Return the recipe of a JSON file in UTF-8.

    Raises
    ------
    InputError
        When the file cannot be read, or what it says cannot be used.
    """
    try:
        with Path(path).open("rb") as file:
            text = file.read(_LONGEST_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(message("{path}: a recipe is text in UTF-8; save it as that.", path=str(path))) from error
    except (OSError, ValueError) as error:
        raise InputError(message("{path}: this recipe cannot be read.", path=str(path))) from error
    return recipe_of(text, str(path))
