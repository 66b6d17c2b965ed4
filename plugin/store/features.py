"""One feature of a map file, as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..core.shapes import Geometry


@dataclass(frozen=True)
class ShapeFeature:
    """A shape in WGS 84 longitude/latitude with its id and its properties; `original` is it before it was mended."""

    id: str
    geometry: Geometry
    properties: Mapping[str, Any] = field(default_factory=dict)
    original: Geometry | None = None
