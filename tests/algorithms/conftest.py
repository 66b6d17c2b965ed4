"""Processing with Salient's provider in it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from qgis.core import (
    QgsApplication,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingUtils,
    QgsProject,
)

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bridge"))

import small_case
from salient.extension import Extension


class Listener(QgsProcessingFeedback):
    """Keeps what an algorithm says."""

    def __init__(self) -> None:
        super().__init__(False)
        self.warnings: list[str] = []
        self.errors: list[str] = []
        self.infos: list[str] = []

    def pushInfo(self, info: str) -> None:  # noqa: N802 - named by QGIS
        self.infos.append(info)

    def pushWarning(self, warning: str) -> None:  # noqa: N802 - named by QGIS
        self.warnings.append(warning)

    def reportError(self, error: str, fatalError: bool = False) -> None:  # noqa: N802, N803 - named by QGIS
        self.errors.append(error)


@pytest.fixture
def project(qgis_app) -> Iterator[QgsProject]:
    """Yield the project, empty."""
    QgsProject.instance().clear()
    yield QgsProject.instance()
    QgsProject.instance().clear()


@pytest.fixture
def provider(project) -> Iterator[None]:
    """Have the provider, as qgis_process has it."""
    extension = Extension(None)
    extension.initProcessing()
    yield
    extension.unload()


@pytest.fixture
def run(provider, project) -> Callable[..., tuple[dict, Listener]]:
    """Return a function that runs an algorithm by its name; sinks in memory come back as layers."""
    kept = []

    def run_one(name: str, **parameters) -> tuple[dict, Listener]:
        algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"salient:{name}")
        context, listener = QgsProcessingContext(), Listener()
        context.setProject(project)
        kept.append(context)
        ok, reason = algorithm.checkParameterValues(parameters, context)
        assert ok, reason
        results, _ = algorithm.run(parameters, context, listener, {}, False)
        for key, value in results.items():
            layer = QgsProcessingUtils.mapLayerFromString(value, context) if isinstance(value, str) else None
            results[key] = layer if layer is not None else value
        return results, listener

    return run_one


@pytest.fixture
def refusal(provider, project) -> Callable[..., str]:
    """Return a function that gives the sentence by which an algorithm refuses values before it runs; "" for none."""

    def refusal_of(name: str, **parameters) -> str:
        algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"salient:{name}")
        context = QgsProcessingContext()
        context.setProject(project)
        fine, reason = algorithm.checkParameterValues(parameters, context)
        assert fine == (not reason)
        return reason

    return refusal_of


@pytest.fixture
def small(tmp_path: Path) -> str:
    """Return the path of the small case."""
    return small_case.make(tmp_path)
