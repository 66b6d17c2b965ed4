"""The head of the dock: which case it shows, and the state of its check."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from qgis.core import QgsTask
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QResizeEvent, QShowEvent
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QWidget,
)

from ..bridge.cases import OpenCase, group_of
from ..bridge.parts import MEASURING
from ..bridge.results import verdict_words
from ..bridge.words import locale_code, say, tr
from ..brief.language import language
from ..core.schema import TABLES
from .desk import Desk

_MOST_REMARKS = 2
_BROAD_LETTERS = 130


class CheckBar(QWidget):
    """Asks for checks and follows them; `case_chosen` comes when the user picks another case."""

    case_chosen = pyqtSignal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._case: OpenCase | None = None
        self._failure = ""
        self._is_below = False
        self._task: QgsTask | None = None
        self.cases = QComboBox()
        self.cases.setObjectName("salient_workplace_case")
        self.cases.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.cases.setMinimumContentsLength(14)
        self.state = QLabel()
        self.state.setObjectName("salient_check_state")
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        # A narrow panel wraps it instead of growing.
        self.state.setWordWrap(True)
        self.progress = QProgressBar()
        self.progress.setObjectName("salient_check_progress")
        self.progress.setRange(0, 100)
        self.cancel = QPushButton(tr("Cancel"))
        self.cancel.setObjectName("salient_check_cancel")
        self.check = QPushButton(tr("Check now"))
        self.check.setObjectName("salient_check_now")
        self.by_itself = QCheckBox(tr("Check by itself"))
        self.by_itself.setObjectName("salient_check_by_itself")
        self.by_itself.setToolTip(tr("Check the claims again a moment after each edit"))
        self.by_itself.setChecked(desk.checks.automatic())
        self.remarks = QLabel()
        self.remarks.setObjectName("salient_check_remarks")
        self.remarks.setTextFormat(Qt.TextFormat.PlainText)
        self.remarks.setWordWrap(True)
        self._lay_out()
        self._connect()
        self._show()

    def _lay_out(self) -> None:
        asks, grid = QHBoxLayout(), QGridLayout()
        self.setLayout(grid)
        self._grid = grid
        for widget in (self.progress, self.cancel, self.check, self.by_itself):
            asks.addWidget(widget)
        grid.setContentsMargins(4, 4, 4, 0)
        grid.addWidget(self.cases, 0, 0)
        grid.addWidget(self.state, 0, 1)
        grid.addLayout(asks, 0, 2)
        grid.addWidget(self.remarks, 2, 0, 1, 3)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 3)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the state below the rest in a narrow panel, where it would have no room beside it."""
        super().resizeEvent(event)
        below = event.size().width() < _BROAD_LETTERS * self.fontMetrics().averageCharWidth()
        if below != self._is_below:
            self._is_below = below
            self._grid.removeWidget(self.state)
            self._grid.addWidget(self.state, *((1, 0, 1, 3) if below else (0, 1, 1, 1)))
            self._grid.setColumnStretch(1, 0 if below else 3)

    def _connect(self) -> None:
        checks = self._desk.checks
        checks.started.connect(self._started)
        checks.report_changed.connect(self._changed)
        checks.went_stale.connect(self._changed)
        checks.failed.connect(self._failed)
        self.cases.activated.connect(lambda _: self.case_chosen.emit(str(self.cases.currentData() or "")))
        self.check.clicked.connect(lambda: self.check_now(asked=True))
        self.cancel.clicked.connect(self._call_off)
        self.by_itself.toggled.connect(checks.set_automatic)

    # ------------------------------------------------------------ which case

    def offer(self, cases: Sequence[OpenCase], chosen: OpenCase | None) -> None:
        """Offer the open cases."""
        self.cases.clear()
        for case in cases:
            group = group_of(self._desk.project, case.id)
            self.cases.addItem(case.name if group is None else group.name(), case.id)
            self.cases.setItemData(self.cases.count() - 1, case.path, Qt.ItemDataRole.ToolTipRole)
        if not cases:
            self.cases.addItem(tr("No case is open"), "")
        self.cases.setEnabled(bool(cases))
        self.show_case(chosen)

    def show_case(self, case: OpenCase | None) -> None:
        """Show the state of the check of a case."""
        if case != self._case:
            self._failure = ""
        self._case = case
        self.cases.setCurrentIndex(max(self.cases.findData(case.id if case is not None else ""), 0))
        self._follow()
        self._show()

    def check_now(self, asked: bool) -> None:
        """Check the case; where the user did not ask for it, only if that needs nothing of him."""
        if self._case is not None and self._desk.has(MEASURING):
            with self._desk.telling():
                self._desk.checks.check_now(self._case, asked=asked)

    def showEvent(self, event: QShowEvent) -> None:
        """Show what changed while nobody looked."""
        super().showEvent(event)
        self._show()

    # ------------------------------------------------------------ how its check stands

    def _is_ours(self, case_id: str) -> bool:
        return self._case is not None and self._case.id == case_id

    def _started(self, case_id: str) -> None:
        if self._is_ours(case_id):
            self._failure = ""
            self._follow()
            self._show()

    def _changed(self, case_id: str) -> None:
        if self._is_ours(case_id):
            if not self._desk.checks.is_stale(case_id):
                self._failure = ""
            self._show()

    def _failed(self, case_id: str, sentence: str) -> None:
        if self._is_ours(case_id):
            self._failure = sentence
            self._show()

    def _follow(self) -> None:
        """Show how far the check is that is under way."""
        task = self._desk.checks.under_way(self._case.id) if self._case is not None else None
        self._task = task
        self.progress.setValue(0)
        if task is not None:
            task.progressChanged.connect(self._moved)

    def _moved(self, percent: float) -> None:
        if self.sender() in (None, self._task):
            self.progress.setValue(int(percent))

    def _call_off(self) -> None:
        task = self._desk.checks.under_way(self._case.id) if self._case is not None else None
        if task is not None and not sip.isdeleted(task):
            task.cancel()

    def _show(self) -> None:
        case, checks = self._case, self._desk.checks
        running = case is not None and checks.is_running(case.id)
        for widget in (self.progress, self.cancel):
            widget.setVisible(running)
        self.check.setVisible(not running)
        self.check.setEnabled(case is not None)
        # It may have been changed among the options of QGIS.
        self.by_itself.blockSignals(True)
        self.by_itself.setChecked(checks.automatic())
        self.by_itself.blockSignals(False)
        text, tip, plain = self._state_words(running)
        self.state.setText(text)
        self.state.setToolTip(f"<p>{escape(tip)}</p>" if tip else "")
        font = self.state.font()
        font.setItalic(not plain)
        self.state.setFont(font)
        self._show_remarks()

    def _state_words(self, running: bool) -> tuple[str, str, bool]:
        """Return the state in words, more of it for the tooltip, and whether it is as it should be."""
        case, checks = self._case, self._desk.checks
        if case is None:
            return "", "", True
        report = checks.report(case.id)
        if running:
            return "… " + tr("checking"), "", False
        if self._failure:
            return "⚠ " + self._failure, self._failure, False
        if report is None:
            return "– " + tr("not checked yet"), "", False
        found = ", ".join(verdict_words(report))
        if checks.is_stale(case.id):
            count = len(checks.stale_claims(case.id))
            text = tr("out of date: edited since the check (claims: {n})")
            return "↻ " + text.format(n=count), found, False
        text = tr("up to date, claims checked: {n}")
        if report.as_of is not None:
            day = language(locale_code()).date(report.as_of)
            return (
                "✓ " + tr("up to date as of {day}, claims checked: {n}").format(n=len(report.findings), day=day),
                found,
                True,
            )
        return "✓ " + text.format(n=len(report.findings)), found, True

    def _show_remarks(self) -> None:
        """Say what the check left out or noted; all of it in the tooltip."""
        report = self._desk.checks.report(self._case.id) if self._case is not None else None
        lines: list[str] = []
        if report is not None:
            titles = {table.name: tr(table.title) for table in TABLES}
            lines = [say(note) for note in report.notes]
            lines += [f"{titles.get(one.table, one.table)} {one.id}: {say(one.reason)}" for one in report.skipped]
        more = len(lines) - _MOST_REMARKS
        shown = lines[:_MOST_REMARKS]
        if more > 0:
            shown[-1] += " " + tr("(and {n} more)").format(n=more)
        self.remarks.setText("\n".join(shown))
        self.remarks.setToolTip("<p>" + "<br>".join(escape(line) for line in lines) + "</p>" if lines else "")
        self.remarks.setVisible(bool(lines))
