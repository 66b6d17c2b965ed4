"""Pictures of the pages of a PDF, by the PDF driver of QGIS's own GDAL, which reads with Poppler or PDFium.

Builds of GDAL without either exist; whoever wants a picture asks `can_show` first. Any thread may call this.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ..core.errors import InputError
from ..core.messages import message

# PoDoFo, the third that GDAL knows, reads text and draws nothing.
_DRAWING = ("HAVE_POPPLER", "HAVE_PDFIUM")
_BANDS = 3


@dataclass(frozen=True)
class PagePicture:
    """A page as dots: red, green and blue of each, row by row from the top, without gaps; `dpi` of them an inch."""

    page: int
    width: int
    height: int
    dpi: float
    rgb: bytes


def can_show() -> bool:
    """Whether this QGIS can draw the pages of a PDF."""
    from osgeo import gdal

    driver = gdal.GetDriverByName("PDF")
    return driver is not None and any(driver.GetMetadataItem(one) for one in _DRAWING)


@contextmanager
def _in_memory(pdf: bytes) -> Iterator[str]:
    """Give a PDF a path that only GDAL knows; nothing is written to disk."""
    from osgeo import gdal

    path = f"/vsimem/salient-{uuid.uuid4().hex}.pdf"
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    gdal.FileFromMemBuffer(path, pdf)
    try:
        yield path
    except RuntimeError as error:
        # Where somebody switched GDAL's exceptions on.
        raise _unreadable() from error
    finally:
        gdal.Unlink(path)
        gdal.PopErrorHandler()


def _unreadable() -> InputError:
    return InputError(message("The pages cannot be drawn here; export the PDF and open it with another program."))


def page_count(pdf: bytes) -> int:
    """Return how many pages a PDF has.

    Raises
    ------
    InputError
        When GDAL cannot read it.
    """
    from osgeo import gdal

    with _in_memory(pdf) as path:
        opened = gdal.OpenEx(path, gdal.OF_RASTER, ["PDF"])
        if opened is None:
            raise _unreadable()
        # Two entries a page, name and title; a single page has none.
        return max(len(opened.GetMetadata("SUBDATASETS") or {}) // 2, 1)


def page_picture(pdf: bytes, page: int, dpi: float) -> PagePicture:
    """Return one page, counted from 1, with `dpi` dots an inch.

    Raises
    ------
    InputError
        When GDAL cannot read it.
    """
    from osgeo import gdal

    with _in_memory(pdf) as path:
        wanted = [f"DPI={dpi:.2f}", f"BANDS={_BANDS}"]
        opened = gdal.OpenEx(f"PDF:{page}:{path}", gdal.OF_RASTER, ["PDF"], wanted)
        if opened is None:
            raise _unreadable()
        width, height = opened.RasterXSize, opened.RasterYSize
        spaces = {"buf_pixel_space": _BANDS, "buf_line_space": _BANDS * width, "buf_band_space": 1}
        rgb = opened.ReadRaster(0, 0, width, height, band_list=[1, 2, 3], **spaces)
        if rgb is None:
            raise _unreadable()
        return PagePicture(page, width, height, dpi, bytes(rgb))
