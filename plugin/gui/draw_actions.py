"""Draw a gain, a route, a front line or a settlement, and fill in its form: one step of Undo, saved by nobody else."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from qgis.core import QgsGeometry, QgsMapLayer, QgsVectorLayer
from qgis.gui import QgsAttributeEditorContext, QgsMapTool, QgsRubberBand
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QEventLoop, QObject
from qgis.PyQt.QtWidgets import QAction, QDialog, QLineEdit

from ..bridge.cases import OpenCase, add_table, can_be_changed, case_layers, settings_of
from ..bridge.drawn import nearest_place, proposed, step_name
from ..bridge.live import baseline_source, read_baseline
from ..bridge.parts import MEASURING, missing
from ..bridge.time_link import day_shown
from ..bridge.undo import joined_step
from ..bridge.words import tr
from ..core.errors import Cancelled, CaseError
from .case_actions import case_or_offer
from .draw_readout import DrawReadout
from .draw_tool import DrawTool

if TYPE_CHECKING:
    from .desk import Desk


def draw_gain(desk: Desk) -> None:
    """Draw ground that is said to have changed hands."""
    draw(desk, "claimed_gains")


def draw_route(desk: Desk) -> None:
    """Draw a road, railway or waterway."""
    draw(desk, "supply_routes")


def draw_front(desk: Desk) -> None:
    """Draw a front line."""
    draw(desk, "front_lines")


def draw_settlement(desk: Desk) -> None:
    """Set a settlement."""
    draw(desk, "settlements")


def draw(desk: Desk, table_name: str) -> None:
    """Begin to draw into a table of the case in hand; asked for once more, end it."""
    before = desk.drawing
    if before is not None:
        before.end()
    if before is None or before.table_name != table_name:
        with desk.telling():
            case = case_or_offer(desk, table_name)
            if case is not None:
                desk.drawing = Drawing(desk, case, table_name)
    _show_what_is_on(desk)


def _show_what_is_on(desk: Desk) -> None:
    """Press the button of what is being drawn, and no other."""
    for table_name, action_name in BUTTONS.items():
        action = desk.iface.mainWindow().findChild(QAction, f"salient_{action_name}")
        if action is not None:
            action.setChecked(desk.drawing is not None and desk.drawing.table_name == table_name)


BUTTONS = {
    "claimed_gains": "draw_gain",
    "supply_routes": "draw_route",
    "front_lines": "draw_front",
    "settlements": "draw_settlement",
}


class Drawing(QObject):
    """Drawing into one layer: from the choice in the menu until another tool is taken.

    Raises
    ------
    CaseError
        When the case can be read but not changed: said before anything is drawn.
    """

    def __init__(self, desk: Desk, case: OpenCase, table_name: str) -> None:
        layer = add_table(desk.project, case, table_name)
        if layer.readOnly() or not can_be_changed(case.path):
            text = tr("{path}: this case can be read but not changed: the file or its folder is read-only.")
            raise CaseError(text.format(path=case.path))
        begun = not layer.isEditable()
        if begun and not layer.startEditing():
            text = tr(
                "{layer}: QGIS could not begin to edit it; save or close what else has the file open, and try again."
            )
            raise CaseError(text.format(layer=layer.name()))
        super().__init__(desk.owner)
        self.table_name = table_name
        self._desk, self._case, self._layer, self._begun = desk, case, layer, begun
        self._is_over = False
        self._form: QDialog | None = None
        self._show_layer()
        canvas = desk.iface.mapCanvas()
        self._tool = DrawTool(canvas, desk.iface.cadDockWidget(), layer)
        self._readout = self._start_readout()
        canvas.setMapTool(self._tool)
        self._tool.digitizingCompleted.connect(self._drawn)
        canvas.mapToolSet.connect(self._tool_changed)
        canvas.currentLayerChanged.connect(self._layer_changed)
        layer.editingStopped.connect(self.end)
        layer.willBeDeleted.connect(self.end)
        self._hint()

    def _show_layer(self) -> None:
        """Make the layer the current one, and let it be seen: one must see what one draws."""
        self._desk.iface.setActiveLayer(self._layer)
        node = self._desk.project.layerTreeRoot().findLayer(self._layer.id())
        if node is not None:
            node.setItemVisibilityCheckedParentRecursive(True)

    def _start_readout(self) -> DrawReadout | None:
        if self.table_name == "settlements" or missing(MEASURING):
            return None
        read = None
        if self.table_name == "claimed_gains":
            read = partial(read_baseline, *baseline_source(self._desk.project, self._case))
        return DrawReadout(self._desk.iface.statusBarIface(), self._tool.outline, read)

    def _hint(self) -> None:
        name = self._layer.name()
        if self.table_name == "settlements":
            text = tr("{layer}: click where the place is.").format(layer=name)
        else:
            text = tr("{layer}: click to draw, right-click to finish, Esc to begin anew.").format(layer=name)
        if self._begun:
            text += " " + tr("The layer is being edited now; nothing is saved before you save it.")
        self._desk.notices.hint(text)

    def end(self) -> None:
        """Draw no more; a layer that went into editing for it, and in which nothing was drawn, comes out of it."""
        if self._is_over:
            return
        self._is_over = True
        if self._desk.drawing is self:
            self._desk.drawing = None
        canvas = self._desk.iface.mapCanvas()
        canvas.mapToolSet.disconnect(self._tool_changed)
        canvas.currentLayerChanged.disconnect(self._layer_changed)
        if self._form is not None:
            self._form.reject()
        if self._readout is not None:
            self._readout.close()
        canvas.unsetMapTool(self._tool)
        self._tool.deleteLater()
        self._let_go()
        _show_what_is_on(self._desk)
        self.deleteLater()

    def _let_go(self) -> None:
        layer = self._layer
        if sip.isdeleted(layer):
            return
        layer.editingStopped.disconnect(self.end)
        layer.willBeDeleted.disconnect(self.end)
        self._stop_editing()

    def _stop_editing(self) -> None:
        layer = self._layer
        # A step that was undone could still be done again.
        if self._begun and layer.isEditable() and not layer.isModified() and not layer.undoStack().count():
            layer.rollBack()

    def _tool_changed(self, tool: QgsMapTool | None, _before: QgsMapTool | None) -> None:
        if tool is not self._tool:
            self.end()

    def _layer_changed(self, layer: QgsMapLayer | None) -> None:
        # The tool draws into the current layer, and the form would be that of another one.
        if layer is not self._layer:
            self.end()

    def _drawn(self, feature: object) -> None:
        """Ask for what is to be said of the shape, and add it; called off, nothing is there."""
        shape = QgsGeometry(feature.geometry())
        if shape.isEmpty():
            return
        with self._desk.telling():
            name = self._add(shape)
            if self._is_over:
                self._stop_editing()  # Ended from outside while the form was open.
            if name:
                text = tr("{step}: done, and not saved yet. Undo takes it back as a whole.")
                self._desk.notices.done(text.format(step=name))

    def _add(self, shape: QgsGeometry) -> str:
        """Return what the step is called that added the shape; "" where it was called off."""
        desk, layer = self._desk, self._layer
        sources = add_table(desk.project, self._case, "sources")
        settings = settings_of(add_table(desk.project, self._case, "settings"))
        feature = proposed(layer, shape, day_shown(desk.iface.mapCanvas().temporalController()), settings)
        settlements = case_layers(desk.project, self._case.id).get("settlements")
        place = nearest_place(settlements, shape, layer) if self.table_name != "settlements" else ""
        if self._readout is not None:
            self._readout.rest()
        band = QgsRubberBand(desk.iface.mapCanvas(), layer.geometryType())
        band.setStrokeColor(self._tool.digitizingStrokeColor())
        band.setFillColor(self._tool.digitizingFillColor())
        band.setToGeometry(shape, layer)
        try:
            # Both tables are in the step: the form can add the source that it refers to.
            with joined_step([layer, sources], step_name(self.table_name, feature, place), desk.notices.hint) as step:
                saved = self._ask(layer, feature, step.text)
                step.text = step_name(self.table_name, saved, place)
        except Cancelled:
            return ""
        finally:
            desk.iface.mapCanvas().scene().removeItem(band)
        return step.text

    def _ask(self, layer: QgsVectorLayer, feature: object, text: str) -> object:
        """Show the form of a new feature and return the feature as it was added.

        Raises
        ------
        Cancelled
            When the user called it off.
        """
        dialog = self._desk.iface.getFeatureForm(layer, feature)
        dialog.setMode(QgsAttributeEditorContext.Mode.AddFeatureMode)
        dialog.setEditCommandMessage(text)
        dialog.setObjectName("salient_draw_form")
        dialog.setWindowTitle(text)
        self._form = dialog
        result = _answer(dialog)
        self._form = None
        saved = dialog.feature() if result == QDialog.DialogCode.Accepted else None
        dialog.deleteLater()
        if saved is None:
            raise Cancelled("Nothing was added.")
        return saved


def _answer(dialog: QDialog) -> int:
    """Show a form above everything else, and return what it ended with.

    Not by `exec`, which ends when a window is hidden: QGIS hides a form while a source is added from it.
    """
    loop = QEventLoop()
    dialog.finished.connect(loop.exit)
    dialog.setModal(True)
    dialog.show()
    name = dialog.findChild(QLineEdit, "name")
    if name is not None:
        name.setFocus()
    return int(loop.exec())
