"""The page of findings: one claim under all its definitions side by side, and why the verdict is what it is."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import QSize, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from ..bridge.cases import OpenCase
from ..bridge.words import locale_code, say, tr
from ..brief.language import language
from ..core.messages import message
from ..core.schema import VERDICTS
from .claim_texts import reasons_html
from .claims_model import as_tip, pale, verdict_icon, verdict_words
from .desk import Desk
from .finding_bands import BAND_ROLE, Band, BandDelegate, scale_of
from .turning_splitter import TurningSplitter

if TYPE_CHECKING:
    from ..core.findings import Finding, Measure, Report

_DEFINITION, _PICTURE, _LOW, _BEST, _HIGH, _UNIT, _FITS = range(7)
_LONGEST_NAME = 90


class FindingsPage(QWidget):
    """The finding on the claim that is chosen; built on first use."""

    claim_chosen = pyqtSignal(str)
    """The id of the claim that the user chose."""
    map_wanted = pyqtSignal(str)
    copy_wanted = pyqtSignal(str)
    clear_wanted = pyqtSignal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("salient_findings_page")
        self._desk = desk
        self._case: OpenCase | None = None
        self._chosen = ""
        self._offered: list[tuple[str, str, str]] = []  # What the list of claims holds: id, verdict, text.
        self._icons = {code: verdict_icon(code) for code in VERDICTS}
        self.claim = QComboBox()
        self.claim.setObjectName("salient_finding_claim")
        self.claim.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.claim.setMinimumContentsLength(16)
        self.icon, self.verdict = QLabel(), _plain("salient_finding_verdict")
        self.claimed = _plain("salient_finding_claimed")
        self.table = _definitions_table()
        self.reasons = QTextBrowser()
        self.reasons.setObjectName("salient_finding_reasons")
        self.reasons.setOpenLinks(False)
        self.legend = QLabel()
        self.legend.setObjectName("salient_finding_legend")
        self.legend.setWordWrap(True)
        self.legend.hide()
        self.copy = _button("salient_finding_copy", tr("Copy"))
        self.copy.setToolTip(tr("Copy the finding as sentences ready to print, in the language of the documents"))
        self.show_map = _button("salient_finding_map", tr("Show on the map"))
        self.show_map.setToolTip(tr("Show what was measured, until it is cleared: nothing is written to the project"))
        self.clear_map = _button("salient_finding_clear", tr("Clear"))
        self._lay_out()
        desk.checks.report_changed.connect(self._show_check)
        desk.checks.went_stale.connect(self._went_stale)
        self.claim.activated.connect(self._picked)
        self.copy.clicked.connect(lambda: self.copy_wanted.emit(self._chosen))
        self.show_map.clicked.connect(lambda: self.map_wanted.emit(self._chosen))
        self.clear_map.clicked.connect(lambda: self.clear_wanted.emit())
        self.clear_map.setEnabled(False)
        self._show()

    def _lay_out(self) -> None:
        top, said = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.claim, 1)
        for button in (self.copy, self.show_map, self.clear_map):
            top.addWidget(button)
        said.addWidget(self.icon)
        said.addWidget(self.verdict)
        said.addWidget(self.claimed, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addLayout(top)
        layout.addLayout(said)
        layout.addWidget(TurningSplitter(self.table, self.reasons), 1)
        layout.addWidget(self.legend)

    # ------------------------------------------------------------ which case, which claim

    def show_case(self, case: OpenCase | None) -> None:
        """Show the findings of a case; of none, nothing."""
        if case != self._case:
            self._chosen = ""
        self._case = case
        self._show_check()

    def choose_claim(self, claim_id: str) -> None:
        """Show the finding on a claim."""
        if claim_id != self._chosen:
            self._chosen = claim_id
            self._show()

    def show_legend(self, html: str) -> None:
        """Say what the marks on the map mean; "" where there are none."""
        self.legend.setText(tr("On the map: {marks}").format(marks=html) if html else "")
        self.legend.setVisible(bool(html))
        self.clear_map.setEnabled(bool(html))

    def finding(self) -> Finding | None:
        """Return the finding that is shown."""
        report = self._report()
        if report is None:
            return None
        return next((one for one in report.findings if one.claim.id == self._chosen), None)

    def _report(self) -> Report | None:
        return None if self._case is None else self._desk.checks.report(self._case.id)

    def _picked(self, place: int) -> None:
        claim_id = str(self.claim.itemData(place) or "")
        if claim_id and claim_id != self._chosen:
            self._chosen = claim_id
            self._show()
            self.claim_chosen.emit(claim_id)

    def _show_check(self, case_id: str = "") -> None:
        if case_id and (self._case is None or case_id != self._case.id):
            return
        self._offer_claims()
        self._show()

    def _went_stale(self, case_id: str) -> None:
        if self._case is not None and case_id == self._case.id:
            self._show()

    def _offer_claims(self) -> None:
        """Offer the claims that were checked; those that stay as they are stay in the list."""
        report = self._report()
        findings = report.findings if report is not None else ()
        while self.claim.count() > len(findings):
            self.claim.removeItem(self.claim.count() - 1)
        for place, finding in enumerate(findings):
            text = f"{finding.claim.id}  {finding.claim.claimant}: {finding.claim.text}"
            text = text if len(text) <= _LONGEST_NAME else text[: _LONGEST_NAME - 1] + "…"
            entry = (finding.claim.id, finding.verdict, text)
            if place < len(self._offered) and self._offered[place] == entry:
                continue
            if place == self.claim.count():
                self.claim.addItem("")
            self.claim.setItemText(place, text)
            self.claim.setItemData(place, finding.claim.id)
            self.claim.setItemIcon(place, self._icons[finding.verdict])
            self._offered[place : place + 1] = [entry]
        del self._offered[len(findings) :]
        if self.finding() is None and report is not None and report.findings:
            self._chosen = report.findings[0].claim.id

    # ------------------------------------------------------------ one finding

    def _show(self) -> None:
        finding, report = self.finding(), self._report()
        self.claim.setCurrentIndex(self.claim.findData(self._chosen))
        for part in (self.copy, self.show_map, self.claim):
            part.setEnabled(finding is not None)
        if finding is None or report is None:
            self.icon.clear()
            self.claimed.setText("")
            self.verdict.setText(
                tr("This claim was not checked yet.") if self._chosen else tr("Nothing was checked yet.")
            )
            self._look_stale(False)
            self.table.setRowCount(0)
            self.reasons.setHtml("")
            return
        stale = self._case is not None and self._chosen in self._desk.checks.stale_claims(self._case.id)
        line = self.fontMetrics().height()
        icon = self._icons[finding.verdict]
        self.icon.setPixmap((pale(icon) if stale else icon).pixmap(QSize(line, line)))
        self.verdict.setText(verdict_words(finding.verdict, stale))
        self._look_stale(stale)
        self.claimed.setText(_claimed_line(finding))
        _fill(self.table, finding, report)
        self.reasons.setHtml(reasons_html(finding, report.reconciled))

    def _look_stale(self, stale: bool) -> None:
        font = self.verdict.font()
        font.setBold(True)
        font.setItalic(stale)
        self.verdict.setFont(font)


def _plain(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setWordWrap(name.endswith("claimed"))
    return label


def _button(name: str, text: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    return button


def _claimed_line(finding: Finding) -> str:
    from ..brief.wording import claimed_text, interval_text

    lang = language(locale_code())
    if finding.claimed is None:
        return ""
    values = {"number": claimed_text(finding, lang), "interval": interval_text(finding.claimed, lang)}
    parts = [message("Claimed: {number}, read as {interval}.", **values)]
    period = lang.date_range(finding.refers_from, finding.refers_to)
    if period:
        parts.append(message("Period: {period}.", period=period))
    if finding.scope:
        parts.append(message("Scope: {scope}.", scope=finding.scope))
    # By `say`, which puts no second full stop after a date that ends in one.
    return " ".join(say(one) for one in parts)


def _definitions_table() -> QTableWidget:
    table = QTableWidget(0, 7)
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
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(_PICTURE, QHeaderView.ResizeMode.Stretch)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setTextElideMode(Qt.TextElideMode.ElideRight)
    header.setMinimumSectionSize(8 * table.fontMetrics().averageCharWidth())
    return table


def _fill(table: QTableWidget, finding: Finding, report: Report) -> None:
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
    words = ", ".join(part for part in (_claimed_line(finding), f"{title.text()}: {low} – {best} – {high}") if part)
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
