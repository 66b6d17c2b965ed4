"""What lies under the map of a briefing and beside it, and what is said of it: by the case's view of state borders."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Callable, Optional

import numpy as np
from pyproj import Transformer

from ..core.case import Case
from ..core.messages import Message, message
from ..core.recipe import Recipe
from ..core.world_views import declared_view, view_of, view_words
from .language import Language, language
from .plane import edge
from .projection import Projection, projection_for
from .reference import countries_near, country_names, country_shape, reference_shapes
from .values import Briefing, Frame, Ground, Locator, NoteRow, Picture

# The locator shows six times the frame, but no less and no more than this.
_LOCATOR_TIMES, _LOCATOR_LEAST_DEG, _LOCATOR_MOST_DEG = 6.0, 10.0, 60.0
_LOCATOR_MARGIN = 0.04
# Where the frame is higher than this share of its country, more of the surroundings is shown.
_LARGEST_SHARE = 0.6


# A panel is so many times as wide as high at most, so many times as high as wide, and no larger than this; its dots are
# about 200 to the inch.
_WIDEST_PANEL, _HIGHEST_PANEL, _LARGEST_PANEL_MM = 2.9, 1.2, (270.0, 170.0)
_DOTS, _DOT_MM = 1600, 0.127


@dataclass(frozen=True)
class CanvasPicture:
    """A picture of QGIS's map canvas without the layers of the case, and what its layers ask to be printed of them.

    `attributions` are printed as they are; `remarks` say what was left out, and whose borders the picture may show.
    """

    picture: Picture
    attributions: tuple[str, ...] = ()
    remarks: tuple[Message, ...] = ()


PictureMaker = Callable[[Projection, Frame, float], Optional[CanvasPicture]]
"""Takes a picture of QGIS's canvas: in a projection, between edges in its metres, with so many metres to a dot."""


def ground_for(
    case: Case,
    frame: Frame,
    lang: Language,
    background: str = "lines",
    canvas: PictureMaker | None = None,
    scale: int | None = None,
) -> Ground | None:
    """Return what lies under a map of a frame; None where nothing is wanted there.

    Parameters
    ----------
    case
        Whose setting `world_view` says which borders are drawn.
    frame
        West, south, east, north in degrees, on WGS 84.
    lang
        The language of names and notes.
    background
        One of `core.recipe.BACKGROUNDS`.
    canvas
        What takes the picture where the background is "canvas"; where there is none, the reference lines stand in and
        say so.
    scale
        The n of a wished 1:n, which decides how much of the ground the picture has to show.
    """
    if background == "none":
        return None
    view = declared_view(case)
    locator = _locator(frame, view, lang)
    taken = canvas(*_view_finder(frame, scale)) if background == "canvas" and canvas is not None else None
    if taken is not None:
        notes = [*map(lang.say, taken.remarks), *(_closed(one) for one in taken.attributions)]
        if locator is not None:
            notes.append(lang.say(message("In the small map: {words}", words=view_words(view))))
        return Ground(notes=tuple(notes), locator=locator, picture=taken.picture)
    source = message("Coasts, waters and borders: Natural Earth, 1:10 million; off by a kilometre and more in places.")
    if view_of(view) is None:
        source = message("Coasts and waters: Natural Earth, 1:10 million; off by a kilometre and more in places.")
    absent = [message("A picture of the map canvas was asked for; there is none outside of QGIS.")]
    if background != "canvas":
        absent = []
    return Ground(
        shapes=reference_shapes(frame, view, lang),
        names=country_names(frame, view, lang),
        notes=tuple(lang.say(one) for one in (view_words(view), source, *absent)),
        locator=locator,
    )


def _view_finder(frame: Frame, scale: int | None) -> tuple[Projection, Frame, float]:
    """Return what a picture has to show so that it fills a panel of any shape: projection, edges, metres a dot."""
    projection = projection_for(frame)
    ends = Transformer.from_pipeline(projection.pipeline).transform(*edge(*frame).T)
    (west, east), (south, north) = ((float(np.min(one)), float(np.max(one))) for one in ends)
    across, up = east - west, north - south
    wide, high = max(across, up * _WIDEST_PANEL), max(up, across * _HIGHEST_PANEL)
    dot = max(across, up) / _DOTS
    if scale is not None:
        wide, high = (one / 1000 * scale for one in _LARGEST_PANEL_MM)
        dot = _DOT_MM / 1000 * scale
    x, y = (west + east) / 2, (south + north) / 2
    return projection, (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2), dot


def _closed(text: str) -> str:
    text = " ".join(text.split())
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def with_ground(
    content: Briefing, case: Case, recipe: Recipe | None = None, canvas: PictureMaker | None = None
) -> Briefing:
    """Return a briefing with what lies under its map, and with what the notes say of the borders there.

    Called when all else is as it leaves the desk: what lies under the map is of the world, not of the case, and keeps
    to the frame that is printed.
    """
    drawing, wanted = content.map, recipe or Recipe()
    if drawing is None:
        return content
    lang = language(content.language)
    ground = ground_for(case, drawing.frame, lang, wanted.background, canvas, drawing.scale)
    if ground is None:
        return content
    notes = NoteRow(lang.say("State borders"), _view_notes(case, lang))
    return replace(content, map=replace(drawing, ground=ground), notes=(*content.notes, notes))


def picture_remarks(content: Briefing, recipe: Recipe) -> tuple[Message, ...]:
    """Return what the desk should know of a picture under the map where part of the case does not leave it."""
    ground = None if content.map is None else content.map.ground
    if ground is None or ground.picture is None or not (recipe.safety.keeps_back or recipe.safety.grid_m is not None):
        return ()
    return (message("The picture of QGIS's map shows what its layers show, whatever is held back: look at it."),)


def _view_notes(case: Case, lang: Language) -> tuple[str, ...]:
    """Return which view of state borders is declared, and its definition."""
    code = declared_view(case)
    view = view_of(code)
    notes = [view_words(code)] if view is None else [view_words(code), view.definition]
    return tuple(lang.say(one) for one in notes)


def _locator(frame: Frame, view: str, lang: Language) -> Locator | None:
    """Return the small map: the country in which the frame lies, where that fits, else the surroundings."""
    extent = locator_extent(frame, view)
    if extent is None:
        return None
    return Locator(extent, reference_shapes(extent, view, lang, wide=False), country_names(extent, view, lang))


def locator_extent(frame: Frame, view: str) -> Frame | None:
    """Return what the small map shows, in degrees; None where the frame is so large that it needs none."""
    west, south, east, north = frame
    lon, lat = (west + east) / 2, (south + north) / 2
    squeeze = max(math.cos(math.radians(lat)), 0.2)
    size = max((east - west) * squeeze, north - south)
    if size > _LOCATOR_MOST_DEG / 2:
        return None
    if view_of(view) is not None:
        home = _home(frame, lon, lat)
        if home is not None and size <= (home[3] - home[1]) * _LARGEST_SHARE:
            # The frame may run on beyond the country.
            west, south, east, north = min(home[0], west), min(home[1], south), max(home[2], east), max(home[3], north)
            pad = (north - south) * _LOCATOR_MARGIN
            return west - pad / squeeze, max(south - pad, -89.0), east + pad / squeeze, min(north + pad, 89.0)
    half = min(max(size * _LOCATOR_TIMES, _LOCATOR_LEAST_DEG), _LOCATOR_MOST_DEG) / 2
    return lon - half / squeeze, max(lat - half, -89.0), lon + half / squeeze, min(lat + half, 89.0)


def _home(frame: Frame, lon: float, lat: float) -> Frame | None:
    """Return the bounds of the country around the frame's middle; None where there is none, or it is too wide."""
    from shapely.geometry import Point

    middle = Point((lon + 180.0) % 360.0 - 180.0, lat)
    for one in countries_near(frame):
        shape = country_shape(one.name)
        if shape.contains(middle):
            found = next(part for part in shape.geoms if part.contains(middle)).bounds
            return None if max(found[2] - found[0], found[3] - found[1]) > _LOCATOR_MOST_DEG else found
    return None
