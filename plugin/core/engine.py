"""With what a number was computed: the versions that a report carries, so that others can repeat it."""

from __future__ import annotations

import platform
from importlib import metadata

from ..about import VERSION

_PARTS = ("shapely", "pyproj", "numpy", "scipy")


def engine() -> dict[str, str]:
    """Return the versions of Salient, Python and the libraries that compute; one that is not installed is left out."""
    versions = {"salient": VERSION, "python": platform.python_version()}
    for part in _PARTS:
        try:
            versions[part] = metadata.version(part)
        except metadata.PackageNotFoundError:
            continue
    return versions
