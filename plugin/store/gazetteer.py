"""Gazetteers that people have: GeoNames' files, tables, and map files with points. No case is touched.

What is read is decided by the suffix: .txt, .csv and .tsv are text (in a .zip too), all else is a map file by the rules
of `vector`. A file is read line by line and only what is asked for is kept: the file of all countries has 12 million
rows.
"""

from __future__ import annotations

import datetime
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

from ..core.errors import InputError
from ..core.gazetteer import Place
from ..core.messages import Message, message
from ..core.names import slug
from ..core.shapes import Geometry, contains_xy
from . import gazetteer_text as text_files
from .files import PathLike
from .gazetteer_files import encoding_of, text_in

Progress = Callable[[float], None]

MAX_PLACES = 1_000_000
"""How many are kept; the settlements of the largest countries are fewer."""

_MAX_LETTERS = 6_000_000_000
_SAMPLE_BYTES = 1 << 16
_EVERY = 5_000
_LICENCE = "CC BY 4.0"
_ADDRESS = "https://www.geonames.org/"


@dataclass(frozen=True)
class PlaceFilter:
    """What is wanted of a gazetteer: ground (None for all of it), and from how many inhabitants on.

    `expected` is ground in which at least some places should lie: it only serves to notice exchanged coordinates.
    """

    frame: Geometry | None = None
    min_population: int = 0
    expected: Geometry | None = None


@dataclass(frozen=True)
class Gazetteer:
    """What a file holds of what was asked for.

    `kind` is "GeoNames", "GeoNames, postal codes", "CSV" or "map file"; `changed_on` is the day of the file; `read`
    counts the places before the filter; `notes` say what was left out, and why.
    """

    path: Path
    kind: str
    changed_on: datetime.date
    places: tuple[Place, ...]
    read: int
    notes: tuple[Message, ...] = ()

    @property
    def publisher(self) -> str:
        """Who made it, as far as the kind of file says so; else ""."""
        return "GeoNames" if self.is_geonames else ""

    @property
    def is_geonames(self) -> bool:
        """Whether the file is one of GeoNames'."""
        return self.kind in (text_files.DUMP, text_files.POSTAL)

    @property
    def licence(self) -> str:
        """Under which terms it may be used, where that is known; else ""."""
        return _LICENCE if self.is_geonames else ""

    @property
    def url(self) -> str:
        """Where it comes from, where that is known; else ""."""
        return _ADDRESS if self.is_geonames else ""


@dataclass
class _Sieve:
    """Keeps what is wanted, and counts what is not."""

    path: Path
    wanted: PlaceFilter
    left_out: Counter[str] = field(default_factory=Counter)
    kept: list[Place] = field(default_factory=list)
    read: int = 0
    exchanged: int = 0
    expected_met: int = 0

    def take(self, places: Iterable[Place]) -> None:
        wanted = self.wanted
        frame = None if wanted.frame is None else wanted.frame.bounds
        expected = frame if wanted.expected is None else wanted.expected.bounds
        for place in places:
            self.read += 1
            if expected is not None:
                self.expected_met += _within(expected, place.lon, place.lat)
                self.exchanged += _within(expected, place.lat, place.lon)
            if frame is not None and not _within(frame, place.lon, place.lat):
                self.left_out["elsewhere"] += 1
            elif wanted.min_population and (place.population or 0) < wanted.min_population:
                self.left_out["small"] += 1
            elif len(self.kept) == MAX_PLACES:
                raise InputError(
                    f"{self.path}: holds more than {MAX_PLACES:,} places; give the file of one country, or cut out a "
                    f"frame"
                )
            else:
                self.kept.append(place)

    def result(self) -> list[Place]:
        """Return what is wanted, each once.

        Raises
        ------
        InputError
            When there is nothing, or longitude and latitude are exchanged.
        """
        if self.exchanged > 0 and self.expected_met == 0:
            raise InputError(
                f"{self.path}: longitude and latitude seem to be exchanged: as they are none of {self.read:,} places "
                f"lies in the frame, the other way round {self.exchanged:,} do; correct the columns"
            )
        if not self.read:
            raise InputError(f"{self.path}: holds no place that can be used{self._why()}; give another file")
        kept = self.kept
        frame = self.wanted.frame
        if frame is not None and kept:
            inside = contains_xy(frame, [one.lon for one in kept], [one.lat for one in kept])
            self.left_out["elsewhere"] += len(kept) - int(sum(inside))
            kept = [one for one, there in zip(kept, inside) if there]
        once = _each_once(kept)
        self.left_out["repeated"] += len(kept) - len(once)
        return once

    def notes(self) -> list[Message]:
        """Return what was left out, one sentence a reason."""
        texts = {
            "no place": "Left out, without longitude and latitude that can be used: {n:,} rows.",
            "no name": "Left out, without a name: {n:,} rows.",
            "broken": "Left out, without the columns of the others: {n:,} lines.",
            "no settlement": "Left out, no settlements of today but hills, parts of towns and the like: {n:,} rows.",
            "no point": "Left out, no points: {n:,} shapes.",
            "small": "Left out, with fewer inhabitants than asked for or an unknown number: {n:,} places.",
            "elsewhere": "Left out, because they lie elsewhere: {n:,} places.",
            "repeated": "Taken once, because they repeat a place: {n:,} rows.",
        }
        found = [message(text, n=self.left_out[reason]) for reason, text in texts.items() if self.left_out[reason]]
        # Most of the file: elsewhere on Earth it is not strange that places lie where the exchange would put the frame.
        if self.exchanged > max(self.expected_met, self.read // 2):
            text = "Are longitude and latitude exchanged in some rows? Only so would {n:,} places lie in the frame."
            found.append(message(text, n=self.exchanged))
        return found

    def _why(self) -> str:
        return " (" + " ".join(str(note) for note in self.notes()) + ")" if self.notes() else ""


def read_gazetteer(
    path: PathLike,
    wanted: PlaceFilter | None = None,
    crs: str | None = None,
    layer: str | None = None,
    progress: Progress | None = None,
) -> Gazetteer:
    """Return the places of a file.

    Parameters
    ----------
    path
        .txt, .csv, .tsv or a .zip with one of them; or a map file with points, as `vector.read_shapes` takes it.
    crs, layer
        For map files, as in `read_shapes`.
    progress
        Called with 0 to 1; may raise `Cancelled`.

    Raises
    ------
    InputError
        When the file cannot be read or is none of these, holds no places, or too many; or longitude and latitude are
        exchanged.
    """
    path = Path(path)
    sieve = _Sieve(path, wanted or PlaceFilter())
    notes: list[Message] = []
    if progress is not None:
        progress(0.0)
    try:
        changed = datetime.date.fromtimestamp(path.stat().st_mtime) if path.is_file() else None
        opened = text_in(path)
        if opened is None or changed is None:
            kind = "map file"
            sieve.take(_points_of(path, crs, layer, sieve.left_out, notes))
        else:
            with opened as (stream, size):
                kind = _read_text(path, stream, size, sieve, notes, progress)
    except OSError as refusal:
        raise InputError(f"{path}: cannot be read ({refusal.strerror or refusal})") from refusal
    places = sieve.result()
    if progress is not None:
        progress(1.0)
    return Gazetteer(path, kind, cast(datetime.date, changed), tuple(places), sieve.read, (*notes, *sieve.notes()))


def source_row(gazetteer: Gazetteer, publisher: str = "") -> dict[str, Any]:
    """Return the row of the table of sources for a gazetteer: who, which file, of which day."""
    day = gazetteer.changed_on
    who = publisher or gazetteer.publisher or gazetteer.path.stem
    return {
        "id": f"gazetteer-{slug(gazetteer.path.stem)}-{day}",
        "publisher": who,
        "title": gazetteer.path.name,
        "url": gazetteer.url,
        "retrieved_on": day,
        "licence": gazetteer.licence,
    }


# ---------------------------------------------------------------- text


def _read_text(
    path: Path, stream: BinaryIO, size: int, sieve: _Sieve, notes: list[Message], progress: Progress | None
) -> str:
    """Put the places of a text through the sieve and return which kind of text it is."""
    buffered = io.BufferedReader(cast(io.RawIOBase, stream), _SAMPLE_BYTES * 2)
    sample = buffered.peek(_SAMPLE_BYTES)[:_SAMPLE_BYTES]
    encoding = encoding_of(path, sample)
    reader = io.TextIOWrapper(buffered, encoding=encoding, newline="")
    lines = _counted(path, reader, size, progress)
    try:
        first = next(lines, "")
        kind = text_files.kind_of(first)
        whole = text_files.capped(str(path), _again(first, lines))
        sieve.take(text_files.rows_of(kind, str(path), whole, sieve.left_out))
    except UnicodeDecodeError as trouble:
        raise InputError(f"{path}: is not {encoding} throughout ({trouble.reason}); save it as UTF-8") from trouble
    if encoding == "cp1251" and sieve.kept:
        shown = ", ".join(one.name for one in sieve.kept[:3])
        text = "{file} is not UTF-8 and was read as Windows-1251; its first names are {names}."
        notes.append(message(text, file=path.name, names=shown))
    return kind


def _again(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _counted(path: Path, reader: io.TextIOWrapper, size: int, progress: Progress | None) -> Iterator[str]:
    """Yield the lines, tell the progress by them, and stop at one that does not end, or at too many."""
    letters = count = 0
    while line := reader.readline(text_files.LONGEST_LINE + 1):
        letters += len(line)
        count += 1
        if letters > _MAX_LETTERS:
            raise InputError(f"{path}: holds more than {_MAX_LETTERS:,} letters; give the file of one country")
        if progress is not None and count % _EVERY == 0:
            progress(min(letters / max(size, 1), 0.99))
        yield line


# ---------------------------------------------------------------- map files


def _points_of(
    path: Path, crs: str | None, layer: str | None, left_out: Counter[str], notes: list[Message]
) -> Iterator[Place]:
    """Yield the points of a map file as places."""
    from .vector import read_shapes  # it needs fiona, which a text does not

    shapes = read_shapes(path, crs=crs, layer=layer)
    notes.extend(shapes.notes)
    left_out["no place"] += sum(1 for _ in shapes.skipped)
    for feature in shapes.features:
        point = feature.geometry
        if point.geom_type == "MultiPoint" and len(point.geoms) == 1:
            point = point.geoms[0]
        if point.geom_type != "Point":
            left_out["no point"] += 1
            continue
        headings = list(feature.properties)
        columns = text_files.columns_of(headings)
        values = {value: feature.properties[headings[number]] for value, number in columns.items()}
        found = text_files.place_of(values, (point.x, point.y), left_out)
        if found is not None:
            yield found


def _within(bounds: tuple[float, float, float, float], lon: float, lat: float) -> bool:
    west, south, east, north = bounds
    return west <= lon <= east and south <= lat <= north


def _each_once(places: Iterable[Place]) -> list[Place]:
    """Return the places without those that repeat an earlier one (a town has many postal codes)."""
    return list({(one.geonames_id, one.pcode, one.name, one.lon, one.lat): one for one in places}.values())
