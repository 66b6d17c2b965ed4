"""`salient recipe` and the recipe's part of `salient brief`, as a shell runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pikepdf
import pytest

from commands import digest, run
from salient.core.recipe import Recipe, recipe_text
from salient.store import cases


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Return a case with one claim that needs no ground."""
    path = tmp_path / "desk.gpkg"
    claim = {"id": "c1", "text": "Two weeks later.", "kind": "other", "claimant": "Some office"}
    cases.create(path, {"claims": [claim], "settings": [{"id": "title", "value": "A title"}]})
    return path


def size_of(pdf: Path) -> tuple[float, float]:
    """Return width and height of the first page, in points."""
    with pikepdf.open(pdf) as document:
        _, _, wide, high = (float(one) for one in document.pages[0].mediabox)
    return wide, high


def test_a_recipe_is_kept_shown_and_forgotten(capsys, case, tmp_path):
    assert run(capsys, "recipe", case)[:2] == (0, "")
    wish = tmp_path / "wish.json"
    wish.write_text('{"paper": "Letter", "safety": {"hold_back": ["claims"], "delay_days": 2}}', encoding="utf-8")
    assert run(capsys, "recipe", case, "--set", wish) == (0, "", "")
    assert run(capsys, "recipe", case)[1].splitlines() == [
        "paper\tLetter",
        "safety.hold_back\tclaims",
        "safety.delay_days\t2",
    ]
    shown = run(capsys, "recipe", case, "--json")[1]
    assert json.loads(shown)["paper"] == "Letter"
    wish.write_text(shown, encoding="utf-8")
    assert run(capsys, "recipe", case, "--set", wish)[0] == 0
    assert json.loads(run(capsys, "recipe", case, "--json")[1]) == json.loads(shown)
    settings = cases.load(case).settings
    assert (settings["title"], sorted(settings)) == ("A title", ["recipe", "schema_version", "title"])
    assert run(capsys, "recipe", case, "--reset")[0] == 0
    assert json.loads(run(capsys, "recipe", case, "--json")[1]) == json.loads(recipe_text(Recipe()))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"papr": 1}', 'no entry "papr"'),
        ('{"sections": ["mapp"]}', 'the section "mapp"'),
        ('{"safety": {"hold_back": ["c2"]}}', 'holds back "c2"'),
        ('{"frame_id": "nowhere"}', 'the area "nowhere"'),
        ("no JSON", "no JSON"),
    ],
)
def test_a_recipe_that_cannot_be_used_leaves_the_case_as_it_was(capsys, case, tmp_path, text, said):
    wish = tmp_path / "wish.json"
    wish.write_text(text, encoding="utf-8")
    before = digest(case)
    code, _, err = run(capsys, "recipe", case, "--set", wish)
    assert (code, digest(case)) == (1, before)
    assert said in err


def test_a_recipe_in_other_letters_is_refused(capsys, case, tmp_path):
    wish = tmp_path / "wish.json"
    wish.write_bytes('{"title": "Львів"}'.encode("cp1251"))
    code, _, err = run(capsys, "recipe", case, "--set", wish)
    assert code == 1
    assert "UTF-8" in err


def test_arguments_come_before_the_file_and_the_file_before_the_case(capsys, case, tmp_path):
    """A4 is 210 by 297 mm (ISO 216), Letter 8.5 by 11 inches; a point is 1/72 inch."""
    a4, letter = (595.28, 841.89), (612.0, 792.0)
    of_case, other = tmp_path / "case.json", tmp_path / "other.json"
    of_case.write_text('{"paper": "Letter", "title": "Of the case"}', encoding="utf-8")
    other.write_text('{"landscape": true}', encoding="utf-8")
    assert run(capsys, "recipe", case, "--set", of_case)[0] == 0
    pdf = tmp_path / "desk.pdf"
    brief = ("brief", case, "-o", pdf, "--overwrite")
    assert run(capsys, *brief)[0] == 0
    assert size_of(pdf) == pytest.approx(letter, abs=0.1)
    assert run(capsys, *brief, "--paper", "A4")[0] == 0
    assert size_of(pdf) == pytest.approx(a4, abs=0.1)
    assert run(capsys, *brief, "--recipe", other)[0] == 0
    assert size_of(pdf) == pytest.approx(a4[::-1], abs=0.1)
    assert run(capsys, *brief, "--recipe", other, "--paper", "Letter", "--title", "Mine")[0] == 0
    assert size_of(pdf) == pytest.approx(letter[::-1], abs=0.1)
    with pikepdf.open(pdf) as document:
        assert str(document.docinfo["/Title"]) == "Mine"


def test_what_is_held_back_has_to_exist(capsys, case, tmp_path):
    code, _, err = run(capsys, "brief", case, "-o", tmp_path / "desk.pdf", "--hold-back", "claimed_gain")
    assert code == 1
    assert '"claimed_gain"' in err
    assert "claimed_gains" in err
    assert not (tmp_path / "desk.pdf").exists()
