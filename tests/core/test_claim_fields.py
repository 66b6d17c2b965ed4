"""Which fields a kind of claim uses, and what is said of the fields of a claim."""

from __future__ import annotations

import datetime

import pytest

from salient.core import schema
from salient.core.claim_fields import (
    FIELDS_OF_KIND,
    NUMBER,
    NUMBER_FIELDS,
    WHAT_IS_CHECKED,
    fields_of,
    remarks,
    source_remarks,
)
from salient.core.quantities import kind_dimension

FIFTH, NINTH = datetime.date(2022, 9, 5), datetime.date(2022, 9, 9)


def good(**changes) -> dict:
    """Return a claim of which nothing is to be said, changed."""
    made = {
        **{"text": "They went 50 km deep.", "claimant": "Speaker", "kind": "depth", "source_id": "q01"},
        **{"stated_on": NINTH, "refers_from": FIFTH, "refers_to": NINTH, "value": 50.0, "unit": "km", "bound": "about"},
        "side": "A",
    }
    return {**made, **changes}


def said(**changes) -> list[tuple[str, bool]]:
    return [(one.field, one.hard) for one in remarks(good(**changes))]


def test_every_kind_has_its_fields_and_a_line_on_what_is_checked():
    assert set(FIELDS_OF_KIND) == set(WHAT_IS_CHECKED) == set(schema.KINDS)
    known = {*schema.CLAIMS.field_names, NUMBER}
    assert all(set(names) <= known for names in FIELDS_OF_KIND.values())


def test_kinds_that_are_measured_in_a_unit_use_the_number():
    with_number = {kind for kind in schema.KINDS if set(NUMBER_FIELDS) <= fields_of(kind)}
    assert with_number == {kind for kind in schema.KINDS if kind_dimension(kind)}
    assert set(NUMBER_FIELDS) <= fields_of("place_status", "outskirts")
    assert NUMBER not in fields_of("depth")


def test_of_a_whole_claim_nothing_is_said():
    assert remarks(good()) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"text": " "}, [("text", True)]),
        ({"claimant": ""}, [("claimant", True)]),
        ({"kind": ""}, [("kind", True)]),
        ({"stated_on": None}, [("stated_on", False)]),
        ({"refers_to": FIFTH - datetime.timedelta(1)}, [("refers_to", True)]),
        ({"refers_to": NINTH + datetime.timedelta(1)}, [("refers_to", False)]),
        ({"refers_to": None}, [("refers_to", False)]),
        ({"value": None}, [(NUMBER, False)]),
        ({"unit": ""}, [(NUMBER, True)]),
        ({"unit": "km2"}, [(NUMBER, True)]),
        ({"conversion": "30", "conversion_unit": "mi"}, []),
        ({"conversion": "30", "conversion_unit": "mi2"}, [(NUMBER, False)]),
        ({"kind": "settlement_count", "unit": ""}, []),
        ({"kind": "distance", "place_ids": ("s01",)}, [("place_ids", False)]),
        ({"kind": "distance", "place_ids": ("s01", "s02"), "direction": "пн-сх"}, []),
        ({"kind": "distance", "place_ids": ("s01", "s02"), "direction": "up"}, [("direction", False)]),
        ({"kind": "direction", "place_ids": ("s01",)}, [("direction", False)]),
        ({"kind": "place_status", "value": None}, [("place_ids", False)]),
        ({"kind": "place_status", "place_ids": ("s01",), "side": ""}, [("side", False)]),
        ({"kind": "place_status", "place_ids": ("s01",), "status": "outskirts", "value": None}, [(NUMBER, False)]),
        ({"kind": "other", "value": None}, []),
        ({"url": "example.org"}, [("url", False)]),
        ({"source_id": ""}, [("source_id", False)]),
    ],
)
def test_what_is_wrong_or_missing_is_said_beside_its_field(changes, expected):
    assert said(**changes) == expected


def test_a_new_source_needs_what_the_schema_asks_for():
    needed = {one.name for one in schema.SOURCES.fields if one.required} - {"id"}
    assert {one.field for one in source_remarks({})} == needed
    assert source_remarks(dict.fromkeys(needed, "x")) == []
