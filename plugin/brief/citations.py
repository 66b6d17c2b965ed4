"""Sources numbered in the order in which the briefing first refers to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..core.case import Source
from ..core.messages import message
from .language import Language
from .spoken import spoken_language
from .values import SourceRow

_LONGEST_NOTE = 4000


class Citations:
    """The list of references while a briefing is put together."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._sources = {source.id: source for source in sources}
        self._numbers: dict[str, int] = {}
        self._unknown: list[str] = []

    def cite(self, *source_ids: str) -> tuple[int, ...]:
        """Return the numbers of these sources, giving new ones where needed; empty and unknown ids have none."""
        numbers: list[int] = []
        for source_id in source_ids:
            if not source_id:
                continue
            if source_id not in self._sources:
                if source_id not in self._unknown:
                    self._unknown.append(source_id)
                continue
            number = self._numbers.setdefault(source_id, len(self._numbers) + 1)
            if number not in numbers:
                numbers.append(number)
        return tuple(sorted(numbers))

    @property
    def unknown(self) -> tuple[str, ...]:
        """The ids that were referred to and that the case does not hold."""
        return tuple(self._unknown)

    def language(self, source_id: str, text: str, lang: Language) -> str:
        """Return the code of the language of a text from a source, where it is another than the document's; else ""."""
        source = self._sources.get(source_id)
        return "" if source is None else spoken_language(text, source.language, lang.code)

    def rows(self, lang: Language) -> tuple[SourceRow, ...]:
        """Return the sources that were cited, by number."""
        return tuple(
            SourceRow(
                number,
                source.publisher,
                source.title,
                _details(source, lang),
                source_id,
                spoken_language(source.title, source.language, lang.code),
            )
            for source_id, number in self._numbers.items()
            for source in (self._sources[source_id],)
        )


def _details(source: Source, lang: Language) -> tuple[str, ...]:
    parts: list[str] = []
    if source.published_on:
        parts.append(lang.say(message("published {date}", date=source.published_on)))
    if source.url:
        parts.append(source.url)
    if source.archive_url:
        parts.append(lang.say(message("archived copy: {url}", url=source.archive_url)))
    if source.retrieved_on:
        parts.append(lang.say(message("read {date}", date=source.retrieved_on)))
    if source.licence:
        parts.append(lang.say(message("licence: {licence}", licence=source.licence)))
    if source.sha256:
        parts.append(f"SHA-256 {source.sha256}")
    if source.note:
        parts.append(source.note if len(source.note) <= _LONGEST_NOTE else _shortened(source.note, lang))
    return tuple(parts)


def _shortened(note: str, lang: Language) -> str:
    """Return the beginning of a note that pages could not carry, and how long it is."""
    text = "{note}… (the note has {length:,d} characters; its first {kept:,d} are printed)"
    return lang.say(message(text, note=note[:_LONGEST_NOTE].rstrip(), length=len(note), kept=_LONGEST_NOTE))


def marks(refs: Sequence[int]) -> str:
    """Return references as printed ("[1][4]")."""
    return "".join(f"[{number}]" for number in refs)
