"""The page of Change between two dates…: two days of an issuer's maps, and what became of the ground in between."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QFont
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..bridge.change_layer import NONE, km2_text, state_words
from ..bridge.words import say, tr
from .help_actions import help_on

if TYPE_CHECKING:
    from ..core.change import Band, Change

Date = datetime.date
_WHOLE, _VIEW = "", "*view*"


@dataclass(frozen=True)
class ChangeQuestion:
    """Whose maps, which days, and where: the whole maps, an area of the case, or what the map shows.

    `issuer_to` drew the last day: another one than `issuer` only where the user asked for that.
    """

    issuer: str
    issuer_to: str
    start: Date
    end: Date
    area_id: str = ""
    in_view: bool = False


class ChangeDialog(QDialog):
    """Asks for two days, and shows the matrix of states and the definitions.

    Parameters
    ----------
    days
        The days of each issuer, in order.
    frames
        Id and name of the case's areas.
    """

    asked = pyqtSignal(object)

    def __init__(
        self, parent: QWidget, name: str, days: Mapping[str, Sequence[Date]], frames: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(parent)
        self.setObjectName("salient_change_dialog")
        self.setWindowTitle(tr("Change between two dates: {name}").format(name=name))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._days = days
        self.issuer, self.start, self.frame = QComboBox(), QComboBox(), QComboBox()
        self.issuer_to, self.end = QComboBox(), QComboBox()
        named = {"issuer": self.issuer, "start": self.start, "end": self.end, "frame": self.frame}
        for object_name, box in {**named, "issuer_to": self.issuer_to}.items():
            box.setObjectName(object_name)
        for box in (self.issuer, self.issuer_to):
            box.addItems(list(days))
        self.across = QCheckBox(tr("Compare maps of different issuers (they use different definitions)"))
        self.across.setObjectName("across")
        self.frame.addItem(tr("the whole maps"), _WHOLE)
        for area_id, title in frames:
            self.frame.addItem(title, area_id)
        self.frame.addItem(tr("what the map shows now"), _VIEW)
        self.compare = QPushButton(tr("Compare"))
        self.compare.setObjectName("compare")
        self.compare.setDefault(True)
        self.compare.clicked.connect(self._ask)
        self.headline = QLabel(tr("Choose two days and press Compare."))
        self.headline.setObjectName("headline")
        self.headline.setWordWrap(True)
        self.matrix, self.definitions = _table("matrix"), _table("definitions")
        self.notes = QLabel()
        self.notes.setObjectName("notes")
        self.notes.setWordWrap(True)
        for label in (self.headline, self.notes):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lay_out()
        self.issuer.currentTextChanged.connect(self._first_issuer_chosen)
        self.issuer_to.currentTextChanged.connect(lambda issuer: self._fill_days(self.end, issuer, -1))
        self._fill_days(self.start, self.issuer.currentText(), 0)
        self._fill_days(self.end, self.issuer_to.currentText(), -1)

    def _lay_out(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        help_on(self, "control_maps", buttons)
        form = QFormLayout()
        for words, day, issuer in (
            (tr("First day"), self.start, self.issuer),
            (tr("Last day"), self.end, self.issuer_to),
        ):
            row = QHBoxLayout()
            for widget, stretch in ((day, 1), (QLabel(tr("on the maps of")), 0), (issuer, 1)):
                row.addWidget(widget, stretch)
            form.addRow(words, row)
        form.addRow("", self.across)
        several = len(self._days) > 1
        self.across.setVisible(several)
        self.issuer_to.setEnabled(several)
        form.addRow(tr("Where"), self.frame)
        form.addRow("", self.compare)
        self.results = QWidget()
        results = QVBoxLayout(self.results)
        results.setContentsMargins(0, 0, 0, 0)
        self.matrix_title, self.definitions_title = QLabel(), QLabel()
        for label in (self.matrix_title, self.definitions_title):
            label.setTextFormat(Qt.TextFormat.PlainText)
        results.addWidget(self.matrix_title)
        results.addWidget(self.matrix)
        results.addWidget(self.definitions_title)
        results.addWidget(self.definitions)
        results.addWidget(self.notes)
        self.results.hide()
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.headline)
        layout.addWidget(self.results)
        layout.addStretch()
        layout.addWidget(buttons)
        self.setMinimumWidth(640)

    def _first_issuer_chosen(self, issuer: str) -> None:
        self._fill_days(self.start, issuer, 0)
        if not self.across.isChecked():
            self.issuer_to.setCurrentText(issuer)

    def _fill_days(self, box: QComboBox, issuer: str, place: int) -> None:
        days = [day.isoformat() for day in self._days.get(issuer, ())]
        box.clear()
        box.addItems(days)
        box.setCurrentIndex(place % len(days) if days else -1)

    def question(self) -> ChangeQuestion:
        """Return what is asked."""
        where = self.frame.currentData()
        return ChangeQuestion(
            self.issuer.currentText(),
            self.issuer_to.currentText(),
            Date.fromisoformat(self.start.currentText()),
            Date.fromisoformat(self.end.currentText()),
            area_id="" if where == _VIEW else where,
            in_view=where == _VIEW,
        )

    def _ask(self) -> None:
        question = self.question()
        differ = question.issuer != question.issuer_to
        if differ and not self.across.isChecked():
            text = tr(
                "{first} and {last} draw by rules of their own, and the difference of their maps is no change of the "
                "ground. Choose one issuer, or tick the box above if that comparison is what you want."
            )
            self.refuse(text.format(first=question.issuer, last=question.issuer_to))
            return
        if question.start > question.end or (question.start == question.end and not differ):
            self.refuse(tr("The first day must lie before the last."))
            return
        self.asked.emit(question)

    def refuse(self, text: str) -> None:
        """Say why the question cannot be asked; what an earlier one found is put away."""
        self.results.hide()
        self.headline.setText(text)

    def wait(self) -> None:
        """Show that the question is being worked on."""
        self.compare.setEnabled(False)
        self.headline.setText(tr("Measuring…"))

    def free(self) -> None:
        """Take the next question."""
        self.compare.setEnabled(True)
        if not self.results.isVisible():
            self.headline.setText(tr("Choose two days and press Compare."))

    def show_change(self, change: Change) -> None:
        """Show what changed."""
        text = tr("{issuer}, {start} to {end}. The changed ground is a layer at the top of the case.")
        if change.across:
            text = tr(
                "Maps of different issuers: {issuer}, {start} to {end}. They use different definitions, so this is no "
                "change of the ground alone. The difference is a layer at the top of the case."
            )
        if not change.pieces:
            text = tr("{issuer}, {start} to {end}: no ground changed.")
            if change.across:
                text = tr("Maps of different issuers: {issuer}, {start} to {end}. They show the same.")
        self.headline.setText(text.format(issuer=change.issuer, start=change.start_used, end=change.end_used))
        rows_title = tr("Rows: state on the first day. Columns: state on the last day. km²")
        if change.across:
            rows_title = tr("Rows: state on the map of {first}. Columns: state on the map of {last}. km²")
        first, last = change.issuers
        self.matrix_title.setText(rows_title.format(first=first, last=last))
        ground_title = tr("The same ground under each definition, with its band. km²")
        if change.across:
            ground_title = tr("Different issuers: the same difference under each definition, with its band. km²")
        self.definitions_title.setText(ground_title)
        self._fill_matrix(change)
        self._fill_definitions(change.definitions)
        ends = tr("Rows add up to the old areas to {residual} km²; layers overlap on {overlap} km².")
        lines = [say(note) for note in change.notes]
        lines.append(ends.format(residual=km2_text(change.residual_km2, 6), overlap=km2_text(change.overlap_km2, 3)))
        lines.append(tr("Bands: edges moved by {metres} m.").format(metres=km2_text(change.tolerance_m, 0)))
        self.notes.setText("\n".join(lines))
        self.results.show()
        for table in (self.matrix, self.definitions):
            table.updateGeometry()
        self.resize(max(self.width(), 780), self.sizeHint().height())

    def _fill_matrix(self, change: Change) -> None:
        rows = [key for key, row in change.matrix.items() if key != NONE or any(row.values())]
        columns = list(dict.fromkeys(key for row in change.matrix.values() for key in row))
        columns = [key for key in columns if key != NONE or any(row.get(NONE) for row in change.matrix.values())]
        _head(self.matrix, [state_words(key) for key in rows], [*(state_words(key) for key in columns), tr("sum")])
        for number, before in enumerate(rows):
            for place, after in enumerate(columns):
                km2 = change.matrix[before].get(after)
                item = _number("" if km2 is None else km2_text(km2))
                if before == after:
                    # What stayed as it was is not what is looked for.
                    item.setForeground(self.palette().mid())
                elif km2:
                    item.setFont(_bold(item.font()))
                self.matrix.setItem(number, place, item)
            total = sum(change.matrix[before].get(after) or 0.0 for after in columns)
            self.matrix.setItem(number, len(columns), _number(km2_text(total)))

    def _fill_definitions(self, definitions: Sequence[tuple[str, Band]]) -> None:
        from ..core.definitions import definition

        names = [say(definition(name).title) for name, _ in definitions]
        _head(self.definitions, names, [tr("low"), tr("best"), tr("high")])
        for row, (_, band) in enumerate(definitions):
            for column, km2 in enumerate((band.low, band.best, band.high)):
                item = _number(km2_text(km2))
                if column == 1:
                    item.setFont(_bold(item.font()))
                self.definitions.setItem(row, column, item)


def _table(name: str) -> QTableWidget:
    table = QTableWidget()
    table.setObjectName(name)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    # As high as its rows; a large matrix scrolls.
    table.setSizeAdjustPolicy(QAbstractItemView.SizeAdjustPolicy.AdjustToContents)
    table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
    return table


def _head(table: QTableWidget, rows: Sequence[str], columns: Sequence[str]) -> None:
    table.clear()
    table.setRowCount(len(rows))
    table.setColumnCount(len(columns))
    table.setVerticalHeaderLabels(list(rows))
    table.setHorizontalHeaderLabels(list(columns))


def _number(text: str) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return item


def _bold(font: QFont) -> QFont:
    font.setBold(True)
    return font
