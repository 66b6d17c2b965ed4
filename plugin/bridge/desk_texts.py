"""What the desk wrote for the briefing on an open case, kept in the project: a title, and sentences of its own.

Plain text under Salient's name; a project opens without Salient as it is. Main thread only.
"""

from __future__ import annotations

from collections.abc import Sequence

from qgis.core import QgsProject

from ..about import SLUG


def _key(case_id: str, name: str) -> str:
    # Keys are names of XML elements, which do not begin with a digit.
    return f"briefing/case_{case_id}/{name}"


def kept_texts(project: QgsProject, case_id: str) -> tuple[str, tuple[str, ...]]:
    """Return the title and the bottom line that were kept for a case, each empty where there is none."""
    title, _ = project.readEntry(SLUG, _key(case_id, "title"), "")
    sentences, _ = project.readListEntry(SLUG, _key(case_id, "bottom_line"), [])
    return str(title), tuple(str(one) for one in sentences)


def keep_texts(project: QgsProject, case_id: str, title: str, sentences: Sequence[str]) -> None:
    """Keep a title and a bottom line with the project, which then has something to save; empty ones are forgotten."""
    if (title, tuple(sentences)) == kept_texts(project, case_id):
        return
    if title:
        project.writeEntry(SLUG, _key(case_id, "title"), title)
    else:
        project.removeEntry(SLUG, _key(case_id, "title"))
    if sentences:
        project.writeEntry(SLUG, _key(case_id, "bottom_line"), list(sentences))
    else:
        project.removeEntry(SLUG, _key(case_id, "bottom_line"))
