"""The map in words, for readers who do not see it: written from what it shows."""

from __future__ import annotations

from collections.abc import Iterable

from ..core.messages import message
from .language import Language
from .values import Frame, MapContent

_MOST_NAMES = 12


def map_alt_text(content: MapContent, lang: Language) -> str:
    """Return sentences that say what the map shows: ground, lines, depths with their numbers, the first names."""
    parts = [lang.say(message("Map of the ground between {corners}.", corners=_corners(content.frame, lang)))]
    drawn = _once(shape.label for shape in content.shapes)
    if drawn:
        parts.append(lang.say(message("Drawn: {list}.", list="; ".join(drawn))))
    for one in content.depths:
        text = message("Depth ({definition}): {depth}.", definition=one.definition, depth=one.label)
        parts.append(lang.say(text))
    if content.places:
        names = _once(" ".join(place.name.split()) for place in content.places)[:_MOST_NAMES]
        text = message(
            "Settlements: {count:,d}, among them {names}.", count=len(content.places), names=", ".join(names)
        )
        parts.append(lang.say(text))
    if content.ground is not None:
        parts += content.ground.notes
    return " ".join(parts)


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))


def _corners(frame: Frame, lang: Language) -> str:
    """Return the frame's south-west and north-east corner in degrees with hemispheres."""
    west, south, east, north = frame
    return "; ".join((_place(west, south, lang), _place(east, north, lang)))


def _place(lon: float, lat: float, lang: Language) -> str:
    lon = lon - 360 if lon > 180 else lon
    across, up = f"{lang.number(abs(lon), 2)}°", f"{lang.number(abs(lat), 2)}°"
    named = (
        message("{degrees} E", degrees=across) if lon >= 0 else message("{degrees} W", degrees=across),
        message("{degrees} N", degrees=up) if lat >= 0 else message("{degrees} S", degrees=up),
    )
    return ", ".join(lang.say(one) for one in named)
