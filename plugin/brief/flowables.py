"""Drawn parts of the pages: verdict marks, bands, the tally."""

from __future__ import annotations

from typing import Any

from reportlab.platypus import Flowable

from . import theme
from .alt_texts import band_alt_text
from .fonts import BOLD, draw_text, fitted_lines, text_width
from .language import Language
from .pdf_tags import artifact, tagged
from .pdf_tree import Node
from .values import MeasureRow

_TICK = 1.3


class Badge(Flowable):
    """A verdict: a mark whose shape says it, and the word."""

    def __init__(self, verdict: str, word: str) -> None:
        super().__init__()
        self._verdict = verdict
        self._word = word

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Break the word where the column is too narrow for it."""
        self._lines = fitted_lines(self._word, BOLD, 8.4, available_width - 13, most=3)
        return available_width, max(len(self._lines) * 10.6, 12.0)

    def draw(self) -> None:
        """Draw mark and word."""
        canvas = self.canv
        top = max(len(self._lines) * 10.6, 12.0)
        with artifact(canvas):
            draw_mark(canvas, self._verdict, 4.6, top - 6.2)
        canvas.setFillColor(theme.VERDICT_COLOURS.get(self._verdict, theme.INK))
        for number, line in enumerate(self._lines):
            # With a space, or a reader would join the words of two lines.
            draw_text(canvas, 13, top - 9.2 - 10.6 * number, f"{line} ", BOLD, 8.4)


def draw_mark(canvas: Any, verdict: str, x: float, y: float, size: float = 4.4) -> None:
    """Draw the mark of a verdict around (x, y): full, half, crossed, barred, or an empty circle."""
    colour = theme.VERDICT_COLOURS.get(verdict, theme.INK)
    canvas.saveState()
    canvas.setStrokeColor(colour)
    canvas.setFillColor(colour)
    canvas.setLineWidth(1.1)
    canvas.setDash([])
    inner = size * 0.5
    if verdict == "consistent":
        canvas.circle(x, y, size, stroke=1, fill=1)
        canvas.setStrokeColor(theme.WHITE)
        canvas.lines(
            [
                (x - inner, y, x - inner * 0.2, y - inner * 0.8),
                (x - inner * 0.2, y - inner * 0.8, x + inner, y + inner * 0.8),
            ]
        )
    elif verdict == "consistent_if":
        canvas.circle(x, y, size, stroke=1, fill=0)
        canvas.wedge(x - size, y - size, x + size, y + size, 90, 180, stroke=0, fill=1)
    elif verdict == "inconsistent":
        canvas.circle(x, y, size, stroke=1, fill=0)
        canvas.lines([(x - inner, y - inner, x + inner, y + inner), (x - inner, y + inner, x + inner, y - inner)])
    elif verdict == "impossible":
        canvas.rect(x - size, y - size, size * 2, size * 2, stroke=1, fill=1)
        canvas.setStrokeColor(theme.WHITE)
        canvas.lines([(x - inner, y - inner, x + inner, y + inner), (x - inner, y + inner, x + inner, y - inner)])
    else:
        canvas.setDash([1.6, 1.4])
        canvas.circle(x, y, size, stroke=1, fill=0)
        canvas.setDash([])
        canvas.line(x - inner, y, x + inner, y)
    canvas.restoreState()


class Tally(Flowable):
    """How many claims have which verdict, in one line of marks, numbers and words."""

    def __init__(self, tally: tuple[tuple[str, str, int], ...]) -> None:
        super().__init__()
        self._tally = tally

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Break into lines where the words need it."""
        self._rows: list[list[tuple[float, str, str]]] = [[]]
        x = 0.0
        for verdict, word, count in self._tally:
            text = f"{count}  {word}"
            wide = 14 + text_width(text, BOLD, 8.8) + 16
            if x + wide > available_width and self._rows[-1]:
                self._rows.append([])
                x = 0.0
            self._rows[-1].append((x, verdict, text))
            x += wide
        return available_width, len(self._rows) * 15 + 8

    def draw(self) -> None:
        """Draw the marks and words; each count is an item of a list."""
        whole = Node("L")
        for number, row in enumerate(self._rows):
            y = (len(self._rows) - number - 1) * 15 + 6
            for x, verdict, text in row:
                with artifact(self.canv):
                    draw_mark(self.canv, verdict, x + 5, y + 3)
                self.canv.setFillColor(theme.INK)
                with tagged(self.canv, Node("LBody", Node("LI", whole))):
                    draw_text(self.canv, x + 14, y, text, BOLD, 8.8)


def band_axis(row: MeasureRow) -> tuple[float, float]:
    """Return the ends of the axis of a band: zero, the band and the claimed interval, with room for an open end."""
    values = [one for one in (row.low, row.high, row.claimed_low, row.claimed_high) if one is not None]
    low, high = min([0.0, *values]), max([0.0, *values])
    spare = (high - low or 1.0) * 0.1
    has_claim = row.claimed_low is not None or row.claimed_high is not None
    if has_claim and row.claimed_high is None:
        high += spare
    if has_claim and row.claimed_low is None and low < 0:
        low -= spare
    return low, max(high, low + spare)


class BandFigure(Flowable):
    """The band of a measure over the interval of the claim, on an axis of their own; `alt_text` says it in words."""

    def __init__(self, row: MeasureRow, lang: Language) -> None:
        super().__init__()
        self._row = row
        self.alt_text = band_alt_text(row, lang)

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Take the width of the column and the height of a line."""
        self._width = available_width
        return available_width, 10.0

    def draw(self) -> None:
        """Draw the claimed interval as a hatched box, the band as a line with a dot at the best value."""
        row, canvas = self._row, self.canv
        if row.low is None or row.best is None or row.high is None:
            return
        low, high = band_axis(row)

        def place(value: float) -> float:
            return (value - low) / (high - low) * self._width

        canvas.setStrokeColor(theme.RULE)
        canvas.setLineWidth(0.5)
        canvas.line(0, 0.5, self._width, 0.5)
        canvas.line(place(0.0), -0.5, place(0.0), 10)
        if row.claimed_low is not None or row.claimed_high is not None:
            first = place(low if row.claimed_low is None else row.claimed_low)
            last = place(high if row.claimed_high is None else row.claimed_high)
            self._claimed(first, max(last, first + 0.8))
        canvas.setStrokeColor(theme.INK)
        canvas.setFillColor(theme.INK)
        canvas.setLineWidth(1.2)
        canvas.line(place(row.low), 5, place(row.high), 5)
        for value in (row.low, row.high):
            canvas.line(place(value), 5 - _TICK * 1.6, place(value), 5 + _TICK * 1.6)
        canvas.circle(place(row.best), 5, 1.9, stroke=0, fill=1)

    def _claimed(self, first: float, last: float) -> None:
        canvas = self.canv
        canvas.saveState()
        canvas.setFillColor(theme.INTERVAL)
        canvas.setStrokeColor(theme.INTERVAL_EDGE)
        canvas.setLineWidth(0.5)
        canvas.rect(first, 1.2, last - first, 7.6, stroke=1, fill=1)
        clip = canvas.beginPath()
        clip.rect(first, 1.2, last - first, 7.6)
        canvas.clipPath(clip, stroke=0, fill=0)
        canvas.setLineWidth(0.3)
        x = first - 8
        while x < last:
            canvas.line(x, 1.2, x + 7.6, 8.8)
            x += 3.0
        canvas.restoreState()


class Bookmark(Flowable):
    """A place that the outline points to, `level` entries deep; takes no room."""

    def __init__(self, key: str, text: str, level: int = 0) -> None:
        super().__init__()
        self._key = key
        self._text = text
        self._level = level
        self.width = self.height = 0.0

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Take no room."""
        return 0.0, 0.0

    def draw(self) -> None:
        """Set the destination and its entry in the outline."""
        self.canv.bookmarkHorizontal(self._key, 0, 14)
        self.canv.addOutlineEntry(self._text, self._key, level=self._level, closed=False)
