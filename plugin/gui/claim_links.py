"""Which places, gains and events a claim speaks of: picked by name, kept in order, written as one step of Undo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qgis.core import Qgis, QgsExpression, QgsFeatureRequest, QgsVectorLayer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ..bridge.cases import OpenCase, add_table
from ..bridge.rows import plain_value
from ..bridge.undo import joined_step
from ..bridge.words import tr
from ..core import schema
from ..core.errors import CaseError
from ..core.names import matches
from .help_actions import help_on

if TYPE_CHECKING:
    from .desk import Desk

LINKS = ("place_ids", "gain_ids", "route_ids", "event_id")
# A longer list is searched and not scrolled.
_MOST_SHOWN = 300
Named = tuple[str, str]


def choose_for_selected(desk: Desk) -> None:
    """Choose the links of a claim of the case in hand: of the selected one, else of one picked there."""
    with desk.telling():
        case = desk.case()
        if case is not None:
            selected = add_table(desk.project, case, "claims").selectedFeatures()
            choose(desk, case, str(plain_value(selected[0]["id"])) if selected else "")


def choose(desk: Desk, case: OpenCase, claim_id: str = "") -> None:
    """Ask which places, gains and events a claim speaks of, and write what was changed into the edit session.

    Raises
    ------
    CaseError
        When the case holds no claims, or can be read but not changed.
    """
    claims = add_table(desk.project, case, "claims")
    named = {name: _rows(add_table(desk.project, case, _target(name))) for name in LINKS}
    offered = _claims(claims)
    if not offered:
        raise CaseError(tr("{name} holds no claims yet: record one first.").format(name=case.name))
    dialog = LinksDialog(desk.iface.mainWindow(), offered, named, claim_id)
    desk.keep_page(dialog)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    chosen, values = dialog.claim_id(), dialog.values()
    dialog.deleteLater()
    before = offered[chosen][1] if accepted else {}
    changed = {name: value for name, value in values.items() if value.split() != before.get(name, "").split()}
    if accepted and changed:
        _write(desk, claims, chosen, changed)


def _write(desk: Desk, claims: QgsVectorLayer, claim_id: str, changed: dict[str, str]) -> None:
    wanted = QgsExpression.createFieldEqualityExpression("id", claim_id)
    request = QgsFeatureRequest().setFilterExpression(wanted).setLimit(1)
    feature = next(claims.getFeatures(request), None)
    if feature is None:
        raise CaseError(tr("The claim {id} is gone; nothing was changed.").format(id=claim_id))
    text = tr("Link claim {id}").format(id=claim_id)
    with joined_step([claims], text):
        for name, value in changed.items():
            claims.changeAttributeValue(feature.id(), claims.fields().indexOf(name), value or None)
    desk.notices.done(tr("{step}: done, and not saved yet. Undo takes it back as a whole.").format(step=text))


def _target(name: str) -> str:
    return schema.CLAIMS.field(name).refers_to


def _rows(layer: QgsVectorLayer) -> list[Named]:
    """Return id and name of each row of a table, by name."""
    request = QgsFeatureRequest().setFlags(Qgis.FeatureRequestFlag.NoGeometry)
    found = []
    for feature in layer.getFeatures(request):
        row_id = plain_value(feature["id"])
        if row_id is not None:
            found.append((str(row_id), str(plain_value(feature["name"]) or row_id)))
    return sorted(found, key=lambda row: (row[1].casefold(), row[0]))


def _claims(layer: QgsVectorLayer) -> dict[str, tuple[str, dict[str, str]]]:
    """Return each claim's words and links, by id."""
    found = {}
    for feature in layer.getFeatures():
        row_id = plain_value(feature["id"])
        if row_id is not None:
            links = {name: str(plain_value(feature[name]) or "").replace(",", " ") for name in LINKS}
            found[str(row_id)] = (str(plain_value(feature["text"]) or ""), links)
    return dict(sorted(found.items()))


class PickedRows(QWidget):
    """Two lists: what there is, narrowed by a search in any spelling, and what was picked, in order."""

    def __init__(self, rows: Sequence[Named], help_text: str) -> None:
        super().__init__()
        self._rows = rows
        self._names = dict(rows)
        self.search, self.offered, self.picked = QLineEdit(), QListWidget(), QListWidget()
        for widget, name in ((self.search, "search"), (self.offered, "offered"), (self.picked, "picked")):
            widget.setObjectName(name)
        self.search.setPlaceholderText(tr("Search in any spelling"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._narrow)
        self.offered.itemDoubleClicked.connect(lambda _: self._add())
        self.picked.itemDoubleClicked.connect(lambda _: self._remove())
        self.picked.setDragDropMode(QListWidget.DragDropMode.InternalMove)
        layout = QGridLayout(self)
        said = QLabel(help_text)
        said.setWordWrap(True)
        layout.addWidget(said, 0, 0, 1, 3)
        layout.addWidget(self.search, 1, 0)
        layout.addWidget(QLabel(tr("Chosen, in order")), 1, 2)
        layout.addWidget(self.offered, 2, 0)
        layout.addLayout(self._buttons(), 2, 1)
        layout.addWidget(self.picked, 2, 2)
        self._narrow("")

    def _buttons(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.addStretch()
        for name, sign, tip, do in (
            ("add", "→", tr("Choose"), self._add),
            ("remove", "←", tr("Take away"), self._remove),
            ("up", "↑", tr("Up"), lambda: self._move(-1)),
            ("down", "↓", tr("Down"), lambda: self._move(1)),
        ):
            button = QPushButton(sign)
            button.setObjectName(name)
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            button.setAutoDefault(False)
            button.setMaximumWidth(40)
            button.clicked.connect(lambda _=False, act=do: act())
            column.addWidget(button)
        column.addStretch()
        return column

    def show_picked(self, ids: Sequence[str]) -> None:
        """Show these ids as picked; one that no row has is shown as it is."""
        self.picked.clear()
        for row_id in ids:
            self._pick(row_id)

    def ids(self) -> list[str]:
        """Return what was picked, in order."""
        return [self.picked.item(row).data(Qt.ItemDataRole.UserRole) for row in range(self.picked.count())]

    def _pick(self, row_id: str) -> None:
        item = QListWidgetItem(_words(row_id, self._names.get(row_id, "?")), self.picked)
        item.setData(Qt.ItemDataRole.UserRole, row_id)

    def _narrow(self, text: str) -> None:
        self.offered.clear()
        for row_id, name in self._rows:
            if not text or text == row_id or matches(text, name):
                QListWidgetItem(_words(row_id, name), self.offered).setData(Qt.ItemDataRole.UserRole, row_id)
                if self.offered.count() == _MOST_SHOWN:
                    break
        self.offered.setCurrentRow(0)

    def _add(self) -> None:
        item = self.offered.currentItem()
        if item is not None and item.data(Qt.ItemDataRole.UserRole) not in self.ids():
            self._pick(item.data(Qt.ItemDataRole.UserRole))

    def _remove(self) -> None:
        self.picked.takeItem(self.picked.currentRow())

    def _move(self, by: int) -> None:
        row = self.picked.currentRow()
        if row >= 0 and 0 <= row + by < self.picked.count():
            self.picked.insertItem(row + by, self.picked.takeItem(row))
            self.picked.setCurrentRow(row + by)


def _words(row_id: str, name: str) -> str:
    return name if name == row_id else f"{name} ({row_id})"


class LinksDialog(QDialog):
    """Asks for the links of one claim; see the module's first line."""

    def __init__(
        self,
        parent: QWidget,
        claims: dict[str, tuple[str, dict[str, str]]],
        named: dict[str, list[Named]],
        claim_id: str,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("salient_claim_links")
        self.setWindowTitle(tr("Places, gains and events of a claim"))
        self.resize(680, 480)
        self._claims = claims
        self.claim = QComboBox(self)
        self.claim.setObjectName("claim")
        self.claim.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for row_id, (text, _) in claims.items():
            self.claim.addItem(f"{row_id}: {text[:100]}", row_id)
        self.claim.setCurrentIndex(max(self.claim.findData(claim_id), 0))
        self.tabs = QTabWidget(self)
        self.pages: dict[str, PickedRows] = {}
        for name in LINKS:
            field = schema.CLAIMS.field(name)
            self.pages[name] = PickedRows(named[name], tr(field.help))
            self.pages[name].setObjectName(name)
            self.tabs.addTab(self.pages[name], tr(field.label))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        help_on(self, "claims", buttons)
        layout = QVBoxLayout(self)
        layout.addWidget(self.claim)
        layout.addWidget(self.tabs)
        layout.addWidget(buttons)
        self.claim.currentIndexChanged.connect(lambda _: self._show())
        self._show()

    def claim_id(self) -> str:
        """Return the id of the claim."""
        return str(self.claim.currentData())

    def values(self) -> dict[str, str]:
        """Return the ids that were picked, by field, with spaces between them."""
        return {name: " ".join(page.ids()) for name, page in self.pages.items()}

    def _show(self) -> None:
        links = self._claims[self.claim_id()][1]
        for name, page in self.pages.items():
            page.show_picked(links[name].split())
