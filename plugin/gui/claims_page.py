"""The page of claims: the ledger of a case, narrowed down by words and choices, and all about the one chosen."""

from __future__ import annotations

from qgis.PyQt.QtCore import QItemSelectionModel, QModelIndex, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QKeySequence, QShowEvent
from qgis.PyQt.QtWidgets import (
    QAction,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from ..bridge.cases import OpenCase
from ..bridge.ledger import LedgerRow, address_of, ledger_rows
from ..bridge.watch import WHOLE_TABLE, CaseWatch
from ..bridge.words import tr
from .claim_choices import ClaimChoices
from .claim_texts import claim_html
from .claims_model import (
    ROW_ROLE,
    ClaimsFilter,
    ClaimsModel,
)
from .desk import Desk
from .ledger_view import ledger_view
from .turning_splitter import TurningSplitter

# Long enough for the rest of one edit to come in, and too short to be noticed.
_PAUSE_MS = 60
# Above this many edited claims all are read, which is quicker.
_MOST_ONE_BY_ONE = 100
_NONE = 0  # No claim has it: features are numbered from 1, unsaved ones from -2.


class ClaimsPage(QWidget):
    """The claims of the case that the dock shows; unsaved edits are seen at once."""

    claim_chosen = pyqtSignal(str)
    """The id of the claim that the user chose."""
    zoom_wanted = pyqtSignal(str)
    map_wanted = pyqtSignal(str)
    edit_wanted = pyqtSignal(str)
    links_wanted = pyqtSignal(str)
    copy_wanted = pyqtSignal(str)
    source_wanted = pyqtSignal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("salient_claims_page")
        self._desk = desk
        self._case: OpenCase | None = None
        self._chosen = ""
        self._behind = False
        self._edited_fids: set[int] = set()
        self.model = ClaimsModel(self)
        self.filter = ClaimsFilter(self.model)
        self.table = ledger_view(self.filter)
        self.choices = ClaimChoices(self.filter, "claims")
        self.details = QTextBrowser()
        self.details.setObjectName("salient_claim_details")
        self.details.setOpenLinks(False)
        self._lay_out()
        self._add_actions()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._catch_up)
        self._watch = CaseWatch(desk.project, self)
        self._watch.edited.connect(self._edited)
        checks = desk.checks
        for signal in (checks.report_changed, checks.went_stale):
            signal.connect(self._show_check)
        self.choices.narrowed.connect(self._choose_again)
        self.table.selectionModel().currentRowChanged.connect(self._row_chosen)
        self.table.doubleClicked.connect(self._double_clicked)

    # ------------------------------------------------------------ what it looks like

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self.choices)
        layout.addWidget(TurningSplitter(self.table, self.details), 1)

    def _add_actions(self) -> None:
        """Offer what can be done with a claim, in the context menu and by the keyboard."""
        self.actions_by_name: dict[str, QAction] = {}
        for name, text, keys, signal in (
            ("zoom", tr("Zoom to what the claim is about"), "Return", self.zoom_wanted),
            ("show", tr("Show on the map"), "Shift+Return", self.map_wanted),
            ("edit", tr("Edit the claim…"), "F2", self.edit_wanted),
            ("links", tr("Places and gains of a claim…"), "", self.links_wanted),
            ("copy", tr("Copy the sentence"), "Ctrl+C", self.copy_wanted),
            ("source", tr("Open the source…"), "", self.source_wanted),
        ):
            action = QAction(text, self.table)
            action.setObjectName(f"salient_claim_{name}")
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.setEnabled(False)
            action.triggered.connect(lambda _=False, wanted=signal: self._ask(wanted))
            self.table.addAction(action)
            self.actions_by_name[name] = action
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    # ------------------------------------------------------------ which case, which claims

    def show_case(self, case: OpenCase | None) -> None:
        """Show the claims of a case; of none, an empty ledger."""
        if case != self._case:
            self._chosen = ""
        self._case = case
        self._read_again()

    def close_down(self) -> None:
        """Let go of the layers."""
        self._timer.stop()
        self._watch.close()

    def choose_claim(self, claim_id: str) -> None:
        """Choose a claim as if it was clicked; a filter that hides it is lifted."""
        if claim_id == self._chosen and self.row() is not None:
            return
        self._chosen = claim_id
        if self._index_of(claim_id) is None and any(one.id == claim_id for one in self.model.rows):
            self.choices.lift()
        self._choose_again()

    def row(self) -> LedgerRow | None:
        """Return the claim that is chosen."""
        index = self.table.currentIndex()
        return index.data(ROW_ROLE) if index.isValid() else None

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with the edits that were made while nobody looked."""
        super().showEvent(event)
        if self._behind:
            self._catch_up()

    def _edited(self, case_id: str, table: str, fid: int) -> None:
        if self._case is None or case_id != self._case.id or table not in ("claims", "sources"):
            return
        self._behind = True
        self._edited_fids.add(fid if table == "claims" else _NONE)
        if self.isVisible():
            self._timer.start()

    def _catch_up(self) -> None:
        """Read what was edited: a few claims one by one, more of them all at once."""
        fids = self._edited_fids - {_NONE}
        if self._case is None or WHOLE_TABLE in fids or len(fids) > _MOST_ONE_BY_ONE:
            self._read_again()
            return
        self._edited_fids.clear()
        self._behind = False
        self._show_rows(self.model.with_edits(fids, ledger_rows(self._desk.project, self._case, fids)))

    def _read_again(self) -> None:
        self._behind = False
        self._edited_fids.clear()
        self._show_rows(ledger_rows(self._desk.project, self._case) if self._case is not None else [])

    def _show_rows(self, rows: list[LedgerRow]) -> None:
        place = self.table.verticalScrollBar().value()
        self.model.show_rows(rows)
        self.choices.offer(rows)
        self.choices.narrow()
        self._show_check()
        self._choose_again()
        self.table.verticalScrollBar().setValue(place)

    def _show_check(self, case_id: str = "") -> None:
        case = self._case
        if case is None:
            self.model.show_verdicts({}, frozenset())
        elif case_id in ("", case.id):
            report = self._desk.checks.report(case.id)
            verdicts = {} if report is None else {one.claim.id: one.verdict for one in report.findings}
            self.model.show_verdicts(verdicts, self._desk.checks.stale_claims(case.id))
        self.choices.say_how_many()
        self._describe()

    # ------------------------------------------------------------ narrowing down, choosing

    def _index_of(self, claim_id: str) -> QModelIndex | None:
        for number, row in enumerate(self.model.rows):
            if row.id == claim_id:
                index = self.filter.mapFromSource(self.model.index(number, 0))
                return index if index.isValid() else None
        return None

    def _choose_again(self) -> None:
        index = self._index_of(self._chosen) if self._chosen else None
        if index is not None and index.row() != self.table.currentIndex().row():
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.table.selectionModel().setCurrentIndex(index, flags)
            self.table.scrollTo(index)
        self._describe()

    def _row_chosen(self, index: QModelIndex, _before: QModelIndex) -> None:
        row = index.data(ROW_ROLE) if index.isValid() else None
        if row is not None and row.id != self._chosen:
            self._chosen = row.id
            self.claim_chosen.emit(row.id)
        self._describe()

    def _double_clicked(self, _: QModelIndex) -> None:
        self._ask(self.zoom_wanted)

    def _ask(self, wanted: pyqtSignal) -> None:
        row = self.row()
        if row is not None:
            wanted.emit(row.id)

    def _describe(self) -> None:
        row, case = self.row(), self._case
        for action in self.actions_by_name.values():
            action.setEnabled(row is not None)
        if row is None or case is None:
            self.details.setPlainText(self._why_empty())
            return
        address = address_of(self._desk.project, case, row)
        self.actions_by_name["source"].setEnabled(bool(address))
        report = self._desk.checks.report(case.id)
        found = [one for one in report.findings if one.claim.id == row.id] if report is not None else []
        self.details.setHtml(claim_html(row, found[0] if found else None, self.model.is_stale(row), address))

    def _why_empty(self) -> str:
        if self._case is None:
            return tr("No case is open: use Plugins > Salient > New case… or Open case… first.")
        if not self.model.rows:
            return tr("The case holds no claims: there is nothing to check yet.")
        return tr("No claim is chosen.") if self.filter.rowCount() else tr("No claim fits the search.")
