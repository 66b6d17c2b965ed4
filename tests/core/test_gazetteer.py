"""Which places of a gazetteer a case lacks."""

from __future__ import annotations

import pytest
from shapely.geometry import Point

from salient.core.case import Settlement
from salient.core.gazetteer import Place, by_size, local_name, plan_places, row_id, settlement_row

# One minute of latitude is a nautical mile, 1.852 km by definition (of a mean one; here 1.853).
MINUTE = 1 / 60


def settlement(name: str, lat: float = 49.0, **values) -> Settlement:
    return Settlement(name.lower(), name, Point(37.0, lat), **values)


def place(name: str, lat: float = 49.0, **values) -> Place:
    return Place(name, 37.0, lat, **values)


@pytest.mark.parametrize(
    ("there", "given"),
    [
        (settlement("Izium", geonames_id=7), place("Quite Another", 51.0, geonames_id=7)),
        (settlement("Izium", pcode="UA63"), place("Quite Another", 51.0, pcode="UA63")),
        (settlement("Izium"), place("Ізюм", 49 + MINUTE)),
        (settlement("Izium", name_local="Ізюм"), place("Isium", 49 - MINUTE, geonames_id=7)),
        (settlement("Somewhere", name_local="Ізюм"), place("Izyum")),
    ],
)
def test_it_is_there(there: Settlement, given: Place):
    plan = plan_places([there], [given])
    assert (plan.new, plan.same) == ((), (given,))


@pytest.mark.parametrize(
    ("there", "given"),
    [
        (settlement("Izium"), place("Izium", 49 + 1.2 * MINUTE)),
        (settlement("Izium"), place("Izmail")),
        (settlement("Izium", geonames_id=8), place("Izium", 51.0, geonames_id=7)),
        (settlement("Izium", pcode="UA63"), place("Izium", 51.0, pcode="UA64")),
    ],
)
def test_it_is_new(there: Settlement, given: Place):
    plan = plan_places([there], [given])
    assert (plan.new, plan.same, plan.notes) == ((given,), (), ())


def test_two_numbers_for_one_name_near_by_are_two_places_and_named():
    plan = plan_places([settlement("Izium", geonames_id=8)], [place("Izium", 49 + MINUTE, geonames_id=7)])
    assert len(plan.new) == 1
    assert [str(note) for note in plan.notes] == [
        "Of the same name as another one near by, but with another number: 1 places (Izium (7))."
    ]


def test_what_is_given_twice_is_taken_once_and_named():
    given = [place("Izium", geonames_id=7), place("Izium", geonames_id=7), place("Ізюм"), place("Sumy", 51.0)]
    plan = plan_places([], given)
    assert plan.new == (given[0], given[3])
    assert [str(note) for note in plan.notes] == ["Given twice and taken once: 2 places (Izium (7), Ізюм)."]


def test_what_is_there_elsewhere_or_under_another_name_is_named():
    there = [settlement("Izium", geonames_id=7), settlement("Sumy", 51.0, geonames_id=8)]
    plan = plan_places(there, [place("Izium", 49 + MINUTE, geonames_id=7), place("Other", 51.0, geonames_id=8)])
    assert plan.new == ()
    assert [str(note) for note in plan.notes] == [
        "In the case with another name or position, and left as they are: 2 places (Izium (7), Other (8))."
    ]


def test_of_many_only_some_are_named():
    twice = [place(f"Village {chr(65 + n)}", 40 + n) for n in range(7)] * 2
    (note,) = plan_places([], twice).notes
    assert str(note).endswith(": 7 places (Village A, Village B, Village C, Village D, Village E, …).")


def test_a_plan_carried_out_leaves_nothing_to_do():
    given = [place("Izium"), place("Izium", 50.0), place("Ivanivka", 51.0, geonames_id=1), place("Суми", 52.0)]
    taken: set[str] = set()
    there = []
    for one in plan_places([], given).new:
        row = settlement_row(one, row_id(one, taken), "")
        there.append(
            Settlement(
                row["id"],
                row["name"],
                row["geometry"],
                name_local=row["name_local"] or "",
                geonames_id=row["geonames_id"],
                pcode=row["pcode"] or "",
            )
        )
    plan = plan_places(there, given)
    assert (plan.new, len(plan.same), plan.notes) == ((), 4, ())


def test_ids_can_be_read_and_are_free():
    taken = {"ivanivka"}
    assert row_id(place("Ivanivka", geonames_id=9), taken) == "ivanivka-9"
    assert row_id(place("Ivanivka"), taken) == "ivanivka-2"
    assert row_id(place("Ivanivka"), taken) == "ivanivka-3"
    assert row_id(place("Kam'ianka-Dniprovska"), taken) == "kam-ianka-dniprovska"
    assert taken == {"ivanivka", "ivanivka-9", "ivanivka-2", "ivanivka-3", "kam-ianka-dniprovska"}


def test_the_local_name_is_cyrillic_and_ukrainian_before_russian():
    assert local_name("Izium", ["Isjum", "Изюм", "Ізюм"]) == "Ізюм"
    assert local_name("Bakhmut", ["Артемівськ", "Бахмут"]) == "Бахмут"
    assert local_name("Kyiv", ["Киев", "Київ"]) == "Київ"
    assert local_name("Sumy", ["Soumy"]) == ""


def test_a_row_has_the_name_of_the_language_of_the_case():
    izium = place("Izium", name_local="Ізюм", population=46653)
    assert settlement_row(izium, "i", "q")["name"] == "Izium"
    assert settlement_row(izium, "i", "q", "uk")["name"] == "Ізюм"
    assert settlement_row(place("Izium"), "i", "q", "uk")["name"] == "Izium"


def test_the_largest_come_first():
    found = by_size([place("B"), place("C", population=5), place("A"), place("D", population=50)])
    assert [one.name for one in found] == ["D", "C", "B", "A"]
