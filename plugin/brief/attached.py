"""What travels with a briefing: its facts, the claims as a table, the measured shapes; inside the PDF, or beside it.

All three are made from the report and the content that the pages are made from: they hold nothing that was kept back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..core.findings import Report
from ..core.messages import message
from ..core.recipe import ATTACHMENTS
from .fact_files import claims_csv, shapes_geojson
from .facts import facts, facts_file
from .language import language
from .pdf_attachments import Attachment
from .values import Briefing

FILE_NAMES = ("facts.json", "claims.csv", "shapes.geojson")
"""What the files are called, in the order of `core.recipe.ATTACHMENTS`."""

_DESCRIPTIONS = {
    "facts": message("Every number of this briefing with definition, band, inputs and origin"),
    "claims": message("Claims and measures as a table"),
    "shapes": message("The measured shapes"),
}


def attachments(report: Report, briefing: Briefing, names: Sequence[str] = ATTACHMENTS) -> tuple[Attachment, ...]:
    """Return the files of these names (of `core.recipe.ATTACHMENTS`), described in the language of the briefing."""
    lang = language(briefing.language)
    makers: dict[str, tuple[str, str, Callable[[], bytes]]] = {
        "facts": (FILE_NAMES[0], "application/json", lambda: facts_file(facts(report, briefing))),
        "claims": (FILE_NAMES[1], "text/csv", lambda: claims_csv(report)),
        "shapes": (FILE_NAMES[2], "application/geo+json", lambda: shapes_geojson(report, briefing)),
    }
    made = []
    for name in ATTACHMENTS:
        if name in names:
            file_name, media_type, data = makers[name]
            made.append(Attachment(file_name, media_type, data(), lang.say(_DESCRIPTIONS[name])))
    return tuple(made)
