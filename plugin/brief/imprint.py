"""What a newsroom puts on its paper: the sheets, its name, its logo, which sections in which order."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from reportlab.lib.pagesizes import LETTER

from ..core.errors import InputError
from ..core.messages import message
from ..core.recipe import LARGEST_LOGO_BYTES, LONGEST_NEWSROOM, Recipe

# 2480 by 3508 dots at 300 an inch: a thirtieth of a millimetre off, but in whole dots, as Letter is. A reader that
# takes a map's page for a raster (GDAL, QGIS) rounds the page to dots, and would else stretch the map on the ground.
_A4 = (595.2, 841.92)

PAPERS: Mapping[str, tuple[float, float]] = MappingProxyType({"A4": _A4, "Letter": LETTER})
"""Width and height of the sheets in points, by name."""

_LARGEST_LOGO_PIXELS = 16_000_000
# As many dots as a logo of 45 mm shows at 600 dots an inch.
_LOGO_DOTS = 1063


@dataclass(frozen=True)
class Imprint:
    """Paper ("A4" or "Letter"), name of the newsroom ("" for none), and the bytes of its logo, a PNG or JPEG picture.

    `landscape` turns the sheets; `sections` names what is printed, in its order (empty: all, in the usual one).

    Raises
    ------
    InputError
        When there is no such paper, the name is too long, or the logo cannot be used.
    """

    paper: str = "A4"
    newsroom: str = ""
    logo: bytes | None = None
    landscape: bool = False
    sections: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.paper not in PAPERS:
            text = '"{paper}" is no paper that briefings are printed on; choose one of {known}.'
            raise InputError(message(text, paper=self.paper[:80], known=", ".join(PAPERS)))
        if len(self.newsroom) > LONGEST_NEWSROOM:
            text = "The name of the newsroom has more than {most} letters; shorten it."
            raise InputError(message(text, most=LONGEST_NEWSROOM))
        if self.logo is not None:
            logo_image(self.logo)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the sheet, in points."""
        wide, high = PAPERS[self.paper]
        return (high, wide) if self.landscape else (wide, high)


def imprint_of(recipe: Recipe) -> Imprint:
    """Return what a recipe says of the paper.

    Raises
    ------
    InputError
        As `Imprint`.
    """
    return Imprint(recipe.paper, recipe.newsroom, recipe.logo_bytes, recipe.landscape, recipe.sections)


def logo_image(data: bytes) -> Any:
    """Return the picture, no larger than it can be seen on paper, and without what else its file says.

    Raises
    ------
    InputError
        When it is no PNG or JPEG picture, is damaged, or is too large.
    """
    # Imported here: most briefings have no picture.
    from PIL import Image

    if len(data) > LARGEST_LOGO_BYTES:
        text = "The logo's file is larger than {most:.0f} MB; choose a smaller picture."
        raise InputError(message(text, most=LARGEST_LOGO_BYTES / 1e6))
    try:
        picture = Image.open(io.BytesIO(data), formats=("PNG", "JPEG"))
        width, height = picture.size
        if width * height > _LARGEST_LOGO_PIXELS:
            text = "The logo has {width} × {height} dots, which is too many; choose a smaller picture."
            raise InputError(message(text, width=width, height=height))
        image = picture.convert("RGBA")
    except Image.DecompressionBombError as error:  # Pillow's own limit is asked before the size can be
        text = "The logo has too many dots; choose a smaller picture."
        raise InputError(message(text)) from error
    except (OSError, SyntaxError, ValueError) as error:
        text = "The logo cannot be read: it has to be a whole PNG or JPEG picture."
        raise InputError(message(text)) from error
    image.thumbnail((_LOGO_DOTS, _LOGO_DOTS))
    return image
