"""A case kept as text: read strictly, every refusal with file, line, field and value."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import Point

from salient.core.errors import InputError
from salient.store.textcase import read_folder

HEADER = "id,text,kind,claimant,value,denies,stated_on\n"
ROW = 'c1,"Says ""50 km"", they say",depth,Somebody,50,true,2022-09-08\n'


def folder_with(folder: Path, **files: str | bytes) -> Path:
    for name, content in files.items():
        stem, suffix = name.rsplit("_", 1)
        data = content if isinstance(content, bytes) else content.encode()
        (folder / f"{stem}.{suffix}").write_bytes(data)
    return folder


def settlements(*features: dict[str, Any]) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features)}, ensure_ascii=False)


def place(geometry: Any = None, **properties: Any) -> dict[str, Any]:
    drawn = geometry or {"type": "Point", "coordinates": [36.5, 49.5]}
    return {"type": "Feature", "properties": properties, "geometry": drawn}


def test_values_are_typed(tmp_path: Path) -> None:
    folder_with(
        tmp_path,
        claims_csv=HEADER + ROW + "c2,t,other,X,,,\n\n",
        settlements_geojson=settlements(place(id="a", name="Ізюм", population=45884, is_supply_base=True)),
    )
    found = read_folder(tmp_path)
    assert set(found) == {"claims", "settlements"}
    first, second = found["claims"]
    assert first["text"] == 'Says "50 km", they say'
    assert (first["value"], first["denies"], first["stated_on"]) == (50.0, True, datetime.date(2022, 9, 8))
    assert (second["value"], second["denies"], second["stated_on"]) == (None, None, None)
    (row,) = found["settlements"]
    assert row["geometry"].equals(Point(36.5, 49.5))
    assert (row["name"], row["population"], row["is_supply_base"]) == ("Ізюм", 45884, True)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    folder_with(tmp_path, claims_csv=b"\xef\xbb\xbf" + (HEADER + ROW).replace("\n", "\r\n").encode())
    assert read_folder(tmp_path)["claims"][0]["id"] == "c1"


def test_text_over_several_lines_is_one_cell(tmp_path: Path) -> None:
    folder_with(tmp_path, claims_csv=HEADER + 'c1,"one\ntwo",depth,X,1,,\nc2,t,depth,X,x,,\n')
    with pytest.raises(InputError, match="line 4, field value"):
        read_folder(tmp_path)


def test_one_open_quote_is_refused_with_its_line(tmp_path: Path) -> None:
    rows = "".join(f"c{n},t,other,X,,,\n" for n in range(8))
    folder_with(tmp_path, claims_csv=HEADER + rows + 'c9,"open,other,X,,,\n' + rows)
    with pytest.raises(InputError, match=r"claims\.csv: line 10 .*close the double quote"):
        read_folder(tmp_path)


def test_an_open_quote_that_ends_at_another_is_refused(tmp_path: Path) -> None:
    folder_with(tmp_path, claims_csv=HEADER + 'c1,"open,other,X,,,\nc2,"closed",other,X,,,\n')
    with pytest.raises(InputError, match=r"claims\.csv: line 2"):
        read_folder(tmp_path)


def test_a_row_with_too_many_cells_is_refused(tmp_path: Path) -> None:
    folder_with(tmp_path, claims_csv=HEADER + "c1,2,500 km²,depth,X,1,true,2022-09-08\n")
    with pytest.raises(InputError, match="line 2 has 8 cells, the first line names 7 columns"):
        read_folder(tmp_path)


@pytest.mark.parametrize(
    ("column", "value", "how"),
    [
        ("value", "around 50", "write a number"),
        ("value", "2.500,0", "write a number"),
        ("value", "2 500", "write a number"),
        ("value", "nan", "write a number"),
        ("value", "inf", "write a number"),
        ("stated_on", "08.09.2022", "year-month-day"),
        ("stated_on", "2022-09-31", "year-month-day"),
        ("stated_on", "2022-09-08T10:00", "year-month-day"),
        ("denies", "yes", "true or false"),
        ("kind", "size", "write one of area_changed, depth"),
    ],
)
def test_a_bad_value_is_named(tmp_path: Path, column: str, value: str, how: str) -> None:
    cells = {"id": "c1", "kind": "depth"}
    cells[column] = value
    row = ",".join(f'"{cells.get(name, "")}"' for name in HEADER.strip().split(","))
    folder_with(tmp_path, claims_csv=HEADER + row + "\n")
    with pytest.raises(InputError) as refusal:
        read_folder(tmp_path)
    said = str(refusal.value)
    assert f"claims.csv: line 2, field {column}" in said
    assert f'"{value}"' in said
    assert how in said


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("id,textt\n", 'no column "textt"'),
        ("id,id\n", 'column "id" is named twice'),
        ("text\n", 'column "id" is missing'),
        ("", "is empty; its first line must name the columns"),
    ],
)
def test_a_bad_header_is_refused(tmp_path: Path, header: str, said: str) -> None:
    folder_with(tmp_path, claims_csv=header)
    with pytest.raises(InputError, match=said):
        read_folder(tmp_path)


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (place(id="a", nme="x"), 'feature 1 "a": the table settlements has no field "nme"'),
        (place(id="a", population=1.5), 'feature 1 "a", field population: "1.5" is no integer'),
        (place(id="a", population=True), 'field population: "True" is no integer'),
        (place(id="a", is_supply_base="yes"), "true or false"),
        (place({"type": "Point", "coordinates": ["x", 1]}, id="a"), "no position"),
    ],
)
def test_a_bad_feature_is_named(tmp_path: Path, bad: dict[str, Any], said: str) -> None:
    folder_with(tmp_path, settlements_geojson=settlements(bad))
    with pytest.raises(InputError) as refusal:
        read_folder(tmp_path)
    assert said in str(refusal.value)


def test_a_table_in_the_wrong_format_is_said(tmp_path: Path) -> None:
    folder_with(tmp_path, settlements_csv="id\n")
    with pytest.raises(InputError, match=r"belongs in settlements\.geojson"):
        read_folder(tmp_path)


def test_no_folder_and_no_table(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no folder"):
        read_folder(tmp_path / "none")
    with pytest.raises(InputError, match="holds no table"):
        read_folder(tmp_path)


def test_another_encoding_is_refused_with_the_line(tmp_path: Path) -> None:
    folder_with(tmp_path, claims_csv=(HEADER + "c1,Балаклія,other,X,,,\n").encode("cp1251"))
    with pytest.raises(InputError, match=r"claims\.csv: line 2 is not UTF-8"):
        read_folder(tmp_path)
