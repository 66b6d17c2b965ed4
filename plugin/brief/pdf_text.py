"""Text as it is written to a page so that it can be read out: words stay apart, other languages are named."""

from __future__ import annotations

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.textobject import PDFTextObject


class ReadableText(PDFTextObject):  # type: ignore[misc]
    """A text whose lines end in a space: a line break is a place on paper, and readers would join the words."""

    language = ""
    _advance = 0.0
    _in_words = False

    def _textOut(self, text: str, TStar: int = 0) -> None:  # noqa: N802, N803 - reportlab's names
        super()._textOut(text if not TStar or text.endswith(" ") else f"{text} ", TStar)
        self._advance = 0.0 if TStar else self._advance + stringWidth(text, self._fontname, self._fontsize)

    def reached(self) -> tuple[float, float]:
        """Return how far to the right the text has come, and its line, in points of the canvas.

        Within a paragraph of several fonts, which is where marks can be; without spaces that are drawn wider.
        """
        return self.line_start() + self._advance, self.XtraState.cur_y

    def line_start(self) -> float:
        """Return where the line begins."""
        return float(self._x0)

    def mark(self, operators: str) -> None:
        """Put operators of marked content into the text."""
        self._code.append(operators)

    def say(self, words: str) -> None:
        """Begin a sign that is said in words, until `said`."""
        self.said()
        text = f"\N{ZERO WIDTH NO-BREAK SPACE}{words}".encode("utf-16-be")
        self.mark(f"/Span <</Alt <{text.hex().upper()}>>> BDC")
        self._in_words = True

    def said(self) -> None:
        """End a sign that is said in words."""
        if self._in_words:
            self.mark("EMC")
            self._in_words = False

    def take_back(self, operators: str) -> bool:
        """Remove the operators of a mark where they are the last that was put into the text; return whether."""
        if not operators or self._code[-1] != operators:
            return False
        self._code.pop()
        return True

    def speak(self, language: str) -> None:
        """Name the language of what follows."""
        self.hush()
        self.mark(f"/Span <</Lang ({language})>> BDC")
        self.language = language

    def hush(self) -> None:
        """Go back to the language around."""
        if self.language:
            self.mark("EMC")
            self.language = ""
