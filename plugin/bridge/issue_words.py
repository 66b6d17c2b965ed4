"""What an issue says of the one before, read from the facts that the case keeps of it, as lines of a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ..brief.language import language
from ..brief.wording import band_text
from ..core import schema
from ..core.definitions import DEFINITIONS
from ..core.findings import Measure
from .words import locale_code, tr

if TYPE_CHECKING:
    from .issue_rows import IssueLine


def tally_words(line: IssueLine) -> str:
    """Return the verdicts of an issue with their numbers ("9 consistent, 5 inconsistent")."""
    counts = ((word, line.tally.get(code)) for code, word in schema.VERDICTS.items())
    return ", ".join(f"{count} {tr(word)}" for word, count in counts if isinstance(count, int) and count)


def since_words(line: IssueLine) -> list[str]:
    """Return what changed, a line each; corrections of the desk come first."""
    made = [tr("Correction: {text}").format(text=text) for text in line.corrections]
    if line.since is None:
        return [*made, tr("The first issue: there is none to compare it with.")]
    number = line.since.get("issue")
    try:
        changes = list(_changes(line.since))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        # Of another shape than ours: a case may come from anywhere.
        return [*made, tr("What changed since issue {number} cannot be read.").format(number=number)]
    if not changes:
        return [*made, tr("Nothing changed since issue {number}.").format(number=number)]
    return [*made, tr("What changed since issue {number}").format(number=number) + ":", *changes]


def _changes(since: Mapping[str, Any]) -> Iterator[str]:
    for claim in since.get("new", ()):
        yield f"{claim}: {tr('new claim')}"
    for claim in since.get("changed", {}):
        yield f"{claim}: {tr('claim changed')}"
    for number in since.get("withdrawn", ()):
        yield tr("withdrawn; it was no. {number}").format(number=number)
    for one in since.get("verdicts", ()):
        words = (tr(schema.VERDICTS.get(one[key], one[key])) for key in ("before", "after"))
        yield f"{one['claim']}: {tr('verdict')} {' → '.join(words)}"
    for one in since.get("numbers", ()):
        subject = one.get("claim") or ", ".join(one.get("maps", ()))
        name = one["definition"].partition(":")[0]
        title = tr(DEFINITIONS[name].title) if name in DEFINITIONS else name
        was, now = (_band(one, key) for key in ("before", "after"))
        yield f"{subject}: {title}: {was} → {now}"


def _band(one: Mapping[str, Any], key: str) -> str:
    """Return a number with its band as the paper prints it, in QGIS's language."""
    return band_text(Measure(one["definition"], *one[key], one["unit"], None), None, language(locale_code()))
