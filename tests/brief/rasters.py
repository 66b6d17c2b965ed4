"""A page of a PDF as GDAL reads it: a raster with its place on the ground, as QGIS would show it."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pyproj import CRS, Transformer

DPI = 300


@dataclass(frozen=True)
class Raster:
    """Colours of rows and columns, GDAL's six numbers of the place, the way from degrees, the layers, its warnings."""

    colours: np.ndarray
    place: tuple[float, ...]
    from_degrees: Transformer
    layers: tuple[str, ...]
    said: str

    def pixel(self, lon: float, lat: float) -> tuple[float, float]:
        """Return column and row of a place by GDAL's numbers; half numbers are the middle of a dot."""
        x, y = self.from_degrees.transform(lon, lat)
        left, wide, skew_x, top, skew_y, high = self.place
        assert skew_x == skew_y == 0
        return (x - left) / wide, (y - top) / high

    def dark_middle(self, column: float, row: float, half: int) -> tuple[float, float]:
        """Return the middle of what is nearly black in a square around a dot."""
        west, north = round(column) - half, round(row) - half
        part = self.colours[north : north + 2 * half, west : west + 2 * half].mean(axis=2)
        weight = np.clip(130.0 - part, 0.0, None)
        assert weight.sum() > 0, "nothing is drawn there"
        rows, columns = np.mgrid[north : north + 2 * half, west : west + 2 * half]
        return float((weight * (columns + 0.5)).sum() / weight.sum()), float(
            (weight * (rows + 0.5)).sum() / weight.sum()
        )


def raster_of(pdf: bytes, folder: Path, page: int = 1, off: str = "") -> Raster:
    """Return a page by gdalinfo and gdal_translate at 300 dots an inch, the layer `off` switched off.

    Skips where GDAL or its PDF driver is absent.
    """
    if which("gdalinfo") is None or which("gdal_translate") is None:
        pytest.skip("GDAL's programs (package gdal-bin) are not installed")
    given = folder / "page.pdf"
    given.write_bytes(pdf)
    name, picture = f"PDF:{page}:{given}", folder / "page.png"
    options = ["--config", "GDAL_PDF_DPI", str(DPI), "--config", "GDAL_PAM_ENABLED", "NO"]
    done = subprocess.run(["gdalinfo", "-json", "-mdd", "LAYERS", name, *options], capture_output=True, check=False)
    # A page around a map of the world has corners beyond it, and gdalinfo says so of each.
    said = done.stderr.decode().replace("ERROR 1: Point outside of projection domain\n", "")
    if done.returncode != 0:
        pytest.skip(f"GDAL has no driver that reads PDF: {said}")
    told: dict[str, Any] = json.loads(done.stdout)
    switched = ["-oo", f"LAYERS_OFF={off}"] if off else []
    subprocess.run(["gdal_translate", "-q", "-of", "PNG", name, str(picture), *switched, *options], check=True)
    crs = CRS.from_wkt(told["coordinateSystem"]["wkt"])
    layers = told["metadata"].get("LAYERS", {})
    return Raster(
        np.asarray(Image.open(picture).convert("RGB")),
        tuple(told["geoTransform"]),
        Transformer.from_crs(crs.geodetic_crs, crs, always_xy=True),
        tuple(layers[key] for key in sorted(layers)),
        said,
    )
