"""Whether somebody else is writing to a case, found out within a second: QGIS itself would wait for a quarter minute.

The file is opened by QGIS's own GDAL, never by another library: a second SQLite in this process would drop its locks.
"""

from __future__ import annotations

_PATIENCE_MS = 700


def is_locked(path: str) -> bool:
    """Whether another program holds the file for writing; a file that cannot be opened counts as free. Main thread."""
    # Part of every QGIS; loaded at the first save, not at the start.
    from osgeo import gdal

    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        opened = gdal.OpenEx(path, gdal.OF_VECTOR | gdal.OF_UPDATE, ["GPKG"])
        if opened is None:
            return False  # What is wrong with it QGIS says itself when it saves.
        opened.ExecuteSQL(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
        gdal.ErrorReset()
        opened.ExecuteSQL("BEGIN IMMEDIATE")
        locked = "locked" in gdal.GetLastErrorMsg()
        if not locked:
            opened.ExecuteSQL("ROLLBACK")
        return locked
    except RuntimeError as error:
        # Where somebody switched GDAL's exceptions on.
        return "locked" in str(error)
    finally:
        gdal.PopErrorHandler()
