"""Run inside the QGIS desktop (`qgis --code`): do what a user does, step after step, and write what was seen.

The steps wait for the event loop by a timer, never by sleeping; a dialog that stands in the way is seen in the report,
because the timer goes on in the dialog's own loop. The report is JSON, in the file that SALIENT_REPORT names.
"""

import json
import os
import time
import traceback
from pathlib import Path

import qgis.utils
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsPointXY,
    QgsProject,
)
from qgis.PyQt.QtCore import QPoint, Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QAction,
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QTableView,
    QWidget,
)

CASE = os.environ["SALIENT_CASE"]
PDF = Path(os.environ["SALIENT_PDF"])
REPORT = Path(os.environ["SALIENT_REPORT"])
# Each step's own; a slow machine needs most of it to bring the window up.
PATIENCE_S = 90
HORIZONTAL = Qt.Orientation.Horizontal
NO_KEYS = Qt.KeyboardModifier.NoModifier
SQUARE = [(36.9, 49.4), (37.0, 49.4), (37.0, 49.5), (36.9, 49.5)]


class Drive:
    """The steps, each with an action and a condition that has to come true before the next one."""

    def __init__(self):
        self.report = {"done": [], "entries": [], "layers": [], "messages": [], "verdicts": [], "error": ""}
        self.steps = [
            ("started", self.make_room, self.is_started),
            ("menu", self.read_menu, lambda: True),
            ("asked", lambda: self.action("new_case").trigger(), lambda: self.file_dialog() is not None),
            ("created", self.name_new_case, self.has_layers),
            ("closed", lambda: QgsProject.instance().clear(), lambda: self.extension().active_case_group() is None),
            ("opened", lambda: self.extension().open_case(CASE), self.has_layers),
            ("checked", lambda: self.action("workplace").trigger(), self.has_verdicts),
            ("tool", lambda: self.action("draw_gain").trigger(), self.draws),
            ("drawn", self.draw, lambda: self.gain_form() is not None),
            ("named", self.name_gain, self.has_gain),
            ("form", lambda: self.action("record_claim").trigger(), lambda: self.form() is not None),
            ("recorded", self.record_claim, self.has_new_verdict),
            ("exported", lambda: self.extension().export_briefing(str(PDF)), self.has_pdf),
            ("unloaded", lambda: qgis.utils.unloadPlugin("salient"), lambda: self.menu() is None),
        ]
        self.begun = None
        QgsApplication.messageLog().messageReceived.connect(self.note)
        self.timer = QTimer()
        self.timer.timeout.connect(self.tick)
        self.timer.start(200)

    def extension(self):
        return qgis.utils.plugins["salient"]

    def menu(self):
        # As the user finds it: below Plugins, whoever owns the object.
        menus = (action.menu() for action in qgis.utils.iface.pluginMenu().actions())
        return next((menu for menu in menus if menu is not None and menu.objectName() == "salient_menu"), None)

    def note(self, text, tag, _level):
        self.report["messages"].append(f"{tag}: {text}")

    def is_started(self):
        return "salient" in qgis.utils.plugins and qgis.utils.iface.mainWindow().isVisible()

    def make_room(self):
        # There is no window manager to do it; what is cut off is then cut off by us.
        qgis.utils.iface.mainWindow().setGeometry(0, 0, 1600, 1000)

    def read_menu(self):
        def entries(menu):
            for action in menu.actions():
                if action.menu() is not None:
                    yield from entries(action.menu())
                elif not action.isSeparator():
                    yield action.text()

        self.report["entries"] = list(entries(self.menu()))

    def has_layers(self):
        self.report["layers"] = sorted(layer.name() for layer in QgsProject.instance().mapLayers().values())
        return bool(self.report["layers"]) and not qgis.utils.iface.mapCanvas().isDrawing()

    def action(self, name):
        return self.menu().parent().findChild(QAction, f"salient_{name}")

    def file_dialog(self):
        return next((one for one in QApplication.topLevelWidgets() if self.asks_for_file(one)), None)

    def asks_for_file(self, widget):
        return isinstance(widget, QFileDialog) and widget.isVisible()

    def name_new_case(self):
        line = self.file_dialog().findChild(QLineEdit, "fileNameEdit")
        line.selectAll()
        QTest.keyClicks(line, str(REPORT.with_name("new.gpkg")))
        QTest.keyClick(line, Qt.Key.Key_Return)

    def gains(self):
        (layer,) = QgsProject.instance().mapLayersByName("Claimed gains")
        return layer

    def draws(self):
        canvas = qgis.utils.iface.mapCanvas()
        return self.gains().isEditable() and canvas.mapTool().isActive() and not canvas.isDrawing()

    def draw(self):
        canvas = qgis.utils.iface.mapCanvas()
        degrees = QgsCoordinateReferenceSystem("EPSG:4326")
        to_map = QgsCoordinateTransform(degrees, QgsProject.instance().crs(), QgsProject.instance())
        for place in SQUARE:
            on_map = canvas.getCoordinateTransform().transform(to_map.transform(QgsPointXY(*place)))
            where = QPoint(round(on_map.x()), round(on_map.y()))
            QTest.mouseMove(canvas.viewport(), where)
            QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, NO_KEYS, where)
        # Comes back when the form is closed; the next steps go on in its loop.
        QTest.mouseClick(canvas.viewport(), Qt.MouseButton.RightButton, NO_KEYS, where)

    def gain_form(self):
        form = qgis.utils.iface.mainWindow().findChild(QDialog, "salient_draw_form")
        return form if form is not None and form.isVisible() else None

    def name_gain(self):
        form = self.gain_form()
        line = next(one for one in form.findChildren(QLineEdit) if one.objectName() == "name")
        line.setFocus()
        line.selectAll()
        QTest.keyClicks(line, "Drawn square")
        boxes = (one.button(QDialogButtonBox.StandardButton.Ok) for one in form.findChildren(QDialogButtonBox))
        QTest.mouseClick(next(one for one in boxes if one is not None), Qt.MouseButton.LeftButton)

    def has_gain(self):
        drawn = [one for one in self.gains().getFeatures() if one["name"] == "Drawn square"]
        self.report["drawn"] = [self.box(one.geometry().boundingBox()) for one in drawn]
        self.report["undo"] = self.gains().undoStack().undoText()
        # The step has its name when it is whole.
        return bool(drawn and self.report["undo"]) and self.gain_form() is None

    def box(self, box):
        return [box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()]

    def has_verdicts(self):
        # The dock checks what it shows, by itself; a word for each claim stands in the ledger.
        table = qgis.utils.iface.mainWindow().findChild(QTableView, "salient_claims_table")
        model = table.model() if table is not None else None
        if model is None or QgsApplication.taskManager().countActiveTasks():
            return False
        titles = [model.headerData(number, HORIZONTAL) for number in range(model.columnCount())]
        column = titles.index("Verdict")
        self.report["verdicts"] = [model.index(row, column).data() for row in range(model.rowCount())]
        return bool(self.report["verdicts"]) and "not checked" not in self.report["verdicts"]

    def form(self):
        return qgis.utils.iface.mainWindow().findChild(QDialog, "salient_claim_form")

    def record_claim(self):
        def type_into(name, text):
            QTest.keyClicks(self.form().findChild(QWidget, f"salient_claim_{name}"), text)

        type_into("text", "Kupiansk lies about 60 kilometres north-east of Izium.")
        type_into("claimant", "A reader")
        type_into("stated_on_line", "9 September 2022")
        kinds = self.form().findChild(QComboBox, "salient_claim_kind")
        kinds.setCurrentIndex(kinds.findData("distance"))
        QTest.mouseClick(self.form().findChild(QWidget, "salient_claim_number_from_text"), Qt.MouseButton.LeftButton)
        for place in ("izyum", "kupyansk"):
            line = self.form().findChild(QWidget, "salient_claim_place_ids_search")
            QTest.keyClicks(line, place)
            QTest.keyClick(line, Qt.Key.Key_Return)
        QTest.mouseClick(self.form().findChild(QWidget, "salient_claim_save"), Qt.MouseButton.LeftButton)

    def has_new_verdict(self):
        said = self.form().findChild(QLabel, "salient_claim_verdict_text").text()
        self.report["recorded"] = said
        # In the form and in the ledger.
        return ": " in said and self.has_verdicts()

    def has_pdf(self):
        # The task writes another file and replaces; done when no task is left either.
        return PDF.exists() and PDF.stat().st_size > 0 and QgsApplication.taskManager().countActiveTasks() == 0

    def tick(self):
        try:
            self.advance()
        except BaseException:
            self.finish(traceback.format_exc())
            raise

    def do(self, act):
        try:
            act()
        except BaseException:
            self.finish(traceback.format_exc())
            raise

    def advance(self):
        name, act, is_done = self.steps[0]
        if self.begun is None:
            self.begun = time.monotonic()
            # Not from here: a timer rests while its own slot stands in the loop of a dialog.
            QTimer.singleShot(0, lambda: self.do(act))
        elif is_done():
            qgis.utils.iface.mainWindow().grab().save(str(REPORT.with_name(f"{name}.png")))
            self.report["done"].append(name)
            self.begun = None
            del self.steps[0]
            if not self.steps:
                self.finish("")
        elif time.monotonic() - self.begun > PATIENCE_S:
            dialog = QApplication.activeModalWidget()
            standing = f"; a dialog stands open: {dialog.windowTitle()!r}" if dialog else ""
            QApplication.primaryScreen().grabWindow(0).save(str(REPORT.with_name(f"{name}-stuck.png")))
            self.finish(f"no end of {name!r} after {PATIENCE_S} s{standing}")

    def finish(self, error):
        self.timer.stop()
        self.report["error"] = error
        REPORT.write_text(json.dumps(self.report, indent=1), encoding="utf-8")
        QgsProject.instance().clear()
        if error:
            # Where a step failed, a question before the end may never be answered.
            os._exit(3)
        qgis.utils.iface.actionExit().trigger()


# Kept by name, or Python would drop it with its timer.
salient_drive = Drive()
