"""The dock of findings: one row a claim, its verdict told by word and icon; a double click goes to its places."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsProject, QgsRectangle
from qgis.gui import QgsDockWidget, QgsMapCanvas
from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QIcon, QResizeEvent
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
from ..bridge.words import locale_code, say, tr
from ..brief.language import language
from ..core.schema import TABLES, VERDICTS
from ..paths import resource

if TYPE_CHECKING:
    from ..core.findings import Finding, Report

# Of the width of the table, a column each; no column gets narrower than its longest word and icon.
_SHARES = (0.24, 0.12, 0.12, 0.22, 0.30)
_LEAST_PX = 110
_MARGIN_DEG = 0.05
_POINTS_ROLE = Qt.ItemDataRole.UserRole


class _Table(QTableWidget):
    """A table whose columns fit its width: Qt takes the height of a row from the columns in sight only."""

    def __init__(self) -> None:
        super().__init__(0, len(_SHARES))
        self.horizontalHeader().setStretchLastSection(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width out anew."""
        super().resizeEvent(event)
        for column, share in enumerate(_SHARES[:-1]):
            self.setColumnWidth(column, max(_LEAST_PX, int(share * self.viewport().width())))


class FindingsDock(QgsDockWidget):
    """The findings of the last check; built on first use."""

    def __init__(self, parent: QWidget, canvas: QgsMapCanvas) -> None:
        super().__init__(tr("Findings"), parent)
        self.setObjectName("salient_findings")
        self._canvas = canvas
        self.summary = QLabel(tr("No claims were checked yet."))
        self.summary.setWordWrap(True)
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.table = _Table()
        self.table.setObjectName("salient_findings_table")
        self.table.setHorizontalHeaderLabels([tr("Claim"), tr("Claimant"), tr("Verdict"), tr("Measured"), tr("Reason")])
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setIconSize(QSize(18, 18))
        self.table.setWordWrap(True)
        rows = self.table.verticalHeader()
        rows.hide()
        # Rows as high as their text; only those in sight are looked at, so that a thousand claims cost no time.
        rows.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        rows.setResizeContentsPrecision(0)
        self.table.itemDoubleClicked.connect(self._go_to)
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addWidget(self.summary)
        layout.addWidget(self.table)
        self.setWidget(body)
        QgsProject.instance().cleared.connect(self.clear)

    def show_report(self, case: OpenCase, report: Report) -> None:
        """Fill the table with the findings of a check."""
        text, day = tr("{name}: {n} claims checked"), ""
        if report.as_of is not None:
            text, day = tr("{name}: {n} claims checked, as of {day}"), language(locale_code()).date(report.as_of)
        lines = [text.format(name=report.case.title, n=len(report.findings), day=day)]
        lines += [say(note) for note in report.notes]
        titles = {table.name: tr(table.title) for table in TABLES}
        lines += [f"{titles.get(one.table, one.table)} {one.id}: {say(one.reason)}" for one in report.skipped]
        self.summary.setText("\n".join(lines[:_MOST_LINES]))
        self.summary.setToolTip("<p>" + "<br>".join(escape(line) for line in lines) + "</p>")
        # Sorting while rows are filled in would move them; the order of the claims is the one to begin with.
        self.table.setSortingEnabled(False)
        self.table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.table.setRowCount(len(report.findings))
        for row, finding in enumerate(report.findings):
            for column, item in enumerate(_items(finding)):
                self.table.setItem(row, column, item)
        self.table.setSortingEnabled(True)

    def clear(self) -> None:
        """Forget the findings: their project was closed."""
        self.table.setRowCount(0)
        self.summary.setText(tr("No claims were checked yet."))
        self.summary.setToolTip("")

    def _go_to(self, item: QTableWidgetItem) -> None:
        points = self.table.item(item.row(), 0).data(_POINTS_ROLE) or []
        if not points:
            return
        box = QgsRectangle()
        for lon, lat in points:
            box.combineExtentWith(lon, lat)
        box.grow(_MARGIN_DEG)
        wgs84 = QgsCoordinateReferenceSystem("EPSG:4326")
        to_map = QgsCoordinateTransform(wgs84, QgsProject.instance().crs(), QgsProject.instance())
        self._canvas.setExtent(to_map.transformBoundingBox(box))
        self._canvas.refresh()


_MOST_LINES = 4


def _items(finding: Finding) -> list[QTableWidgetItem]:
    """Return the cells of one finding."""
    from ..brief.wording import band_text
    from ..core.definitions import definition

    lang = language(locale_code())
    measures = [
        f"{lang.say(definition(one.definition).title)}: {band_text(one, finding.claimed, lang)}"
        for one in finding.measures
        if one.best is not None
    ]
    checks = [say(check.reason) for check in finding.checks]
    claim = QTableWidgetItem(f"{finding.claim.id}  {finding.claim.text}")
    places = [(lon, lat) for measure in finding.measures for _, lon, lat in measure.points]
    claim.setData(_POINTS_ROLE, places)
    verdict = QTableWidgetItem(verdict_icon(finding.verdict), tr(VERDICTS[finding.verdict]))
    cells = [
        claim,
        QTableWidgetItem(finding.claim.claimant),
        verdict,
        QTableWidgetItem("\n".join(measures) or tr("not measured")),
        QTableWidgetItem("\n".join([say(finding.reason), *checks])),
    ]
    for cell in cells:
        # As mark-up of our own: Qt would take data that looks like mark-up for it.
        cell.setToolTip("<p>" + escape(cell.text()).replace("\n", "<br>") + "</p>")
        # The icon of the verdict stands in the middle of its cell, and so does its word.
        upright = Qt.AlignmentFlag.AlignVCenter if cell is verdict else Qt.AlignmentFlag.AlignTop
        cell.setTextAlignment(upright | Qt.AlignmentFlag.AlignLeft)
    return cells


def verdict_icon(verdict: str) -> QIcon:
    """Return the sign of a verdict; each has a shape of its own."""
    return QIcon(str(resource("icons", f"verdict_{verdict}.svg")))
