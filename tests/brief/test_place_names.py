"""Names of settlements: Cyrillic on Ukrainian paper and Latin on English, wherever they are printed."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest

from pdfs import opened, words_of
from salient.brief.facts import facts, facts_file
from salient.brief.language import language
from salient.brief.make import Made, Order, make_briefing
from salient.brief.place_names import place_name
from salient.core.case import Case, Settlement
from salient.core.check import check_case
from salient.core.messages import PlaceName, listed, message
from salient.core.recipe import Recipe
from test_safety import ISSUED, claim, story

LATIN, CYRILLIC = ("Averyville", "Buxtonbridge"), ("Авериград", "Бакстонбрід")


def case() -> Case:
    """Return the story with local names, and claims whose findings speak of the places."""
    one = story()
    places = tuple(replace(place, name_local=local) for place, local in zip(one.settlements, CYRILLIC))
    asked = (claim("c7", "settlement_count", value=1.0, bound="at_least"), claim("c8", "enclosed", place_ids=("a",)))
    return replace(one, settlements=places, claims=(*one.claims, *asked))


@cache
def paper(lang: str) -> Made:
    return make_briefing(case(), Recipe(language=lang), Order(issued_on=ISSUED))


@pytest.mark.parametrize(
    ("name", "local", "english", "ukrainian"),
    [
        ("Kupiansk", "Куп\N{RIGHT SINGLE QUOTATION MARK}янськ", "Kupiansk", "Куп\N{RIGHT SINGLE QUOTATION MARK}янськ"),
        ("Ізюм", "Ізюм", "Ізюм", "Ізюм"),
        ("Ізюм", "Izium", "Izium", "Ізюм"),
        ("Lviv", "Lwów", "Lviv", "Lviv"),
        ("Bila 2", "Біла 2-а", "Bila 2", "Біла 2-а"),
        ("Tbilisi", "თბილისი", "Tbilisi", "Tbilisi"),
        ("Mixed", "Ізium", "Mixed", "Mixed"),
        ("", "Ізюм", "Ізюм", "Ізюм"),
        ("12", "", "12", "12"),
        ("12", "13", "12", "12"),
    ],
)
def test_the_name_in_the_letters_of_the_language(name: str, local: str, english: str, ukrainian: str) -> None:
    place = Settlement("x", name, story().settlements[0].geometry, name_local=local)
    assert place_name(place, language("en")) == english
    assert place_name(place, language("uk")) == ukrainian


def test_names_in_sentences_follow_the_language() -> None:
    names = [PlaceName(name, local) for name, local in zip(LATIN, CYRILLIC)]
    said = message("No routes lead from {start} to {end}.", start=names[0], end=listed(names))
    assert str(said) == "No routes lead from Averyville to Averyville, Buxtonbridge."
    assert language("en").say(said) == str(said)
    assert language("uk").say(said).count("Авериград") == 2
    assert "Averyville" not in language("uk").say(said)


def test_english_paper_has_local_names_in_the_list_of_settlements_alone() -> None:
    words = words_of(paper("en").pdf)
    assert words.count("Averyville") > 5
    assert words.count("Авериград") == words.count("Averyville (Авериград)") == 1


def test_ukrainian_paper_has_the_other_names_there_alone() -> None:
    words = words_of(paper("uk").pdf)
    assert words.count("Авериград") > 5
    for latin, cyrillic in zip(LATIN, CYRILLIC):
        assert words.count(latin) == words.count(f"{cyrillic} ({latin})")


def test_so_do_what_is_read_aloud_and_the_bookmarks() -> None:
    with opened(paper("uk").pdf) as document:
        spoken = [str(one["/Alt"]) for one in document.objects if hasattr(one, "keys") and "/Alt" in one]
    assert any("Авериград" in one for one in spoken)
    assert not [one for one in spoken if re.search("|".join(LATIN), one)]


def test_the_facts_are_the_same_in_both_languages() -> None:
    report = check_case(case())
    made = [facts_file(facts(report, paper(lang).briefing)) for lang in ("en", "uk")]
    assert made[0] == made[1]
