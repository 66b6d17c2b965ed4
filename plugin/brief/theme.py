"""How the paper looks: measures, colours, styles of text. Nothing here knows what is printed.

Colours are told apart by people with any colour vision and in grey print only as helpers: verdicts also differ by the
shape of their mark, layers of the map by hatch and line style.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm

from .fonts import BODY, BOLD, HEADING, ITALIC, register

TOP = 23 * mm
BOTTOM = 20 * mm
_SIDES = 36 * mm
WIDTH = A4[0] - _SIDES
"""What is printed is so wide on A4 that stands; tables are drawn up for it, and stretched on wider sheets."""
READABLE = 190 * mm
"""Lines of text are no longer: the eye would not find the next one."""

INK = HexColor("#1b1f24")
MUTED = HexColor("#4d5660")
RULE = HexColor("#b9c0c7")
HAIR = HexColor("#d9dde1")
ACCENT = HexColor("#1f3a5f")
WHITE = HexColor("#ffffff")
MAP_GROUND = HexColor("#fbfaf6")
WATER = HexColor("#e3edf2")
COAST = HexColor("#8aa3b2")
BORDER = HexColor("#5d5566")
BORDER_BAND = HexColor("#e6e0ec")
GRATICULE = HexColor("#c4cbd1")
DEPTH = HexColor("#7a0f3c")
BASELINE = HexColor("#111111")
ROUTE = HexColor("#6b5a3e")
INTERVAL = HexColor("#d3e4f1")
INTERVAL_EDGE = HexColor("#0a5c96")

VERDICT_COLOURS: Mapping[str, Color] = MappingProxyType(
    {
        "consistent": HexColor("#00604f"),
        "consistent_if": HexColor("#7a5200"),
        "inconsistent": HexColor("#a13000"),
        "impossible": HexColor("#5c1f73"),
        "not_testable": HexColor("#4d5660"),
    }
)


@dataclass(frozen=True)
class SideColours:
    """The colours of one side on the map: edge and hatch, tint of gains, tint of held ground.

    All tints of the first two sides, and the ground, differ in lightness too: they lie side by side in grey print.
    """

    edge: Color
    tint: Color
    held: Color


SIDES: tuple[SideColours, ...] = (
    SideColours(HexColor("#0a5c96"), HexColor("#a4cbe5"), HexColor("#d5e5f0")),
    SideColours(HexColor("#b84a00"), HexColor("#f5cbaa"), HexColor("#faece2")),
    SideColours(HexColor("#00735a"), HexColor("#96d8c5"), HexColor("#d4eee6")),
    SideColours(HexColor("#8a4a78"), HexColor("#ddb7d1"), HexColor("#ebd5e5")),
)
NO_SIDE = SideColours(HexColor("#4d5660"), HexColor("#d3d8dd"), HexColor("#f1f2f4"))


@dataclass(frozen=True)
class CurvePen:
    """How the curve of a definition is drawn: colour, dash, and the mark on its mapped days."""

    colour: Color
    dash: tuple[float, ...]
    mark: str


CURVES: Mapping[str, CurvePen] = MappingProxyType(
    {
        "lost": CurvePen(HexColor("#111111"), (), "disc"),
        "passed": CurvePen(HexColor("#0a5c96"), (6.0, 2.2), "square"),
        "growth": CurvePen(HexColor("#00735a"), (1.2, 1.8), "triangle"),
        "net": CurvePen(HexColor("#b84a00"), (7.0, 2.0, 1.2, 2.0), "diamond"),
        "gained": CurvePen(HexColor("#8a4a78"), (3.0, 1.6), "ring"),
        "downgraded": CurvePen(HexColor("#4d5660"), (1.0, 3.0), "cross"),
    }
)
OTHER_CURVE = CurvePen(HexColor("#4d5660"), (2.0, 2.0), "ring")


def width_on(sheet: float) -> float:
    """Return how wide what is printed is on a sheet of that width, in points."""
    return float(sheet - _SIDES)


def side_colours(side: str, sides: tuple[str, ...]) -> SideColours:
    """Return the colours of a side by its place among `sides`; grey for none."""
    return SIDES[sides.index(side) % len(SIDES)] if side in sides else NO_SIDE


@dataclass(frozen=True)
class Styles:
    """The styles of paragraphs; get them from `styles`, which sees to the fonts first."""

    title: ParagraphStyle
    kicker: ParagraphStyle
    lead: ParagraphStyle
    heading: ParagraphStyle
    subheading: ParagraphStyle
    body: ParagraphStyle
    item: ParagraphStyle
    caption: ParagraphStyle
    head_cell: ParagraphStyle
    head_cell_right: ParagraphStyle
    cell: ParagraphStyle
    cell_small: ParagraphStyle
    cell_right: ParagraphStyle
    cell_small_right: ParagraphStyle
    cell_centre: ParagraphStyle


def _style(name: str, font: str, size: float, leading: float, **more: object) -> ParagraphStyle:
    # reportlab would take bullets from Helvetica, which is not embedded.
    fixed = {"textColor": INK, "bulletFontName": BODY, "bulletFontSize": size, **more}
    return ParagraphStyle(name, fontName=font, fontSize=size, leading=leading, **fixed)


@cache
def styles() -> Styles:
    """Return the styles of text; the fonts are registered on the first call."""
    register()
    return Styles(
        title=_style("title", HEADING, 21, 26, spaceAfter=3),
        kicker=_style("kicker", BOLD, 8.5, 12, textColor=ACCENT),
        lead=_style("lead", BODY, 10, 14.4, spaceAfter=3, leftIndent=12, bulletIndent=0),
        heading=_style("heading", HEADING, 13.5, 17, spaceBefore=14, spaceAfter=5, textColor=ACCENT),
        subheading=_style("subheading", BOLD, 9, 12.5, spaceBefore=6, spaceAfter=2),
        body=_style("body", BODY, 9, 12.8, spaceAfter=4),
        item=_style("item", BODY, 8.6, 12, leftIndent=20, bulletIndent=0, spaceAfter=3),
        caption=_style("caption", ITALIC, 7.4, 9.6, textColor=MUTED),
        head_cell=_style("head_cell", BOLD, 7.6, 9.6, textColor=WHITE),
        head_cell_right=_style("head_cell_right", BOLD, 7.6, 9.6, textColor=WHITE, alignment=2),
        cell=_style("cell", BODY, 8.4, 11.2),
        cell_small=_style("cell_small", BODY, 7.5, 10.2, textColor=MUTED),
        cell_right=_style("cell_right", BODY, 8.4, 11.2, alignment=2),
        cell_small_right=_style("cell_small_right", BODY, 7, 9.4, alignment=2),
        cell_centre=_style("cell_centre", BODY, 8.4, 11.2, alignment=1),
    )
