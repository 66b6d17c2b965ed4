"""Gazetteers as people have them, and files that only look like one. Lines are made here, in GeoNames' columns."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import pytest
from shapely.geometry import box

from salient.core.errors import Cancelled, InputError
from salient.store import gazetteer
from salient.store.gazetteer import PlaceFilter, read_gazetteer


def dump_line(number: int, name: str, lat: object, lon: object, others: str = "", code: str = "PPL", people: int = 0):
    """One line as http://download.geonames.org/export/dump/readme.txt describes it."""
    cells = [number, name, name, others, lat, lon, "P" if code.startswith("PPL") else "T", code, "UA", ""]
    return "\t".join(str(cell) for cell in [*cells, "07", "", "", "", people, "", 100, "Europe/Kyiv", "2022-01-01"])


def postal_line(code: str, name: str, lat: float, lon: float) -> str:
    """One line as http://download.geonames.org/export/zip/readme.txt describes it."""
    return "\t".join(["UA", code, name, "Kharkiv", "07", "", "", "", "", str(lat), str(lon), "4"])


DUMP = [
    dump_line(1, "Izium", 49.21, 37.26, "Isjum,Изюм,Ізюм", "PPLA2", 46653),
    dump_line(2, "Kupiansk", 49.71, 37.61, "Куп'янськ", people=27169),
    dump_line(3, "Hamlet", 49.5, 37.5),
]


def write(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path.write_bytes("\n".join(lines).encode(encoding))
    os.utime(path, (1_700_000_000, 1_700_000_000))  # 14 November 2023, 22:13 UTC
    return path


def said(found: gazetteer.Gazetteer) -> list[str]:
    return [str(note) for note in found.notes]


def test_the_dump_of_geonames(tmp_path: Path):
    path = write(
        tmp_path / "UA.txt",
        *DUMP,
        dump_line(4, "Old part", 49, 37, code="PPLX"),
        dump_line(5, "Hill", 49, 37, code="HLL"),
    )
    found = read_gazetteer(path)
    assert (found.kind, found.publisher, found.licence, found.read) == ("GeoNames", "GeoNames", "CC BY 4.0", 3)
    assert found.changed_on.isoformat() in ("2023-11-14", "2023-11-15")
    first = found.places[0]
    assert (first.name, first.name_local, first.lon, first.lat) == ("Izium", "Ізюм", 37.26, 49.21)
    assert (first.population, first.geonames_id, first.other_names) == (46653, 1, ("Isjum", "Изюм", "Ізюм"))
    assert found.places[2].population is None
    assert said(found) == ["Left out, no settlements of today but hills, parts of towns and the like: 2 rows."]


def test_what_is_not_wanted_is_counted(tmp_path: Path):
    path = write(tmp_path / "UA.txt", *DUMP)
    found = read_gazetteer(path, PlaceFilter(box(37, 49, 37.55, 50), 10_000))
    assert [one.name for one in found.places] == ["Izium"]
    assert said(found) == [
        "Left out, with fewer inhabitants than asked for or an unknown number: 1 places.",
        "Left out, because they lie elsewhere: 1 places.",
    ]


def test_a_frame_that_is_no_box_cuts_by_its_edge(tmp_path: Path):
    corner = box(37, 49, 37.55, 50).union(box(37, 49, 38, 49.1))
    found = read_gazetteer(write(tmp_path / "UA.txt", *DUMP), PlaceFilter(corner))
    assert [one.name for one in found.places] == ["Izium", "Hamlet"]


def test_the_zip_of_geonames_has_a_readme_beside(tmp_path: Path):
    path = tmp_path / "UA.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "Readme for GeoNames")
        archive.writestr("UA.txt", "\n".join(DUMP))
    assert len(read_gazetteer(path).places) == 3


def test_postal_codes_give_each_place_once(tmp_path: Path):
    lines = [postal_line("64300", "Izium", 49.21, 37.26), postal_line("64301", "Izium", 49.21, 37.26)]
    found = read_gazetteer(write(tmp_path / "UA.txt", *lines, postal_line("63700", "Kupiansk", 49.71, 37.61)))
    assert [one.name for one in found.places] == ["Izium", "Kupiansk"]
    assert said(found) == ["Taken once, because they repeat a place: 1 rows."]


@pytest.mark.parametrize(
    "lines",
    [
        ("name,lat,lon,population", "Izium,49.21,37.26,46653"),
        ("\ufeffName;Latitude;Longitude;Population", 'Izium;"49,21";37,26;46 653'),
        ("ADM4_EN\tADM4_UA\tlat\tlon\tpop", "Izium\tІзюм\t49.21\t37.26\t46,653"),
        ("lon|lat|назва|населення", "37.26|49.21|Izium|46653.0"),
    ],
)
def test_tables_with_headings(tmp_path: Path, lines: tuple[str, ...]):
    found = read_gazetteer(write(tmp_path / "places.csv", *lines))
    (place,) = found.places
    assert (place.name, place.lon, place.lat, place.population) == ("Izium", 37.26, 49.21, 46653)
    assert (found.kind, found.publisher) == ("CSV", "")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_encodings(tmp_path: Path, encoding: str):
    found = read_gazetteer(write(tmp_path / "a.csv", "name,lat,lon", "Ізюм,49.21,37.26", encoding=encoding))
    assert [one.name for one in found.places] == ["Ізюм"]
    note = "a.csv is not UTF-8 and was read as Windows-1251; its first names are Ізюм."
    assert said(found) == ([note] if encoding == "cp1251" else [])


def test_rows_that_are_no_places_are_counted(tmp_path: Path):
    rows = ["Izium,49.21,37.26", "x,,", "y,nan,37", "z,95,37", ",49,37", "w,inf,1", "v,1e999,3"]
    found = read_gazetteer(write(tmp_path / "a.csv", "name,lat,lon", *rows))
    assert len(found.places) == 1
    assert said(found) == [
        "Left out, without longitude and latitude that can be used: 5 rows.",
        "Left out, without a name: 1 rows.",
    ]


def test_map_files_with_points(tmp_path: Path):
    def feature(geometry: dict, **properties: object) -> dict:
        return {"type": "Feature", "geometry": geometry, "properties": properties}

    features = [
        feature({"type": "Point", "coordinates": [37.26, 49.21]}, NAME="Izium", name_uk="Ізюм", ADM4_PCODE="UA63"),
        feature({"type": "MultiPoint", "coordinates": [[37.61, 49.71]]}, NAME="Kupiansk", population=27169),
        feature({"type": "LineString", "coordinates": [[0, 0], [1, 1]]}, NAME="Road"),
    ]
    path = tmp_path / "places.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    found = read_gazetteer(path)
    assert [(one.name, one.name_local, one.pcode, one.population) for one in found.places] == [
        ("Izium", "Ізюм", "UA63", None),
        ("Kupiansk", "", "", 27169),
    ]
    assert found.kind == "map file"
    assert said(found) == ["Left out, no points: 1 shapes."]


def test_exchanged_coordinates_are_noticed_by_the_frame(tmp_path: Path):
    path = write(tmp_path / "a.csv", "name,lat,lon", "Izium,37.26,49.21", "Kupiansk,37.61,49.71")
    frame = box(36, 48, 39, 51)
    for wanted in (PlaceFilter(frame), PlaceFilter(expected=frame)):
        with pytest.raises(InputError, match=r"exchanged: as they are none of 2 .*other way round 2 do"):
            read_gazetteer(path, wanted)
    assert len(read_gazetteer(path).places) == 2


def test_progress_and_calling_off(tmp_path: Path):
    path = write(tmp_path / "UA.txt", *(dump_line(n, f"Place {n}", 49, 37 + n / 1e5) for n in range(12_000)))
    seen: list[float] = []
    read_gazetteer(path, progress=seen.append)
    assert (seen[0], seen[-1]) == (0, 1)
    assert seen == sorted(seen)
    assert len(seen) >= 4

    def stop(share: float) -> None:
        if share > 0.3:
            raise Cancelled("enough")

    with pytest.raises(Cancelled):
        read_gazetteer(path, progress=stop)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.txt", b"", "is empty"),
        ("binary.txt", b"name,lat,lon\n\x00\x01\x02", "is no text"),
        ("story.txt", b"Once upon a time, there was a town.", "names no column for"),
        ("no-lon.csv", b"name,lat\nIzium,49", "names no column for lon"),
        ("nothing.csv", b"name,lat,lon\n,,\n", "holds no place that can be used"),
        ("quote.csv", b'name,lat,lon\n"Izium,49,37\nx,1,2', "from line 2 on cannot be read"),
        ("long.csv", b"name,lat,lon\n" + b"x" * 1_000_002, "a line of more than"),
        ("late.csv", b"name,lat,lon\n" + b"Izium,49,37\n" * 20_000 + b"\xff\xfe,1,2\n", "is not utf-8 throughout"),
        ("bad.zip", b"PK\x03\x04 no archive", "cannot be unpacked|no archive"),
        ("map.vrt", b"<OGRVRTDataSource/>", "is not read"),
    ],
)
def test_hostile_files_are_refused(tmp_path: Path, name: str, content: bytes, words: str):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=words) as refusal:
        read_gazetteer(path)
    assert str(path) in str(refusal.value)


def test_what_is_no_file_is_refused(tmp_path: Path):
    for path in (tmp_path / "none.txt", tmp_path, "https://example.org/UA.txt", "/vsicurl/x.txt"):
        with pytest.raises(InputError):
            read_gazetteer(path)


def test_a_zip_of_several_texts_asks_which(tmp_path: Path):
    path = tmp_path / "two.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("UA.txt", DUMP[0])
        archive.writestr("PL.txt", DUMP[1])
    with pytest.raises(InputError, match=r"several texts \(UA.txt, PL.txt\)"):
        read_gazetteer(path)


def test_too_many_places_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(gazetteer, "MAX_PLACES", 2)
    path = write(tmp_path / "UA.txt", *DUMP)
    with pytest.raises(InputError, match="more than 2 places"):
        read_gazetteer(path)
    assert len(read_gazetteer(path, PlaceFilter(min_population=1)).places) == 2


def test_a_name_over_several_lines_is_a_forgotten_quote(tmp_path: Path):
    path = write(tmp_path / "a.csv", "name,lat,lon", "Izium,49,37", '"A,1,2', "B,2,3", 'C",3,4', "D,5,6")
    with pytest.raises(InputError, match=r"from line 3 to line 5 holds a name over several lines"):
        read_gazetteer(path)


def test_an_open_quote_is_told_by_the_line_where_its_row_begins(tmp_path: Path):
    path = write(tmp_path / "a.csv", "name,lat,lon", "Izium,49,37", '"A,1,2', "B,2,3", "C,3,4")
    with pytest.raises(InputError, match=r"row from line 3 on cannot be read"):
        read_gazetteer(path)


def test_null_island_and_numbers_of_python_are_no_places(tmp_path: Path):
    path = write(tmp_path / "a.csv", "name,lat,lon", "Nowhere,0,0", "Odd,4_9.5,3_7", "Gulf,0,9.4")
    found = read_gazetteer(path)
    assert [one.name for one in found.places] == ["Gulf"]
    assert said(found) == ["Left out, without longitude and latitude that can be used: 2 rows."]


def test_exchanged_rows_are_asked_about_where_one_row_is_right(tmp_path: Path):
    exchanged = [f"P{n},{37 + n / 100},49.5" for n in range(10)]
    path = write(tmp_path / "a.csv", "name,lat,lon", *exchanged, "Right,49.5,37.5")
    found = read_gazetteer(path, PlaceFilter(expected=box(36, 49, 38, 50)))
    assert said(found) == [
        "Are longitude and latitude exchanged in some rows? Only so would 10 places lie in the frame."
    ]


def test_an_archive_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(tmp_path: Path):
    path = tmp_path / "UA.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("UA.txt", "name,lat,lon\n" * 2_000_000)
    with pytest.raises(InputError, match=r"UA\.txt in it would unpack to 26 MB"):
        read_gazetteer(path)


def test_a_damaged_lzma_archive_is_refused(tmp_path: Path):
    path = tmp_path / "UA.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("UA.txt", "\n".join(DUMP * 50))
    raw = bytearray(path.read_bytes())
    start = 30 + len("UA.txt")  # behind the local header (APPNOTE 4.3.7)
    raw[start + 12 : start + 40] = b"\xff" * 28
    path.write_bytes(bytes(raw))
    with pytest.raises(InputError, match=r"cannot be unpacked \(.+\); download it again"):
        read_gazetteer(path)
