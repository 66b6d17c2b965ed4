"""Import control maps: files are read in the background, and written into the open case in one step of Undo."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import QgsProject
from qgis.PyQt.QtWidgets import QDialog

from ..bridge import control_work, work
from ..bridge.cases import OpenCase, add_table, case_layers, extent_of, local_system, open_cases
from ..bridge.control_edits import writing
from ..bridge.layers import file_of
from ..bridge.parts import FILES, MEASURING
from ..bridge.snapshots import MAP_TABLES, snapshot
from ..bridge.words import say, tr
from ..core.errors import CaseError
from ..core.messages import message
from .desk import Desk
from .import_dialog import ImportChoice, ImportDialog
from .progress_notice import ProgressNotice
from .quality_actions import quality_dock, show_quality
from .tasks import Progress
from .turns import Turns

if TYPE_CHECKING:
    from ..bridge.control_work import Prepared


def ask_and_import(desk: Desk) -> None:
    """Ask for files and import their maps into the case in hand."""
    if not desk.has((*MEASURING, *FILES)):
        return
    case = desk.case()
    if case is None:
        return
    folder = desk.project.absolutePath() or str(Path.home())
    dialog = ImportDialog(desk.iface.mainWindow(), folder)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    choice = dialog.choice()
    dialog.deleteLater()
    if accepted:
        import_maps(desk, case, choice)


def import_maps(desk: Desk, case: OpenCase, choice: ImportChoice) -> None:
    """Read, compare and check the maps in the background; then write what is new, unless the user called it off."""
    with desk.telling():
        areas = add_table(desk.project, case, "control_areas")
        if areas.readOnly():
            # Said before minutes of reading.
            text = tr("{path}: this case can be read but not changed: the file or its folder is read-only.")
            raise CaseError(text.format(path=case.path))
        now = snapshot(desk.project, case, (*MAP_TABLES, "sources"))
        fields = areas.fields()
        source_fields = add_table(desk.project, case, "sources").fields()
        open_files = _open_files(desk.project)

        def prepare(progress: Progress) -> Prepared:
            options = control_work.options_for(
                choice.profile, choice.issuer, choice.side, choice.state, choice.as_of, choice.from_name
            )
            first, rest = work.part_of(progress, 0.0, 0.6), work.part_of(progress, 0.6, 1.0)
            read = control_work.read_maps(choice.paths, options, open_files, first)
            return control_work.prepared_import(read, now, fields, source_fields, choice.replace, rest)

        title = tr("Importing control maps into {name}").format(name=case.name)
        task = desk.start(title, prepare, lambda prepared: _write(desk, case, prepared))
        called_off = tr("The import was called off; the case is as it was.")
        ProgressNotice(desk.iface.messageBar(), title, task, lambda: desk.notices.hint(called_off))


def show_ground(desk: Desk, case: OpenCase) -> Iterator[float]:
    """Go to the first maps of a case; a map without a plane of its own gets that of the place."""
    local = local_system(desk.project, case)
    if desk.project.crs().isGeographic() and local.isValid():
        desk.project.setCrs(local)
        yield 0.4
    box = extent_of(desk.project, case)
    if not box.isNull() and not box.isEmpty():
        box.scale(1.08)
        desk.iface.mapCanvas().setExtent(box)
        desk.iface.mapCanvas().refresh()


def _open_files(project: QgsProject) -> frozenset[str]:
    """Return the real paths of all files that QGIS holds open."""
    paths = (file_of(layer) for layer in project.mapLayers().values())
    return frozenset(os.path.realpath(path) for path in paths if path)


def _write(desk: Desk, case: OpenCase, prepared: Prepared) -> None:
    """Write the plan, say what came of it, and show the quality report."""

    def was_closed() -> None:
        desk.notices.warn(tr("{name} was closed while maps were read; nothing was imported.").format(name=case.name))

    if not is_open(desk, case):
        was_closed()
        return
    plan = prepared.plan
    if plan.is_empty:
        text = "{name}: all {n} maps are there already; nothing was changed."
        desk.notices.done(say(message(text, name=case.name, n=prepared.total)))
        Turns(desk, _shown(desk, case, prepared))
        return
    turns = Turns(
        desk,
        writing(desk.project, case, plan),
        tr("Importing control maps into {name}").format(name=case.name),
        lambda: _wrote(desk, case, prepared),
        lambda: desk.notices.hint(tr("The import was called off; the case is as it was.")),
    )
    areas = case_layers(desk.project, case.id).get("control_areas")
    if areas is not None:
        turns.stop_without(desk.project, areas, was_closed)


def _wrote(desk: Desk, case: OpenCase, prepared: Prepared) -> None:
    plan = prepared.plan
    case_layers(desk.project, case.id)["control_areas"].triggerRepaint()
    text = "{name}: {new} maps added, {replaced} replaced, {same} there already. Save the layers to keep them."
    counts = {"new": len(plan.new), "replaced": len(plan.replaced), "same": plan.same}
    desk.notices.done(say(message(text, name=case.name, **counts)))
    Turns(desk, _shown(desk, case, prepared))


def _shown(desk: Desk, case: OpenCase, prepared: Prepared) -> Iterator[float]:
    """Show the ground of first maps, and the quality report: each takes as long as a turn may."""
    plan = prepared.plan
    if plan.repeated:
        desk.notices.hint(say(message("{n} files repeat another one and were taken once.", n=plan.repeated)))
    yield 0.2
    if plan.new and not plan.here and is_open(desk, case):
        yield from show_ground(desk, case)
        yield 0.6
    if is_open(desk, case):
        # Two turns: making room for the panel takes as long as filling it.
        quality_dock(desk).setUserVisible(True)
        yield 0.8
        show_quality(desk, case, prepared.report, imported=True)


def is_open(desk: Desk, case: OpenCase) -> bool:
    return any(one.id == case.id for one in open_cases(desk.project))
