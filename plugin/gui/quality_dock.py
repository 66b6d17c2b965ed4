"""The panel of the quality report: one row a finding; a double click shows its place."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from qgis.core import QgsProject
from qgis.gui import QgsDockWidget, QgsMapCanvas
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..bridge.cases import OpenCase
from ..bridge.change_layer import km2_text
from ..bridge.words import say, tr
from .docks import go_to

if TYPE_CHECKING:
    from ..bridge.control_work import QualityReport, ReportLine

_PLACE_ROLE = Qt.ItemDataRole.UserRole
# What spoils a number stands first; slivers, of which there may be hundreds, last.
KINDS = {
    "left_out": "left out",
    "empty": "no shape",
    "swapped": "longitude and latitude swapped",
    "far_from_frame": "far from the frame",
    "invalid_ring": "invalid ring",
    "note": "note on a file",
    "area_flips": "area for one day only",
    "place_flips": "place for one day only",
    "missing_day": "missing day",
    "duplicate_day": "day repeated",
    "sliver": "sliver",
}
_SMALL_KM2 = 0.01


class QualityDock(QgsDockWidget):
    """What is to be distrusted in control maps; built on first use."""

    def __init__(self, parent: QWidget, canvas: QgsMapCanvas) -> None:
        super().__init__(tr("Quality of control maps"), parent)
        self.setObjectName("salient_quality")
        self._canvas = canvas
        self.summary = QLabel(tr("No maps were checked yet."))
        self.summary.setObjectName("salient_quality_summary")
        self.summary.setWordWrap(True)
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.summary.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.table = QTableWidget(0, 6)
        self.table.setObjectName("salient_quality_table")
        self.table.setHorizontalHeaderLabels(
            [tr("What"), tr("Day"), tr("Map or place"), tr("Before, km²"), tr("After, km²"), tr("In words")]
        )
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.table.setWordWrap(False)
        header = self.table.horizontalHeader()
        for column, width in enumerate((170, 90, 230, 100, 100)):
            self.table.setColumnWidth(column, width)
        header.setSectionResizeMode(5, QHeaderView.ResizeMode.Stretch)
        self.table.itemDoubleClicked.connect(self._go_to)
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addWidget(self.summary)
        layout.addWidget(self.table)
        self.setWidget(body)
        QgsProject.instance().cleared.connect(self.clear)

    def show_report(self, case: OpenCase, report: QualityReport, imported: bool) -> None:
        """Fill the table with a report; `imported` says that it is about the maps of one import."""
        order = list(KINDS)
        lines = sorted(report.lines, key=lambda one: order.index(one.kind) if one.kind in order else len(order))
        text = tr("{name}, the maps of this import. Remarks: {n}.") if imported else tr("{name}. Remarks: {n}.")
        parts = [text.format(name=case.name, n=len(lines)), *(say(one) for one in report.summary)]
        if any(one.place is not None for one in lines):
            parts.append(tr("A double click shows the place."))
        self.summary.setText(" ".join(parts))
        self.table.setSortingEnabled(False)
        self.table.setRowCount(len(lines))
        for row, line in enumerate(lines):
            for column, item in enumerate(_items(line)):
                self.table.setItem(row, column, item)
        self.setUserVisible(True)

    def clear(self) -> None:
        """Forget the report: its project was closed."""
        self.table.setRowCount(0)
        self.summary.setText(tr("No maps were checked yet."))

    def _go_to(self, item: QTableWidgetItem) -> None:
        place = self.table.item(item.row(), 0).data(_PLACE_ROLE)
        if place is not None:
            go_to(self._canvas, [tuple(place)])


def _area(km2: float | None) -> str:
    if km2 is None:
        return ""
    return km2_text(km2, 6 if 0 < abs(km2) < _SMALL_KM2 else 3)


def _items(line: ReportLine) -> list[QTableWidgetItem]:
    kind = QTableWidgetItem(tr(KINDS.get(line.kind, line.kind)))
    kind.setData(_PLACE_ROLE, line.place)
    areas = [QTableWidgetItem(_area(km2)) for km2 in (line.before_km2, line.after_km2)]
    for item in areas:
        item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    day = "" if line.day is None else line.day.isoformat()
    cells = [kind, QTableWidgetItem(day), QTableWidgetItem(line.id), *areas, QTableWidgetItem(say(line.message))]
    for cell in cells:
        # As mark-up of our own: Qt would take data that looks like mark-up for it.
        cell.setToolTip(f"<p>{escape(cell.text())}</p>")
    return cells
