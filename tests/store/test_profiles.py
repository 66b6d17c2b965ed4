"""Profiles of publishers: ours fit the publishers' names, others may be written, and mistakes in them are said."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from salient.core import schema
from salient.core.errors import InputError
from salient.store.profiles import Profile, profile_names, read_profile

GOOD = {
    "issuer": "Mapper",
    "file_name": "{layer} {day}*",
    "day": "DD.MM.YYYY",
    "layers": {"held": {"side": "R", "state": "assessed_control", "issuer_term": "grey"}},
    "tolerance_m": 250,
    "source": {"publisher": "The Mapper", "title": "Maps", "licence": "CC BY 4.0"},
}


def written(folder: Path, **changed: object) -> Path:
    path = folder / "mapper.json"
    path.write_text(json.dumps({**GOOD, **changed}), encoding="utf-8")
    return path


def test_ours_can_all_be_read_and_name_known_states():
    assert profile_names() == ["deepstate", "isw"]
    for name in profile_names():
        profile = read_profile(name)
        assert profile.issuer
        assert profile.source is not None
        assert {rule.state for rule in profile.layers.values()} <= set(schema.STATES)


@pytest.mark.parametrize(
    ("layer", "side", "state"),
    [
        ("RussianAssessedCoTinUkraine", "RU", "assessed_control"),
        ("RussianAssessedAdvanceinUkraine", "RU", "assessed_advance"),
        ("RussianClaimedCoTinUkraine", "RU", "claimed_control"),
        ("UkrainianClaimedCounterOffensives", "UA", "claimed_counteroffensive"),
        ("UkrainianReportedPartisanWarfare", "UA", "reported_activity"),
    ],
)
def test_isw_names_five_layers(layer, side, state):
    profile = read_profile("isw")
    named = profile.named(f"20220905_{layer}")
    assert named is not None
    assert (named.day, named.layer) == (datetime.date(2022, 9, 5), layer)
    rule = profile.rule(named.layer)
    assert rule is not None
    assert (rule.side, rule.state) == (side, state)
    assert rule.issuer_term


def test_deepstate_names_a_day():
    profile = read_profile("deepstate")
    named = profile.named("deepstatemap_data_20240708")
    assert named is not None
    assert (named.day, named.layer) == (datetime.date(2024, 7, 8), "")
    assert profile.rule("") is not None
    assert profile.named("20240708") is None


def test_anybody_may_write_one(tmp_path):
    profile = read_profile(written(tmp_path))
    named = profile.named("HELD 05.09.2022 final")
    assert named is not None
    assert named.day == datetime.date(2022, 9, 5)
    rule = profile.rule(named.layer)
    assert rule is not None
    assert rule.issuer_term == "grey"
    assert profile.rule("other") is None
    assert profile.tolerance_m == 250
    assert profile.source is not None
    assert profile.source.licence == "CC BY 4.0"
    assert profile.named("held 31.02.2022") is None


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"isuer": "x"}, 'no key "isuer"'),
        ({"issuer": ""}, 'lacks "issuer"'),
        ({"issuer": 5}, "write text"),
        ({"layers": []}, 'lacks "layers"'),
        ({"layers": ["a"]}, "at least one layer"),
        ({"layers": {"held": {"side": "R", "state": "taken"}}}, '"taken" is no state'),
        ({"layers": {"held": {"state": "contested"}}}, 'lacks "side"'),
        ({"layers": {"held": 1}}, "between braces"),
        ({"file_name": "{layer}"}, "must hold {day} once"),
        ({"file_name": "{day}"}, 'must hold "*"'),
        ({"day": "YYMMDD"}, "YYYY, MM and DD once each"),
        ({"tolerance_m": "wide"}, "write metres"),
        ({"tolerance_m": -1}, "write metres"),
        ({"source": {"title": "x"}}, 'lacks "publisher"'),
    ],
)
def test_a_mistake_is_named_with_its_key(tmp_path, changed, said):
    path = written(tmp_path, **changed)
    with pytest.raises(InputError) as refusal:
        read_profile(path)
    assert said in str(refusal.value)
    assert str(path) in str(refusal.value)


@pytest.mark.parametrize("name", ["nobody", "../isw", "no/such.json"])
def test_an_unknown_profile_is_refused_with_those_there_are(name):
    with pytest.raises(InputError, match="deepstate, isw"):
        read_profile(name)


def test_text_that_is_no_json_is_refused(tmp_path):
    path = tmp_path / "mapper.json"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="is no JSON"):
        read_profile(path)


def test_a_profile_is_a_value():
    assert isinstance(read_profile("isw"), Profile)
