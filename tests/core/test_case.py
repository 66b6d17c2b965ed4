"""Rows into records: what cannot be used is listed with its id and reason, the rest is kept."""

from __future__ import annotations

import datetime
import re

import pytest
from shapely.geometry import MultiPolygon, Point, Polygon, box

from salient.core import schema
from salient.core.case import RECORDS, case_from_rows
from salient.core.errors import CaseError

GAIN = {"id": "g", "geometry": MultiPolygon([box(36, 49, 37, 50)])}
CLAIM = {"id": "c", "text": "t", "kind": "depth", "claimant": "x"}


def skipped(tables: dict) -> list[tuple[str, str, str]]:
    return [(one.table, one.id, str(one.reason)) for one in case_from_rows("case", tables).skipped]


def test_every_field_of_a_record_is_a_field_of_the_schema_and_the_other_way_round():
    from dataclasses import fields

    for table_name, record in RECORDS.items():
        table = schema.table(table_name)
        expected = {*table.field_names} | ({"geometry"} if table.geometry else set())
        assert {one.name for one in fields(record)} == expected, table_name


def test_schema_values_types_and_links_are_known():
    names = {table.name for table in schema.TABLES}
    for table in schema.TABLES:
        assert table.fields[0].name == "id"
        assert table.geometry is None or table.geometry in schema.GEOMETRIES
        for one in table.fields:
            assert one.type in schema.TYPES
            assert one.label
            assert one.help.endswith(".")
            assert not one.refers_to or one.refers_to in names
            assert one.default is None or not one.values or one.default in one.values


def test_values_take_the_type_of_their_field():
    case = case_from_rows(
        "case",
        {
            "claims": [
                {
                    **CLAIM,
                    "value": "50",
                    "stated_on": "2022-09-09T10:00:00",
                    "denies": "1",
                    "place_ids": "a, b c",
                    "note": " ",
                }
            ]
        },
    )
    [claim] = case.claims
    assert claim.value == 50.0
    assert claim.stated_on == datetime.date(2022, 9, 9)
    assert claim.denies is True
    assert claim.place_ids == ("a", "b", "c")
    assert claim.note == ""
    assert case.skipped == ()


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({**GAIN, "geometry": None}, "NULL"),
        ({**GAIN, "geometry": Polygon()}, "empty"),
        ({**GAIN, "geometry": Point(36, 49)}, "Point where a MultiPolygon"),
        ({**GAIN, "geometry": box(360000, 5400000, 370000, 5500000)}, "another coordinate system"),
        ({**GAIN, "id": ""}, "no id"),
    ],
)
def test_a_row_that_cannot_be_used_is_left_out_with_its_reason(row, words):
    good = {**GAIN, "id": "good"}
    case = case_from_rows("case", {"claimed_gains": [row, good]})
    assert [one.id for one in case.claimed_gains] == ["good"]
    [one] = case.skipped
    assert words in str(one.reason)


def test_a_shape_with_a_coordinate_that_is_no_number_is_left_out():
    bad = Polygon([(36, 49), (37, float("inf")), (37, 50)])
    assert "no numbers" in skipped({"claimed_gains": [{**GAIN, "geometry": bad}]})[0][2]


def test_a_point_at_zero_is_taken_for_missing():
    assert "0, 0" in skipped({"settlements": [{"id": "s", "name": "S", "geometry": Point(0, 0)}]})[0][2]


def test_a_bow_tie_is_mended_in_a_copy_and_said():
    bow_tie = Polygon([(36, 49), (37, 50), (37, 49), (36, 50)])
    case = case_from_rows("case", {"claimed_gains": [{**GAIN, "geometry": bow_tie}]})
    # Two triangles of half a degree in height each: half of the square in all.
    assert case.claimed_gains[0].geometry.area == pytest.approx(0.5)
    # The two triangles turn opposite ways and cancel out as drawn. A box of one degree at 49.5° N holds 8,056 km2
    # (pyproj's Geod), half of it 4,028.
    said = str(case.skipped[0].reason)
    assert "mended in a copy" in said
    assert "As drawn its area is 0.000 km²" in said
    assert said.endswith("The row is unchanged.")
    assert float(re.search(r"mended ([\d,.]+) km²", said).group(1).replace(",", "")) == pytest.approx(4028, rel=0.01)


def test_a_value_that_is_not_allowed_is_left_out_and_the_row_kept():
    tables = {"claims": [{**CLAIM, "unit": "furlongs", "value": "many"}]}
    case = case_from_rows("case", tables)
    assert case.claims[0].unit == ""
    assert case.claims[0].value is None
    assert {one.id for one in case.skipped} == {"c"}
    assert len(case.skipped) == 2


def test_an_empty_required_field_leaves_the_row_out_by_name():
    assert skipped({"claims": [{**CLAIM, "claimant": ""}]}) == [
        ("claims", "c", 'The field "claimant" is empty: fill it in.')
    ]


def test_an_id_used_twice_keeps_the_first():
    case = case_from_rows("case", {"claims": [CLAIM, {**CLAIM, "claimant": "y"}]})
    assert [one.claimant for one in case.claims] == ["x"]
    assert "used by an earlier row" in str(case.skipped[0].reason)


def test_a_setting_that_nothing_reads_is_named():
    case = case_from_rows("case", {"settings": [{"id": "frame", "value": "a01"}, {"id": "frame_id", "value": "a01"}]})
    assert case.settings["frame_id"] == "a01"
    (one,) = case.skipped
    assert (one.table, one.id) == ("settings", "frame")
    assert "No setting is called that" in str(one.reason)
    assert "frame_id" in str(one.reason)


def test_a_tolerance_setting_that_is_no_number_is_named():
    with pytest.raises(CaseError, match='row "tolerance_m": "wide"'):
        case_from_rows("case", {"settings": [{"id": "tolerance_m", "value": "wide"}]})
