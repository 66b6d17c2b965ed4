"""The quality report on control maps as a page of its own: HTML that needs nothing besides itself."""

from __future__ import annotations

from html import escape

from .control_work import QualityReport, ReportLine
from .words import locale_code, say, tr

_STYLE = (
    "body{font-family:sans-serif;margin:2em}table{border-collapse:collapse}"
    "th,td{border:1px solid #999;padding:.3em .6em;text-align:left;vertical-align:top}td.n{text-align:right}"
)


def quality_page(name: str, report: QualityReport) -> str:
    """Return the report on the maps of a case, in QGIS's language; areas in km², places in degrees."""
    title = escape(tr("Quality of the maps of {name}").format(name=name))
    summary = "".join(f"<li>{escape(say(sentence))}</li>" for sentence in report.summary)
    heads = (tr("Day"), tr("Area"), tr("Remark"), tr("Place"), tr("Before, km²"), tr("After, km²"))
    head = "".join(f"<th>{escape(one)}</th>" for one in heads)
    lines = "".join(_row(line) for line in report.lines)
    table = f"<table><tr>{head}</tr>\n{lines}</table>" if report.lines else f"<p>{escape(tr('No remarks.'))}</p>"
    return (
        f'<!DOCTYPE html>\n<html lang="{locale_code()}"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head>\n<body><h1>{title}</h1>\n<ul>{summary}</ul>\n{table}\n</body></html>\n"
    )


def _row(line: ReportLine) -> str:
    place = "" if line.place is None else f"{line.place[0]:.4f}, {line.place[1]:.4f}"
    areas = ("" if one is None else f"{one:,.3f}" for one in (line.before_km2, line.after_km2))
    texts = (line.day.isoformat() if line.day else "", line.id, say(line.message), place)
    cells = [f"<td>{escape(one)}</td>" for one in texts] + [f'<td class="n">{one}</td>' for one in areas]
    return f"<tr>{''.join(cells)}</tr>\n"
