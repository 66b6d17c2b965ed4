"""The files that travel with a briefing beside its facts: the claims as a table, and the measured shapes.

claims.csv has one row a claim and definition, so that a spreadsheet can filter by either; its columns are called like
the fields of the schema and are the same in every language. shapes.geojson follows RFC 7946.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from shapely.geometry import mapping
from shapely.geometry.polygon import orient

from ..core.findings import Finding, Measure, Report
from ..core.shapes import Geometry, lines_of, multi_line, multi_polygon, polygons_of
from .fact_values import DEGREE_DECIMALS, degrees, filled, iso, number
from .values import Briefing

COLUMNS = (
    *("number", "claim_id", "claimant", "text", "kind", "stated_on", "refers_from", "refers_to", "basis", "grade"),
    *("claimed_value", "claimed_low", "claimed_high", "claimed_unit", "bound", "verdict"),
    *("definition", "low", "best", "high", "unit", "fits"),
    *("source_id", "published_in", "url"),
)
"""The columns of claims.csv, in order."""

# A spreadsheet takes a cell that begins so for a formula, and runs it.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


def claims_csv(report: Report) -> bytes:
    """Return claims and measures as a table: UTF-8 with the mark by which spreadsheets know it, RFC 4180.

    A text that a spreadsheet would run as a formula has an apostrophe before it; numbers are plain, with a point.
    A claim without any measure has one row.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for place, finding in enumerate(report.findings, start=1):
        for measure in finding.measures or (None,):
            row = _row(place, finding, measure)
            writer.writerow([_cell(row.get(name)) for name in COLUMNS])
    return (_BOM + buffer.getvalue()).encode("utf-8", "backslashreplace")


def _row(place: int, finding: Finding, measure: Measure | None) -> dict[str, Any]:
    claim, claimed = finding.claim, finding.claimed
    row: dict[str, Any] = {
        "number": place,
        "claim_id": claim.id,
        "claimant": claim.claimant,
        "text": claim.text,
        "kind": claim.kind,
        "stated_on": iso(claim.stated_on),
        "refers_from": iso(finding.refers_from),
        "refers_to": iso(finding.refers_to),
        "basis": claim.basis,
        "grade": f"{claim.reliability}{claim.credibility}",
        "verdict": finding.verdict,
        "source_id": claim.source_id,
        "published_in": claim.published_in,
        "url": claim.url,
    }
    if claimed is not None:
        row.update(claimed_value=number(claimed.value), claimed_low=number(claimed.low))
        row.update(claimed_high=number(claimed.high), claimed_unit=claimed.unit, bound=claimed.bound)
    if measure is not None:
        row.update(definition=measure.definition, low=number(measure.low), best=number(measure.best))
        row.update(high=number(measure.high), unit=measure.unit, fits=measure.fits)
    return row


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA_SIGNS):
        return f"'{value}"
    return "" if value is None else value


def shapes_geojson(report: Report, briefing: Briefing) -> bytes:
    """Return the shapes that were measured as GeoJSON, longitude and latitude to a tenth of a metre.

    The property `what` says what a feature is: gain, front_line, changed_ground, deepest_point, depth_line,
    printed_point, narrowest_point, place.
    """
    lines = []
    for properties, shape in _features(report, briefing):
        drawn = _drawn(shape)
        if drawn is not None:
            feature = {"type": "Feature", "properties": filled(properties), "geometry": drawn}
            lines.append(json.dumps(feature, ensure_ascii=False, allow_nan=False))
    return ('{"type": "FeatureCollection", "features": [\n' + ",\n".join(lines) + "\n]}\n").encode(
        "utf-8", "backslashreplace"
    )


Found = Iterator[tuple[dict[str, Any], Any]]


def _features(report: Report, briefing: Briefing) -> Found:
    case = report.case
    for table, what in (("claimed_gains", "gain"), ("front_lines", "front_line")):
        for one in getattr(case, table):
            properties = {"what": what, "id": one.id, "name": one.name, "side": one.side, "as_of": iso(one.as_of)}
            properties.update(source_id=one.source_id, tolerance_m=number(one.tolerance_m))
            properties["role" if what == "front_line" else "basis"] = getattr(one, "role", "") or one.basis
            yield properties, one.geometry
    yield from _changed(briefing)
    yield from _measured(report)
    named = {place for finding in report.findings for place in finding.claim.place_ids}
    for place in case.settlements:
        if place.id in named:
            found = {"what": "place", "id": place.id, "name": place.name, "as_of": iso(place.as_of)}
            yield {**found, "source_id": place.source_id}, place.geometry


def _changed(briefing: Briefing) -> Found:
    for change in briefing.measured_changes:
        for piece in change.pieces:
            if piece.before != piece.after:
                properties: dict[str, Any] = {"what": "changed_ground", "issuer": change.issuer, "before": piece.before}
                properties.update({"after": piece.after, "area_km2": number(piece.area_km2)})
                properties.update({"from": iso(change.start_used), "to": iso(change.end_used)})
                yield properties, piece.geometry


_POINTS = {"deepest": "deepest_point", "as_printed": "printed_point", "narrowest": "narrowest_point"}


def _measured(report: Report) -> Found:
    for finding in report.findings:
        for measure in finding.measures:
            points = {role: (lon, lat) for role, lon, lat in measure.points}
            said: dict[str, Any] = {"claim_id": finding.claim.id, "definition": measure.definition}
            if measure.unit == "km":
                said["depth_km"] = number(measure.best)
            for role, what in _POINTS.items():
                if role in points:
                    yield {"what": what, **said}, [points[role]]
            if "deepest" in points and "nearest" in points:
                yield {"what": "depth_line", **said}, [points["deepest"], points["nearest"]]


def _drawn(shape: Any) -> dict[str, Any] | None:
    """Return a shape, or the points of one, as GeoJSON; None where rounding leaves nothing of it."""
    if isinstance(shape, list):
        places = [[degrees(lon), degrees(lat)] for lon, lat in shape]
        if len(places) == 1:
            return {"type": "Point", "coordinates": places[0]}
        return {"type": "LineString", "coordinates": places} if places[0] != places[1] else None
    return _plain(mapping(_whole(shape)))


def _whole(shape: Geometry) -> Geometry:
    """Return a shape of one kind: areas with outer rings counter-clockwise, lines, or a point."""
    if shape.geom_type == "Point":
        return shape
    areas = polygons_of(shape)
    return multi_polygon([orient(one) for one in areas]) if areas else multi_line(lines_of(shape))


def _plain(drawn: Any) -> dict[str, Any] | None:
    kind, places = drawn["type"], _rounded(drawn["coordinates"])
    if kind == "Polygon":
        places = _rings(places)
    elif kind == "MultiPolygon":
        places = [rings for rings in map(_rings, places) if rings]
    return {"type": kind, "coordinates": places} if places else None


def _rings(rings: Any) -> list[Any]:
    """Return the rings of a polygon without those that rounding made smaller than a triangle."""
    kept = [ring for ring in rings if len({tuple(place) for place in ring}) > 2]
    return kept if kept and kept[0] is rings[0] else []


def _rounded(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_rounded(part) for part in value]
    return round(float(value), DEGREE_DECIMALS) + 0.0
