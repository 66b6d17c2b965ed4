"""The form of one claim, beside the map: what somebody said is recorded, or changed, in one step of Undo.

Nothing is saved for the user. What is typed stays until it is recorded or the user lets it go.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from qgis.gui import QgsGui
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtGui import QCloseEvent, QKeyEvent, QKeySequence
from qgis.PyQt.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QShortcut,
    QVBoxLayout,
)

from ..bridge.cases import OpenCase, open_cases, same_file
from ..bridge.claim_rows import claim_values, place_names, same_claim, selected_gains, sides_known, write_claim
from ..bridge.watch import CaseWatch
from ..bridge.words import error_text, tr
from ..core.errors import CaseError, SalientError
from .claim_drafts import keep_draft
from .claim_fields import ClaimFields
from .claim_offers import OFFERED, offer
from .claim_questions import DISCARD, RECORD, wants_duplicate, what_to_do_with_what_is_typed
from .claim_remarks import remarks_on, show_remarks
from .claim_verdict import ClaimVerdict
from .desk import Desk
from .help_actions import help_on
from .place_picking import PlacePicker, PlaceSearch

_PAUSE_MS = 150
# From one claim of a publication to the next these mostly stay.
_KEPT = ("claimant", "stated_on", "refers_from", "refers_to", "published_in", "url", "side", "source_id", "basis")


class ClaimForm(QDialog):
    """A window beside the map; `claim_id` is "" as long as the claim is not recorded."""

    def __init__(self, desk: Desk, case: OpenCase, claim_id: str = "") -> None:
        super().__init__(desk.iface.mainWindow())
        self.setObjectName("salient_claim_form")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk, self.case, self.claim_id = desk, case, claim_id
        self._record: dict[str, Any] | None = None  # The claim as it was when it was last shown.
        self._loaded: dict[str, Any] = {}
        self._clean: dict[str, Any] = {}
        self._touched: set[str] = set()
        self._was_tried = False
        self._is_done_with = False
        self._edited_tables = set(OFFERED)
        self._duplicate = ""
        self._picker: PlacePicker | None = None
        self._search = PlaceSearch(desk, case, self)
        self.fields = ClaimFields(self._search.find)
        self.verdict = ClaimVerdict(desk, case)
        self.notice = QLabel()
        self.notice.setObjectName("salient_claim_notice")
        self.notice.setWordWrap(True)
        self.notice.setTextFormat(Qt.TextFormat.PlainText)
        self.notice.hide()
        self._lay_out()
        self._watch = CaseWatch(desk.project, self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._look)
        self._offers = QTimer(self)
        self._offers.setSingleShot(True)
        self._offers.timeout.connect(self._offer)
        self._connect()
        self._offer()
        self._load()
        QgsGui.enableAutoGeometryRestore(self, "salient_claim_form")

    def _lay_out(self) -> None:
        area = QScrollArea()
        area.setWidget(self.fields)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        # As wide as its widest field: only up and down is there more to see.
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.fields.resized.connect(self._fit)
        self.area = area
        self.buttons = QDialogButtonBox()
        self.save = QPushButton(tr("Record"))
        self.save.setObjectName("salient_claim_save")
        self.another = QPushButton(tr("Record another"))
        self.another.setObjectName("salient_claim_another")
        self.another.setToolTip(tr("Empty the form for the next claim; who, when and where from stay"))
        self.buttons.addButton(self.save, QDialogButtonBox.ButtonRole.ActionRole)
        self.buttons.addButton(self.another, QDialogButtonBox.ButtonRole.ActionRole)
        close = self.buttons.addButton(QDialogButtonBox.StandardButton.Close)
        close.setText(tr("Close"))
        for button in self.buttons.buttons():
            button.setAutoDefault(False)
        help_on(self, "claims", self.buttons)
        layout = QVBoxLayout(self)
        layout.addWidget(area, 1)
        layout.addWidget(self.verdict)
        layout.addWidget(self.notice)
        layout.addWidget(self.buttons)

    def _fit(self) -> None:
        bar = self.area.verticalScrollBar().sizeHint().width()
        self.area.setMinimumWidth(self.fields.minimumSizeHint().width() + bar)

    def _connect(self) -> None:
        self.save.clicked.connect(self.record)
        self.another.clicked.connect(self._begin_another)
        self.buttons.rejected.connect(self.close)
        keys = QShortcut(QKeySequence("Ctrl+Return"), self)
        keys.activated.connect(self.record)
        for name, field in self.fields.fields.items():
            field.changed.connect(lambda one=name: self._changed(one))
        self.fields.places.button.toggled.connect(self._pick)
        self.fields.fields["gain_ids"].button.clicked.connect(self._take_selected_gains)
        self.fields.number.from_text.clicked.connect(self._read_number)
        self.fields.source.new_wanted.connect(self._propose_source)
        self._search.ready.connect(self.fields.places.look)
        self._watch.edited.connect(self._edited)
        self.finished.connect(self._let_go)

    # ------------------------------------------------------------ what it shows

    def _load(self) -> None:
        self._record = values = self._recorded() if self.claim_id else None
        if values is None:
            self.claim_id = ""
            self._show_values({"side": self._settled_side()})
        else:
            self._show_values(values)
        # What the form shows, defaults included: only what is changed from here on is written.
        self._loaded = self.fields.values()
        self._title()

    def _show_values(self, values: dict[str, Any]) -> None:
        ids = values.get("place_ids") or ()
        names = place_names(self._desk.project, self.case, ids)
        self.fields.set_values(values, [(one, names.get(one, one)) for one in ids])
        if not self.claim_id:
            self.fields.forget_shown()
        self._touched.clear()
        self._was_tried = False
        self._clean = self.fields.state()
        self._look()

    def _settled_side(self) -> str:
        return next(iter(sides_known(self._desk.project, self.case)[:1]), "")

    def _title(self) -> None:
        name = self.case.name
        if self.claim_id:
            self.setWindowTitle(tr("Claim {id} – {case}").format(id=self.claim_id, case=name))
        else:
            self.setWindowTitle(tr("Record claim – {case}").format(case=name))
        self.save.setText(tr("Change") if self.claim_id else tr("Record"))
        self.another.setVisible(bool(self.claim_id))
        self.verdict.follow(self.claim_id)

    def _offer(self) -> None:
        """Offer what the case holds now, as far as it was edited since."""
        # One table at a time: a thousand claims and five thousand gains together would hold the window up.
        table = next((one for one in OFFERED if one in self._edited_tables), "")
        self._edited_tables.discard(table)
        if table == "claims" and self.claim_id:
            self._follow_record()
        offer(self._desk.project, self.case, self.fields, self.claim_id, (table,))
        if self._edited_tables:
            self._offers.start(0)

    def _recorded(self) -> dict[str, Any] | None:
        values = claim_values(self._desk.project, self.case, self.claim_id)
        # A save gives new numbers to features.
        return None if values is None else {name: value for name, value in values.items() if name != "fid"}

    def _follow_record(self) -> None:
        """Show what was undone, or changed elsewhere; what is typed here stays."""
        values = self._recorded()
        if values is None:
            self._begin_anew()
        elif values != self._record and not self.is_dirty():
            self._load()
            self._say("")

    def _begin_anew(self) -> None:
        """Take what is typed for a new claim: the one that was there was deleted, or its recording was undone."""
        text = tr("{id} is no longer there: deleted, renamed or undone. What you see here can be recorded anew.")
        self._say(text.format(id=self.claim_id))
        self.claim_id = ""
        self._clean = {}
        self._title()

    def _edited(self, case_id: str, table: str, _fid: int) -> None:
        if case_id == self.case.id and table in OFFERED:
            self._edited_tables.add(table)
            self._offers.start(_PAUSE_MS)

    # ------------------------------------------------------------ what is said beside the fields

    def _changed(self, name: str) -> None:
        self._touched.add(name)
        self._say("")
        self._timer.start()

    def _look(self) -> None:
        """Say beside each field what is wrong or missing, as far as the user has been there."""
        self._timer.stop()
        show_remarks(self.fields, remarks_on(self.fields), self._touched, self._was_tried)
        values = self.fields.values()
        before, self._duplicate = self._duplicate_sentence(), ""
        if values["text"] and values["claimant"]:
            said = (values["text"], values["claimant"], values["stated_on"])
            self._duplicate = same_claim(self._desk.project, self.case, *said, besides=self.claim_id)
        if self._duplicate or self.notice.text() == before:
            self._say(self._duplicate_sentence())

    def _duplicate_sentence(self) -> str:
        if not self._duplicate:
            return ""
        text = tr("The same text by the same claimant on the same day is recorded as {id}.")
        return text.format(id=self._duplicate)

    def _say(self, text: str) -> None:
        self.notice.setText(text)
        self.notice.setVisible(bool(text))

    # ------------------------------------------------------------ recording

    def record(self) -> bool:
        """Record the claim, or change it; False where something has to be mended first."""
        self.fields.settle()  # Ctrl+Return records while a field still has the keyboard.
        self._was_tried = True
        self._look()
        hard = [one for one in remarks_on(self.fields) if one.hard]
        if self.fields.source.is_wrong() or hard:
            self._say(tr("Not recorded yet: see what is said beside the fields."))
            where = self.fields.rows[hard[0].field] if hard else self.fields.source
            self.area.ensureWidgetVisible(where)
            where.setFocus()
            return False
        if self._duplicate and not self.claim_id and not wants_duplicate(self, self._duplicate_sentence()):
            return False
        try:
            self._write()
        except SalientError as error:
            self._say(error_text(error))
            return False
        return True

    def _write(self) -> None:
        self._find_case()
        if self.claim_id and self._recorded() is None:
            self._begin_anew()
            return
        values = self.fields.values()
        if self.claim_id:
            values = {one: value for one, value in values.items() if value != self._loaded[one]}
        source = self.fields.source.new_source()
        if not values and source is None:
            self._say(tr("Nothing was changed."))
            return
        written = write_claim(self._desk.project, self.case, values, self.claim_id, source, self._desk.notices.hint)
        self.claim_id = written.id
        self._load()
        self._was_tried = True
        self._look()
        text = tr("{step}: done, and not saved yet. Undo takes it back as a whole.")
        self._say(text.format(step=written.step))
        self.verdict.ask()

    def _find_case(self) -> None:
        """Take the case as it is open now: it may have been closed and opened again meanwhile.

        Raises
        ------
        CaseError
            When it is not open.
        """
        cases = open_cases(self._desk.project)
        if self.case in cases:
            return
        again = [one for one in cases if same_file(one.path, self.case.path)]
        if not again:
            text = tr("{name} is closed: open it again. What you typed is kept.")
            raise CaseError(text.format(name=self.case.name))
        self.case = again[0]
        self._edited_tables.update(OFFERED)
        self._offers.start(_PAUSE_MS)
        self._search.case = self.case
        self.verdict.set_case(self.case)

    def _begin_another(self) -> None:
        if self.is_dirty() and not self._may_let_go():
            return
        kept = {name: value for name, value in self.fields.values().items() if name in _KEPT}
        self.claim_id, self._loaded = "", {}
        self._show_values(kept)
        self._title()
        self.fields.fields["text"].setFocus()

    # ------------------------------------------------------------ what helps to fill it in

    def _read_number(self) -> None:
        text = self.fields.fields["text"].value()
        self.fields.number.line.setText(" ".join(text.split()))
        self.fields.number.line.setFocus()

    def _propose_source(self) -> None:
        values = self.fields.values()
        said: datetime.date | None = values["stated_on"]
        self.fields.source.fill({"publisher": values["published_in"], "url": values["url"], "published_on": said})

    def _take_selected_gains(self) -> None:
        chosen = selected_gains(self._desk.project, self.case)
        if not chosen:
            self._say(tr("No gain is selected on the map."))
            return
        self._say("")
        self.fields.fields["gain_ids"].set_value(chosen)

    def _pick(self, on: bool) -> None:
        if not on:
            if self._picker is not None:
                self._picker.stop()
            return
        self._picker = PlacePicker(self._desk, self.case)
        self._picker.picked.connect(self.fields.places.add)
        self._picker.missed.connect(lambda: self._say(tr("There is no settlement of the case where you clicked.")))
        self._picker.ended.connect(self._picked)
        self._picker.start()
        self._say(tr("Click on settlements of the map, in order; Esc or a right click ends it."))

    def _picked(self) -> None:
        picker, self._picker = self._picker, None
        if picker is not None:
            picker.deleteLater()
        self.fields.places.button.setChecked(False)
        self._say("")

    # ------------------------------------------------------------ letting go

    def is_dirty(self) -> bool:
        """Whether something is typed that is not recorded."""
        return self.fields.state() != self._clean

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask before what is typed is lost; Qt calls this."""
        if self.is_dirty() and not self._may_let_go():
            event.ignore()
        else:
            self._is_done_with = True
            super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Esc ask as the other ways to close do; Qt calls this."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def _may_let_go(self) -> bool:
        answer = what_to_do_with_what_is_typed(self)
        return answer == DISCARD or (answer == RECORD and self.record())

    def restore(self, state: Mapping[str, Any]) -> None:
        """Show what was typed before, as it was left."""
        places = state.get("place_ids") or ()
        self.fields.restore(state, list(place_names(self._desk.project, self.case, places).items()))
        self._say(tr("What you had typed before Salient was closed is here again; it is not recorded yet."))

    def _let_go(self) -> None:
        if self.is_dirty() and not self._is_done_with:
            # Closed from outside, with QGIS or with Salient: nobody was asked.
            keep_draft(self.case, self.claim_id, self.fields.state())
        self._timer.stop()
        self._offers.stop()
        self._watch.close()
        self._search.close()
        self.verdict.close_down()
        if self._picker is not None:
            self._picker.stop()
