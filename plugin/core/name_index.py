"""Thousands of names, found again while somebody types, in any spelling (see `names`).

The skeletons stand in sorted lists, so that what a query begins is one stretch of them; names that differ by a letter
or two are looked for among those of about the same length, all at once with numpy. Only memory grows with the number
of names: some 330,000 answer within a few hundredths of a second.
"""

from __future__ import annotations

import heapq
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np

from .names import fold, readings

if TYPE_CHECKING:
    from .shapes import Array

Key = TypeVar("Key")

SAME, SAME_SKELETON, BEGINS, WORD_BEGINS, NEAR, LESS_NEAR = 1.0, 0.98, 0.8, 0.6, 0.4, 0.3
"""Scores: the name as typed, in another spelling, begun by the query, a later word of it begun, one or two letters off.
"""

_FOREIGN = 0.02
"""Taken off where the query had to be read the German or the French way."""
_SHORT = 4
_LONG = 8
_PAUSE = 2_000
_AT_ONCE = 10_000
_MARK = "\x1f"
_LAST = "\U0010ffff"
_VOWELS = np.frombuffer(b"aeiou", dtype=np.uint8)
_NO_PLACES: Array = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Match(Generic[Key]):
    """An entry that was found: its key, how well it fits (0 to 1), and the one of its names that did."""

    key: Key
    score: float
    name: str


@dataclass(frozen=True)
class _SameLength:
    """All skeletons of one length: their numbers (n), letters (n, length) and the set of letters as bits (n)."""

    numbers: Array
    letters: Array
    bits: Array


class NameIndex(Generic[Key]):
    """Names to search; built once, best not on the main thread, and read from any.

    Parameters
    ----------
    entries
        Keys with all their names. Of entries that fit equally well the earlier ones are found first: give the
        largest towns first.
    progress
        Called with 0 to 1 while the index is built; may raise `Cancelled`.
    """

    def __init__(
        self, entries: Iterable[tuple[Key, Iterable[str]]], progress: Callable[[float], None] | None = None
    ) -> None:
        self._keys: list[Key] = []
        self._spellings: list[str] = []
        # Numbers and texts in long lists, and not a small list for each name: Python's collector would have to look
        # at all of them now and then, and hold every thread up meanwhile.
        seen: dict[str, int] = {}
        skeletons, entry_of = array("q"), array("q")
        for number, (key, names) in enumerate(entries):
            if progress is not None and number % _PAUSE == 0:
                progress(number / (number + 10 * _PAUSE))
            self._keys.append(key)
            for name in names:
                skeleton = fold(name)
                if skeleton:
                    skeletons.append(seen.setdefault(skeleton, len(seen)))
                    entry_of.append(number)
                    self._spellings.append(name)
        self._skeletons = _sorted(list(seen))
        place = np.zeros(len(seen), dtype=np.int64)
        place[[seen[one] for one in self._skeletons]] = np.arange(len(seen))
        of_skeleton = place[np.array(skeletons, dtype=np.int64)]
        # All occurrences of the first skeleton, of the second, …; those of skeleton n begin at starts[n].
        self._order = np.argsort(of_skeleton, kind="stable")
        self._entries = np.array(entry_of, dtype=np.int64)[self._order]
        self._starts = np.searchsorted(of_skeleton[self._order], np.arange(len(seen) + 1))
        self._firsts = self._entries[self._starts[:-1]]
        self._tails = _sorted(list(_tails(self._skeletons)))
        self._tail_of = np.array([int(one.rpartition(_MARK)[2]) for one in self._tails], dtype=np.int64)
        self._lengths = _by_length(self._skeletons)
        if progress is not None:
            progress(1.0)

    def __len__(self) -> int:
        """How many entries there are."""
        return len(self._keys)

    def find(self, query: str, limit: int = 20) -> list[Match[Key]]:
        """Return the entries that fit best, each once, the best first; of equal ones the first given."""
        best: dict[int, tuple[float, str]] = {}
        asked = readings(query)
        as_typed = query.strip().casefold()
        for number, skeleton in enumerate(asked):
            less = _FOREIGN * min(number, 1)
            for score, places in self._places(skeleton, limit):
                self._take(best, places, score - less, as_typed)
        if len(best) < limit:
            for number, skeleton in enumerate(asked):
                less = _FOREIGN * min(number, 1)
                for score, numbers in self._near(skeleton):
                    self._take(best, self._of_names(numbers, limit), score - less, as_typed)
        ranked = sorted(best.items(), key=lambda item: (-item[1][0], item[0]))
        return [Match(self._keys[entry], score, name) for entry, (score, name) in ranked[:limit]]

    def _places(self, skeleton: str, limit: int) -> list[tuple[float, Array]]:
        """Return where the skeleton stands whole, as a beginning, and as the beginning of a later word."""
        low = bisect_left(self._skeletons, skeleton)
        high = bisect_left(self._skeletons, skeleton + _LAST)
        whole = low < high and self._skeletons[low] == skeleton
        begun = low + 1 if whole else low
        first, last = bisect_left(self._tails, skeleton), bisect_left(self._tails, skeleton + _LAST)
        return [
            (SAME_SKELETON, self._foremost(self._starts[low], self._starts[begun], limit)),
            (BEGINS, self._foremost(self._starts[begun], self._starts[high], limit)),
            (WORD_BEGINS, self._of_names(self._tail_of[first:last], limit)),
        ]

    def _foremost(self, first: int, last: int, limit: int) -> Array:
        """Return the places between two whose entries were given first: more than `limit`, an entry may have two."""
        many = 8 * limit
        if last - first <= many:
            return np.arange(first, last)
        return first + np.argpartition(self._entries[first:last], many)[:many]

    def _of_names(self, numbers: Array, limit: int) -> Array:
        """Return the places of those of the skeletons whose entries were given first."""
        many = 8 * limit
        if len(numbers) > many:
            numbers = numbers[np.argpartition(self._firsts[numbers], many)[:many]]
        stretches = [self._foremost(self._starts[one], self._starts[one + 1], limit) for one in numbers]
        return np.concatenate(stretches) if stretches else _NO_PLACES

    def _take(self, best: dict[int, tuple[float, str]], places: Array, score: float, as_typed: str) -> None:
        for place in places:
            entry, name = int(self._entries[place]), self._spellings[self._order[place]]
            value = SAME if score == SAME_SKELETON and name.casefold() == as_typed else score
            if entry not in best or best[entry][0] < value:
                best[entry] = (value, name)

    def _near(self, skeleton: str) -> list[tuple[float, Array]]:
        """Return the numbers of the skeletons that differ from this one by one letter, and by two.

        Up to 4 letters one vowel inside may be another (Lviv, Lvov, but not Sumy, Suma); up to 7 one letter may be
        wrong, missing or too many; from 8 letters two.
        """
        most = 1 if len(skeleton) < _LONG else 2
        shift = 0 if len(skeleton) <= _SHORT else most
        wanted = _letters([skeleton])[0]
        found: list[tuple[float, Array]] = []
        for length in range(len(skeleton) - shift, len(skeleton) + shift + 1):
            group = self._lengths.get(length)
            if group is None:
                continue
            # One letter for another changes two bits of the set at most.
            possible = np.flatnonzero(_ones(group.bits ^ _bits(wanted[None, :])[0]) <= 2 * most)
            letters = group.letters[possible]
            if len(skeleton) <= _SHORT:
                found.append((NEAR, group.numbers[possible[_one_vowel_differs(letters, wanted)]]))
                continue
            distance = _distances(letters, wanted, most)
            for score, off in ((NEAR, 1), (LESS_NEAR, 2)):
                found.append((score, group.numbers[possible[(distance == off) & (off <= most)]]))
        return found


def _tails(skeletons: Sequence[str]) -> Iterator[str]:
    """Yield what stands from each later word of a skeleton to its end, with the skeleton's number behind a mark."""
    for number, skeleton in enumerate(skeletons):
        space = skeleton.find(" ")
        while space >= 0:
            yield f"{skeleton[space + 1 :]}{_MARK}{number}"
            space = skeleton.find(" ", space + 1)


def _sorted(texts: list[str]) -> list[str]:
    """Return the texts in order; sorted in one go, hundreds of thousands would hold all other threads up."""
    parts = (sorted(texts[start : start + _AT_ONCE]) for start in range(0, len(texts), _AT_ONCE))
    return list(heapq.merge(*parts))


def _by_length(skeletons: Sequence[str]) -> dict[int, _SameLength]:
    numbers: dict[int, list[int]] = {}
    for number, skeleton in enumerate(skeletons):
        numbers.setdefault(len(skeleton), []).append(number)
    made = {}
    for length, members in numbers.items():
        letters = _letters([skeletons[number] for number in members])
        made[length] = _SameLength(np.array(members, dtype=np.int64), letters, _bits(letters))
    return made


def _letters(skeletons: Sequence[str]) -> Array:
    """Return words of one length as letters (n, length); letters of other scripts are all "?"."""
    joined = "".join(skeletons).encode("ascii", "replace")
    return np.frombuffer(joined, dtype=np.uint8).reshape(len(skeletons), -1)


def _bits(letters: Array) -> Array:
    """Return which letters each word has: one bit a letter (n)."""
    each = np.left_shift(np.uint64(1), (letters % 64).astype(np.uint64))
    found: Array = np.bitwise_or.reduce(each, axis=1)
    return found


def _ones(bits: Array) -> Array:
    """Return how many bits are set in each number (n)."""
    counts: Array = _ONES[bits.view(np.uint16).reshape(len(bits), 4)].sum(axis=1)
    return counts


_ONES = np.array([bin(number).count("1") for number in range(1 << 16)], dtype=np.uint8)


def _one_vowel_differs(letters: Array, wanted: Array) -> Array:
    differs = letters != wanted
    inside = differs[:, 1:-1]
    vowels = np.isin(letters, _VOWELS) & np.isin(wanted, _VOWELS)
    found: Array = (differs.sum(axis=1) == 1) & (inside.sum(axis=1) == 1) & (~differs | vowels).all(axis=1)
    return found


def _distances(letters: Array, wanted: Array, most: int) -> Array:
    """Return the edit distance (Levenshtein) of each word (n, length) to one other, exact up to `most`."""
    count, length = letters.shape
    beyond = np.full(count, most + 1, dtype=np.int16)
    row: list[Any] = [np.full(count, j, dtype=np.int16) if j <= most else beyond for j in range(len(wanted) + 1)]
    for i in range(1, length + 1):
        last, row = row, [beyond] * (len(wanted) + 1)
        if i <= most:
            row[0] = np.full(count, i, dtype=np.int16)
        # What lies further from the diagonal than `most` cannot come back.
        for j in range(max(1, i - most), min(len(wanted), i + most) + 1):
            changed = last[j - 1] + (letters[:, i - 1] != wanted[j - 1])
            row[j] = np.minimum(np.minimum(last[j], row[j - 1]) + 1, changed)
    found: Array = row[len(wanted)]
    return found
