"""What all algorithms of Salient have in common: names, help, icon, errors, progress."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING, Any, Callable

from qgis.core import (
    Qgis,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
)
from qgis.PyQt.QtGui import QIcon

from ..bridge.parts import Part, install_line, missing
from ..bridge.words import error_text, tr
from ..core.errors import Cancelled, SalientError
from ..paths import resource

if TYPE_CHECKING:
    from ..bridge.rows import Row


class SalientAlgorithm(QgsProcessingAlgorithm):
    """An algorithm as data: subclasses fill in the texts, name their parameters and make one call."""

    NAME = ""
    TITLE = ""
    GROUP = "Measures"
    HELP = ""
    ICON = ""
    NEEDS: Sequence[Part] = ()

    def name(self) -> str:
        """Return the id by which models and scripts call it."""
        return self.NAME

    def displayName(self) -> str:
        """Return the title."""
        return tr(self.TITLE)

    def group(self) -> str:
        """Return the title of its group."""
        return tr(self.GROUP)

    def groupId(self) -> str:
        """Return the id of its group."""
        return self.GROUP.lower()

    def shortHelpString(self) -> str:
        """Return what it does, what each parameter means and what comes out, for the help beside the dialog."""
        from .hints import HINTS, RESULTS

        lines = [f"<p>{escape(tr(self.HELP))}</p>", f"<h3>{escape(tr('Parameters'))}</h3>"]
        for one in self.parameterDefinitions():
            hint = HINTS.get(f"{self.NAME}.{one.name()}") or HINTS.get(one.name(), "")
            said = f"<br/>{escape(tr(hint))}" if hint else ""
            lines.append(f"<p><b>{escape(one.description())}</b>{said}</p>")
        if self.NAME in RESULTS:
            lines += [f"<h3>{escape(tr('Results'))}</h3>", f"<p>{escape(tr(RESULTS[self.NAME]))}</p>"]
        return "".join(lines)

    def helpUrl(self) -> str:
        """Return no address: the manual comes with Salient (Help > Plugins > Salient help)."""
        return ""

    def shortDescription(self) -> str:
        """Return the first sentence of the help."""
        return tr(self.HELP).split(". ")[0].rstrip(".") + "."

    def icon(self) -> QIcon:
        """Return its icon."""
        return QIcon(str(resource("icons", f"{self.ICON}.svg")))

    def createInstance(self) -> QgsProcessingAlgorithm:
        """Return a fresh one; QGIS asks for it at every run."""
        return type(self)()

    def canExecute(self) -> tuple[bool, str]:
        """Say before the dialog opens what is missing; libraries are looked for, not imported."""
        absent = missing(self.NEEDS)
        if not absent:
            return True, ""
        text = tr("Needed for this and not installed: {names}. Install with {command} and start QGIS again.")
        names = ", ".join(part.module for part in absent)
        return False, text.format(names=names, command=install_line(absent))

    def source_rows(
        self,
        parameters: Mapping[str, Any],
        name: str,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> tuple[str, QgsProcessingFeatureSource, Iterator[tuple[Row, list[Any]]]]:
        """Return the name of a source, the source, and its features: row with "wkb" in WGS 84, and attributes.

        Raises
        ------
        QgsProcessingException
            When there is no such source, or it has no coordinate system.
        """
        from ..bridge.rows import feature_row, in_wgs84

        source = self.parameterAsSource(parameters, name, context)
        if source is None:
            raise QgsProcessingException(self.invalidSourceError(parameters, name))
        title = source.sourceName() or name
        with told():
            request = in_wgs84(source.sourceCrs(), context.transformContext(), title)
        # Invalid shapes are mended in a copy, and named; Processing's own check would end the run.
        features = source.getFeatures(request, Qgis.ProcessingFeatureSourceFlag.SkipGeometryValidityChecks)
        names = source.fields().names()
        rows = ((feature_row(f, names, True), f.attributes()) for f in features if not feedback.isCanceled())
        return title, source, rows


@contextmanager
def told() -> Iterator[None]:
    """Turn our errors into the one that Processing shows; a run that was called off ends quietly."""
    try:
        yield
    except Cancelled as error:
        raise QgsProcessingException(tr("The run was called off; nothing was written.")) from error
    except SalientError as error:
        raise QgsProcessingException(error_text(error)) from error


def progress_of(feedback: QgsProcessingFeedback) -> Callable[[float], None]:
    """Return a progress function as our core calls it: 0 to 1, raising when the user cancels."""

    def progress(share: float) -> None:
        if feedback.isCanceled():
            raise Cancelled("The run was called off; nothing was written.")
        feedback.setProgress(100.0 * share)

    return progress


def day_of(
    algorithm: QgsProcessingAlgorithm, parameters: Mapping[str, Any], name: str, context: QgsProcessingContext
) -> datetime.date | None:
    """Return the date of a parameter; None where none was given."""
    value = algorithm.parameterAsDateTime(parameters, name, context)
    return value.date().toPyDate() if value.isValid() else None
