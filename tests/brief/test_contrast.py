"""Every text can be read: its colour against what lies behind it, by the formula of WCAG 2.1 (1.4.3, level AA)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest
from reportlab.lib.colors import Color

from pdfs import opened
from reports import full_report
from salient.brief import theme
from salient.brief.content import briefing
from salient.brief.pages import render

ENOUGH = 4.5
Colour = tuple[float, float, float]


def luminance(colour: Colour) -> float:
    """Return the relative luminance of a colour of sRGB, 0 to 1."""
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(text: Colour, ground: Colour) -> float:
    """Return the ratio of contrast, 1 to 21."""
    low, high = sorted((luminance(text), luminance(ground)))
    return (high + 0.05) / (low + 0.05)


def rgb(colour: Color) -> Colour:
    """Return a colour of the theme as three shares."""
    return (colour.red, colour.green, colour.blue)


def mixed(over: Colour, alpha: float, under: Colour) -> Colour:
    """Return what a translucent colour makes of the one under it."""
    return tuple(alpha * one + (1 - alpha) * other for one, other in zip(over, under))  # type: ignore[return-value]


def test_the_formula_gives_the_known_ends() -> None:
    """Black on white is 21, a colour on itself 1; #767676 is the lightest grey that passes on white (WebAIM)."""
    assert contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)
    assert contrast((0.5, 0.2, 0.1), (0.5, 0.2, 0.1)) == pytest.approx(1)
    assert contrast((0x76 / 255,) * 3, (1, 1, 1)) >= ENOUGH > contrast((0x77 / 255,) * 3, (1, 1, 1))


def text_colours(page: Any) -> Iterator[tuple[Colour, bool]]:
    """Yield the colour of every text on a page, and whether it stands in a figure."""
    colour: Colour = (0, 0, 0)
    saved: list[Colour] = []
    opened_tags: list[str] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name == "q":
            saved.append(colour)
        elif name == "Q":
            colour = saved.pop()
        elif name == "rg":
            colour = tuple(float(one) for one in operands)  # type: ignore[assignment]
        elif name == "g":
            colour = (float(operands[0]),) * 3
        elif name in ("BDC", "BMC"):
            opened_tags.append(str(operands[0]))
        elif name == "EMC":
            opened_tags.pop()
        elif name in ("Tj", "'", '"') and bytes(operands[-1]).strip():
            yield colour, "/Figure" in opened_tags


@pytest.mark.parametrize("lang", ["en", "uk"])
def test_every_text_stands_out(lang: str) -> None:
    """White text stands on the dark heads of tables only; all other on paper, or on the lightest tints."""
    white, head = rgb(theme.WHITE), rgb(theme.ACCENT)
    grounds = [white, rgb(theme.HAIR)]
    with opened(render(briefing(full_report(), lang))) as document:
        found = {one for page in document.pages for one in text_colours(page)}
    assert len(found) > 4
    for colour, in_figure in found:
        if all(one > 0.99 for one in colour):
            assert not in_figure
            assert contrast(colour, head) >= ENOUGH
        else:
            behind = [white] if in_figure else grounds
            assert min(contrast(colour, ground) for ground in behind) >= ENOUGH, colour


def test_names_on_the_map_stand_out_on_every_ground() -> None:
    """A name's plate lets 28 % of the ground through: the darkest there is, hatched, is a side's edge colour."""
    edges = [rgb(one.edge) for one in (*theme.SIDES, theme.NO_SIDE)]
    tints = [rgb(one.tint) for one in (*theme.SIDES, theme.NO_SIDE)]
    for text in (theme.INK, theme.DEPTH):
        for ground in (*edges, *tints, rgb(theme.MAP_GROUND)):
            assert contrast(rgb(text), mixed(rgb(theme.WHITE), 0.72, ground)) >= ENOUGH
