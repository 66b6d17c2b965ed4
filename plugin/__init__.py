"""Salient: claims about ground, checked against the map. This file is a doorbell; the work is in the rooms."""


def classFactory(iface):  # type: ignore[no-untyped-def]  # noqa: N802 - QGIS asks for this name
    """Return the plugin object that QGIS drives; `iface` is its QgisInterface."""
    from .extension import Extension

    return Extension(iface)
