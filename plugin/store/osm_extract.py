"""Extracts of OpenStreetMap (.osm, .osm.pbf): what is refused before GDAL sees it, and how GDAL is to read the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import fiona

from ..core.errors import InputError
from ..core.messages import message
from .files import PathLike

SUFFIXES = (".osm", ".pbf")
LAYER = "lines"
MAX_BYTES = 1_000_000_000
"""GDAL's driver keeps the tagged places and the areas that it is not asked for, so its memory grows with the file."""

_OWN = ("osm_id",)
_TAG = re.compile(r"[\w:.-]+")
# Closed ways of these are grounds, buildings and borders, no lines; roundabouts are closed and stay lines.
_AREAS = "aeroway,amenity,area,boundary,building,landuse,leisure,natural,place,shop,highway=platform"


def is_extract(path: PathLike) -> bool:
    """Say whether the name is that of an extract of OpenStreetMap."""
    return Path(path).suffix.lower() in SUFFIXES


def check(path: Path) -> None:
    """Refuse what is no extract, is too large, or cannot be read by this computer's GDAL.

    Raises
    ------
    InputError
        With the reason and the way out.
    """
    if not path.is_file():
        raise InputError(message("{path}: is no file on this computer; check the name", path=str(path)))
    size = path.stat().st_size
    if size > MAX_BYTES:
        text = (
            "{path}: has {size:,.0f} MB, more than the {limit:,.0f} MB that are read; cut out the area you need "
            "(osmium extract) or the roads and railways (osmium tags-filter)"
        )
        raise InputError(message(text, path=str(path), size=size / 1e6, limit=MAX_BYTES / 1e6))
    with path.open("rb") as file:
        start = file.read(4096)
    right = b"OSMHeader" in start[:32] if path.suffix.lower() == ".pbf" else b"<osm" in start
    if not right:
        text = "{path}: does not begin like an extract of OpenStreetMap; download it again"
        raise InputError(message(text, path=str(path)))
    with fiona.Env() as env:
        if "OSM" not in env.drivers():
            text = (
                "{path}: the GDAL of this computer comes without the driver for OpenStreetMap's extracts; convert it "
                "with QGIS or ogr2ogr to a GeoPackage and give that"
            )
            raise InputError(message(text, path=str(path)))


def configuration(columns: Sequence[str]) -> str:
    """Return what GDAL's driver is to make of an extract: lines with these tags as columns, under their own names."""
    own = [one for one in columns if one not in _OWN and _TAG.fullmatch(one)]
    return (
        f"closed_ways_are_polygons={_AREAS}\nattribute_name_laundering=no\n"
        f"[points]\nosm_id=yes\nother_tags=no\n"
        f"[lines]\nosm_id=yes\nother_tags=no\nattributes={','.join(own)}\n"
        f"[multipolygons]\nosm_id=yes\nother_tags=no\n[multilinestrings]\nosm_id=yes\nother_tags=no\n"
        f"[other_relations]\nosm_id=yes\nother_tags=no\n"
    )
