"""The map on the page: panel, degrees at its edge, legend and caption, as high as the page leaves room."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from ..core.messages import message
from . import theme
from .citations import marks
from .flowables import Bookmark
from .fonts import ITALIC, markup
from .furniture import DEGREE_SIZE, degree_margin, graticule, north_turn
from .language import Language
from .map_alt import map_alt_text
from .map_detail import Detail, detail_of, gained
from .map_drawing import draw_legend, draw_map
from .map_layout import MapLayout, legend_height, map_layout, with_part
from .paragraphs import Paragraph, captioned
from .pdf_links import linked
from .pdf_tags import figure
from .plane import Plane, edge, frame_height, plane_for
from .values import MapContent

_LOWEST_PANEL = 95 * mm
_HIGHEST_PANEL = 165 * mm
_LOWEST_OF_ALL = 50 * mm
_SPARE = 4 * mm
_TRIES = 4
_DETAIL_RATIO = 0.62
_HIGHEST_DETAIL = 110 * mm
_LOWER = 0.92
_TURN_TO_SAY_DEG = 3.0
_NAMES_IN_WORDS = 12
_ABOVE_DETAIL = 3 * mm


class MapFigure(Flowable):
    """The map with legend and caption; takes the height that the page leaves, within limits.

    `page_height` is what an empty page has room for, in points; `alt_text` is the map in words; `detail` is the part
    of the map that `DetailFigure` shows larger, known once the map is laid out. `bookmark` is set where the map is
    drawn, which may be a page later than where it was asked for.
    """

    def __init__(
        self, content: MapContent, lang: Language, page_height: float, bookmark: Bookmark | None = None
    ) -> None:
        super().__init__()
        self._bookmark = bookmark
        self._content = content
        self.alt_text = map_alt_text(content, lang)
        self._page_height = page_height
        self._lang = lang
        self._layout: MapLayout | None = None
        self._caption: Any = None
        self.detail: Detail | None = None

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Lay the map out for the room there is; asks for a new page where that is too little."""
        content, lang = self._content, self._lang
        self._margin = self._degree_margin(available_width)
        width = available_width - self._margin
        wanted = min(max(frame_height(content.frame, width, content.scale), _LOWEST_PANEL), _HIGHEST_PANEL)
        panel, room = wanted, available_height
        for _ in range(_TRIES):
            layout = map_layout(content, width, panel, lang)
            below = self._below(layout, available_width)
            if panel + below <= room:
                break
            # Another height shows other ground, whose legend may be longer.
            panel = room - below
            if panel < _LOWEST_PANEL and room == available_height:
                room = self._page_height - _SPARE
                panel = min(wanted, room - below)
            panel = max(panel, _LOWEST_OF_ALL)
        self._layout = layout
        self.detail = detail_of(content, layout, *self._detail_size(layout.plane), lang)
        if self.detail is not None:
            self._layout = with_part(layout, content, lang, self.detail.box)
        self._caption_of(self._layout, available_width, gained=self._gained())
        self._height = layout.plane.height + below
        return available_width, self._height

    def _degree_margin(self, available_width: float) -> float:
        """Return the room for the degrees at the left edge, of a high panel or a low one."""
        frame, scale = self._content.frame, self._content.scale
        planes = (plane_for(frame, available_width, high, scale) for high in (_LOWEST_PANEL, _HIGHEST_PANEL))
        return max(degree_margin(graticule(plane, self._lang).labels) for plane in planes) + 4

    def _gained(self) -> int:
        return 0 if self.detail is None or self._layout is None else gained(self._layout, self.detail)

    def _detail_size(self, plane: Plane) -> tuple[float, float]:
        # Lower than the map: a program that knows one place a page takes that of the largest panel on it.
        return plane.width, min(plane.width * _DETAIL_RATIO, _HIGHEST_DETAIL, plane.height * _LOWER)

    def _below(self, layout: MapLayout, width: float) -> float:
        """Return the height of what stands beneath the panel; a detail, found later, may lengthen the caption."""
        return DEGREE_SIZE + 8 + legend_height(layout) + self._caption_of(layout, width, layout.left_out) + 3

    def _caption_of(self, layout: MapLayout, width: float, gained: int) -> float:
        self._caption = captioned(Paragraph(self._caption_text(layout, gained), theme.styles().caption))
        self._caption_height = float(self._caption.wrap(width, 1e6)[1])
        return self._caption_height

    def _caption_text(self, layout: MapLayout, gained: int) -> str:
        content, lang = self._content, self._lang
        turn = north_turn(layout.plane)
        parts = [content.caption, lang.say(message("Projection: {name}.", name=layout.plane.name))]
        parts.append(_scale_text(layout, content.scale, lang))
        if content.scale is not None and not _shows_all(content, layout):
            parts.append(lang.say("At this scale there is room for the middle of the frame only."))
        if turn is None:
            parts.append(lang.say("North is along the meridians: the pole lies on the map."))
        elif turn[1] > _TURN_TO_SAY_DEG:
            parts.append(lang.say(message("North turns by up to {turn:.0f}° towards the corners.", turn=turn[1])))
        if content.ground is not None:
            parts += content.ground.notes
        parts += _left_out_texts(layout, gained, lang)
        texts = [markup(part, ITALIC) for part in parts]
        if content.refs:
            text = lang.say(message("Sources: {refs}.", refs=marks(content.refs)))
            texts.append(linked(markup(text, ITALIC)))
        return " ".join(texts)

    def draw(self) -> None:
        """Draw the panel, the legend and the caption, from the top down."""
        if self._layout is None:
            return
        canvas = self.canv
        bottom = self._height - self._layout.plane.height
        if self._bookmark is not None:
            self._bookmark.drawOn(canvas, 0, self._height)
        canvas.saveState()
        width, height = self._layout.plane.width, self._layout.plane.height
        canvas.translate(0, bottom)
        with figure(canvas, self.alt_text, self._margin + width, height):
            canvas.translate(self._margin, 0)
            part = None if self.detail is None else self.detail.box
            draw_map(canvas, self._layout, self._content.sides, self._lang, part)
            draw_legend(canvas, self._layout, self._content.sides, -DEGREE_SIZE - 8)
        canvas.restoreState()
        self._caption.drawOn(canvas, 0, bottom - DEGREE_SIZE - 11 - legend_height(self._layout) - self._caption_height)


class DetailFigure(Flowable):
    """The crowded part of a map once more and larger, beneath it or on the next page; no height where there is none."""

    def __init__(self, whole: MapFigure, content: MapContent, lang: Language) -> None:
        super().__init__()
        self._whole, self._content, self._lang = whole, content, lang
        self.alt_text = ""
        self._caption: Any = None

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Take the room of the detail and its caption; the map is laid out before."""
        detail, lang = self._whole.detail, self._lang
        if detail is None:
            return 0.0, 0.0
        layout = detail.layout
        names = ", ".join(label.request.text for label in layout.labels[:_NAMES_IN_WORDS])
        self.alt_text = lang.say(message("Detail of the map, where names are crowded: {names}.", names=names))
        parts = [lang.say("Detail of the map: the part outlined there, with the same signs.")]
        parts += [_scale_text(layout, None, lang), *_left_out_texts(layout, 0, lang)]
        text = " ".join(markup(part, ITALIC) for part in parts)
        self._caption = captioned(Paragraph(text, theme.styles().caption))
        _, self._caption_height = self._caption.wrap(available_width, 1e6)
        self._margin = available_width - layout.plane.width
        return available_width, layout.plane.height + self._below() + _ABOVE_DETAIL

    def _below(self) -> float:
        return DEGREE_SIZE + 6 + float(self._caption_height)

    def draw(self) -> None:
        """Draw the panel over its caption."""
        detail, canvas = self._whole.detail, self.canv
        if detail is None:
            return
        plane = detail.layout.plane
        canvas.saveState()
        canvas.translate(0, self._below())
        with figure(canvas, self.alt_text, self._margin + plane.width, plane.height):
            canvas.translate(self._margin, 0)
            draw_map(canvas, detail.layout, self._content.sides, self._lang)
        canvas.restoreState()
        self._caption.drawOn(canvas, 0, 0)


def _scale_text(layout: MapLayout, wished: int | None, lang: Language) -> str:
    if wished is not None:
        return lang.say(message("Scale 1:{scale}.", scale=lang.number(wished)))
    denominator = layout.plane.denominator
    scale = round(denominator, -len(str(int(denominator))) + 2)
    return lang.say(message("Scale about 1:{scale}.", scale=lang.number(scale)))


def _left_out_texts(layout: MapLayout, gained: int, lang: Language) -> Iterator[str]:
    if layout.left_out and gained:
        text = "Names without room on the map: {count}, of which the detail shows {gained}."
        yield lang.say(message(text, count=layout.left_out, gained=gained))
    elif layout.left_out:
        yield lang.say(message("Names without room on the map: {count}.", count=layout.left_out))
    if layout.unmarked:
        yield lang.say(message("Smaller settlements not drawn: {count:,d}.", count=layout.unmarked))


def _shows_all(content: MapContent, layout: MapLayout) -> bool:
    """Return whether the whole frame lies on the panel."""
    page = layout.plane.to_page(edge(*content.frame))
    return bool((page >= -1.0).all() and (page <= (layout.plane.width + 1.0, layout.plane.height + 1.0)).all())
