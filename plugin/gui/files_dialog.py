"""The question that Import routes… and Import places… ask: which files, cut to what; then what is in them, with counts.

Files are looked into first, in the background; what would be added is shown, and only then may it be imported. A change
of any choice makes what was found void.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Callable

from qgis.gui import QgsProjectionSelectionWidget
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QProgressBar,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from ..bridge.open_imports import Box, Ground
from ..bridge.words import say, tr
from ..core.messages import message
from .help_actions import help_on

if TYPE_CHECKING:
    from ..bridge.open_imports import PreparedImport
    from ..core.messages import Message

_FRAME, _VIEW, _WHOLE = "*frame", "*view", "*whole"


@dataclass(frozen=True)
class Offers:
    """What a dialog offers: the folder to begin in, whether the case has a frame, its areas (id, name), the map's box.

    The box is west, south, east, north in degrees, None where the map shows nothing of the Earth.
    """

    folder: str
    has_frame: bool
    areas: tuple[tuple[str, str], ...] = ()
    view: Box | None = None


@dataclass(frozen=True)
class Words:
    """What tells one such dialog from another: its name, title, kinds of files, and what it counts."""

    name: str
    title: str
    patterns: str
    counted: Callable[[PreparedImport], Sequence[Message]]


class FilesDialog(QDialog):
    """Asks for files and how to read them; `looked_for` asks to look into them, `accepted` to import what was found."""

    looked_for = pyqtSignal()
    stopped = pyqtSignal()
    files_changed = pyqtSignal()

    def __init__(self, parent: QWidget, words: Words, offers: Offers) -> None:
        super().__init__(parent)
        self.setObjectName(words.name)
        self.setWindowTitle(words.title)
        self._patterns, self._counted = words.patterns, words.counted
        self._offers, self._found = offers, False
        self._can_import = self._busy = False
        self.life: object | None = None  # What its signals lead to: PyQt does not keep it.
        self.form = QFormLayout()
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.replace = QCheckBox()
        self.replace.setObjectName("replace")
        self.replace.hide()
        self.replace.toggled.connect(lambda _: self._look())
        self._make_buttons()
        layout = QVBoxLayout(self)
        layout.addWidget(self._files_box())
        layout.addWidget(self._how_box())
        layout.addWidget(self._found_box(), 1)
        layout.addWidget(self.replace)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(620)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    # ------------------------------------------------------------ how it is built

    def _make_buttons(self) -> None:
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok.setText(tr("Import"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(tr("Cancel"))
        self.look = QPushButton(tr("Look into the files"))
        self.look.setObjectName("look")
        self.look.setDefault(True)
        self.look.clicked.connect(self._ask_to_look)
        self.buttons.addButton(self.look, QDialogButtonBox.ButtonRole.ActionRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        help_on(self, "imports", self.buttons)

    def _files_box(self) -> QGroupBox:
        box = QGroupBox(tr("Files"))
        self.files = QListWidget()
        self.files.setObjectName("files")
        self.files.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.files.setMaximumHeight(84)
        column = QVBoxLayout()
        for text, act in ((tr("Add files…"), self._ask_files), (tr("Remove"), self._remove)):
            button = QPushButton(text)
            button.setAutoDefault(False)
            button.clicked.connect(act)
            column.addWidget(button)
        column.addStretch()
        layout = QHBoxLayout(box)
        layout.addWidget(self.files, 1)
        layout.addLayout(column)
        return box

    def _how_box(self) -> QGroupBox:
        box = QGroupBox(tr("How they are read"))
        box.setLayout(self.form)
        self.layer = QComboBox()
        self.layer.setObjectName("layer")
        self.layer_label = QLabel(tr("Layer inside the file"))
        self.ground = QComboBox()
        self.ground.setObjectName("ground")
        if self._offers.has_frame:
            self.ground.addItem(tr("the case's frame"), _FRAME)
        for area_id, title in self._offers.areas:
            self.ground.addItem(title, area_id)
        if self._offers.view is not None:
            self.ground.addItem(tr("what the map shows now"), _VIEW)
        self.ground.addItem(tr("nothing: all that the files hold"), _WHOLE)
        self.ground.setCurrentIndex(0 if self._offers.has_frame else self.ground.count() - 1)
        self.crs = QgsProjectionSelectionWidget()
        self.crs.setObjectName("crs")
        self.crs.setOptionVisible(QgsProjectionSelectionWidget.CrsOption.CrsNotSet, True)
        self.crs.setNotSetText(tr("as the file says"))
        return box

    def end_form(self) -> None:
        """Add the choices that all imports have below those of the dialog."""
        self.form.addRow(self.layer_label, self.layer)
        self.form.addRow(tr("Cut to"), self.ground)
        self.form.addRow(tr("If a file names none, coordinates in"), self.crs)
        self.offer_layers(())
        self.layer.currentIndexChanged.connect(self.forget)
        self.ground.currentIndexChanged.connect(self.forget)
        self.crs.crsChanged.connect(self.forget)
        self._look()

    def _found_box(self) -> QGroupBox:
        box = QGroupBox(tr("What they hold"))
        self.found = QTextBrowser()
        self.found.setObjectName("found")
        self.found.setMinimumHeight(130)
        self.found.setOpenLinks(False)
        self.bar = QProgressBar()
        self.bar.setObjectName("salient_progress")
        self.bar.setRange(0, 100)
        self.stop = QPushButton(tr("Stop"))
        self.stop.setObjectName("stop")
        self.stop.setAutoDefault(False)
        self.stop.clicked.connect(self.stopped.emit)
        row = QHBoxLayout()
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop)
        layout = QVBoxLayout(box)
        layout.addWidget(self.found, 1)
        layout.addLayout(row)
        return box

    # ------------------------------------------------------------ files

    def add_paths(self, paths: list[str]) -> None:
        """Add files to the list, each once."""
        here = dict.fromkeys(self.paths())
        new = [path for path in dict.fromkeys(paths) if path and path not in here]
        if new:
            self.files.addItems(new)
            self._files_are_others()

    def paths(self) -> tuple[str, ...]:
        """Return the files of the list."""
        return tuple(self.files.item(row).text() for row in range(self.files.count()))

    def _ask_files(self) -> None:
        kinds = f"{self.windowTitle()} ({self._patterns})"
        paths, _ = QFileDialog.getOpenFileNames(self, self.windowTitle(), self._offers.folder, kinds)
        self.add_paths(paths)

    def _remove(self) -> None:
        for item in self.files.selectedItems():
            self.files.takeItem(self.files.row(item))
        self._files_are_others()

    def _files_are_others(self) -> None:
        self.forget()
        self.files_changed.emit()

    def offer_layers(self, names: tuple[str, ...]) -> None:
        """Offer the layers between which is to be chosen; none hides the choice."""
        before = self.layer.currentText()
        self.layer.blockSignals(True)
        self.layer.clear()
        self.layer.addItems(list(names))
        self.layer.setCurrentIndex(max(0, self.layer.findText(before)))
        self.layer.blockSignals(False)
        self.layer.setVisible(bool(names))
        self.layer_label.setVisible(bool(names))

    # ------------------------------------------------------------ what was chosen

    def chosen_ground(self) -> Ground:
        """Return what the files are to be cut to."""
        chosen = self.ground.currentData()
        if chosen == _VIEW:
            return Ground(box=self._offers.view)
        if chosen in (_FRAME, _WHOLE):
            return Ground(is_frame=chosen == _FRAME)
        return Ground(area_id=str(chosen))

    def chosen_crs(self) -> str | None:
        """Return the coordinate system of files that name none; None where the user said nothing."""
        crs = self.crs.crs()
        return crs.authid() if crs.isValid() else None

    def chosen_layer(self) -> str | None:
        """Return the layer to read, None where the files hold one each."""
        return self.layer.currentText() or None

    def missing(self) -> str:
        """Return what is still to be said; "" when the files can be looked into."""
        return "" if self.paths() else tr("Add the files first.")

    # ------------------------------------------------------------ what was found

    def forget(self, *_: object) -> None:
        """Take back what was found: something else is asked for now."""
        self._can_import = self._found = False
        self.found.clear()
        self.replace.setChecked(False)
        self.replace.hide()
        self._look()

    def show_busy(self, busy: bool) -> None:
        """Show that files are looked into, or no more."""
        self._busy = busy
        self.bar.setValue(0)
        self._look()

    def show_trouble(self, text: str) -> None:
        """Show why the files could not be read."""
        self.found.setHtml(f"<p>{escape(text)}</p>")
        self._look()

    def show_found(self, found: PreparedImport) -> None:
        """Show what would be imported, and let the user do so."""
        lines = [escape(say(one)) for one in self._counted(found)]
        rows = ("".join(f"<td>{escape(one)}&nbsp;&nbsp;</td>" for one in row) for row in rows_of(found))
        table = "".join(f"<tr>{row}</tr>" for row in rows)
        notes = [escape(say(one)) for one in found.notes]
        notes += [f"{escape(name)}: {escape(say(one))}" for name, one in found.left_out]
        shown = "".join(f"<li>{one}</li>" for one in notes)
        self.found.setHtml(f"<p>{'<br>'.join(lines)}</p><table>{table}</table><ul>{shown}</ul>")
        differ = len(found.plan.replaced)
        self.replace.setVisible(bool(differ))
        if differ:
            names = ", ".join(found.differing) + (", …" if differ > len(found.differing) else "")
            text = "Replace the {n:,} routes that differ ({names})"
            self.replace.setText(say(message(text, n=differ, names=names)).replace("&", "&&"))
        self._found, self._can_import = True, not found.plan.is_empty
        self._look()

    def _ask_to_look(self) -> None:
        self.forget()
        self.looked_for.emit()

    def _look(self) -> None:
        missing = self.missing()
        self.look.setEnabled(not missing and not self._busy)
        self.look.setDefault(not self._found)
        # A differing route is replaced or nothing is imported: some of a network cut to two frames is none.
        agreed = self.replace.isHidden() or self.replace.isChecked()
        self.ok.setEnabled(self._can_import and agreed and not self._busy)
        self.ok.setDefault(self.ok.isEnabled())
        self.bar.setVisible(self._busy)
        self.stop.setVisible(self._busy)
        for part in (self.files, self.layer, self.ground, self.crs):
            part.setEnabled(not self._busy)
        if not self._found and not self._busy and not self.found.toPlainText():
            text = tr("Nothing is imported before you have seen what it would be.")
            self.found.setPlaceholderText(missing or text)

    def reject(self) -> None:
        """Close, and stop looking."""
        self.stopped.emit()
        super().reject()


def rows_of(found: PreparedImport) -> list[tuple[str, str, str]]:
    """Return the routes by mode as rows: mode, how many, how long; with the headings before, where there are any."""
    count, length = "{n:,}", "{km:,.0f} km"
    rows = [(tr(mode), say(message(count, n=n)), say(message(length, km=km))) for mode, n, km in found.kinds]
    return [(tr("Mode"), tr("Routes"), tr("Length")), *rows] if rows else []
