"""The page of findings: one claim under all its definitions side by side, and why the verdict is what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import QSize, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from ..bridge.cases import OpenCase
from ..bridge.words import tr
from ..core.schema import VERDICTS
from .claim_texts import reasons_html
from .claims_model import pale, verdict_icon, verdict_words
from .definitions_table import claimed_line, definitions_table, fill
from .desk import Desk
from .turning_splitter import TurningSplitter

if TYPE_CHECKING:
    from ..core.findings import Finding, Report

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
        self.table = definitions_table()
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
        self.claim.setEnabled(self.claim.count() > 0)
        for part in (self.copy, self.show_map):
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
        self.claimed.setText(claimed_line(finding))
        fill(self.table, finding, report)
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
