"""What fiona raises when GDAL refuses: its own errors, and GDAL's where fiona passes them on as they are."""

from __future__ import annotations

from fiona._err import CPLE_BaseError
from fiona.errors import FionaError

GDAL_ERRORS: tuple[type[Exception], type[Exception]] = (FionaError, CPLE_BaseError)
