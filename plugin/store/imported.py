"""Ground read from an issuer's map file, before it is a row of a case."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from ..core.case import ControlArea, Row
from ..core.messages import Message
from ..core.names import slug
from ..core.shapes import Geometry
from .profiles import MapSource

Key = tuple[str, str, str, str]
"""Issuer, day, state, side: what a case holds once."""

_LONGEST_NOTE = 2000


@dataclass(frozen=True)
class ImportedArea:
    """What one issuer shows as held by one side, in one state, on one day; `geometry` is a valid MultiPolygon.

    `features` is how many shapes the issuer drew it with; `notes` says what was mended, merged or left out.
    """

    path: Path
    layer: str
    issuer: str
    side: str
    state: str
    issuer_term: str
    as_of: datetime.date
    geometry: Geometry
    features: int = 1
    tolerance_m: float | None = None
    source: MapSource | None = None
    notes: tuple[Message, ...] = ()

    @property
    def key(self) -> Key:
        """What must be there once in a case."""
        return self.issuer, self.as_of.isoformat(), self.state, self.side

    @property
    def id(self) -> str:
        """The id that its row gets where it is free, such as "isw-2022-09-05-assessed_control"."""
        return f"{slug(self.issuer)}-{self.as_of}-{self.state}"

    @property
    def row_note(self) -> str:
        """What the row's note says: all that was done to the issuer's shapes, shortened where it is very long."""
        said = " ".join(str(one) for one in self.notes)
        return said if len(said) <= _LONGEST_NOTE else said[: _LONGEST_NOTE - 2].rsplit(" ", 1)[0] + " …"

    def row(self, row_id: str, source_id: str) -> Row:
        """Return the row of the table of control areas."""
        return {
            "id": row_id,
            "side": self.side,
            "state": self.state,
            "issuer": self.issuer,
            "issuer_term": self.issuer_term,
            "as_of": self.as_of,
            "source_id": source_id,
            "tolerance_m": self.tolerance_m,
            "note": self.row_note,
            "geometry": self.geometry,
        }

    def record(self) -> ControlArea:
        """Return it as the core takes it."""
        return ControlArea(
            self.id,
            self.geometry,
            side=self.side,
            state=self.state,
            issuer=self.issuer,
            issuer_term=self.issuer_term,
            as_of=self.as_of,
            tolerance_m=self.tolerance_m,
            note=self.row_note,
        )
