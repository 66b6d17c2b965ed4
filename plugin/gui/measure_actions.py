"""Buffers and penetration depths of open layers; the results are temporary layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qgis.core import Qgis, QgsFeature, QgsFields, QgsVectorLayer
from qgis.PyQt.QtWidgets import QDialog

from ..bridge import work
from ..bridge.cases import OpenCase, active_case, case_layers
from ..bridge.features import measure_features, qgis_geometry
from ..bridge.layers import CASE_PROPERTY, TABLE_PROPERTY
from ..bridge.parts import MEASURING
from ..bridge.results import add_results, depth_layers, memory_layer
from ..bridge.rows import Row, RowSource, feature_row, row_source
from ..bridge.words import error_text, say, tr
from ..core.errors import InputError, MeasureError
from ..core.messages import message
from .buffer_dialog import BufferDialog
from .depth_dialog import DepthDialog
from .desk import Desk
from .notices import log
from .tasks import Progress


def ask_and_buffer(desk: Desk) -> None:
    """Ask for a layer and a distance, and draw everything within it."""
    if not desk.has(MEASURING):
        return
    case = active_case(desk.project, desk.iface.activeLayer(), None)
    settlements = case_layers(desk.project, case.id).get("settlements") if case is not None else None
    dialog = BufferDialog(desk.iface.mainWindow(), desk.iface.activeLayer() or settlements)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    layer, distance_km, selected = dialog.layer(), dialog.distance_km(), dialog.only_selected.isChecked()
    dialog.deleteLater()
    if accepted and layer is None:
        desk.notices.warn(tr("There is no layer with shapes: open a case or add a layer first."))
    elif accepted:
        buffer_layer(desk, layer, distance_km, selected)


def buffer_layer(desk: Desk, layer: QgsVectorLayer, distance_km: float, selected: bool = False) -> None:
    """Draw everything within a distance of each feature of a layer; one feature for each, with its attributes."""
    with desk.telling():
        source = row_source(layer, desk.project.transformContext(), selected)
        fields, name, case = layer.fields(), layer.name(), _case_of(desk, layer)

        def buffer(progress: Progress) -> tuple[list[QgsFeature], int]:
            return _buffers(source, fields, distance_km, progress)

        def show(found: tuple[list[QgsFeature], int]) -> None:
            features, left_out = found
            title = tr("{layer}: within {km:g} km").format(layer=name, km=distance_km)
            made = memory_layer(title, fields, Qgis.WkbType.MultiPolygon, features, "buffers")
            add_results(desk.project, [made], case)
            desk.notices.done(say(message("{n} buffers drawn: {title}.", n=len(features), title=title)))
            if left_out:
                left = "{n} features without a usable shape were left out; the log names them."
                desk.notices.warn(say(message(left, n=left_out)))

        desk.start(tr("Buffer"), buffer, show)


def _buffers(
    source: RowSource, fields: QgsFields, distance_km: float, progress: Progress
) -> tuple[list[QgsFeature], int]:
    """Return the buffer of each feature that has a shape, and how many have none. Worker thread."""
    # The features themselves, so that the result holds what the layer shows, unsaved edits included.
    name, features = source.name, {one.id(): one for one in source.features(lambda: progress(0.0))}
    usable = work.usable_shapes(name, [feature_row(one, (), True) for one in features.values()], log, "any")
    if not usable:
        text = "{name}: no feature has a shape that can be buffered; draw one, or choose another layer"
        raise InputError(message(text, name=name))
    made = []
    for done, (row, shape) in enumerate(usable):
        share = work.part_of(progress, done / len(usable), (done + 1) / len(usable))
        share(0.0)
        feature = QgsFeature(fields)
        feature.setAttributes(features[row["fid"]].attributes())
        try:
            feature.setGeometry(qgis_geometry(work.buffered(shape, distance_km, share)))
        except MeasureError as error:
            text = "{name}, feature {fid}: {reason}"
            raise MeasureError(message(text, name=name, fid=row["fid"], reason=error_text(error))) from error
        made.append(feature)
    return made, len(features) - len(made)


def _case_of(desk: Desk, layer: QgsVectorLayer) -> OpenCase | None:
    """Return the case that a layer belongs to; None where it belongs to none."""
    return active_case(desk.project, layer, None) if layer.customProperty(CASE_PROPERTY) else None


def ask_and_measure_depth(desk: Desk) -> None:
    """Ask for gains, baseline and sector, and show the deepest point and its line."""
    if not desk.has(MEASURING):
        return
    case = active_case(desk.project, desk.iface.activeLayer(), None)
    proposed = case_layers(desk.project, case.id) if case is not None else {}
    dialog = DepthDialog(desk.iface.mainWindow(), proposed)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    gains, baseline, sector = dialog.chosen()
    tolerance_m, selected = dialog.tolerance_m(), dialog.only_selected.isChecked()
    dialog.deleteLater()
    if accepted and (gains is None or baseline is None):
        desk.notices.warn(tr("Choose a layer with gains and one with a baseline: open a case or add layers first."))
    elif accepted:
        measure_depth(desk, gains, baseline, sector, tolerance_m, selected)


def measure_depth(
    desk: Desk,
    gains: QgsVectorLayer,
    baseline: QgsVectorLayer,
    sector: QgsVectorLayer | None,
    tolerance_m: float,
    selected: bool = False,
) -> None:
    """Measure how far in the gains reach from the baseline; tolerance in metres, of shapes that give none."""
    with desk.telling():
        layers = [(gains, "", "area"), (baseline, "baseline", "any"), (sector, "sector", "area")]
        sources = [_source_of(desk, layer, role, selected) for layer, role, _ in layers]
        names = [layer.name() if layer is not None else "" for layer, _, _ in layers]
        case = _case_of(desk, gains)

        def measure(progress: Progress) -> list[Any]:
            read = [_rows_of(source, role, progress) for source, role in sources]
            shapes = [
                [shape for _, shape in work.usable_shapes(name, rows, log, kind)]
                for name, rows, (_, _, kind) in zip(names, read, layers)
            ]
            if sector is not None and not shapes[2]:
                text = "{name}: it holds no break-in sector; draw one, or choose no sector"
                raise InputError(message(text, name=names[2]))
            progress(0.2)
            tolerances = (tolerance_of(rows, tolerance_m) for rows in read[:2])
            return work.depths(*shapes, *tolerances, progress=work.part_of(progress, 0.2, 1.0))

        def show(found: list[Any]) -> None:
            add_results(
                desk.project, depth_layers(measure_features(found), tr("Deepest points"), tr("Depth lines")), case
            )
            desk.notices.done(" ".join(depth_sentence(one) for one in found))

        desk.start(tr("Penetration depth"), measure, show)


def _source_of(desk: Desk, layer: QgsVectorLayer | None, role: str, selected: bool) -> tuple[RowSource | None, str]:
    """Return what a layer holds, and the role that its rows must have: only tables of a case know roles."""
    if layer is None:
        return None, ""
    only_selected = selected and layer.selectedFeatureCount() > 0
    is_ours = layer.customProperty(TABLE_PROPERTY) in ("front_lines", "areas")
    source = row_source(layer, desk.project.transformContext(), only_selected)
    return source, role if is_ours and not only_selected else ""


def _rows_of(source: RowSource | None, role: str, progress: Progress) -> list[Row]:
    """Return the rows of a layer; of a table of a case, those with the role that is asked for. Worker thread."""
    rows = source.rows(lambda: progress(0.0)) if source is not None else []
    return [row for row in rows if row.get("role") == role] if role else rows


def tolerance_of(rows: Sequence[Row], default_m: float) -> float:
    """Return the largest tolerance of some shapes, in metres."""
    given = [row.get("tolerance_m") for row in rows]
    return max((default_m if one is None else float(one) for one in given), default=default_m)


def depth_sentence(measure: Any) -> str:
    """Return a measured depth in a sentence."""
    texts = {
        "any_part": tr("Depth to any part of the baseline: {best:.1f} km ({low:.1f}–{high:.1f})."),
        "break_in_sector": tr("Depth to the break-in sector: {best:.1f} km ({low:.1f}–{high:.1f})."),
    }
    return texts[measure.definition].format(best=measure.best_km, low=measure.low_km, high=measure.high_km)
