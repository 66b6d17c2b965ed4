"""What all algorithms of Salient have in common: names, help, icon, errors, progress."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING, Any, Callable, TypeVar

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureSink,
    QgsField,
    QgsFields,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
)
from qgis.PyQt.QtGui import QIcon

from ..bridge.parts import Part, install_line, missing
from ..bridge.words import error_text, tr
from ..core.errors import Cancelled, SalientError
from ..paths import resource

if TYPE_CHECKING:
    from ..bridge.rows import Row
    from ..core.shapes import Geometry

Result = TypeVar("Result")

ENDS = ("LOW", "BEST", "HIGH")
# So many features are spoken of in full, and so many more are counted by their numbers.
_IN_FULL, _BY_NUMBER = 20, 200


class SalientAlgorithm(QgsProcessingAlgorithm):
    """An algorithm as data: subclasses fill in the texts, name their parameters and make one call.

    `TAGS` are further words that the toolbox finds it by, with commas between.
    """

    NAME = ""
    TITLE = ""
    GROUP = "Measures"
    HELP = ""
    ICON = ""
    TAGS = ""
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

    def tags(self) -> list[str]:
        """Return the words that the toolbox finds it by, in English and in QGIS's language."""
        words = f"{self.TAGS}, {tr(self.TAGS)}".split(", ") if self.TAGS else []
        return list(dict.fromkeys(words))

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

    def checkParameterValues(self, parameters: Mapping[str, Any], context: QgsProcessingContext) -> tuple[bool, str]:
        """Say before the run starts what cannot be measured."""
        fine, reason = super().checkParameterValues(parameters, context)
        if not fine:
            return fine, reason
        wrong = self.wrong(parameters, context)
        return wrong is None, wrong or ""

    def wrong(self, parameters: Mapping[str, Any], context: QgsProcessingContext) -> str | None:
        """Return a sentence about values that do not go together; None where there is none."""
        return None

    def add_number(self, name: str, title: str) -> None:
        """Name an output that is a number; the title says its unit."""
        self.addOutput(QgsProcessingOutputNumber(name, title))

    def add_band(self, name: str, title: str) -> None:
        """Name the three outputs of a number with its band."""
        titles = (tr("{number} (low)"), tr("{number} (best)"), tr("{number} (high)"))
        for end, text in zip(ENDS, titles):
            self.add_number(f"{name}_{end}", text.format(number=title))

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

        def rows() -> Iterator[tuple[Row, list[Any]]]:
            for feature in features:
                with told():
                    stop_if_called_off(feedback)
                yield feature_row(feature, names, True), feature.attributes()

        return title, source, rows()

    def shapes(
        self,
        parameters: Mapping[str, Any],
        name: str,
        kind: str,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> list[Geometry]:
        """Return the usable shapes of a source ("point", "line", "area" or "any"); the log names the others.

        An optional source that was not given has none.
        """
        from ..bridge import work

        if parameters.get(name) in (None, "") and self.is_optional(name):
            return []
        title, _, rows = self.source_rows(parameters, name, context, feedback)
        remarks = Remarks(title, feedback)
        found = [
            shape for row, _ in rows for _, shape in work.usable_shapes(title, [row], remarks.of(row["fid"]), kind)
        ]
        remarks.close()
        return found

    def is_optional(self, name: str) -> bool:
        """Whether a parameter may be left out."""
        return bool(self.parameterDefinition(name).flags() & Qgis.ProcessingParameterFlag.Optional)

    def written(
        self,
        parameters: Mapping[str, Any],
        name: str,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
        fields: QgsFields,
        features: Iterable[QgsFeature],
        kind: Qgis.WkbType,
    ) -> dict[str, Any]:
        """Write features, in WGS 84, to a sink, and return it under its name; nothing where none was wanted."""
        if parameters.get(name) in (None, "") and self.is_optional(name):
            return {}
        crs = QgsCoordinateReferenceSystem("" if kind == Qgis.WkbType.NoGeometry else "EPSG:4326")
        sink, sink_id = self.parameterAsSink(parameters, name, context, fields, kind, crs)
        if sink is None:
            raise QgsProcessingException(self.invalidSinkError(parameters, name))
        for feature in features:
            with told(is_writing=True):
                stop_if_called_off(feedback)
            if not sink.addFeature(feature, QgsFeatureSink.Flag.FastInsert):
                raise QgsProcessingException(self.writeFeatureError(sink, parameters, name))
        sink.flushBuffer()
        return {name: sink_id}


class Remarks:
    """What is to be said of single features of a source: of the first few in full, of all others by their numbers."""

    def __init__(self, title: str, feedback: QgsProcessingFeedback) -> None:
        self._title, self._feedback = title, feedback
        self._fids: list[int] = []

    def of(self, fid: int) -> Callable[[str], None]:
        """Return what takes the sentence about a feature."""

        def say_it(text: str) -> None:
            self._fids.append(fid)
            if len(self._fids) <= _IN_FULL:
                self._feedback.pushWarning(text)

        return say_it

    def close(self) -> None:
        """Say how many there were, and name those that were not spoken of."""
        if not self._fids:
            return
        text = tr("{name}: {n} features were left out or mended.").format(name=self._title, n=f"{len(self._fids):,}")
        rest = self._fids[_IN_FULL:]
        if rest:
            more = "…" if len(rest) > _BY_NUMBER else "."
            numbers = ", ".join(str(fid) for fid in rest[:_BY_NUMBER])
            text = f"{text} " + tr("Besides those named above: {numbers}").format(numbers=numbers) + more
        self._feedback.pushWarning(text)


def columns(types: Mapping[str, Any]) -> QgsFields:
    """Return fields of these names and types."""
    fields = QgsFields()
    for name, kind in types.items():
        fields.append(QgsField(name, kind))
    return fields


def stop_if_called_off(feedback: QgsProcessingFeedback) -> None:
    """Raise `Cancelled` where the user has cancelled the run."""
    if feedback.isCanceled():
        raise Cancelled("The run was called off; nothing was written.")


@contextmanager
def told(is_writing: bool = False) -> Iterator[None]:
    """Turn our errors into the one that Processing shows, also where a run was called off."""
    try:
        yield
    except Cancelled as error:
        text = tr("The run was called off; nothing was written.")
        if is_writing:
            text = tr("The run was called off; its results are not complete.")
        raise QgsProcessingException(text) from error
    except SalientError as error:
        raise QgsProcessingException(error_text(error)) from error


def progress_of(feedback: QgsProcessingFeedback) -> Callable[[float], None]:
    """Return a progress function as our core calls it: 0 to 1, raising when the user cancels."""

    def progress(share: float) -> None:
        stop_if_called_off(feedback)
        feedback.setProgress(100.0 * share)

    return progress


def heard(
    feedback: QgsProcessingFeedback, first: float, last: float, measure: Callable[..., Result], *values: Any
) -> Result:
    """Return what is measured, as the part of the run between two shares; Cancel is heard in a fifth of a second.

    `measure` takes a progress after its values, and only computes: called off, it is left to itself.
    """
    from ..bridge.work import left_where_called_off, part_of

    return left_where_called_off(part_of(progress_of(feedback), first, last), measure, *values, tells=True)


def day_of(
    algorithm: QgsProcessingAlgorithm, parameters: Mapping[str, Any], name: str, context: QgsProcessingContext
) -> datetime.date | None:
    """Return the date of a parameter; None where none was given."""
    value = algorithm.parameterAsDateTime(parameters, name, context)
    return value.date().toPyDate() if value.isValid() else None
