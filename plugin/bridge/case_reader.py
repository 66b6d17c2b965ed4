"""One open case, read again and again: what did not change is not read, decoded and looked through a second time.

`RowSource`s are made on the main thread; a `CaseReader` works on any thread, for one check at a time.
"""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Callable, Optional

from .cases import READ_BY_CHECKS
from .rows import Row, RowSource, age, with_shapes

if TYPE_CHECKING:
    from ..core.case import Case

Progress = Callable[[float], None]
Edits = Mapping[str, Optional[Collection[int]]]
"""By table, the features that may have changed; None for any."""

# Above that, one pass over the table is quicker than looking features up.
_LOOKED_UP = 500
# So many rows are looked through between two looks at whether the work was called off.
_AT_ONCE = 200


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Keep Python's collector of garbage from going through the rows as they come, and through those kept later on.

    It stops all threads, the window's too, for 0.3 s with 30,000 places; and of what is read here nothing is garbage.
    """
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if gc.get_freeze_count():
            # Work under way has set aside what was there before (see `gui.tasks`); this goes with it.
            gc.freeze()
        if on:
            gc.enable()


class CaseReader:
    """The rows of a case and the records made of them, kept between two checks."""

    def __init__(self, name: str) -> None:
        self.name = name
        # Of each table, by feature: the row, and what `read_row` made of it.
        self._rows: dict[str, dict[int, tuple[Row, Any]]] = {}
        self._tables: dict[str, Any] = {}

    def wants(self, edits: Edits) -> frozenset[str]:
        """Return the tables that have to be read: those edited, and those never read."""
        return frozenset(edits) | {name for name in READ_BY_CHECKS if name not in self._rows}

    def id_of(self, table: str, fid: int) -> str:
        """Return the id that a feature had when it was last read; "" where it was not there."""
        known = self._rows.get(table, {}).get(fid)
        return "" if known is None else str(known[0].get("id") or "")

    def read(self, sources: Mapping[str, RowSource], edits: Edits, progress: Progress) -> Case:
        """Return the case as it is now.

        Parameters
        ----------
        sources
            The tables that are to be read, `wants` at least, as far as the case has them.
        edits
            What may have changed since the last reading.
        progress
            Called with 0 to 1; may raise `Cancelled`, and then the next reading needs the same edits again.

        Raises
        ------
        CaseError
            When a setting holds no number where one is needed.
        """
        with _collector_at_rest():
            return self._read(sources, edits, progress)

    def _read(self, sources: Mapping[str, RowSource], edits: Edits, progress: Progress) -> Case:
        from ..core.case import RECORDS, case_of, rows_read

        for done, (table, source) in enumerate(sources.items()):
            progress(done / len(sources))

            def pulse(share: float = done / len(sources)) -> None:
                progress(share)

            rows = self._new_rows(table, source, edits.get(table), pulse)
            if rows is not None:
                self._tables.pop(table, None)
                self._rows[table] = rows
        for table in RECORDS:
            if table not in self._tables:
                self._tables[table] = rows_read(table, [made for _, made in self._rows.get(table, {}).values()])
        return case_of(self.name, self._tables, [row for row, _ in self._rows.get("settings", {}).values()])

    def _new_rows(
        self, table: str, source: RowSource, fids: Collection[int] | None, pulse: Callable[[], None]
    ) -> dict[int, tuple[Row, Any]] | None:
        """Return the rows of a table in the order they were made; None where they are what they were."""
        old = self._rows.get(table)
        if old is None or fids is None or len(fids) > _LOOKED_UP:
            new = self._made(table, source.rows(pulse), old or {}, pulse)
        else:
            found = self._made(table, source.rows(pulse, fids), old, pulse)
            kept = {fid: one for fid, one in old.items() if fid not in fids or fid in found}
            new = {fid: found.get(fid, one) for fid, one in kept.items()}
            if not found.keys() <= old.keys():
                new = dict(sorted({**new, **found}.items(), key=lambda item: age(item[0])))
        if old is not None and list(new) == list(old) and all(new[fid] is old[fid] for fid in new):
            return None
        return new

    def _made(
        self, table: str, rows: list[Row], old: Mapping[int, tuple[Row, Any]], pulse: Callable[[], None]
    ) -> dict[int, tuple[Row, Any]]:
        from ..core.case import RECORDS, read_row

        made: dict[int, tuple[Row, Any]] = {}
        for start in range(0, len(rows), _AT_ONCE):
            pulse()
            for row in rows[start : start + _AT_ONCE]:
                known = old.get(row["fid"])
                if known is not None and known[0] == row:
                    made[row["fid"]] = known
                else:
                    read = read_row(table, with_shapes([row])[0]) if table in RECORDS else None
                    made[row["fid"]] = (row, read)
        return made
