"""Recipes: what their text says, and which texts are refused by name."""

from __future__ import annotations

import dataclasses
import json

import pytest

from salient.core.errors import InputError
from salient.core.recipe import Recipe, Safety, checked_recipe, recipe_of, recipe_text

# Every entry away from its default.
OTHER = Recipe(
    sections=("claims", "map"),
    frame_id="frame",
    scale=250_000,
    paper="Letter",
    landscape=True,
    language="uk",
    newsroom="Graphics desk",
    logo="iVBORw0KGgo=",
    title="Another title",
    disclaimer="Not for quotation.",
    background="none",
    attach=("facts",),
    safety=Safety(("control_areas", "g1"), 1000.0, 3, True),
)


def test_an_empty_text_is_the_usual_recipe() -> None:
    assert recipe_of("") == recipe_of(" \n") == recipe_of("{}") == Recipe()


def test_every_entry_comes_back_as_it_went() -> None:
    usual = Recipe()
    for one in dataclasses.fields(Recipe):
        assert getattr(OTHER, one.name) != getattr(usual, one.name), one.name
    assert recipe_of(recipe_text(OTHER)) == OTHER
    assert recipe_of(recipe_text(usual)) == usual


def test_the_text_is_json_that_people_can_read() -> None:
    found = json.loads(recipe_text(OTHER))
    assert found["title"] == "Another title"
    assert found["safety"] == {
        "hold_back": ["control_areas", "g1"],
        "grid_m": 1000.0,
        "delay_days": 3,
        "name_kinds": True,
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"papr": "A4"}', ["papr", "paper, landscape"]),
        ('{"paper": "A3"}', ["paper", '"A3"', '"A4", "Letter"']),
        ('{"safety": {"holdback": []}}', ["safety.holdback", "safety.hold_back"]),
        ('{"safety": {"hold_back": "claimed_gains"}}', ["safety.hold_back", '"claimed_gains"', "list"]),
        ('{"safety": {"grid_m": 1}}', ["safety.grid_m", "1", "from 10 to 100,000"]),
        ('{"safety": {"grid_m": NaN}}', ["safety.grid_m", "NaN"]),
        ('{"safety": {"delay_days": -1}}', ["safety.delay_days", "-1", "from 0 to 3,650"]),
        ('{"safety": {"delay_days": true}}', ["safety.delay_days", "true"]),
        ('{"safety": ["control_areas"]}', ["control_areas", "grid_m"]),
        ('{"scale": 1.5}', ["scale", "1.5", "null"]),
        ('{"landscape": "yes"}', ["landscape", '"yes"', "true or false"]),
        ('{"sections": ["map", "map"]}', ["sections", "once"]),
        ('{"attach": ["pictures"]}', ["attach", "pictures", '"facts"']),
        ('{"logo": "no picture!"}', ["logo", "base64"]),
        ('{"title": 3}', ["title", "300"]),
        ('{"paper": "A4", "paper": "Letter"}', ["paper", "twice"]),
        ('["A4"]', ["braces"]),
        ("{", ["no JSON", "line 1"]),
        ("[" * 100_000, ["no JSON"]),
    ],
)
def test_what_cannot_be_used_is_named(text: str, said: list[str]) -> None:
    with pytest.raises(InputError) as refusal:
        recipe_of(text, "desk.json")
    assert "desk.json" in str(refusal.value)
    for part in said:
        assert part in str(refusal.value)


def test_a_recipe_put_together_is_looked_at_too() -> None:
    with pytest.raises(InputError, match='"scale" is 10'):
        checked_recipe(Recipe(scale=10))
