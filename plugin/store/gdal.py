"""What fiona raises when GDAL refuses: its own errors, and GDAL's where fiona passes them on as they are.

While features are read one after the other fiona raises nothing: where GDAL stops in the middle of a damaged file, the
rest is missing and only fiona's log says so. `complaints` listens to it.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator

from fiona._err import CPLE_BaseError
from fiona.errors import FionaError

GDAL_ERRORS: tuple[type[Exception], type[Exception]] = (FionaError, CPLE_BaseError)

_LOG = "fiona._env"
# fiona asks features without a shape for its kind; that is no trouble with the file.
_HARMLESS = "Pointer 'hGeom' is NULL"
_MOST = 20


class _Listener(logging.Handler):
    """Keeps what is logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        said = record.getMessage()
        if len(self.said) < _MOST and not said.startswith(_HARMLESS):
            self.said.append(said)


@contextlib.contextmanager
def complaints() -> Iterator[list[str]]:
    """Yield a list that grows by each error that GDAL reports until the block ends."""
    listener = _Listener()
    log = logging.getLogger(_LOG)
    log.addHandler(listener)
    try:
        yield listener.said
    finally:
        log.removeHandler(listener)
