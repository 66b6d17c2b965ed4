"""The map on the page: panel, degrees at its edge, legend and caption, as high as the page leaves room."""

from __future__ import annotations

from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from ..core.messages import message
from . import theme
from .citations import marks
from .fonts import ITALIC, markup
from .furniture import DEGREE_SIZE, degree_margin, graticule
from .language import Language
from .map_alt import map_alt_text
from .map_drawing import draw_legend, draw_map
from .map_layout import MapLayout, legend_height, map_layout
from .paragraphs import Paragraph, captioned
from .pdf_tags import figure
from .plane import frame_height, plane_for
from .values import MapContent

_LOWEST_PANEL = 95 * mm
_HIGHEST_PANEL = 165 * mm


class MapFigure(Flowable):
    """The map with legend and caption; takes the height that the page leaves, within limits.

    `page_height` is what an empty page has room for, in points; `alt_text` is the map in words.
    """

    def __init__(self, content: MapContent, lang: Language, page_height: float) -> None:
        super().__init__()
        self._content = content
        self.alt_text = map_alt_text(content, lang)
        self._page_height = page_height
        self._lang = lang
        self._layout: MapLayout | None = None
        self._caption: Any = None

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Lay the map out for the room there is; asks for a new page where that is too little."""
        content, lang = self._content, self._lang
        first = graticule(plane_for(content.frame, available_width, available_width, content.scale), lang)
        self._margin = degree_margin(first.labels) + 4
        width = available_width - self._margin
        wanted = min(max(frame_height(content.frame, width, content.scale), _LOWEST_PANEL), _HIGHEST_PANEL)
        layout = map_layout(content, width, wanted, lang)
        below = self._below(layout, available_width)
        panel = min(wanted, available_height - below)
        if panel < _LOWEST_PANEL:
            panel = min(wanted, self._page_height - below - 4 * mm)
        if abs(panel - wanted) > 0.01:
            layout = map_layout(content, width, panel, lang)
            below = self._below(layout, available_width)
        self._layout = layout
        return available_width, panel + below

    def _below(self, layout: MapLayout, width: float) -> float:
        self._caption = captioned(Paragraph(self._caption_text(layout), theme.styles().caption))
        _, height = self._caption.wrap(width, 1e6)
        self._caption_height = height
        return DEGREE_SIZE + 8 + legend_height(layout) + float(height) + 3

    def _caption_text(self, layout: MapLayout) -> str:
        lang = self._lang
        scale = round(layout.plane.denominator, -len(str(int(layout.plane.denominator))) + 2)
        parts = [
            self._content.caption,
            lang.say(message("Projection: {name}.", name=layout.plane.name)),
            lang.say(message("Scale about 1:{scale}.", scale=lang.number(scale))),
        ]
        if self._content.ground is not None:
            parts += self._content.ground.notes
        if layout.left_out:
            parts.append(lang.say(message("Names without room on the map: {count}.", count=layout.left_out)))
        if layout.unmarked:
            parts.append(lang.say(message("Smaller settlements not drawn: {count:,d}.", count=layout.unmarked)))
        if self._content.refs:
            parts.append(lang.say(message("Sources: {refs}.", refs=marks(self._content.refs))))
        return " ".join(markup(part, ITALIC) for part in parts)

    def draw(self) -> None:
        """Draw the panel, the legend and the caption, from the top down."""
        if self._layout is None:
            return
        canvas = self.canv
        bottom = DEGREE_SIZE + 8 + legend_height(self._layout) + self._caption_height + 3
        canvas.saveState()
        width, height = self._layout.plane.width, self._layout.plane.height
        canvas.translate(0, bottom)
        with figure(canvas, self.alt_text, self._margin + width, height):
            canvas.translate(self._margin, 0)
            draw_map(canvas, self._layout, self._content.sides, self._lang)
            draw_legend(canvas, self._layout, self._content.sides, -DEGREE_SIZE - 8)
        canvas.restoreState()
        self._caption.drawOn(canvas, 0, 0)
