"""The day that a file's name tells: read where it can be read in one way only."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from salient.core.errors import InputError
from salient.store.map_days import day_in_name

DAY = datetime.date(2022, 9, 5)


@pytest.mark.parametrize(
    "name",
    [
        "20220905_layer.geojson",
        "layer-2022-09-05.kml",
        "2022_09_05.gpkg",
        "map.2022.09.05.shp.zip",
        "20220905_to_20220905.geojson",
        "20220905T1200.geojson",
        "v12_20220905_2.geojson",
    ],
)
def test_year_first(name):
    assert day_in_name(Path(name)) == DAY


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("25092022.geojson", datetime.date(2022, 9, 25)),
        ("09-25-2022.geojson", datetime.date(2022, 9, 25)),
        ("05.05.2022.kml", datetime.date(2022, 5, 5)),
    ],
)
def test_year_last_where_only_one_reading_is_a_day(name, day):
    assert day_in_name(Path(name)) == day


def test_two_readings_are_refused_with_both():
    with pytest.raises(InputError) as refusal:
        day_in_name(Path("maps/05092022.geojson"))
    said = str(refusal.value)
    assert "2022-05-09 or 2022-09-05" in said
    assert "maps/05092022.geojson" in said
    assert "--as-of" in said
    assert "DDMMYYYY" in said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("layer.geojson", "no day in the name"),
        ("20220230.geojson", "no day in the name"),
        ("220905.geojson", "no day in the name"),
        ("120220905.geojson", "no day in the name"),
        ("20220901_20220905.geojson", "2022-09-01 and 2022-09-05"),
    ],
)
def test_a_name_without_one_day_is_refused(name, said):
    with pytest.raises(InputError, match=said) as refusal:
        day_in_name(Path(name))
    assert name in str(refusal.value)
    assert "--as-of" in str(refusal.value)
