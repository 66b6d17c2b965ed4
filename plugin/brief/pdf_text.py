"""Text as it is written to a page so that it can be read out: words stay apart, other languages are named."""

from __future__ import annotations

from reportlab.pdfgen.textobject import PDFTextObject


class ReadableText(PDFTextObject):  # type: ignore[misc]
    """A text whose lines end in a space: a line break is a place on paper, and readers would join the words."""

    language = ""

    def _textOut(self, text: str, TStar: int = 0) -> None:  # noqa: N802, N803 - reportlab's names
        super()._textOut(text if not TStar or text.endswith(" ") else f"{text} ", TStar)

    def speak(self, language: str) -> None:
        """Name the language of what follows."""
        self.hush()
        self._code.append(f"/Span <</Lang ({language})>> BDC")
        self.language = language

    def hush(self) -> None:
        """Go back to the language around."""
        if self.language:
            self._code.append("EMC")
            self.language = ""
