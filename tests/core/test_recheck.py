"""A check after an edit gives what a check of everything gives, and measures only what the edit touches.

The reference is always `check_case`, which knows nothing of what was measured before.
"""

from __future__ import annotations

import datetime
from dataclasses import replace
from types import MappingProxyType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Point, box

import salient.core.check
from salient.core.case import Area, Case, Claim, ControlArea, Event, FrontLine, Gain, Settlement, Source
from salient.core.check import check_case
from salient.core.recheck import affected, recheck, touched
from salient.store.textcase import read_folder


def day(number: int) -> datetime.date:
    return datetime.date(2022, 9, number)


def squares(west: int, east: int) -> MultiPolygon:
    """Return the strip from one tenth of a degree east of 36° E to another, between 49° and 49.1° N."""
    return MultiPolygon([box(36 + west / 10, 49, 36 + east / 10, 49.1)])


def stated(claim_id: str, kind: str, **more: object) -> Claim:
    ends = {"refers_from": day(1), "refers_to": day(9), "side": "A"}
    return Claim(claim_id, "as published", kind, "A newspaper", **{**ends, **more})  # type: ignore[arg-type]


CLAIMS = (
    stated("c_named", "area_changed", value=80, unit="km2", gain_ids=("g1",)),
    stated("c_period", "area_changed", value=200, unit="km2"),
    stated("c_early", "area_changed", value=80, unit="km2", refers_to=day(4)),
    stated("c_relay", "area_changed", value=80, unit="km2", relays="c_named", gain_ids=("g3",)),
    stated("c_depth", "depth", value=20, unit="km"),
    stated("c_depth_of_one", "depth", value=20, unit="km", gain_ids=("g2",), baseline_id="b2", sector_id="k2"),
    stated("c_count", "settlement_count", value=2, gain_ids=("g1",)),
    stated("c_place", "place_status", place_ids=("s1",), gain_ids=("g2",)),
    stated("c_way", "distance", value=20, unit="km", place_ids=("s1", "s2"), direction="E"),
    stated("c_point", "direction", value=20, unit="km", place_ids=("s2",), direction="W"),
    stated("c_since", "duration", value=2, unit="weeks"),
    stated("c_since_one", "duration", value=2, unit="weeks", event_id=("e1",)),
    stated("c_shut_in", "enclosed", place_ids=("s2",), side=""),
    stated("c_frame", "other", area_id="f2"),
    stated("c_other", "other"),
)
BASE = Case(
    "invented",
    settlements=tuple(Settlement(f"s{n}", f"Place {n}", Point(36 + n / 10 - 0.05, 49.05)) for n in range(1, 5)),
    claimed_gains=(
        Gain("g1", squares(0, 1), "One", "A", as_of=day(3), tolerance_m=100),
        Gain("g2", squares(1, 3), "Two", "A", as_of=day(6), tolerance_m=100),
        Gain("g3", squares(5, 6), "Three", "B", as_of=day(8), tolerance_m=100),
    ),
    control_areas=(
        ControlArea("m1", squares(0, 5), "R", "assessed_control", "X", as_of=day(1), tolerance_m=100),
        ControlArea("m2", squares(2, 5), "R", "assessed_control", "X", as_of=day(9), tolerance_m=100),
        ControlArea("m3", squares(0, 2), "A", "claimed_counteroffensive", "X", as_of=day(9), tolerance_m=100),
    ),
    front_lines=(
        FrontLine("b1", "First", LineString([(36, 48.9), (36, 49.2)]), as_of=day(1), tolerance_m=50),
        FrontLine("b2", "Second", LineString([(36.1, 48.9), (36.1, 49.2)]), "current", as_of=day(2), tolerance_m=50),
    ),
    areas=(
        Area("f1", "Frame", box(35, 48, 38, 50), "frame"),
        Area("f2", "Small", box(36, 48, 36.5, 50)),
        Area("k1", "Sector", box(35.9, 49, 36.1, 49.05), "sector"),
        Area("k2", "Other sector", box(36.05, 49.02, 36.2, 49.08)),
    ),
    claims=CLAIMS,
    events=(Event("e1", "Start", day(1)), Event("e2", "Later", day(5))),
    sources=(Source("q1", "Daily Sketch", "What was said"),),
)
MEASURED = check_case(BASE)


def put(case: Case, table: str, *records: object) -> Case:
    """Return the case with records of those ids replaced, or added at the end."""
    new = {one.id: one for one in records}  # type: ignore[attr-defined]
    old = getattr(case, table)
    rest = [one for one in records if one.id not in {it.id for it in old}]  # type: ignore[attr-defined]
    return replace(case, **{table: (*(new.get(one.id, one) for one in old), *rest)})


def drop(case: Case, table: str, record_id: str) -> Case:
    return replace(case, **{table: tuple(one for one in getattr(case, table) if one.id != record_id)})


def of(table: str, record_id: str):
    return next(one for one in getattr(BASE, table) if one.id == record_id)


def checked_anew(case: Case, monkeypatch: pytest.MonkeyPatch, previous=MEASURED) -> list[str]:
    """Recheck, hold the report against that of a whole check, and return the claims that were measured."""
    whole = check_case(case)
    seen: list[str] = []
    measure = salient.core.check.measures_for

    def watched(grounds: object, claim: Claim):
        seen.append(claim.id)
        return measure(grounds, claim)

    with monkeypatch.context() as patch:
        patch.setattr("salient.core.check.measures_for", watched)
        assert recheck(case, previous) == whole
    return seen


def test_nothing_edited_measures_nothing(monkeypatch):
    assert checked_anew(BASE, monkeypatch) == []
    # The same values in new records, as when a table is read again.
    again = replace(
        BASE,
        claimed_gains=tuple(
            replace(one, geometry=squares(*edges)) for one, edges in zip(BASE.claimed_gains, ((0, 1), (1, 3), (5, 6)))
        ),
    )
    assert checked_anew(again, monkeypatch) == []


def test_one_gain_measures_its_own_findings(monkeypatch):
    moved = put(BASE, "claimed_gains", replace(of("claimed_gains", "g3"), geometry=squares(6, 8)))
    # It is of side B: no claim of side A takes it by default.
    assert checked_anew(moved, monkeypatch) == ["c_relay"]
    moved = put(BASE, "claimed_gains", replace(of("claimed_gains", "g2"), geometry=squares(1, 4)))
    # Drawn on the 6th: not for the claim whose period ends on the 4th.
    assert checked_anew(moved, monkeypatch) == ["c_period", "c_depth", "c_depth_of_one", "c_place", "c_point"]


def test_a_gain_that_comes_into_a_period_or_leaves_it(monkeypatch):
    early = put(BASE, "claimed_gains", replace(of("claimed_gains", "g2"), as_of=day(2)))
    assert "c_early" in checked_anew(early, monkeypatch)
    late = put(BASE, "claimed_gains", replace(of("claimed_gains", "g1"), as_of=day(7)))
    assert "c_early" in checked_anew(late, monkeypatch)


def test_links_and_defaults_of_the_other_tables(monkeypatch):
    place = put(BASE, "settlements", replace(of("settlements", "s2"), geometry=Point(36.2, 49.05)))
    assert checked_anew(place, monkeypatch) == ["c_count", "c_way", "c_point", "c_shut_in"]
    line = put(BASE, "front_lines", replace(of("front_lines", "b2"), name="Renamed"))
    assert checked_anew(line, monkeypatch) == ["c_depth_of_one"]
    event = put(BASE, "events", replace(of("events", "e2"), date=day(4)))
    assert checked_anew(event, monkeypatch) == ["c_since"]
    sector = put(BASE, "areas", replace(of("areas", "k2"), name="Renamed"))
    assert checked_anew(sector, monkeypatch) == ["c_depth_of_one"]
    frame = put(BASE, "areas", replace(of("areas", "f1"), name="Renamed"))
    assert checked_anew(frame, monkeypatch) == [one.id for one in CLAIMS if not one.area_id]
    relayed = put(BASE, "claims", replace(of("claims", "c_named"), bound="about"))
    assert checked_anew(relayed, monkeypatch) == ["c_named", "c_relay"]
    assert checked_anew(drop(BASE, "claims", "c_named"), monkeypatch) == ["c_relay"]
    assert checked_anew(put(BASE, "sources", Source("q2", "Another", "Told again")), monkeypatch) == []


def test_built_up_ground_touches_the_claims_about_places(monkeypatch):
    town = Area("t1", "Town", box(36.04, 49.04, 36.06, 49.06), "built_up")
    status = put(BASE, "claims", replace(of("claims", "c_place"), status="held"))
    drawn = put(status, "areas", town)
    assert checked_anew(drawn, monkeypatch, check_case(status)) == ["c_place"]
    wider = put(drawn, "areas", replace(town, geometry=box(36.0, 49.0, 36.3, 49.1)))
    assert checked_anew(wider, monkeypatch, check_case(drawn)) == ["c_place"]
    assert checked_anew(status, monkeypatch, check_case(wider)) == ["c_place"]


def test_settings_of_the_paper_touch_no_finding(monkeypatch):
    titled = replace(BASE, settings=MappingProxyType({"title": "Renamed", "language": "uk"}))
    assert checked_anew(titled, monkeypatch) == []
    loose = replace(BASE, settings=MappingProxyType({"tolerance_m": "800"}))
    assert checked_anew(loose, monkeypatch) == [one.id for one in CLAIMS]


def test_touched_is_known_before_the_edit_is_read():
    assert touched(BASE, {"claimed_gains": ["g3"]}) == {"c_relay"}
    assert touched(BASE, {"sources": ["q1"]}) == frozenset()
    # A gain that the case did not hold may be of any day and side: claims that name theirs are safe from it.
    assert touched(BASE, {"claimed_gains": ["new"]}) == {"c_period", "c_early", "c_depth", "c_point"}
    assert touched(BASE, {"settings": None}) == {one.id for one in CLAIMS}
    assert touched(BASE, {"claims": None}) == {one.id for one in CLAIMS}


def test_as_of_a_day(monkeypatch):
    early = check_case(BASE, as_of=day(7))
    late_gain = put(BASE, "claimed_gains", Gain("g4", squares(7, 8), "Four", "A", as_of=day(8)))
    # Of the 8th, and so not known on the 7th.
    assert affected(early.case, early.case) == frozenset()
    assert recheck(late_gain, early, as_of=day(7)) == check_case(late_gain, as_of=day(7))


DAYS = st.one_of(st.none(), st.integers(1, 12).map(day))
IDS = {table: [one.id for one in getattr(BASE, table)] for table in ("claimed_gains", "areas", "claims", "settlements")}
STRIPS = st.tuples(st.integers(0, 6), st.integers(1, 3)).map(lambda span: squares(span[0], span[0] + span[1]))
EDITS = {
    "claimed_gains": st.fixed_dictionaries(
        {}, optional={"as_of": DAYS, "side": st.sampled_from(["", "A", "B"]), "geometry": STRIPS, "name": st.just("N")}
    ),
    "control_areas": st.fixed_dictionaries(
        {}, optional={"as_of": DAYS, "side": st.sampled_from(["A", "R"]), "geometry": STRIPS}
    ),
    "front_lines": st.fixed_dictionaries(
        {}, optional={"as_of": DAYS, "role": st.sampled_from(["baseline", "current"]), "tolerance_m": st.just(400.0)}
    ),
    "areas": st.fixed_dictionaries(
        {},
        optional={"role": st.sampled_from(["frame", "sector", "area_of_interest", "built_up"]), "name": st.just("N")},
    ),
    "settlements": st.fixed_dictionaries(
        {}, optional={"geometry": st.integers(0, 60).map(lambda n: Point(36 + n / 100, 49.05)), "name": st.just("N")}
    ),
    "events": st.fixed_dictionaries({}, optional={"date": st.integers(1, 12).map(day), "name": st.just("N")}),
    "claims": st.fixed_dictionaries(
        {},
        optional={
            "refers_to": DAYS,
            "side": st.sampled_from(["", "A", "B"]),
            "gain_ids": st.lists(st.sampled_from(["g1", "g2", "g9"]), max_size=2, unique=True).map(tuple),
            "area_id": st.sampled_from(["", "f2", "gone"]),
            "relays": st.sampled_from(["", "c_named", "c_relay"]),
            "kind": st.sampled_from(["area_changed", "depth", "settlement_count", "place_status", "other"]),
            "status": st.sampled_from(["", "taken", "held", "entered"]),
        },
    ),
    "sources": st.fixed_dictionaries({}, optional={"title": st.just("N")}),
}


@st.composite
def edited(draw: st.DrawFn, case: Case) -> Case:
    """Draw a case some edits away: records changed, taken away, put at another place in their table; settings too."""
    for _ in range(draw(st.integers(1, 3))):
        table = draw(st.sampled_from([*EDITS, "settings"]))
        if table == "settings":
            names = {"frame_id": ["", "f2"], "baseline_id": ["", "b2"], "side": ["", "A"], "title": ["", "T"]}
            name = draw(st.sampled_from(sorted(names)))
            value = draw(st.sampled_from(names[name]))
            case = replace(case, settings=MappingProxyType({**case.settings, name: value}))
            continue
        records = list(getattr(case, table))
        if not records:
            continue
        place = draw(st.integers(0, len(records) - 1))
        how = draw(st.sampled_from(["change", "change", "change", "drop", "add", "move"]))
        one = records.pop(place)
        if how == "change":
            records.insert(place, replace(one, **draw(EDITS[table])))
        elif how == "add":
            records.insert(place, one)
            records.append(replace(one, id=draw(st.sampled_from([f"{one.id}x", f"{one.id}y"]))))
            records = list({it.id: it for it in records}.values())
        elif how == "move":
            records.append(one)
        case = replace(case, **{table: tuple(records)})
    return case


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_edits(data: st.DataObject):
    once = data.draw(edited(BASE))
    first = recheck(once, MEASURED)
    assert first == check_case(once)
    # What was kept once is kept again: errors would add up.
    twice = data.draw(edited(once))
    assert recheck(twice, first) == check_case(twice)


@pytest.fixture(scope="module")
def sample(repo_root) -> Case:
    from salient.core.case import case_from_rows

    return case_from_rows("sample", read_folder(repo_root / "resources" / "sample" / "kharkiv-2022-09"))


def test_the_sample_case(sample: Case, monkeypatch):
    before = check_case(sample)
    for table in ("claimed_gains", "claims", "settlements", "front_lines", "areas", "events", "control_areas"):
        for record in getattr(sample, table)[:2]:
            seen = checked_anew(drop(sample, table, record.id), monkeypatch, before)
            assert len(seen) <= len(sample.claims)
