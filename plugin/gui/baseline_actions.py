"""Baseline from control maps: derived in the background, written into the open case in one step of Undo."""

from __future__ import annotations

import datetime
from typing import Any

from qgis.PyQt.QtWidgets import QDialog

from ..bridge.baselines import (
    BASELINE_TABLES,
    BaselinePlan,
    BaselineWish,
    planned_baseline,
    sides_on_maps,
    write_baseline,
)
from ..bridge.cases import OpenCase, add_table, open_cases
from ..bridge.change_layer import km2_text
from ..bridge.parts import FILES, MEASURING
from ..bridge.snapshots import snapshot
from ..bridge.words import say, tr
from ..core.errors import CaseError, MeasureError
from ..core.messages import message
from .baseline_dialog import BaselineDialog, MapsOf
from .change_actions import map_days
from .desk import Desk
from .progress_notice import ProgressNotice
from .shape_box import open_files
from .tasks import Progress, Work

_BOXES = ("borders", "coasts", "beyond")


def ask_for_baseline(desk: Desk) -> None:
    """Ask whose edge of which day is the baseline, and put it into the case in hand."""
    if not desk.has((*MEASURING, *FILES)):
        return
    case = desk.case()
    if case is None:
        return
    with desk.telling():
        _check_can_be_changed(desk, case)
        dialog = BaselineDialog(desk.iface.mainWindow(), case.name, _maps(desk, case))
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        dialog.deleteLater()
        if accepted:
            make_baseline(desk, case, wish_of(dialog), dialog.replace.isChecked())


def _check_can_be_changed(desk: Desk, case: OpenCase) -> None:
    if add_table(desk.project, case, "front_lines").readOnly():
        # Said before anything is asked.
        text = "{path}: this case can be read but not changed: the file or its folder is read-only."
        raise CaseError(message(text, path=case.path))


def _maps(desk: Desk, case: OpenCase) -> dict[str, MapsOf]:
    tables = snapshot(desk.project, case, ("control_areas", "settings")).tables
    areas, settings = (tables[name].attributes() for name in ("control_areas", "settings"))
    days = map_days(areas)
    if not days:
        text = "{name}: the case holds no control areas with a day; import control maps first."
        raise MeasureError(message(text, name=case.name))
    sides = sides_on_maps(areas, settings)
    return {issuer: MapsOf(of_issuer, *sides[issuer]) for issuer, of_issuer in days.items()}


def wish_of(dialog: BaselineDialog) -> BaselineWish:
    """Return what the dialog asks for; errors as in `ShapeBox.source`."""
    day = datetime.date.fromisoformat(dialog.day.currentText())
    sources = {name: getattr(dialog, name).source() for name in _BOXES}
    return BaselineWish(dialog.issuer.currentText(), dialog.side.currentText(), day, **sources)


def make_baseline(desk: Desk, case: OpenCase, wish: BaselineWish, replace: bool = False) -> Work:
    """Derive a baseline in the background and write it, unless the user called it off."""
    now = snapshot(desk.project, case, BASELINE_TABLES)
    fields = add_table(desk.project, case, "front_lines").fields()
    files = open_files(desk.project)

    def derive(progress: Progress) -> BaselinePlan:
        return planned_baseline(now, wish, fields, files, progress)

    title = tr("Baseline from the maps of {issuer}").format(issuer=wish.issuer)
    task = desk.start(title, derive, lambda plan: _write(desk, case, plan, replace))
    called_off = tr("The baseline was called off; the case is as it was.")
    ProgressNotice(desk.iface.messageBar(), title, task, lambda: desk.notices.hint(called_off))
    return task


def _write(desk: Desk, case: OpenCase, plan: BaselinePlan, replace: bool) -> None:
    if not any(one.id == case.id for one in open_cases(desk.project)):
        text = tr("{name} was closed while the baseline was measured; nothing was changed.")
        desk.notices.warn(text.format(name=case.name))
        return
    texts: dict[str, Any] = {
        "added": tr('Baseline "{name}" added to the front lines, {km} km. Save the layer to keep it. {notes}'),
        "replaced": tr(
            'Baseline "{name}" put in the place of the other line, {km} km. Save the layer to keep it. {notes}'
        ),
        "same": tr('Baseline "{name}" is there already, the same line of {km} km; nothing was changed.'),
    }
    done = write_baseline(desk.project, case, plan, replace)
    notes = " ".join(say(note) for note in plan.notes)
    desk.notices.done(texts[done].format(name=plan.name, km=km2_text(plan.length_km, 0), notes=notes))
