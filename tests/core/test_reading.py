"""Printed quantities and days read into fields; what is expected is what a person reads in the same words."""

from __future__ import annotations

import csv
import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salient.core.reading import Reading, read_quantity
from salient.core.reading_days import read_days
from salient.paths import resource

PRINTED = [
    # Whole phrases of news texts, English.
    ("around 2,500 square kilometres (965 sq mi)", (2500, None, "km2", "about", "2,500", "965", "mi2")),
    ("more than 1,000 square kilometers (386 square miles)", (1000, None, "km2", "at_least", "1,000", "386", "mi2")),
    ("more than 30 settlements", (30, None, "settlements", "at_least", "30", "", "")),
    ("50 km", (50, None, "km", "exact", "50", "", "")),
    ("to a depth of 50 kilometres", (50, None, "km", "at_most", "50", "", "")),
    ("as much as 50 kilometres (30 miles)", (50, None, "km", "at_most", "50", "30", "mi")),
    ("up to around 50 km", (50, None, "km", "at_most", "50", "", "")),
    ("no more than 50 km", (50, None, "km", "no_more_than", "50", "", "")),
    ("fewer than 20 villages", (20, None, "settlements", "no_more_than", "20", "", "")),
    ("no fewer than 20 villages", (20, None, "settlements", "at_least", "20", "", "")),
    ("nearly 9,000 sq. km", (9000, None, "km2", "nearly", "9,000", "", "")),
    ("30+ settlements", (30, None, "settlements", "at_least", "30", "", "")),
    ("30 or more villages", (30, None, "settlements", "at_least", "30", "", "")),
    ("a 50-kilometre-deep thrust", (50, None, "km", "exact", "50", "", "")),
    ("50 km/30 mi", (50, None, "km", "exact", "50", "30", "mi")),
    ("73 kilometres (about 45 miles) north of Izium", (73, None, "km", "exact", "73", "45", "mi")),
    ("exactly 7 weeks", (7, None, "weeks", "exact", "7", "", "")),
    # The day is no quantity, as long as another number has a unit.
    ("took some 2,500 square km by 9 September", (2500, None, "km2", "about", "2,500", "", "")),
    # Ranges.
    ("between 20 and 30 km", (20, 30, "km", "between", "20", "", "")),
    ("20–30 km (12–19 miles)", (20, 30, "km", "between", "20", "12", "mi")),
    ("from 20 km to 30 km", (20, 30, "km", "between", "20", "", "")),
    ("two or three villages", (2, 3, "settlements", "between", "two", "", "")),
    ("2 to 3 thousand sq km", (2000, 3000, "km2", "between", "", "", "")),
    # Numbers written out, and thousands in words.
    ("after seven months", (7, None, "months", "exact", "seven", "", "")),
    ("two dozen villages", (24, None, "settlements", "exact", "two dozen", "", "")),
    ("one hundred and twenty towns", (120, None, "settlements", "exact", "one hundred and twenty", "", "")),
    ("almost a thousand square miles", (1000, None, "mi2", "nearly", "a thousand", "", "")),
    ("2.5 thousand square km", (2500, None, "km2", "exact", "2.5 thousand", "", "")),
    # Ukrainian.
    ("близько 2500 кв. км (965 кв. миль)", (2500, None, "km2", "about", "2500", "965", "mi2")),
    ("понад 2 500 квадратних кілометрів", (2500, None, "km2", "at_least", "2 500", "", "")),
    ("більш як 30 населених пунктів", (30, None, "settlements", "at_least", "30", "", "")),
    ("не менше 20 сіл", (20, None, "settlements", "at_least", "20", "", "")),
    ("не більше 50 км", (50, None, "km", "no_more_than", "50", "", "")),
    ("на глибину до 50 км", (50, None, "km", "at_most", "50", "", "")),
    ("до 50 кілометрів", (50, None, "km", "at_most", "50", "", "")),
    ("від 20 до 30 км", (20, 30, "km", "between", "20", "", "")),
    ("між 20 і 30 км", (20, 30, "km", "between", "20", "", "")),
    ("майже тисячу квадратних кілометрів", (1000, None, "km2", "nearly", "тисячу", "", "")),
    ("2,5 тис. кв. км", (2500, None, "km2", "exact", "2,5 тис.", "", "")),
    ("сім місяців", (7, None, "months", "exact", "сім", "", "")),
    ("двадцять п’ять сіл", (25, None, "settlements", "exact", "двадцять п'ять", "", "")),
    ("три десятки сіл", (30, None, "settlements", "exact", "три десятки", "", "")),
    # Marks of thousands and decimals that have one reading only.
    ("2.500,0", (2500, None, "", "exact", "2.500,0", "", "")),
    ("2 500", (2500, None, "", "exact", "2 500", "", "")),
    ("2\u00a0500 км²", (2500, None, "km2", "exact", "2 500", "", "")),
    ("2'500 ha", (2500, None, "ha", "exact", "2'500", "", "")),
    ("1,5 км", (1.5, None, "km", "exact", "1,5", "", "")),
    ("1,234,567 ha", (1_234_567, None, "ha", "exact", "1,234,567", "", "")),
]


@pytest.mark.parametrize(("text", "expected"), PRINTED, ids=[text for text, _ in PRINTED])
def test_what_is_printed_is_read(text, expected):
    assert read_quantity(text) == [Reading(*expected)]


@pytest.mark.parametrize("text", ["2,500", "2.500", "2,500 km²", "2.500 кв. км", "2,500 кв. км", "2.500 square km"])
def test_where_a_mark_can_part_thousands_or_decimals_both_are_offered(text):
    assert sorted(one.value for one in read_quantity(text)) == [2.5, 2500]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # 2,500 km² are 965.26 square miles, 2.5 are 0.965.
        ("2,500 km² (965 mi²)", 2500),
        ("2,500 km² (0.965 mi²)", 2.5),
        # A wrong conversion is kept as printed, and still tells a thousand from one.
        ("2,500 km² (1200 mi²)", 2500),
        # Settlements are counted whole, and English words write no decimals with a comma.
        ("2,500 сіл", 2500),
        ("2,500 square kilometres", 2500),
    ],
)
def test_what_stands_beside_the_number_tells_which_is_meant(text, value):
    (found,) = read_quantity(text)
    assert found.value == value


def sample_claims() -> list[dict[str, str]]:
    with resource("sample", "kharkiv-2022-09", "claims.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["value"]]


@pytest.mark.parametrize("row", sample_claims(), ids=lambda row: row["id"])
def test_the_texts_of_the_sample_read_as_they_were_recorded_by_hand(row):
    (found,) = read_quantity(row["text"])
    read = (found.value, found.unit, found.bound, found.conversion, found.conversion_unit)
    assert read == (float(row["value"]), row["unit"], row["bound"], row["conversion"], row["conversion_unit"])


def test_the_language_only_orders_what_is_offered():
    assert [one.value for one in read_quantity("2,500", "en")] == [2500, 2.5]
    assert [one.value for one in read_quantity("2,500", ",")] == [2.5, 2500]


def test_a_sentence_with_two_quantities_offers_both():
    found = read_quantity("Kupiansk, 73 km (45 mi) from Izium, was taken after seven months")
    assert [(one.value, one.unit, one.conversion) for one in found] == [(73, "km", "45"), (7, "months", "")]


@pytest.mark.parametrize(
    "text",
    [
        *("", "a few dozen settlements", "dozens of villages", "several hundred square kilometres", "no number"),
        *("кілька десятків сіл", "десятки сіл", "сотні кілометрів", "-5 km", "30–20 km", "9" * 400, "two three km"),
    ],
)
def test_what_gives_no_number_is_not_read(text):
    assert read_quantity(text) == []


@settings(deadline=None)
@given(st.text(alphabet="0123456789 .,'–-+()~≈<>aкmо²тис понад about up to км sq", max_size=80))
def test_any_text_gives_numbers_that_a_claim_can_hold(text):
    for one in read_quantity(text):
        assert 0 <= one.value <= 1e12
        assert (one.bound == "between") == (one.value_high is not None)
        assert one.value_high is None or one.value_high >= one.value


EIGHTH = datetime.date(2022, 9, 8)


@pytest.mark.parametrize(
    "text",
    [
        *("2022-09-08", "08.09.2022", "8.9.22", "8 September 2022", "8 Sept. 2022", "September 8, 2022", "Sep 8 2022"),
        *("8th of September 2022", "8 вересня 2022 р.", "8 вересня 2022 року", "8 вер. 2022", "2022/9/8"),
    ],
)
def test_a_day_is_read_in_many_ways(text):
    assert read_days(text) == [EIGHTH]


def test_where_day_and_month_can_be_exchanged_both_are_offered():
    assert read_days("08/09/2022") == [EIGHTH, datetime.date(2022, 8, 9)]
    assert read_days("8-9-2022") == [EIGHTH, datetime.date(2022, 8, 9)]
    # There is no thirteenth month, and one day is one day.
    assert read_days("9/13/2022") == [datetime.date(2022, 9, 13)]
    assert read_days("9/9/2022") == [datetime.date(2022, 9, 9)]


@pytest.mark.parametrize("text", ["", "yesterday", "8 September", "31.02.2022", "2022-13-01", "0.0.2022", "8 foo 2022"])
def test_what_is_no_day_is_not_read(text):
    assert read_days(text) == []


@pytest.mark.parametrize(
    ("word", "month"),
    [
        *(("січня", 1), ("лютого", 2), ("березня", 3), ("квітня", 4), ("травня", 5), ("червня", 6), ("липня", 7)),
        *(("серпня", 8), ("вересня", 9), ("жовтня", 10), ("листопада", 11), ("грудня", 12), ("May", 5), ("June", 6)),
    ],
)
def test_months_by_name(word, month):
    assert read_days(f"1 {word} 2023") == [datetime.date(2023, month, 1)]
