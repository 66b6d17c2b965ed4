"""Numbers, dates and sentences in English and Ukrainian, and the completeness of the catalogue."""

from __future__ import annotations

import datetime
import json
import string

import pytest

from salient.brief.language import codes, language
from salient.brief.plurals import form_of
from salient.brief.section_titles import SECTION_TITLES
from salient.brief.sections import SECTIONS
from salient.core.case import Case, Claim
from salient.core.check import check_case
from salient.core.errors import InputError, MeasureError
from salient.core.messages import joined, message, of_error
from salient.paths import resource
from texts import texts

FIRST, LAST = datetime.date(2022, 9, 1), datetime.date(2022, 9, 9)


def plain(text: str) -> str:
    """Return a text with ordinary spaces."""
    return text.replace("\u00a0", " ")


def test_numbers() -> None:
    """Signs of each language; a rounded nothing has no minus."""
    assert language("en").number(2436.26, 1) == "2,436.3"
    assert plain(language("uk").number(2436.26, 1)) == "2 436,3"
    assert language("en").number(-2040) == "−2,040"
    assert language("en").number(-0.04, 1) == "0.0"


def test_dates() -> None:
    """A day and the shortest form of a period."""
    english, ukrainian = language("en"), language("uk")
    assert plain(english.date(LAST)) == "9 September 2022"
    assert plain(ukrainian.date(LAST)) == "9 вересня 2022 р."
    assert plain(english.date_range(FIRST, LAST)) == "1–9 September 2022"
    assert plain(english.date_range(datetime.date(2022, 8, 30), LAST)) == "30 August – 9 September 2022"
    assert plain(english.date_range(datetime.date(2021, 8, 30), LAST)) == "30 August 2021 – 9 September 2022"
    assert plain(ukrainian.date_range(FIRST, LAST)) == "1–9 вересня 2022 р."
    assert plain(ukrainian.date_range(None, LAST)) == "до 9 вересня 2022 р."
    assert plain(english.date_range(FIRST, None)) == "since 1 September 2022"
    assert english.date_range(None, None) == ""
    assert plain(english.date_range(LAST, LAST)) == "9 September 2022"


def test_gaps() -> None:
    """Numbers follow the gap's format in the language's manner; dates and nested sentences are said in it."""
    one = message("Exactly {exact:,.2f}, which rounds to the number printed.", exact=1234.5)
    assert plain(language("uk").say(one)) == "Точно 1 234,50; це округлюється до надрукованого числа."
    two = message("Ground as of {day}.", day=LAST)
    both = joined((one, two))
    said = plain(language("uk").say(both))
    assert said.endswith("Місцевість станом на 9 вересня 2022 р.")
    assert said.startswith("Точно")
    assert language("en").say(message("{lon:.4f}", lon=36.5)) == "36.5000"


def test_a_closing_date_does_not_double_its_stop() -> None:
    """ "2022 р." closes its sentence."""
    said = language("uk").say(message("Claimed gains and the lines they are measured from, as of {date}.", date=LAST))
    assert said.endswith("р.")
    assert not said.endswith("р..")


def test_an_abbreviation_at_the_end_closes_its_sentence() -> None:
    """ "міс." is the unit's own full stop; three dots, commas and what stands in the middle stay."""
    ukrainian = language("uk")
    unit = message("months")
    assert ukrainian.say(message("{n} {unit}.", n=6, unit=unit)) == "6 міс."
    assert ukrainian.say(message("{n} {unit}. {n} {unit}, {n}.", n=6, unit=unit)) == "6 міс. 6 міс., 6."
    assert ukrainian.say(message("{whole}.", whole=message("{n} {unit}", n=6, unit="міс."))) == "6 міс."
    assert ukrainian.say(message("{unit}...", unit="міс.")) == "міс...."
    assert language("en").say(message("Said by {name}.", name="Sketch Inc.")) == "Said by Sketch Inc."


def test_every_section_has_a_title_for_people_in_the_same_order() -> None:
    assert list(SECTION_TITLES) == list(SECTIONS)
    assert set(SECTION_TITLES.values()) <= set(language("uk").catalogue)


def test_text_in_a_gap_is_no_template() -> None:
    """Braces and format signs in data are printed as written."""
    assert language("en").say(message("Baseline: {name}.", name="{0} {x} %s")) == "Baseline: {0} {x} %s."


def test_what_an_error_says_is_translated_where_it_is_a_reason() -> None:
    """An error's own message, its plain text of the catalogue, and a text that is no template."""
    ukrainian = language("uk")
    claim = Claim("c1", "40 of them", "area_changed", "A newspaper", value=40.0, bound="exact")
    (finding,) = check_case(Case("invented", claims=(claim,))).findings
    assert str(finding.reason) == 'claim "c1", field "unit": the number has no unit; choose one'
    assert ukrainian.say(finding.reason) == "твердження «c1», поле «unit»: число не має одиниці; виберіть її"
    text = "no part of the baseline lies in the sector; choose a sector that the baseline crosses"
    assert ukrainian.say(message("{reason}", reason=of_error(MeasureError(text)))) == ukrainian.say(text) != text
    assert ukrainian.say(of_error(MeasureError("{file}: is no map"))) == "{file}: is no map"


def test_missing_translation_and_language_fall_back() -> None:
    """English stands in, also for a language that is not there."""
    assert language("uk").say("A sentence that nobody translated.") == "A sentence that nobody translated."
    assert language("xx").code == "en"


@pytest.mark.parametrize("code", [code for code in codes() if code != "en"])
def test_catalogue_is_complete(code: str) -> None:
    """Every sentence, label and heading of the source has a translation."""
    catalogue = language(code).catalogue
    assert sorted(texts() - set(catalogue)) == []


@pytest.mark.parametrize("code", [code for code in codes() if code != "en"])
def test_translations_have_the_gaps_of_their_keys(code: str) -> None:
    """The same gaps with the same formats; each translation is one, and is not empty."""
    catalogue = json.loads(resource("i18n", f"{code}.json").read_text(encoding="utf-8"))
    for english, translated in catalogue.items():
        if isinstance(translated, str):
            assert translated.strip(), english
            assert _gaps(english) == _gaps(translated), english


@pytest.mark.parametrize("code", codes())
def test_sentences_that_count_have_each_form_with_all_gaps(code: str) -> None:
    """What counts is a gap of the sentence; each form of the language is there."""
    made = language(code)
    for english, forms in made.forms.items():
        assert forms["by"] in dict(_gaps(english)), english
        assert set(forms) - {"by"} == set(made.manner.plurals), english
        for form, text in forms.items():
            assert form == "by" or _gaps(text) == _gaps(english), english


@pytest.mark.parametrize(
    ("code", "counts"),
    [
        # As the plural rules of the Unicode CLDR list them for integers.
        ("en", {"one": (1,), "other": (0, 2, 5, 21, 101, 1.5)}),
        (
            "uk",
            {
                "one": (1, 21, 31, 101, 1001, 1.0),
                "few": (2, 3, 4, 22, 24, 102, 1002),
                "many": (0, 5, 11, 12, 14, 15, 19, 20, 25, 100, 111, 112, 1000, 1_000_000),
                "other": (1.5, 2.5),
            },
        ),
    ],
)
def test_counts_choose_their_form(code: str, counts: dict[str, tuple[float, ...]]) -> None:
    rules = language(code).manner.plurals
    for form, numbers in counts.items():
        assert {number: form_of(rules, number) for number in numbers} == dict.fromkeys(numbers, form)


@pytest.mark.parametrize("rule", ["", "n", "n = x", "n % = 1", "j = 1", "n = 1 and", "n = 1; n = 2"])
def test_a_rule_that_cannot_be_read_is_named(rule: str) -> None:
    with pytest.raises(InputError, match="is no rule of plurals"):
        form_of({"one": rule}, 1)


def _gaps(text: str) -> list[tuple[str, str]]:
    return sorted((name, spec or "") for _, name, spec, _ in string.Formatter().parse(text) if name is not None)


def test_a_sentence_takes_the_form_of_its_count() -> None:
    """In English one and the others; in Ukrainian 1 and 21, 2 to 4, and the rest."""

    def said(code: str, n: int) -> str:
        return plain(language(code).say(message("Left out, without a name: {n:,} rows.", n=n)))

    assert [said("en", n).split(": ")[1] for n in (1, 2, 21)] == ["1 row.", "2 rows.", "21 rows."]
    assert [said("uk", n).split(": ")[1] for n in (1, 3, 5, 11, 21)] == [
        "1 рядок.",
        "3 рядки.",
        "5 рядків.",
        "11 рядків.",
        "21 рядок.",
    ]
    assert language("uk").say("Left out, without a name: {n:,} rows.").endswith("{n:,} рядків.")
