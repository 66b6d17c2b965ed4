"""Issuers' control maps: read from files, apart from that put into a case on disk.

Reading touches no case and returns plain values; importing is for a case that QGIS does not have open.
"""

from __future__ import annotations

from .control_files import (
    ControlFile,
    ControlOptions,
    FoundFiles,
    LeftOut,
    ReadControl,
    find_control_files,
    read_control_files,
    read_found,
)
from .control_import import ImportResult, import_into
from .control_rows import FrontRow, Recorded, front_row, raw_areas, record_front
from .imported import ImportedArea
from .profiles import Profile, profile_names, read_profile

__all__ = [
    "ControlFile",
    "ControlOptions",
    "FoundFiles",
    "FrontRow",
    "ImportResult",
    "ImportedArea",
    "LeftOut",
    "Profile",
    "ReadControl",
    "Recorded",
    "find_control_files",
    "front_row",
    "import_into",
    "profile_names",
    "raw_areas",
    "read_control_files",
    "read_found",
    "read_profile",
    "record_front",
]
