"""What a check yields: the values that JSON, tables, dock and paper are made of.

Every number has a unit, a definition and a band (low, best, high). `high` or `low` None in a claimed interval means
open ("more than 1,000" has no upper end).
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from .case import Case, Claim, Skipped
from .messages import Message

Date = datetime.date
LonLat = tuple[float, float]

YES_NO = "yes_no"
"""The unit of a measure that is a yes (1) or a no (0)."""


@dataclass(frozen=True)
class Interval:
    """A claim's quantity as an interval, in `unit`; None is an open end."""

    low: float | None
    high: float | None
    value: float
    unit: str
    bound: str


@dataclass(frozen=True)
class Measure:
    """What was measured under one definition; `fits` and the band are None when it could not be: `missing` says why.

    `points` are places to show on a map: (role, lon, lat), roles "deepest", "nearest", "place", "as_printed".
    `note` says what was used (which gains, baseline, events), `facts` what was found beside the yes or no: the reason
    of the finding says it.
    """

    definition: str
    low: float | None
    best: float | None
    high: float | None
    unit: str
    fits: bool | None
    missing: Message | None = None
    note: Message | None = None
    points: tuple[tuple[str, float, float], ...] = ()
    facts: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Check:
    """A further check beside the verdict: conversion, direction, duration or relay. `holds` None: cannot be said."""

    check: str
    holds: bool | None
    stated: str
    found: str
    reason: Message


@dataclass(frozen=True)
class Finding:
    """The check of one claim; `scope` names the area it was taken in, `used` what the case's defaults were."""

    claim: Claim
    claimed: Interval | None
    verdict: str
    fits: tuple[str, ...]
    measures: tuple[Measure, ...]
    checks: tuple[Check, ...]
    scope: str
    refers_from: Date | None
    refers_to: Date | None
    reason: Message
    used: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Reconciliation:
    """Two claims held against each other; outcome: same, other_period, other_place, other_definition, contradict."""

    claim_ids: tuple[str, str]
    outcome: str
    reason: Message


@dataclass(frozen=True)
class Report:
    """The check of a whole case: one finding a claim, in the case's order."""

    case: Case
    as_of: Date | None
    findings: tuple[Finding, ...]
    reconciled: tuple[Reconciliation, ...]
    skipped: tuple[Skipped, ...]
    notes: tuple[Message, ...]
    engine: Mapping[str, str]
