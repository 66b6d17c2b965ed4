"""What the page of the briefing asks: title, language, paper, day, issuers, and the bottom line as it will be."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.gui import QgsDateEdit
from qgis.PyQt.QtCore import QDateTime, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QTextCursor
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ..bridge.briefings import BriefingWish
from ..bridge.options import paper_options
from ..bridge.words import tr
from ..brief.language import language_names

# As long as the pause between two sentences.
_PAUSE_MS = 900
_PAPERS = ("A4", "Letter")


class BriefingForm(QScrollArea):
    """The wish as widgets; `changed` comes a moment after the last change that the user made."""

    changed = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("salient_briefing_form")
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self._generated: tuple[str, ...] = ()
        self._lang = ""
        self._edited_from: tuple[str, ...] | None = None  # What the findings said when the user began to edit.
        self._make_questions()
        self._make_text()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE_MS)
        self._soon.timeout.connect(self.changed)
        self._lay_out()
        self._connect()
        self.offer_issuers(())
        self._describe()

    def _make_questions(self) -> None:
        self.title = QLineEdit()
        self.title.setObjectName("salient_briefing_title")
        self.title.setClearButtonEnabled(True)
        self.language, self.paper = QComboBox(), QComboBox()
        self.language.setObjectName("salient_briefing_language")
        self.language.addItem(tr("that of the recipe, else of the case or the options"), None)
        for code, name in language_names():
            self.language.addItem(name, code)
        self.paper.setObjectName("salient_briefing_paper")
        self.paper.addItem(tr("that of the recipe, else of the options"), "")
        for name in _PAPERS:
            self.paper.addItem(name, name)
        self.recipe = QPushButton(tr("Recipe…"))
        self.recipe.setObjectName("salient_briefing_recipe")
        self.recipe.setToolTip(tr("Choose what the briefing of the case prints, how, and what does not leave the desk"))
        self.as_of = QgsDateEdit()
        self.as_of.setObjectName("salient_briefing_as_of")
        self.as_of.setAllowNull(True)
        self.as_of.setNullRepresentation(tr("the last day of the case"))
        self.as_of.setToolTip(tr("What is of later days is left out"))
        self.as_of.setDateTime(QDateTime())
        self.across = QCheckBox(tr("Compare maps of different issuers (they use different definitions)"))
        self.across.setObjectName("salient_briefing_across")
        self.across.setToolTip(tr("Every page of the briefing then says so."))
        self.beside = QCheckBox(tr("Facts, claims and shapes beside the PDF too"))
        self.beside.setObjectName("salient_briefing_beside")
        self.beside.setToolTip(tr("They travel inside the PDF as the recipe has it; here as files of their own."))
        self.first, self.last = QComboBox(), QComboBox()
        self.same = QLabel(tr("Choose two different issuers."))
        self.first.setObjectName("salient_briefing_issuer")
        self.last.setObjectName("salient_briefing_issuer_to")
        for box in (self.language, self.paper, self.first, self.last):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(8)

    def _make_text(self) -> None:
        self.text = QPlainTextEdit()
        self.text.setObjectName("salient_briefing_bottom_line")
        self.text.setAccessibleName(tr("Bottom line"))
        self.text.setPlaceholderText(tr("One sentence a line; they open the briefing."))
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(6 * self.fontMetrics().lineSpacing())
        self.said = QLabel()
        self.said.setObjectName("salient_briefing_bottom_line_state")
        self.said.setWordWrap(True)
        self.restore = QPushButton(tr("As generated"))
        self.restore.setObjectName("salient_briefing_restore")
        self.restore.setToolTip(tr("Take the sentences that are made from the findings"))

    def _lay_out(self) -> None:
        body = QWidget()
        layout, form, below = QVBoxLayout(body), QFormLayout(), QHBoxLayout()
        layout.setContentsMargins(4, 0, 4, 0)
        form.addRow(self.recipe)
        form.addRow(tr("Title"), self.title)
        form.addRow(tr("Language"), self.language)
        form.addRow(tr("Paper"), self.paper)
        form.addRow(tr("As of"), self.as_of)
        form.addRow(self.across)
        form.addRow(tr("First day on the maps of"), self.first)
        form.addRow(tr("Last day on the maps of"), self.last)
        form.addRow(self.same)
        form.addRow(self.beside)
        self._form = form
        heading = QLabel(tr("Bottom line"))
        heading.setBuddy(self.text)
        below.addWidget(self.said, 1)
        below.addWidget(self.restore)
        # The text first: it is what an editor reads, and the panel may be low.
        for widget in (heading, self.text):
            layout.addWidget(widget, 1 if widget is self.text else 0)
        layout.addLayout(below)
        layout.addLayout(form)
        self.setWidget(body)

    def _connect(self) -> None:
        self.title.textEdited.connect(lambda _: self._soon.start())
        for box in (self.language, self.paper, self.first, self.last):
            box.activated.connect(lambda _: self.changed.emit())
        self.as_of.dateValueChanged.connect(lambda _: self._soon.start())
        for box in (self.first, self.last):
            box.activated.connect(lambda _: self._show_pair())
        self.across.toggled.connect(self._across_toggled)
        self.text.textChanged.connect(self._typed)
        self.restore.clicked.connect(self.take_generated)

    # ------------------------------------------------------------ what is asked

    def wish(self) -> BriefingWish:
        """Return what the form asks for; the newsroom and its logo are those of the options."""
        day = None if self.as_of.isNull() else self.as_of.date().toPyDate()
        pair = (self.first.currentText(), self.last.currentText())
        return BriefingWish(
            lang=self.language.currentData(),
            as_of=day,
            across=pair if self.across.isChecked() and pair[0] != pair[1] else None,
            paper=paper_options(),
            sheet=self.paper.currentData(),
            title=self.title.text().strip(),
            bottom_line=self.sentences() if self.is_edited() else (),
            beside=self.beside.isChecked(),
        )

    def sentences(self) -> tuple[str, ...]:
        """Return the bottom line as it stands in the form."""
        lines = (" ".join(line.split()) for line in self.text.toPlainText().splitlines())
        return tuple(line for line in lines if line)

    def is_edited(self) -> bool:
        """Whether the bottom line is the user's own; an empty one is not."""
        return self._edited_from is not None and bool(self.sentences())

    def forget(self, title: str = "") -> None:
        """Begin anew, for another case of this title."""
        self._soon.stop()
        self.title.clear()
        self.title.setPlaceholderText(title)
        self.as_of.blockSignals(True)
        self.as_of.setDateTime(QDateTime())
        self.as_of.blockSignals(False)
        self._edited_from, self._generated = None, ()
        self._write(())
        self.offer_issuers(())
        self._describe()

    def offer_issuers(self, issuers: Sequence[str]) -> None:
        """Offer a comparison where the case holds maps of several issuers."""
        several = len(issuers) > 1
        before = [self.first.itemText(row) for row in range(self.first.count())]
        if before != list(issuers):
            for place, box in enumerate((self.first, self.last)):
                box.clear()
                box.addItems(list(issuers))
                box.setCurrentIndex(min(place, len(issuers) - 1))
            self.across.blockSignals(True)
            self.across.setChecked(False)
            self.across.blockSignals(False)
        self.across.setVisible(several)
        self._show_pair()

    # ------------------------------------------------------------ the bottom line

    def show_generated(self, title: str, sentences: Sequence[str], lang: str) -> None:
        """Show what the findings say in a language; what the user wrote stays."""
        self.title.setPlaceholderText(title)
        before, self._generated = self._generated, tuple(sentences)
        if self._edited_from is not None and (not before or lang != self._lang):
            # In other words for that reason only.
            self._edited_from = self._generated
        self._lang = lang
        if not self.is_edited():
            self._edited_from = None
            if self.sentences() != self._generated:
                self._write(self._generated)
        self._describe()

    def take_generated(self) -> None:
        """Drop what the user wrote."""
        self._edited_from = None
        self._write(self._generated)
        self._describe()
        self.changed.emit()

    def put_sentences(self, sentences: Sequence[str]) -> None:
        """Write a bottom line as if the user had; it was kept."""
        self._edited_from = self._generated
        self._write(sentences)
        self._describe()

    def _write(self, sentences: Sequence[str]) -> None:
        self.text.blockSignals(True)
        self.text.setPlainText("\n".join(sentences))
        self.text.moveCursor(QTextCursor.MoveOperation.Start)
        self.text.blockSignals(False)

    def _typed(self) -> None:
        if self._edited_from is None:
            self._edited_from = self._generated
        if self.sentences() == self._generated:
            self._edited_from = None
        self._describe()
        self._soon.start()

    def _describe(self) -> None:
        edited = self.is_edited()
        self.restore.setEnabled(edited)
        if not edited:
            self.said.setText(tr("Made from the findings; you can edit it.") if self._generated else "")
        elif self._edited_from != self._generated:
            self.said.setText(tr("⚠ Edited by you, and the findings have changed since: read it again."))
        else:
            self.said.setText(tr("Edited by you; the notes of the briefing say so."))

    # ------------------------------------------------------------ two issuers

    def _across_toggled(self) -> None:
        self._show_pair()
        self.changed.emit()

    def _show_pair(self) -> None:
        asked = self.across.isChecked() and not self.across.isHidden()
        for box in (self.first, self.last):
            box.setVisible(asked)
            self._form.labelForField(box).setVisible(asked)
        self.same.setVisible(asked and self.first.currentText() == self.last.currentText())
