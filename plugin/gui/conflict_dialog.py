"""Rows that somebody else saved while they were being edited here: before, theirs, mine, and a choice for each."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from qgis.core import QgsFeature
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..bridge.conflicts import SHAPE, Conflict
from ..bridge.rows import plain_value
from ..bridge.words import say, tr
from ..core.messages import message
from .help_actions import help_on

if TYPE_CHECKING:
    from ..bridge.guard import ToSettle
    from .desk import Desk

_LONGEST = 80


def settle(desk: Desk, barred: ToSettle) -> None:
    """Ask what becomes of rows that two have changed, and save again; called off, nothing is saved."""
    dialog = ConflictDialog(desk.iface.mainWindow(), barred.conflicts)
    desk.keep_page(dialog)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    theirs = dialog.theirs()
    dialog.deleteLater()
    name = barred.layer.name()
    if not accepted:
        text = tr("{layer}: nothing was saved; your edits are as they were. Save again to choose.")
        desk.notices.warn(text.format(layer=name))
    elif barred.save(theirs):
        text = tr("{layer}: saved; {mine} rows as yours, {theirs} as theirs.")
        desk.notices.done(text.format(layer=name, mine=len(barred.conflicts) - len(theirs), theirs=len(theirs)))
    else:
        text = tr("{layer}: QGIS could not save it: {reason}")
        desk.notices.refuse(text.format(layer=name, reason="; ".join(barred.layer.commitErrors())))


class ConflictDialog(QDialog):
    """Shows the three versions of each row side by side; `theirs` returns the rows for which the file's was chosen."""

    def __init__(self, parent: QWidget, conflicts: list[Conflict]) -> None:
        super().__init__(parent)
        self.setObjectName("salient_conflicts")
        self.setWindowTitle(tr("Changed by somebody else"))
        self.resize(820, 420)
        said = QLabel(
            tr("Somebody else saved these rows while you edited them. Nothing is saved yet: choose for each row.")
        )
        said.setWordWrap(True)
        self.tree = QTreeWidget(self)
        self.tree.setObjectName("rows")
        self.tree.setHeaderLabels([tr("Field"), tr("As it was"), tr("Theirs, in the file"), tr("Mine"), tr("Keep")])
        header = self.tree.header()
        header.setStretchLastSection(False)
        for column, mode in enumerate([QHeaderView.ResizeMode.ResizeToContents, *[QHeaderView.ResizeMode.Stretch] * 3]):
            header.setSectionResizeMode(column, mode)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        help_on(self, "drawing", buttons)
        layout = QVBoxLayout(self)
        layout.addWidget(said)
        layout.addWidget(self.tree)
        layout.addWidget(buttons)
        self._choices: list[tuple[Conflict, QComboBox | None]] = [(one, self._add(one)) for one in conflicts]
        self._save = buttons.button(QDialogButtonBox.StandardButton.Save)
        self._look()
        if any(choice is None for _, choice in self._choices):
            gone = QLabel(
                tr("A row that is gone from the file cannot be saved: copy it as a new row, or undo your edits of it.")
            )
            gone.setWordWrap(True)
            layout.insertWidget(2, gone)

    def _add(self, conflict: Conflict) -> QComboBox | None:
        """Add a row and its fields; return its choice, None where there is none."""
        top = QTreeWidgetItem(self.tree, [f"{conflict.layer.name()}: {conflict.row_id}"])
        versions = (conflict.before, conflict.theirs, conflict.mine)
        for name in conflict.differing():
            label = tr("Shape") if name == SHAPE else conflict.layer.attributeDisplayName(_index(conflict, name))
            item = QTreeWidgetItem(top, [label, *(_cut(_shown(version, name)) for version in versions)])
            for column, version in enumerate(versions, 1):
                item.setToolTip(column, escape(_shown(version, name)))
        top.setExpanded(True)
        if conflict.theirs is None:
            top.setText(2, tr("deleted"))
            return None
        if conflict.mine is None:
            top.setText(3, tr("deleted"))
        choice = QComboBox(self.tree)
        choice.setObjectName(f"choice_{conflict.row_id}")
        # Nothing is chosen beforehand: a key pressed in passing must not write over anybody's row.
        choice.addItem(tr("Choose…"), None)
        choice.addItem(tr("Mine"), False)
        if conflict.mine is not None:
            choice.addItem(tr("Theirs"), True)
        choice.currentIndexChanged.connect(lambda _: self._look())
        self.tree.setItemWidget(top, 4, choice)
        return choice

    def _look(self) -> None:
        """Let it be saved once every row has its choice."""
        self._save.setEnabled(all(box is not None and box.currentData() is not None for _, box in self._choices))

    def theirs(self) -> list[Conflict]:
        """Return the rows for which what the file holds was chosen."""
        return [one for one, choice in self._choices if choice is not None and choice.currentData() is True]


def _index(conflict: Conflict, name: str) -> int:
    return int(conflict.layer.fields().indexOf(name))


def _shown(version: QgsFeature | None, name: str) -> str:
    if version is None:
        return "–"
    if name == SHAPE:
        shape = version.geometry()
        return say(message("{n} points", n=0 if shape.isNull() else shape.constGet().nCoordinates()))
    value = plain_value(version[name])
    return "–" if value is None else str(value)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
