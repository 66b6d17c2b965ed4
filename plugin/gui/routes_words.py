"""What the page of routes says in sentences: of a day, and of the settlement that is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..bridge.words import locale_code, say, tr
from ..brief.language import language
from ..core.messages import Message, PlaceName
from .routes_model import access_of

if TYPE_CHECKING:
    from ..bridge.route_picture import RoutePicture, RouteView
    from ..core.corridor import Corridor
    from ..core.route_report import PlaceState


def sentence(text: str) -> str:
    """Return a text that begins with a capital letter and ends with a full stop."""
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."


def headline(picture: RoutePicture, view: RouteView) -> str:
    """Return what a day's maps imply for routes and settlements, and what was counted how."""
    lang, reading = language(locale_code()), view.reading
    open_km, cut_km = sum(one.open_km for one in reading.routes), sum(one.cut_km for one in reading.routes)
    cuts = sum(len(one.cuts) for one in reading.routes)
    text = tr("Routes of {side} on {day}: {open} km open, {cut} km cut, {n} cuts.")
    day = "" if picture.wish.day is None else picture.wish.day.isoformat()
    numbers = {"open": lang.number(open_km), "cut": lang.number(cut_km), "n": lang.number(cuts)}
    parts = [text.format(side=picture.wish.side, day=day, **numbers)]
    if reading.no_base is not None:
        parts.append(sentence(say(reading.no_base)))
        parts.append(tr("Choose another side, or tick a supply base in the layer Settlements."))
    else:
        found = [access for access in map(access_of, reading.places) if access is not None]
        ways = [one.ways for one in found]
        counts = {"none": ways.count(0), "one": ways.count(1), "bases": ways.count(None)}
        text = tr(
            "Of {n} settlements that can be asked about, {none} are isolated, {one} hang on one way, {bases} are bases."
        )
        parts.append(text.format(n=len(ways), **counts))
    parts.append(sentence(say(reading.note)))
    if view.ends_at_frame:
        parts.append(tr("Beyond the case's frame there is no map: routes there are drawn as unmapped."))
    return " ".join(parts)


def place_words(view: RouteView, row: PlaceState, width: Corridor | Message | None) -> str:
    """Return how a settlement is reached, and what is known of its ground."""
    from ..core.route_words import corridor_words

    reading = view.reading
    if isinstance(row.access, Message):
        parts = [sentence(say(row.access))]
    else:
        words = say(row.access.words(reading.network, reading.reading == "advance"))
        parts = [f"{row.place.name}. {sentence(words)}"]
        band = row.access.isolated
        if band.low != band.high:
            parts.append(tr("Within the tolerance of the ground's edge this may be otherwise."))
    if row.enclosed is not None:
        answer = tr("yes") if row.enclosed else tr("no")
        parts.append(tr("Enclosed by ground: {answer}.").format(answer=answer))
    if isinstance(width, Message):
        parts.append(sentence(say(width)))
    elif width is not None:
        names = {one.place.id: one.place.called for one in reading.places}
        parts.append(sentence(say(corridor_words(width, names.get(width.base_id or "", PlaceName(""))))))
    return " ".join(parts)
