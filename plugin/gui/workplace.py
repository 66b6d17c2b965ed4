"""The dock where a case is worked on: its claims, their findings, and what else has a page.

A page is a widget made with the desk. It has `show_case(case)`, which is called with None where no case is open, and
may have `close_down()`. A page that tells of one claim may have the signal `claim_chosen` and the method
`choose_claim`: what is chosen on one is chosen on all.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from qgis.core import QgsSettings
from qgis.gui import QgsDockWidget
from qgis.PyQt.QtCore import Qt, QTimer, QUrl
from qgis.PyQt.QtGui import QDesktopServices, QGuiApplication, QShowEvent
from qgis.PyQt.QtWidgets import QMessageBox, QTabWidget, QVBoxLayout, QWidget

from ..about import SLUG, TITLE
from ..bridge.cases import OpenCase, active_case, open_cases
from ..bridge.ledger import LedgerRow, address_of, ledger_row
from ..bridge.options import language_of_documents
from ..bridge.watch import CaseWatch
from ..bridge.words import tr
from .check_bar import CheckBar
from .claim_form_actions import open_form
from .claim_map import ClaimMap, finding_of
from .desk import Desk
from .overlays import legend_html

# Module and class, as text, and the title: a page is made when it is first looked at.
CLAIMS, FINDINGS = "claims_page.ClaimsPage", "findings_page.FindingsPage"
DEPTH, BRIEFING = "depth_page.DepthPage", "briefing_page.BriefingPage"
ROUTES, TIMELINE = "routes_page.RoutesPage", "timeline_page.TimelinePage"
PAGES: Mapping[str, str] = {
    CLAIMS: "Claims",
    FINDINGS: "Findings",
    DEPTH: "Depth",
    ROUTES: "Routes",
    TIMELINE: "Timeline",
    BRIEFING: "Briefing",
}
_PAGE_KEY = f"{SLUG}/workplace/page"


class Workplace(QgsDockWidget):
    """Built on first use; keeps its page between sessions, and QGIS its place."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(TITLE, desk.iface.mainWindow())
        self.setObjectName("salient_workplace")
        self._desk = desk
        self._case: OpenCase | None = None
        self.bar = CheckBar(desk)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("salient_workplace_pages")
        self.tabs.setDocumentMode(True)
        self.map = ClaimMap(desk, self)
        self.pages: dict[str, Any] = {}  # Those that were made.
        self._chosen = ""
        self._is_loaded = False
        for title in PAGES.values():
            place = QWidget()
            QVBoxLayout(place).setContentsMargins(0, 0, 0, 0)
            self.tabs.addTab(place, tr(title))
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.addWidget(self.bar)
        layout.addWidget(self.tabs, 1)
        self.setWidget(body)
        kept = str(QgsSettings().value(_PAGE_KEY, CLAIMS))
        self.show_page(kept if kept in PAGES else CLAIMS)
        self.tabs.currentChanged.connect(self._page_chosen)
        self.bar.case_chosen.connect(self._case_chosen)
        self.map.overlays.changed.connect(self._marks_changed)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look)
        # A turn after the claims are shown: to read them and to prepare a check at once would be felt.
        self._first_check = QTimer(self)
        self._first_check.setSingleShot(True)
        self._first_check.timeout.connect(self._check_first)
        self._watch = CaseWatch(desk.project, self)
        self._watch.edited.connect(self._cases_may_differ)
        self._watch.gone.connect(lambda _: self._timer.start())
        # In the next turn: the panel is there at once, and what it shows a moment later.
        self._timer.start()

    def page(self, name: str) -> Any:
        """Return a page by its entry in PAGES; it is made when it is first asked for."""
        if name not in self.pages:
            module, _, kind = name.partition(".")
            page = getattr(import_module(f".{module}", __package__), kind)(self._desk)
            self.pages[name] = page
            self.tabs.widget(list(PAGES).index(name)).layout().addWidget(page)
            self._connect(page)
            page.show_case(self._case)
            if self._chosen and hasattr(page, "choose_claim"):
                page.choose_claim(self._chosen)
            self._marks_changed()
        return self.pages[name]

    def _connect(self, page: Any) -> None:
        """Listen to what a page asks for, as far as it asks."""
        if hasattr(page, "claim_chosen"):
            page.claim_chosen.connect(self.choose_claim)
        for signal, slot in (
            ("zoom_wanted", self._zoom),
            ("map_wanted", self._mark),
            ("edit_wanted", self._edit),
            ("links_wanted", self._link),
            ("copy_wanted", self._copy),
            ("source_wanted", self._open_source),
        ):
            if hasattr(page, signal):
                getattr(page, signal).connect(slot)
        if hasattr(page, "clear_wanted"):
            page.clear_wanted.connect(self.map.clear)

    def close_down(self) -> None:
        """Let go of the project and of the map."""
        self._timer.stop()
        self._first_check.stop()
        self._watch.close()
        self.map.close()
        for page in self.pages.values():
            if hasattr(page, "close_down"):
                page.close_down()

    # ------------------------------------------------------------ which case, which page

    def case(self) -> OpenCase | None:
        """Return the case that is shown."""
        return self._case

    def show_case(self, case: OpenCase | None) -> None:
        """Show a case on all pages; a case that was never checked is checked where checks run by themselves."""
        changed = case != self._case
        self._case = case
        self.bar.offer(open_cases(self._desk.project), case)
        if not changed:
            return
        self._chosen = ""
        self.map.clear()
        for page in self.pages.values():
            page.show_case(case)
        self._first_check.start()

    def show_page(self, name: str) -> None:
        """Bring a page to the front, by its entry in PAGES."""
        self.page(name)
        self.tabs.setCurrentIndex(list(PAGES).index(name))

    def show_verdicts(self) -> None:
        """Bring a page to the front on which verdicts are seen, if none of them is."""
        if list(PAGES)[self.tabs.currentIndex()] not in (CLAIMS, FINDINGS):
            self.show_page(CLAIMS)

    def choose_claim(self, claim_id: str) -> None:
        """Choose a claim on every page that tells of one."""
        self._chosen = claim_id
        for page in self.pages.values():
            if hasattr(page, "choose_claim"):
                page.choose_claim(claim_id)

    def showEvent(self, event: QShowEvent) -> None:
        """Check what was not checked yet, when somebody looks."""
        super().showEvent(event)
        self._first_check.start()

    def _check_first(self) -> None:
        case, checks = self._case, self._desk.checks
        if case is None or not self.isVisible() or not checks.automatic():
            return
        if checks.report(case.id) is None and not checks.is_running(case.id):
            self.bar.check_now(asked=False)

    def _page_chosen(self, place: int) -> None:
        name = list(PAGES)[place]
        self.page(name)
        QgsSettings().setValue(_PAGE_KEY, name)

    def _case_chosen(self, case_id: str) -> None:
        self.show_case(next((one for one in open_cases(self._desk.project) if one.id == case_id), None))

    def _cases_may_differ(self, case_id: str, _table: str, _fid: int) -> None:
        if self._case is None or self.bar.cases.findData(case_id) < 0:
            # Once for all the layers of a case that is being opened.
            self._timer.start()

    def _look(self) -> None:
        """Take in which cases are open now."""
        if not self._is_loaded:
            # The geometry libraries, a turn before the ledger needs them: both at once would be a pause to be felt.
            import_module("..brief.wording", __package__)
            self._is_loaded = True
            self._timer.start()
            return
        cases = open_cases(self._desk.project)
        if self._case in cases:
            self.show_case(self._case)
            return
        tree = self._desk.iface.layerTreeView()
        group = tree.currentGroupNode() if tree is not None else None
        case = active_case(self._desk.project, self._desk.iface.activeLayer(), group)
        self.show_case(case or (cases[0] if cases else None))

    # ------------------------------------------------------------ what is done with a claim

    def _row(self, claim_id: str) -> LedgerRow | None:
        if self._case is None:
            return None
        return ledger_row(self._desk.project, self._case, claim_id)

    def _zoom(self, claim_id: str) -> None:
        row = self._row(claim_id)
        if row is not None and self._case is not None:
            with self._desk.telling():
                self.map.zoom(self._case, row, self._desk.checks.report(self._case.id))

    def _mark(self, claim_id: str) -> None:
        row = self._row(claim_id)
        if row is not None and self._case is not None:
            with self._desk.telling():
                self.map.mark(self._case, row, self._desk.checks.report(self._case.id))

    def _marks_changed(self) -> None:
        html = legend_html(self.map.overlays.shown)
        for page in self.pages.values():
            if hasattr(page, "show_legend"):
                page.show_legend(html)

    def _edit(self, claim_id: str) -> None:
        """Open the claim's form beside the map."""
        if self._row(claim_id) is not None and self._case is not None:
            with self._desk.telling():
                open_form(self._desk, self._case, claim_id)

    def _link(self, claim_id: str) -> None:
        """Ask which places, gains and events the claim speaks of."""
        from .claim_links import choose

        if self._case is not None:
            with self._desk.telling():
                choose(self._desk, self._case, claim_id)

    def _copy(self, claim_id: str) -> None:
        """Put the finding, or the mere statement, into the clipboard as sentences."""
        from ..brief.sentence import document_language, finding_sentence, statement_sentence

        row, case = self._row(claim_id), self._case
        report = self._desk.checks.report(case.id) if case is not None else None
        finding = finding_of(report, claim_id)
        if row is None:
            return
        lang = document_language(report, language_of_documents())
        if report is None or finding is None:
            text = statement_sentence(row.claimant, row.text, lang)
        else:
            text = finding_sentence(report, finding, lang)
        QGuiApplication.clipboard().setText(text)
        if case is not None and claim_id in self._desk.checks.stale_claims(case.id):
            self._desk.notices.warn(tr("Copied, but out of date, check again: {text}").format(text=text))
        else:
            self._desk.notices.done(tr("Copied: {text}").format(text=text))

    def _open_source(self, claim_id: str) -> None:
        """Open the address of a claim in the browser, once the user has seen it."""
        row = self._row(claim_id)
        address = address_of(self._desk.project, self._case, row) if row is not None and self._case else ""
        if not address:
            return
        asked = QMessageBox(self)
        asked.setObjectName("salient_open_address")
        asked.setWindowTitle(TITLE)
        asked.setText(tr("Open this address in the browser?"))
        asked.setInformativeText(address)
        asked.setTextFormat(Qt.TextFormat.PlainText)
        asked.setStandardButtons(QMessageBox.StandardButton.Open | QMessageBox.StandardButton.Cancel)
        if asked.exec() == QMessageBox.StandardButton.Open:
            QDesktopServices.openUrl(QUrl(address))
