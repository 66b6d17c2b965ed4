"""The definitions of a finding side by side: their band as picture and in numbers, whether it fits, what is missing."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QResizeEvent
from qgis.PyQt.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from ..bridge.words import locale_code, say, tr
from ..brief.language import language
from ..core.messages import message
from .claims_model import as_tip
from .finding_bands import BAND_ROLE, Band, BandDelegate, scale_of

if TYPE_CHECKING:
    from ..core.findings import Finding, Measure, Report

_DEFINITION, _PICTURE, _LOW, _BEST, _HIGH, _UNIT, _FITS = range(7)
_LEAST_PICTURE = 20


def claimed_line(finding: Finding) -> str:
    """Return what was claimed, as it was printed and as it was read, for which period and scope."""
    from ..brief.wording import claimed_text, interval_text

    lang = language(locale_code())
    if finding.claimed is None:
        return ""
    values = {"number": claimed_text(finding, lang), "interval": interval_text(finding.claimed, lang)}
    parts = [message("Claimed: {number}, read as {interval}", **values)]
    period = lang.date_range(finding.refers_from, finding.refers_to)
    if period:
        parts.append(message("period: {period}", period=period))
    if finding.scope:
        parts.append(message("scope: {scope}", scope=finding.scope))
    # No full stops: units and dates may end in one of their own.
    return " · ".join(say(one) for one in parts)


class DefinitionsTable(QTableWidget):
    """A table whose pictures take the width that the numbers leave, and never less than can be read."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the pictures what is left."""
        super().resizeEvent(event)
        self.share_width()

    def share_width(self) -> None:
        """Make all columns as wide as they need, the pictures as wide as they may."""
        others = [column for column in range(self.columnCount()) if column != _PICTURE]
        for column in others:
            self.resizeColumnToContents(column)
        left = self.viewport().width() - sum(self.columnWidth(column) for column in others)
        self.setColumnWidth(_PICTURE, max(left, _LEAST_PICTURE * self.fontMetrics().averageCharWidth()))


def definitions_table() -> DefinitionsTable:
    """Return the empty table."""
    table = DefinitionsTable(0, 7)
    table.setObjectName("salient_findings_table")
    titles = ("Definition", "Claimed and measured", "Low", "Best", "High", "Unit", "Fits")
    table.setHorizontalHeaderLabels([tr(one) for one in titles])
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setTabKeyNavigation(False)
    table.setItemDelegateForColumn(_PICTURE, BandDelegate(table))
    table.verticalHeader().hide()
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setTextElideMode(Qt.TextElideMode.ElideRight)
    header.setMinimumSectionSize(8 * table.fontMetrics().averageCharWidth())
    return table


def fill(table: DefinitionsTable, finding: Finding, report: Report) -> None:
    """Show the definitions of a finding."""
    from ..brief.measured import event_names

    events, scales = event_names(report), _scales(finding)
    table.clearSpans()
    table.setRowCount(len(finding.measures))
    for row, measure in enumerate(finding.measures):
        for column, item in enumerate(_cells(measure, finding, events, scales)):
            table.setItem(row, column, item)
        if measure.best is None:
            # What is missing is a sentence: it gets the room of the numbers that are not there.
            table.setSpan(row, _PICTURE, 1, _FITS - _PICTURE + 1)
    table.share_width()


def _scales(finding: Finding) -> dict[str, tuple[float, float]]:
    """Return the scale of each unit: definitions of one unit are seen against each other."""
    from ..brief.wording import claimed_ends

    numbers: dict[str, list[float]] = {}
    for measure in finding.measures:
        ends = claimed_ends(finding.claimed, measure)
        found = [one for one in (measure.low, measure.best, measure.high, *ends) if one is not None]
        numbers.setdefault(measure.unit, []).extend(found)
    return {unit: scale_of(found) for unit, found in numbers.items()}


def _cells(
    measure: Measure, finding: Finding, events: dict[str, str], scales: dict[str, tuple[float, float]]
) -> list[QTableWidgetItem]:
    from ..brief.measured import definition_title
    from ..brief.wording import claimed_ends, number_texts, unit_sign
    from ..core.definitions import definition

    lang = language(locale_code())
    title = QTableWidgetItem(definition_title(measure, events, lang))
    title.setToolTip(as_tip(tr(definition(measure.definition).meaning)))
    if measure.best is None:
        missing = "" if measure.missing is None else say(measure.missing)
        text = QTableWidgetItem(tr("Not measured: {reason}").format(reason=missing))
        text.setToolTip(as_tip(text.text()))
        font = text.font()
        font.setItalic(True)
        text.setFont(font)
        return [title, text]
    low, best, high = number_texts(measure, finding.claimed, lang)
    fits = {True: "✓ " + tr("yes"), False: "✗ " + tr("no"), None: "–"}[measure.fits]
    picture = QTableWidgetItem()
    words = ", ".join(part for part in (claimed_line(finding), f"{title.text()}: {low} – {best} – {high}") if part)
    picture.setToolTip(as_tip(words))
    picture.setData(Qt.ItemDataRole.AccessibleTextRole, words)
    if measure.unit != "yes_no" and measure.low is not None and measure.high is not None:
        ends = claimed_ends(finding.claimed, measure)
        band = Band(measure.low, measure.best, measure.high, *ends, measure.fits, scales[measure.unit])
        picture.setData(BAND_ROLE, band)
    cells = [title, picture, *(QTableWidgetItem(one) for one in (low, best, high, unit_sign(measure.unit, lang), fits))]
    for item in cells[_LOW:_UNIT]:
        item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    if measure.note is not None:
        cells[_BEST].setToolTip(f"<p>{escape(say(measure.note))}</p>")
    return cells
