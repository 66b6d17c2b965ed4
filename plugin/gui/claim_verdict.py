"""What the check says of the claim in a form, as soon as it has run."""

from __future__ import annotations

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from ..bridge.cases import OpenCase
from ..bridge.parts import MEASURING, missing
from ..bridge.words import error_text, say, tr
from ..core.errors import SalientError
from .claim_map import finding_of
from .claims_model import verdict_icon, verdict_words
from .desk import Desk


class ClaimVerdict(QWidget):
    """A line with the verdict on one claim; hidden as long as the claim is not recorded."""

    def __init__(self, desk: Desk, case: OpenCase) -> None:
        super().__init__()
        self.setObjectName("salient_claim_verdict")
        self._desk, self._case = desk, case
        self._claim_id = ""
        self.sign, self.text = QLabel(), QLabel()
        self.text.setObjectName("salient_claim_verdict_text")
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.check = QPushButton(tr("Check now"))
        self.check.setObjectName("salient_claim_check")
        self.check.setAutoDefault(False)
        self.check.clicked.connect(self._check_now)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.text, 1)
        line.addWidget(self.check)
        checks = desk.checks
        self._signals = (checks.report_changed, checks.went_stale, checks.started, checks.failed)
        for signal in self._signals:
            signal.connect(self._show)
        self._show()

    def close_down(self) -> None:
        """Listen no more."""
        for signal in self._signals:
            signal.disconnect(self._show)

    def set_case(self, case: OpenCase) -> None:
        """Tell of a case that was opened again."""
        self._case = case

    def follow(self, claim_id: str) -> None:
        """Tell of another claim; "" for none."""
        self._claim_id = claim_id
        self._show()

    def ask(self) -> None:
        """Let the claim be checked, where checks run by themselves."""
        checks = self._desk.checks
        if checks.automatic() and checks.report(self._case.id) is None and not checks.is_running(self._case.id):
            self._start(False)
        self._show()

    def _check_now(self) -> None:
        self._start(True)

    def _start(self, asked: bool) -> None:
        if missing(MEASURING):
            if asked:
                self._desk.has(MEASURING)
            return
        try:
            self._desk.checks.check_now(self._case, asked=asked)
        except SalientError as error:
            self.text.setText(error_text(error))

    def _show(self, *_: object) -> None:
        checks, case_id = self._desk.checks, self._case.id
        self.setVisible(bool(self._claim_id))
        finding = finding_of(checks.report(case_id), self._claim_id)
        stale = self._claim_id in checks.stale_claims(case_id) or (finding is None and checks.is_stale(case_id))
        waits = checks.is_running(case_id) or (stale and checks.automatic())
        line = self.text.fontMetrics().lineSpacing()
        self.sign.setPixmap(verdict_icon("" if finding is None else finding.verdict).pixmap(line, line))
        if finding is not None and not stale:
            text = tr("{id}: {verdict}. {reason}")
            words = verdict_words(finding.verdict, False)
            self.text.setText(text.format(id=self._claim_id, verdict=words, reason=say(finding.reason)))
        elif waits:
            self.text.setText(tr("{id} is being checked…").format(id=self._claim_id))
        else:
            self.text.setText(tr("{id} is not checked yet.").format(id=self._claim_id))
        self.check.setVisible(not waits and (finding is None or stale))
