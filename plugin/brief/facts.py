"""The facts of a briefing: every number that it prints, as data that a script can read and a sceptic can check.

`facts` returns a JSON object (the file facts.json). Everything in it comes from the report and from the content of the
briefing, so what those hold back is not in it. It is the same in every language: codes of the schema, keys of the
definitions, sentences as their English text with the values of its gaps. `version` counts changes of the format.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from typing import Any

import reportlab

from ..core.case import Case
from ..core.change import Change
from ..core.definitions import DEFINITIONS, definition
from ..core.findings import Check, Finding, Report
from ..core.inputs import sources_named
from ..core.issue_changes import Cause, IssueChanges
from ..core.schema import UNITS, VERDICTS
from .fact_figures import figure_facts
from .fact_values import band, filled, interval, iso, measure, number, sentence, sentences
from .values import Briefing

FORMAT = "salient-facts"
VERSION = 1

MOST_RECORDS = 2000
"""Of a table with more records only those are listed that a claim names; their number is given."""

_SHAPES = ("settlements", "supply_routes", "claimed_gains", "control_areas", "front_lines", "areas")
_INPUT_FIELDS = ("name", "side", "state", "issuer", "role", "mode", "basis", "as_of", "source_id", "tolerance_m")
_SETTINGS = ("frame_id", "sector_id", "baseline_id", "side", "issuer", "world_view")
_LINKS = {
    "settlements": ("place_ids",),
    "supply_routes": ("route_ids",),
    "claimed_gains": ("gain_ids",),
    "front_lines": ("baseline_id",),
    "areas": ("area_id", "sector_id"),
    "control_areas": (),
}

CLAIM_LINKS = ("area_id", "baseline_id", "sector_id", "gain_ids", "place_ids", "route_ids", "event_id")


def facts(report: Report, briefing: Briefing) -> dict[str, Any]:
    """Return every number of a briefing with its definition, band, inputs and provenance.

    Parameters
    ----------
    report
        The check that the briefing was made of.
    briefing
        Its content: it holds what was measured for the paper alone (change between days, curves).
    """
    case = report.case
    return {
        "format": FORMAT,
        "version": VERSION,
        "about": "Numbers of a briefing on claims held against the map. Areas and distances on the WGS 84 ellipsoid.",
        "case": {"name": case.name, "title": case.title},
        "issue": {"number": briefing.issue_number, "issued_on": iso(briefing.issued_on)},
        "as_of": iso(report.as_of),
        "tally": {code: sum(one.verdict == code for one in report.findings) for code in VERDICTS},
        "claims": [_claim(number_, one) for number_, one in enumerate(report.findings, start=1)],
        "reconciled": [
            {"claims": list(one.claim_ids), "outcome": one.outcome, "reason": sentence(one.reason)}
            for one in report.reconciled
        ],
        "changes": [_change(one) for one in briefing.measured_changes],
        "curves": _curves(briefing),
        **figure_facts(briefing),
        "since": _since(briefing.measured_since),
        "events": [
            filled({"id": one.id, "name": one.name, "date": iso(one.date), "source_id": one.source_id})
            for one in case.events
        ],
        "inputs": {table: _inputs(report, table) for table in _SHAPES if getattr(case, table)},
        "settings": _settings(case),
        "sources": _sources(case, briefing),
        "definitions": _definitions(report, briefing),
        "units": _units(report, briefing),
        "left_out": [{"table": one.table, "id": one.id, "reason": sentence(one.reason)} for one in report.skipped],
        "notes": sentences(report.notes),
        "engine": dict(sorted({**report.engine, "reportlab": str(reportlab.Version)}.items())),
    }


def facts_file(made: Mapping[str, Any]) -> bytes:
    """Return the facts as the bytes of a JSON file, UTF-8 in the letters of the data.

    Half a sign (a lone surrogate) has no UTF-8: it stands as JSON's own escape.
    """
    return (json.dumps(made, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode("utf-8", "backslashreplace")


def _claim(place: int, finding: Finding) -> dict[str, Any]:
    claim = finding.claim
    return {
        "number": place,
        "id": claim.id,
        "kind": claim.kind,
        "text": claim.text,
        "claimant": claim.claimant,
        "published_in": claim.published_in,
        "url": claim.url,
        "stated_on": iso(claim.stated_on),
        "from": iso(finding.refers_from),
        "to": iso(finding.refers_to),
        "basis": claim.basis,
        "grade": f"{claim.reliability}{claim.credibility}",
        "source_id": claim.source_id,
        "relays": claim.relays,
        "denies": claim.denies,
        "status": claim.status,
        "scope": finding.scope,
        "links": filled({name: _link(getattr(claim, name)) for name in CLAIM_LINKS}),
        "claimed": interval(finding.claimed),
        "claimed_high": number(claim.value_high),
        "verdict": finding.verdict,
        "fits": list(finding.fits),
        "measures": [measure(one) for one in finding.measures],
        "checks": [_check(one) for one in finding.checks],
        "reason": sentence(finding.reason),
        "used": sentences(finding.used),
    }


def _link(value: str | tuple[str, ...]) -> str | list[str]:
    return value if isinstance(value, str) else list(value)


def _check(one: Check) -> dict[str, Any]:
    return {
        "check": one.check,
        "holds": one.holds,
        "stated": one.stated,
        "found": one.found,
        "reason": sentence(one.reason),
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "issuers": list(change.issuers),
        "across": change.across,
        "from": iso(change.start),
        "to": iso(change.end),
        "from_map": iso(change.start_used),
        "to_map": iso(change.end_used),
        "unit": "km2",
        "matrix": {
            before: {after: number(km2) for after, km2 in sorted(row.items())}
            for before, row in sorted(change.matrix.items())
        },
        "before": {before: number(sum(row.values())) for before, row in sorted(change.matrix.items())},
        "after": {
            after: number(sum(row.get(after, 0.0) for row in change.matrix.values()))
            for after in sorted({one for row in change.matrix.values() for one in row})
        },
        "total": number(sum(km2 for row in change.matrix.values() for km2 in row.values())),
        "residual_km2": number(change.residual_km2),
        "overlap_km2": number(change.overlap_km2),
        "tolerance_m": number(change.tolerance_m),
        "measures": [band(name, one.low, one.best, one.high, "km2") for name, one in change.definitions],
        "notes": sentences(change.notes),
    }


def _since(found: IssueChanges | None) -> dict[str, Any] | None:
    """Return what changed since the issue before; why by kind, table and ids."""
    if found is None:
        return None
    return {
        "issue": found.number,
        "issued_on": iso(found.issued_on),
        "new": list(found.new),
        "changed": {one.claim_id: list(one.fields) for one in found.edited},
        "withdrawn": [one.number for one in found.withdrawn],
        "verdicts": [
            {"claim": one.claim_id, "before": one.before, "after": one.after, "why": _why(one.causes)}
            for one in found.verdicts
        ],
        "numbers": [
            {
                **filled({"claim": one.claim_id, "maps": list(one.subject) if not one.claim_id else None}),
                "definition": one.definition,
                "unit": one.unit,
                "before": list(one.before),
                "after": list(one.after),
                "why": _why(one.causes),
            }
            for one in found.numbers
        ],
    }


def _why(causes: Iterable[Cause]) -> list[dict[str, Any]]:
    return [filled({"kind": one.kind, "table": one.table, "ids": list(one.ids[:MOST_RECORDS])}) for one in causes]


def _curves(briefing: Briefing) -> list[dict[str, Any]]:
    if briefing.curves is None:
        return []
    ids = {row.number: row.claim_id for row in briefing.claims}
    made = []
    for panel in briefing.curves.panels:
        boxes = [
            {
                "claims": [ids[one] for one in box.numbers],
                "from": iso(box.start),
                "to": iso(box.end),
                "low": number(box.low),
                "high": number(box.high),
                "measures": [band(name, low, best, high, "km2") for name, low, best, high in box.bands],
            }
            for box in panel.boxes
        ]
        lines = [
            {"definition": one.definition, "points": [[iso(day), number(km2)] for day, km2 in one.points]}
            for one in panel.curves
        ]
        made.append({"unit": "km2", "claimed": boxes, "curves": lines})
    return made


def _inputs(report: Report, table: str) -> dict[str, Any]:
    """Return the records of a table of shapes: what they are, of which day, from where, how far off they may be."""
    records = getattr(report.case, table)
    listed = records
    if len(records) > MOST_RECORDS:
        named = _named(report, table)
        listed = tuple(one for one in records if one.id in named)
    return {"count": len(records), "listed": [_input(one) for one in listed]}


def _input(record: Any) -> dict[str, Any]:
    values: dict[str, Any] = {"id": record.id}
    for name in _INPUT_FIELDS:
        value = getattr(record, name, None)
        if name == "as_of":
            value = iso(value)
        values[name] = number(value) if isinstance(value, float) else value
    return filled(values)


def _named(report: Report, table: str) -> set[str]:
    """Return the ids of the records of a table that claims name."""
    named: set[str] = set()
    for finding in report.findings:
        for name in _LINKS[table]:
            value = getattr(finding.claim, name)
            named.update((value,) if isinstance(value, str) else value)
    return named


def _settings(case: Case) -> dict[str, Any]:
    """Return the settings that decide numbers; the tolerance is that of shapes which give none."""
    chosen = {name: case.settings.get(name, "") for name in _SETTINGS}
    return {**filled(chosen), "tolerance_m": number(case.tolerance_m)}


def _sources(case: Case, briefing: Briefing) -> list[dict[str, Any]]:
    """Return the sources of what the briefing was made from; those that it refers to have the number it prints."""
    numbers = {row.source_id: row.number for row in briefing.sources}
    cited = sources_named(case)
    made = []
    for source in (one for one in case.sources if one.id in cited):
        values = dataclasses.asdict(source)
        values.update({name: iso(values[name]) for name in ("published_on", "retrieved_on")})
        made.append(filled({"number": numbers.get(source.id), **values}))
    return made


def _definitions(report: Report, briefing: Briefing) -> dict[str, dict[str, str]]:
    """Return what each definition that stands beside a number means; all durations share one."""
    used = [one.definition.partition(":")[0] for finding in report.findings for one in finding.measures]
    used += [name for change in briefing.measured_changes for name, _ in change.definitions]
    if briefing.curves is not None:
        used += [one.definition for panel in briefing.curves.panels for one in panel.curves]
    return {
        name: {"title": definition(name).title, "meaning": definition(name).meaning}
        for name in sorted(set(used))
        if name in DEFINITIONS
    }


def _units(report: Report, briefing: Briefing) -> dict[str, str]:
    used = {one.unit for finding in report.findings for one in finding.measures if one.unit}
    used |= {finding.claimed.unit for finding in report.findings if finding.claimed is not None}
    if briefing.measured_changes or briefing.curves is not None:
        used.add("km2")
    words = {**UNITS, "yes_no": "1 is yes, 0 is no"}
    return {unit: words.get(unit, unit) for unit in sorted(used)}
