"""Import routes… and Import places…: files are looked into in the background, and what is agreed on goes into the case.

The case is open in QGIS: what is new is put into the user's edit session, as one step of Undo, and is not saved. The
command line and Processing do the same to cases that are not open.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable

from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsCsException, QgsVectorLayer
from qgis.PyQt import sip

from ..bridge import open_imports
from ..bridge.cases import OpenCase, add_table, case_layers
from ..bridge.import_edits import Untouched, editable_layer, writing_rows
from ..bridge.open_imports import PLACES, READ, ROUTES
from ..bridge.parts import FILES, MEASURING
from ..bridge.rows import WGS84
from ..bridge.snapshots import snapshot
from ..bridge.words import error_text, say, tr
from ..core.errors import Cancelled, SalientError
from ..core.messages import message
from .desk import Desk
from .files_dialog import Offers
from .import_actions import is_open, show_ground
from .shape_box import open_files
from .turns import Turns

if TYPE_CHECKING:
    from ..bridge.open_imports import Box, PreparedImport
    from .places_dialog import PlacesDialog
    from .routes_dialog import RoutesDialog
    from .tasks import Progress, Work


def ask_for_routes(desk: Desk) -> None:
    """Ask for files of lines, and import their routes into the case in hand."""
    from .routes_dialog import RoutesDialog

    _ask(desk, ROUTES, RoutesDialog)


def ask_for_places(desk: Desk) -> None:
    """Ask for gazetteers, and import their places into the case in hand."""
    from .places_dialog import PlacesDialog

    _ask(desk, PLACES, PlacesDialog)


def _ask(desk: Desk, table: str, made: Callable[..., RoutesDialog | PlacesDialog]) -> None:
    if not desk.has((*MEASURING, *FILES)):
        return
    case = desk.case()
    if case is None:
        return
    with desk.telling():
        editable_layer(desk.project, case, table)
        dialog = made(desk.iface.mainWindow(), _offers(desk, case))
        dialog.life = FilesImport(desk, case, table, dialog)
        desk.keep_page(dialog)
        dialog.open()


def _offers(desk: Desk, case: OpenCase) -> Offers:
    rows = snapshot(desk.project, case, ("areas", "settings")).tables
    areas = [row for row in rows["areas"].attributes() if row.get("id")]
    named = {str(row.get("id")): str(row.get("value") or "") for row in rows["settings"].attributes()}.get("frame_id")
    frames = [row for row in areas if row.get("role") == "frame"]
    return Offers(
        desk.project.absolutePath() or str(Path(case.path).parent),
        any(row["id"] == named for row in areas) or len(frames) == 1,
        tuple((str(row["id"]), str(row.get("name") or row["id"])) for row in areas),
        _view(desk),
    )


def _view(desk: Desk) -> Box | None:
    """Return what the map shows: west, south, east, north in degrees."""
    settings = desk.iface.mapCanvas().mapSettings()
    to_degrees = QgsCoordinateTransform(
        settings.destinationCrs(), QgsCoordinateReferenceSystem(WGS84), desk.project.transformContext()
    )
    try:
        box = to_degrees.transformBoundingBox(settings.visibleExtent())
    except QgsCsException:
        return None
    sides = box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()
    whole = box.isFinite() and -180 <= sides[0] < sides[2] <= 180 and -90 <= sides[1] < sides[3] <= 90
    return sides if whole else None


class FilesImport:
    """One import, from the dialog, which keeps it, to the rows."""

    def __init__(self, desk: Desk, case: OpenCase, table: str, dialog: RoutesDialog | PlacesDialog) -> None:
        self._desk, self._case, self._table, self._dialog = desk, case, table, dialog
        self._task: Work | None = None
        self._prepared: PreparedImport | None = None
        self._untouched: Untouched | None = None
        dialog.looked_for.connect(self._look)
        dialog.stopped.connect(self._stop)
        dialog.files_changed.connect(self._list_layers)
        dialog.accepted.connect(self._import)

    # ------------------------------------------------------------ looking

    def _list_layers(self) -> None:
        """Ask in the background whether there is a layer to be chosen."""
        paths, busy = self._dialog.paths(), open_files(self._desk.project)

        def offer(names: tuple[str, ...]) -> None:
            if not sip.isdeleted(self._dialog) and self._dialog.paths() == paths:
                self._dialog.offer_layers(names)

        title = tr("Looking for layers")
        work = partial(open_imports.layers_in, paths, busy)
        if paths:
            self._desk.start(title, work, offer)
        else:
            offer(())

    def _look(self) -> None:
        dialog = self._dialog
        with self._desk.telling():
            layer = editable_layer(self._desk.project, self._case, self._table)
            now = snapshot(self._desk.project, self._case, READ[self._table])
            tables = (self._table, "sources", "settings")
            fields = {name: add_table(self._desk.project, self._case, name).fields() for name in tables}
            asked, ground, busy = dialog.asked(), dialog.chosen_ground(), open_files(self._desk.project)
            prepared: Any = open_imports.prepared_routes if self._table == ROUTES else open_imports.prepared_places

            def prepare(progress: Progress) -> PreparedImport | SalientError:
                # What goes wrong is said in the dialog: QGIS's message bar lies behind it.
                try:
                    found: PreparedImport = prepared(asked, ground, now, fields, busy, progress)
                except Cancelled:
                    raise
                except SalientError as trouble:
                    return trouble
                return found

            self._prepared, self._untouched = None, Untouched(layer)
            dialog.show_busy(True)
            title = tr("Reading files for {name}").format(name=self._case.name)
            self._task = self._desk.start(title, prepare, self._show)
            self._task.progressChanged.connect(self._show_share)
            self._task.taskTerminated.connect(self._ended)

    def _show(self, found: PreparedImport | SalientError) -> None:
        self._ended()
        if sip.isdeleted(self._dialog):
            return
        if isinstance(found, SalientError):
            self._dialog.show_trouble(error_text(found))
        else:
            self._prepared = found
            self._dialog.show_found(found)

    def _ended(self) -> None:
        self._task = None
        if not sip.isdeleted(self._dialog):
            self._dialog.show_busy(False)

    def _show_share(self, percent: float) -> None:
        if not sip.isdeleted(self._dialog):
            self._dialog.bar.setValue(int(percent))

    def _stop(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()

    # ------------------------------------------------------------ writing

    def _import(self) -> None:
        prepared, untouched, desk, case = self._prepared, self._untouched, self._desk, self._case
        if prepared is None or untouched is None:
            return
        if not self._dialog.replace.isChecked():
            prepared = replace(prepared, plan=replace(prepared.plan, replaced=()))

        def was_closed() -> None:
            text = tr("{name} was closed while files were read; nothing was imported.")
            desk.notices.warn(text.format(name=case.name))

        def changed() -> str:
            text = tr("{layer} of {name} was changed while files were read; import them again.")
            return text.format(layer=untouched.layer.name(), name=case.name)

        if not is_open(desk, case):
            was_closed()
            return
        was_empty = _is_empty(untouched.layer)
        title = tr("Importing routes") if self._table == ROUTES else tr("Importing places")
        step = tr("Import routes") if self._table == ROUTES else tr("Import places")
        turns = Turns(
            desk,
            writing_rows(desk.project, case, prepared.plan, step, untouched, changed),
            title,
            lambda: _wrote(desk, case, prepared, was_empty),
            lambda: desk.notices.hint(tr("The import was called off; the case is as it was.")),
        )
        turns.stop_without(desk.project, untouched.layer, was_closed)


def _is_empty(layer: QgsVectorLayer) -> bool:
    return next(iter(layer.getFeatures()), None) is None


def _wrote(desk: Desk, case: OpenCase, prepared: PreparedImport, was_empty: bool) -> None:
    """Say what came of it, and show it."""
    plan = prepared.plan
    layer = case_layers(desk.project, case.id)[plan.table]
    node = desk.project.layerTreeRoot().findLayer(layer.id())
    if node is not None:
        node.setItemVisibilityCheckedParentRecursive(True)
    layer.triggerRepaint()
    if plan.table == ROUTES:
        text = (
            "{name}: {new:,} of {m:,} routes added, {replaced:,} replaced, {same:,} there already. Save the layers to "
            "keep them."
        )
    else:
        text = "{name}: {new:,} of {m:,} places added, {same:,} there already. Save the layers to keep them."
    counts = {"m": prepared.wanted, "replaced": len(plan.replaced), "same": prepared.same}
    told = say(message(text, name=case.name, new=len(plan.new), **counts))
    settings = plan.beside.get("settings", ())
    desk.notices.done(" ".join([told, *(say(one) for one in prepared.notes if settings)]))
    if was_empty:
        Turns(desk, show_ground(desk, case))
