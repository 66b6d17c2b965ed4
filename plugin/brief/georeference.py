"""Where a map on a page lies on the ground, written so that GDAL, QGIS and Acrobat find it (ISO 32000-2, 12.10).

A page holds viewports; each has its box on the page, points of the ground that match points of the box, and the
coordinate system that the map is drawn in. In that system the page is a plain scaling, so points at the corners fix it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFString

from .pdf_objects import Raw, append_to_page
from .plane import Plane

Array = np.ndarray[Any, Any]

_CORNERS = np.array([[0.0, 1.0], [0.0, 0.0], [1.0, 0.0], [1.0, 1.0]])
_SHARES = (0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.45, 0.48)
# In points, a twentieth of a dot at 300 an inch: projections come back that well, and what is off the edge of the world
# comes back somewhere else altogether.
_SAME = 0.01


def georeference(canvas: Any, plane: Plane, title: str) -> None:
    """Say of the panel whose lower left corner is the canvas's origin where on the ground it lies.

    A map whose projection does not reach around a rectangle (none of ours) stays without.
    """
    west, south = canvas.absolutePosition(0, 0)
    east, north = canvas.absolutePosition(plane.width, plane.height)
    shares = registered(plane)
    if shares is None:
        return
    lonlat = plane.to_lonlat(shares * (plane.width, plane.height))
    measure = PDFDictionary(
        {
            "Type": "/Measure",
            "Subtype": "/GEO",
            "Bounds": _numbers(_CORNERS, 0),
            "GPTS": _numbers(lonlat[:, ::-1], 11),
            "LPTS": _numbers(shares, 6),
            "GCS": PDFDictionary({"Type": "/PROJCS", "WKT": PDFString(plane.projection.wkt)}),
        }
    )
    box = _numbers(np.array([[west, south], [east, north]]), 6)
    viewport = PDFDictionary({"Type": "/Viewport", "Name": PDFString(title), "BBox": box, "Measure": measure})
    append_to_page(canvas, "VP", viewport)


def _numbers(pairs: Array, decimals: int) -> PDFArray:
    """Return numbers with as many decimals as they need; reportlab would round degrees to a tenth of a metre."""
    texts = (f"{value:.{decimals}f}" for value in pairs.ravel().tolist())
    return PDFArray([Raw(text.rstrip("0").rstrip(".") if "." in text else text) for text in texts])


def registered(plane: Plane) -> Array | None:
    """Return the corners of the panel as shares of it, drawn in where the panel is larger than the world."""
    for inset in _insets():
        shares: Array = np.abs(_CORNERS - np.array(inset))
        page = shares * (plane.width, plane.height)
        back = plane.to_page(plane.to_lonlat(page))
        if np.isfinite(back).all() and np.abs(back - page).max() < _SAME:
            return shares
    return None


def _insets() -> Iterator[tuple[float, float]]:
    """Yield how far to draw the corners in, across and up, the least first."""
    yield from sorted(((across, up) for across in _SHARES for up in _SHARES), key=sum)
