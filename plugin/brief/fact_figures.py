"""What figures and lists of a briefing show, as facts: the same in every language, with ids in place of names."""

from __future__ import annotations

from typing import Any

from .fact_values import band, iso, number
from .figure_values import AccessFigure, DepthFigure, PlaceContent
from .values import Briefing


def figure_facts(briefing: Briefing) -> dict[str, Any]:
    """Return key figures, isolation over the days, depths along baselines, and settlements that changed their state."""
    ids = {row.number: row.claim_id for row in briefing.claims}
    rows = () if briefing.key is None else briefing.key.rows
    return {
        "key": [{"claims": [ids[one] for one in row.numbers], "definition": row.definition_key} for row in rows],
        "isolation": [_isolation(one, ids) for one in briefing.access],
        "depths": [_depth(one, ids) for one in briefing.depths],
        "settlements": [_settlements(one) for one in briefing.places],
    }


def _isolation(figure: AccessFigure, ids: dict[int, str]) -> dict[str, Any]:
    since = dict(figure.isolated_since)
    return {
        "place_id": figure.place_id,
        "side": figure.side,
        "issuer": figure.issuer,
        "claims": [ids[one] for one in figure.claims],
        "readings": [
            {
                "reading": line.reading,
                "isolated_since": iso(since[line.reading]),
                "ways": [{"day": iso(day), "ways": ways} for day, ways in line.points],
            }
            for line in figure.lines
        ],
        "corridor": [
            {"day": iso(one.day), "at_limit": one.at_limit, **_band_km(one.low, one.best, one.high)}
            for one in figure.widths
        ],
    }


def _band_km(low: float, best: float, high: float) -> dict[str, Any]:
    return {"low": number(low), "best": number(best), "high": number(high), "unit": "km"}


def _depth(figure: DepthFigure, ids: dict[int, str]) -> dict[str, Any]:
    return {
        "claims": [ids[one] for one in figure.claims],
        "from": iso(figure.start),
        "to": iso(figure.end),
        "length_km": number(figure.length_km),
        "step_km": number(figure.step_km),
        "measures": [
            {**band(one.definition, one.low, one.best, one.high, "km"), "along_km": number(one.along_km)}
            for one in figure.spots
        ],
        "profiles": [
            {
                "definition": line.definition,
                "stretches": [[number(start), number(end), number(depth)] for start, end, depth in line.stretches],
            }
            for line in figure.lines
        ],
    }


def _settlements(content: PlaceContent) -> dict[str, Any]:
    low, best, high = content.band
    return {
        "issuer": content.issuer,
        "from": iso(content.start),
        "to": iso(content.end),
        "low": low,
        "best": best,
        "high": high,
        "unit": "settlements",
        "looked_at": content.looked_at,
        "moves": [
            {
                "before": move.states[0],
                "after": move.states[1],
                "low": move.low,
                "best": move.best,
                "places": [{"id": place, "sure": sure} for place, sure in move.place_ids],
            }
            for move in content.moves
        ],
    }
