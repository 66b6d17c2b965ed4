"""The one file that knows which QGIS this is; nobody else asks."""

from __future__ import annotations

from typing import Any

from qgis.core import NULL, Qgis
from qgis.PyQt.QtCore import QT_VERSION_STR, QMetaType, QVariant

TEXT_TYPE = QMetaType.Type.QString
LONG_TYPE = QMetaType.Type.LongLong
REAL_TYPE = QMetaType.Type.Double
DATE_TYPE = QMetaType.Type.QDate
BOOLEAN_TYPE = QMetaType.Type.Bool


def is_null(value: Any) -> bool:
    """Whether an attribute is NULL: None, or the QVariant that QGIS 3 hands out instead."""
    return value is None or (isinstance(value, QVariant) and value == NULL)


def program_versions() -> dict[str, str]:
    """Return the versions of QGIS and Qt, by name."""
    return {"QGIS": Qgis.version(), "Qt": QT_VERSION_STR}
