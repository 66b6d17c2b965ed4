"""Fixtures of the bridge: a project that is empty before and after, and the small case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.core import QgsProject

import small_case


@pytest.fixture
def project(qgis_app) -> Iterator[QgsProject]:
    """Yield the project, empty."""
    QgsProject.instance().clear()
    yield QgsProject.instance()
    QgsProject.instance().clear()


@pytest.fixture
def small(tmp_path: Path) -> str:
    """Return the path of the small case."""
    return small_case.make(tmp_path)
