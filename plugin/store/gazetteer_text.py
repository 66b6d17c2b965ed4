"""Gazetteers that are text: the two kinds of GeoNames, and tables with a line of headings.

GeoNames' dump (UA.txt, allCountries.txt) has 19 columns between tabs and no headings: number, name, name in ASCII,
other names with commas between, latitude, longitude, class and code of the feature, …, population (column 15). Its
file of postal codes has 12: country, code, name, three pairs of regions and their codes, latitude, longitude,
accuracy. Any other table must name its columns in its first line (`HEADINGS`).
"""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..core.errors import InputError
from ..core.gazetteer import Place, local_name
from ..core.messages import message

DUMP, POSTAL, TABLE = "GeoNames", "GeoNames, postal codes", "CSV"

_DUMP_COLUMNS, _POSTAL_COLUMNS = 19, 12
# A part of a town has the town's people counted twice; of a historical one nothing is left.
_NO_PLACES = ("PPLX", "PPLH")
LONGEST_LINE = 1_000_000

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "name": (
        *("name", "nameen", "placename", "settlement", "settlementname", "place", "city", "town", "village"),
        *("featurename", "adm4en", "admin4nameen", "admin4name", "назва", "название"),
    ),
    "name_local": ("namelocal", "localname", "nativename", "nameuk", "nameua", "adm4ua", "adm4uk", "admin4nameuk"),
    "other_names": ("alternatenames", "altnames", "altname", "othernames", "nameru", "adm4ru", "namede", "asciiname"),
    "lat": ("lat", "latitude", "y", "ycoord", "latdd", "широта"),
    "lon": ("lon", "lng", "long", "longitude", "x", "xcoord", "londd", "довгота", "долгота"),
    "population": ("population", "pop", "poptotal", "populationtotal", "населення", "население"),
    "geonames_id": ("geonamesid", "geonameid"),
    "pcode": ("pcode", "adm4pcode", "admin4pcode", "settlementpcode"),
}
"""By which headings a value of a place is known, in small letters without signs; the first that is there is taken."""

_IN_ONE_LINE = ("name", "name_local", "lat", "lon")
_SIGNS = re.compile(r"[\W_]+")
_DELIMITERS = "\t;,|"


def kind_of(first: str) -> str:
    """Return which kind of gazetteer begins with this line."""
    cells = first.split("\t")
    if len(cells) == _DUMP_COLUMNS and cells[0].isdigit() and _place_at(cells, 4, 5):
        return DUMP
    if len(cells) in (_POSTAL_COLUMNS, _POSTAL_COLUMNS - 1) and _place_at(cells, 9, 10):
        return POSTAL
    return TABLE


def rows_of(kind: str, name: str, lines: Iterable[str], left_out: Counter[str]) -> Iterator[Place]:
    """Yield the places of a text, as they come; `left_out` counts the rows that are none, by reason.

    Raises
    ------
    InputError
        When a table's headings do not name what is needed, or its quotes are broken.
    """
    if kind == TABLE:
        yield from _table_places(name, lines, left_out)
        return
    of_cells = _of_dump if kind == DUMP else _of_postal
    for line in lines:
        cells = line.rstrip("\r\n").split("\t")
        if cells != [""]:
            found = of_cells(cells, left_out)
            if found is not None:
                yield found


def capped(name: str, lines: Iterable[str]) -> Iterator[str]:
    """Yield lines, and refuse one without an end, which would fill the memory."""
    for line in lines:
        if len(line) > LONGEST_LINE:
            raise InputError(f"{name}: has a line of more than {LONGEST_LINE:,} letters; is it a gazetteer?")
        yield line


def columns_of(headings: Sequence[str]) -> dict[str, int]:
    """Return in which column each value of a place stands, as far as the headings say it."""
    plain = [_SIGNS.sub("", heading.casefold()) for heading in headings]
    found = {}
    for value, known in HEADINGS.items():
        for one in known:
            if one in plain:
                found[value] = plain.index(one)
                break
    return found


def place_of(values: Mapping[str, Any], lonlat: tuple[float, float] | None, left_out: Counter[str]) -> Place | None:
    """Return the place of one row of a table; None, and the reason counted, where it is none.

    Parameters
    ----------
    values
        What stands under those of `HEADINGS` that are there.
    lonlat
        Where it is, if that does not stand in the table.
    """
    where = lonlat or _lonlat(values.get("lon"), values.get("lat"))
    if where is None:
        left_out["no place"] += 1
        return None
    others = [one.strip() for one in re.split(r"[,;|]", _text(values.get("other_names"))) if one.strip()]
    local = _text(values.get("name_local"))
    name = _text(values.get("name")) or local
    if not name:
        left_out["no name"] += 1
        return None
    return Place(
        name,
        *where,
        name_local=local or local_name(name, others),
        other_names=tuple(others),
        population=whole(values.get("population")),
        geonames_id=whole(values.get("geonames_id")),
        pcode=_text(values.get("pcode")),
    )


def whole(value: Any) -> int | None:
    """Return a whole number above 0, with or without signs between its thousands; else None."""
    text = re.sub(r"[\s\u00a0\u202f'’]", "", _text(value))
    text = re.sub(r"[,.](?=\d{3}(\D|$))", "", text) if re.fullmatch(r"\d{1,3}([,.]\d{3})+", text) else text
    number = _number(text)
    return int(number) if number is not None and 0 < number < 1e12 and number == int(number) else None


def _table_places(name: str, lines: Iterable[str], left_out: Counter[str]) -> Iterator[Place]:
    iterator = iter(lines)
    first = next(iterator, "")
    sign = max(_DELIMITERS, key=first.count)
    headings = next(csv.reader([first], delimiter=sign), [])
    columns = columns_of(headings)
    for wanted in ("name", "lat", "lon"):
        if wanted not in columns and not (wanted == "name" and "name_local" in columns):
            seen = ", ".join(one.strip()[:40] for one in headings[:12])
            raise InputError(
                f"{name}: its first line names no column for {wanted} (it has {seen[:200]}); name the columns "
                f"name, lat, lon, and if you have them name_local, population, geonames_id, pcode"
            )
    reader = csv.reader(iterator, delimiter=sign, strict=True)
    while True:
        begins = reader.line_num + 2  # counted from 1, and the headings are a line
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as trouble:
            text = "{name}: the row from line {line} on cannot be read ({trouble}); look at its double quotes"
            raise InputError(message(text, name=name, line=begins, trouble=str(trouble))) from trouble
        if any("\n" in cells[columns[one]] for one in _IN_ONE_LINE if columns.get(one, len(cells)) < len(cells)):
            text = (
                "{name}: the row from line {line} to line {last} holds a name over several lines; is a double quote "
                "missing or one too many there?"
            )
            raise InputError(message(text, name=name, line=begins, last=reader.line_num + 1))
        if any(cell.strip() for cell in cells):
            values = {heading: cells[number] for heading, number in columns.items() if number < len(cells)}
            found = place_of(values, None, left_out)
            if found is not None:
                yield found


def _of_dump(cells: list[str], left_out: Counter[str]) -> Place | None:
    if len(cells) != _DUMP_COLUMNS:
        left_out["broken"] += 1
        return None
    if cells[6] != "P" or cells[7] in _NO_PLACES:
        left_out["no settlement"] += 1
        return None
    where = _lonlat(cells[5], cells[4])
    if where is None:
        left_out["no place"] += 1
        return None
    name = cells[1].strip()
    if not name:
        left_out["no name"] += 1
        return None
    others = [one for one in cells[3].split(",") if one]
    if cells[2] and cells[2] != name:
        others.append(cells[2])
    return Place(
        name,
        *where,
        name_local=local_name(name, others),
        other_names=tuple(others),
        population=whole(cells[14]),
        geonames_id=whole(cells[0]),
    )


def _of_postal(cells: list[str], left_out: Counter[str]) -> Place | None:
    if len(cells) < _POSTAL_COLUMNS - 1:
        left_out["broken"] += 1
        return None
    where = _lonlat(cells[10], cells[9])
    name = cells[2].strip()
    if where is None or not name:
        left_out["no place" if where is None else "no name"] += 1
        return None
    return Place(name, *where)


def _place_at(cells: Sequence[str], lat: int, lon: int) -> bool:
    return _lonlat(cells[lon], cells[lat]) is not None


def _lonlat(lon: Any, lat: Any) -> tuple[float, float] | None:
    x, y = _number(lon), _number(lat)
    if x is None or y is None or not (-180 <= x <= 180 and -90 <= y <= 90):
        return None
    if x == 0 == y:
        return None  # the open sea, and what programs write where they know no place
    return x, y


def _number(value: Any) -> float | None:
    text = _text(value)
    if "_" in text:
        return None  # only for Python a sign between thousands
    try:
        number = float(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()
