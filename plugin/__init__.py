"""Salient: claims about ground, checked against the map. This file is a doorbell; the work is in the rooms."""

from __future__ import annotations

from typing import Any


def classFactory(iface: Any) -> Any:  # noqa: N802 - QGIS asks for this name
    """Return the object that QGIS drives; `iface` is its QgisInterface."""
    from .extension import Extension

    return Extension(iface)
