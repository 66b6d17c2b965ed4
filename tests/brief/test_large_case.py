"""The briefing on a case of many claims: complete, with progress in small steps, and called off when asked."""

from __future__ import annotations

import datetime

import pytest

import large_case
from pdfs import text_of
from salient.brief.make import Made, Order, make_briefing
from salient.core.case import Case
from salient.core.errors import Cancelled
from salient.core.recipe import Recipe
from salient.core.schema import KINDS
from salient.store import cases

ORDER = Order(issued_on=datetime.date(2022, 10, 1))


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Return a case of the same make as the large one, small enough for every run."""
    return cases.load(
        large_case.make(tmp_path_factory.mktemp("large") / "case.gpkg", claims=24, settlements=600, days=5)
    )


@pytest.fixture(scope="module")
def told() -> list[float]:
    return []


@pytest.fixture(scope="module")
def made(case: Case, told: list[float]) -> Made:
    return make_briefing(case, Recipe(), ORDER, progress=told.append)


def test_the_large_case_has_claims_of_every_kind(case: Case) -> None:
    assert {one.kind for one in case.claims} == set(KINDS)
    assert not case.skipped


def test_every_claim_is_on_paper(case: Case, made: Made) -> None:
    assert [one.claim.id for one in made.report.findings] == [one.id for one in case.claims]
    assert len(made.briefing.claims) == 24


def test_words_of_narrow_columns_are_not_cut(made: Made) -> None:
    """ "At least 250 settlements" beside other columns: the number may end a line, but the word stays whole."""
    words = text_of(made.pdf, "-layout").split()
    assert not {"s", "settl", "sett", "ements", "lements"} & set(words)


def test_progress_grows_to_the_end(made: Made, told: list[float]) -> None:
    assert made.pdf
    assert told == sorted(told)
    assert told[-1] == 1.0
    # 24 claims are checked, written and set: more than a step each.
    assert len(told) > 72


@pytest.mark.parametrize("share", [0.1, 0.5, 0.7, 0.9])
def test_it_is_called_off_where_it_stands(case: Case, share: float) -> None:
    told: list[float] = []

    def progress(now: float) -> None:
        told.append(now)
        if now >= share:
            raise Cancelled

    with pytest.raises(Cancelled):
        make_briefing(case, Recipe(), ORDER, progress=progress)
    assert len([one for one in told if one >= share]) == 1
