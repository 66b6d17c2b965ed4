"""New, opened and sample cases, and their layers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt.QtWidgets import QFileDialog, QMessageBox

from ..bridge import work
from ..bridge.cases import (
    OlderCaseError,
    OpenCase,
    add_table,
    case_layers,
    extent_of,
    group_of,
    is_open,
    local_system,
    open_cases,
    opening,
)
from ..bridge.options import settings_of_new_case
from ..bridge.parts import FILES, MEASURING
from ..bridge.words import error_text, tr
from ..core import schema
from .desk import Desk
from .turns import Turns

SUFFIX = ".gpkg"


def new_case(desk: Desk) -> None:
    """Ask for a file, create an empty case there and open it."""
    if not desk.has((*MEASURING, *FILES)):
        return
    path = _ask_new_path(desk)
    if path:
        create_case(desk, path)


def create_case(desk: Desk, path: str) -> None:
    """Create an empty case in the background and open it; a file that is there stays as it is."""
    if is_open(desk.project, path):
        desk.notices.refuse(tr("{path}: this file is open in QGIS; choose another name.").format(path=path))
        return
    settings = settings_of_new_case()
    desk.start(
        tr("New case"),
        lambda _: work.new_case(path, settings),
        lambda _: bring_case(desk, path, tr("The new case is open:")),
    )


def _ask_new_path(desk: Desk) -> str:
    title = tr("New case")
    folder = desk.project.absolutePath() or str(Path.home())
    # The dialog must not promise to overwrite: a case that exists is never replaced.
    options = QFileDialog.Option.DontConfirmOverwrite
    path, _ = QFileDialog.getSaveFileName(desk.iface.mainWindow(), title, folder, tr("Cases (*.gpkg)"), options=options)
    if path and not path.lower().endswith(SUFFIX):
        path += SUFFIX
    if path and Path(path).exists():
        desk.notices.refuse(
            tr("{path}: this file exists, and a case is never replaced; choose another name.").format(path=path)
        )
        return ""
    return path


def ask_and_open(desk: Desk) -> None:
    """Ask for a case file and open it."""
    folder = desk.project.absolutePath() or str(Path.home())
    path, _ = QFileDialog.getOpenFileName(desk.iface.mainWindow(), tr("Open case"), folder, tr("Cases (*.gpkg)"))
    if path:
        bring_case(desk, path)


def show_case(desk: Desk, path: str, sentence: str = "") -> None:
    """Open a case in the project, show its group and go to its ground; an older one is upgraded if the user agrees."""
    with desk.telling():
        for _ in _shown(desk, path, sentence):
            pass


def bring_case(desk: Desk, path: str, sentence: str = "") -> None:
    """Do what `show_case` does, over some turns of the event loop: ten layers at once hold the window up."""
    Turns(desk, _shown(desk, path, sentence))


def _shown(desk: Desk, path: str, sentence: str) -> Iterator[float]:
    """Do what `show_case` does, in steps that yield the share done."""
    opened: list[OpenCase] = []

    def steps() -> Iterator[float]:
        opened.append((yield from opening(desk.project, path)))

    # What looks after cases is loaded with the first; a turn before the layers come, which take long enough.
    for name in ("guard", "side_legend"):
        import_module(f"..bridge.{name}", __package__)
        yield 0.0
    going = steps()
    while not opened:
        known, was_empty = {one.id for one in open_cases(desk.project)}, not desk.project.mapLayers()
        try:
            with _no_first_layer_setup(desk):
                share = next(going, 1.0)
        except OlderCaseError as error:
            _offer_upgrade(desk, path, error_text(error))
            return
        # The last time, the layer tree took the layers in: to go there is a turn of its own.
        yield share
    (case,) = opened
    if case.id in known:
        desk.notices.hint(tr("{name}: this case is open already.").format(name=case.name))
    elif sentence:
        desk.notices.done(f"{sentence} {case.path}")
    _go_to(desk, case, was_empty)
    _warn_if_read_only(desk, case)


@contextmanager
def _no_first_layer_setup(desk: Desk) -> Iterator[None]:
    """Keep QGIS from giving an empty project the system of its first layer, which it does late, over our choice."""
    canvas_bridge = desk.iface.layerTreeCanvasBridge()
    before = canvas_bridge.autoSetupOnFirstLayer()
    canvas_bridge.setAutoSetupOnFirstLayer(False)
    try:
        yield
        canvas_bridge.setCanvasLayers()
    finally:
        canvas_bridge.setAutoSetupOnFirstLayer(before)


def _go_to(desk: Desk, case: OpenCase, in_new_project: bool) -> None:
    """Show the group and the ground of a case; a project that was empty gets a coordinate system for its place."""
    local = local_system(desk.project, case)
    if in_new_project and local.isValid():
        desk.project.setCrs(local)
    group = group_of(desk.project, case.id)
    if group is not None and desk.iface.layerTreeView() is not None:
        desk.iface.layerTreeView().setCurrentNode(group)
    box = extent_of(desk.project, case)
    if not box.isNull() and not box.isEmpty():
        box.scale(1.08)
        desk.iface.mapCanvas().setExtent(box)
        desk.iface.mapCanvas().refresh()


def _warn_if_read_only(desk: Desk, case: OpenCase) -> None:
    """Say before the user begins to edit that nothing could be saved."""
    if any(layer.readOnly() for layer in case_layers(desk.project, case.id).values()):
        text = tr("{path}: this case can be read but not changed: the file or its folder is read-only.")
        desk.notices.warn(text.format(path=case.path))


def _offer_upgrade(desk: Desk, path: str, reason: str) -> None:
    question = tr("Upgrade it now? A backup is kept beside it.")
    answer = QMessageBox.question(desk.iface.mainWindow(), tr("Open case"), f"{reason}\n\n{question}")
    if answer != QMessageBox.StandardButton.Yes:
        return
    if is_open(desk.project, path):
        desk.notices.refuse(tr("{path}: remove its layers from the project first.").format(path=path))
    elif desk.has((*MEASURING, *FILES)):
        sentence = tr("The case was upgraded and is open:")
        desk.start(tr("Upgrade"), lambda _: work.upgraded(path), lambda _: bring_case(desk, path, sentence))


def open_sample(desk: Desk) -> None:
    """Open the user's own copy of the sample case; it is made on first use and kept with its changes."""
    path = sample_path()
    if path.is_file():
        bring_case(desk, str(path), tr("Your copy of the sample case is open:"))
        return
    if not desk.has((*MEASURING, *FILES)):
        return

    def make(_: object) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        work.sample_case(str(path))

    desk.start(
        tr("Sample case"),
        make,
        lambda _: bring_case(desk, str(path), tr("Your copy of the sample case is open:")),
    )


def sample_path() -> Path:
    """Return where the user's copy of the sample case is kept: in the profile of QGIS."""
    return Path(QgsApplication.qgisSettingsDirPath()) / "salient" / f"{work.SAMPLE}{SUFFIX}"


def case_or_offer(desk: Desk, table_name: str) -> OpenCase | None:
    """Return the case in hand, for one of its tables; where none is open, offer a new one and return None."""
    if open_cases(desk.project):
        return desk.case()
    title = tr(schema.table(table_name).title)
    question = tr("A layer belongs to a case, and none is open. Make a new case now?")
    if QMessageBox.question(desk.iface.mainWindow(), title, question) == QMessageBox.StandardButton.Yes:
        new_case(desk)
    return None


def add_layer(desk: Desk, table_name: str) -> None:
    """Show the layer of a table of the case in hand, ready to be edited; without a case, offer a new one."""
    case = case_or_offer(desk, table_name)
    if case is None:
        return
    with desk.telling():
        layer = add_table(desk.project, case, table_name)
        desk.iface.setActiveLayer(layer)
        if layer.readOnly():
            _warn_if_read_only(desk, case)
            return
        text = tr("{layer} of {name}: choose Toggle Editing to draw; nothing is saved before you save it.")
        desk.notices.hint(text.format(layer=layer.name(), name=case.name))


def add_settlements(desk: Desk) -> None:
    """Show the settlements of the case in hand."""
    add_layer(desk, "settlements")


def add_supply_routes(desk: Desk) -> None:
    """Show the supply routes of the case in hand."""
    add_layer(desk, "supply_routes")


def add_claimed_gains(desk: Desk) -> None:
    """Show the claimed gains of the case in hand."""
    add_layer(desk, "claimed_gains")
