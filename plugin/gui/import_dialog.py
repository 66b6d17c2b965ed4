"""The question that Import control maps… asks: which files, whose maps, what they show, of which day."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from qgis.gui import QgsFileWidget
from qgis.PyQt.QtCore import QDate
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from ..bridge.options import option
from ..bridge.words import tr
from ..core.schema import STATES
from .help_actions import help_on

PATTERNS = "*.geojson *.json *.gpkg *.shp *.zip *.kml *.kmz"
_BY_HAND, _FROM_FILE = "", "*"
# Our own, by the publishers' names; any other comes as a file.
_PROFILES = (("isw", "ISW"), ("deepstate", "DeepState"))


@dataclass(frozen=True)
class ImportChoice:
    """What the user said of the files; `profile` is a name of ours, a path, or "" where all is said by hand."""

    paths: tuple[str, ...]
    profile: str = ""
    issuer: str = ""
    side: str = ""
    state: str = ""
    as_of: datetime.date | None = None
    from_name: bool = False
    replace: bool = False


class ImportDialog(QDialog):
    """Asks for map files and for what they do not say of themselves."""

    def __init__(self, parent: QWidget, folder: str) -> None:
        super().__init__(parent)
        self.setObjectName("salient_import_dialog")
        self.setWindowTitle(tr("Import control maps"))
        self._folder = folder
        self.replace = QCheckBox(tr("Replace maps of the case that differ (of the same issuer, day, state and side)"))
        self.replace.setObjectName("replace")
        self.hint = QLabel()
        self.hint.setObjectName("hint")
        self.hint.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(tr("Import"))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        help_on(self, "control_maps", self.buttons)
        layout = QVBoxLayout(self)
        layout.addWidget(self._files_box())
        layout.addWidget(self._profile_box())
        layout.addWidget(self._by_hand_box())
        layout.addWidget(self.replace)
        layout.addWidget(self.hint)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(560)
        self._look()

    def _files_box(self) -> QGroupBox:
        box = QGroupBox(tr("Files and folders"))
        self.files = QListWidget()
        self.files.setObjectName("files")
        self.files.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.files.setMaximumHeight(110)
        row = QHBoxLayout()
        for text, act in (
            (tr("Add files…"), self._ask_files),
            (tr("Add folder…"), self._ask_folder),
            (tr("Remove"), self._remove),
        ):
            button = QPushButton(text)
            button.clicked.connect(act)
            row.addWidget(button)
        row.addStretch()
        layout = QVBoxLayout(box)
        layout.addWidget(self.files)
        layout.addLayout(row)
        return box

    def _profile_box(self) -> QGroupBox:
        box = QGroupBox(tr("Whose maps"))
        self.profile = QComboBox()
        self.profile.setObjectName("profile")
        for name, title in _PROFILES:
            self.profile.addItem(title, name)
        self.profile.addItem(tr("Another publisher: a profile's file"), _FROM_FILE)
        self.profile.addItem(tr("No profile: said by hand below"), _BY_HAND)
        self.profile_file = QgsFileWidget()
        self.profile_file.setObjectName("profile_file")
        self.profile_file.setFilter(tr("Profiles (*.json)"))
        self.profile_label = QLabel(tr("Profile's file"))
        form = QFormLayout(box)
        form.addRow(tr("Publisher"), self.profile)
        form.addRow(self.profile_label, self.profile_file)
        self.profile.currentIndexChanged.connect(self._look)
        self.profile_file.fileChanged.connect(self._look)
        return box

    def _by_hand_box(self) -> QGroupBox:
        self.by_hand = QGroupBox(tr("Said by hand, of all files"))
        self.issuer, self.side = QLineEdit(option("issuer")), QLineEdit()
        self.issuer.setObjectName("issuer")
        self.side.setObjectName("side")
        self.issuer.setPlaceholderText(tr("who publishes the maps"))
        self.side.setPlaceholderText(tr("whose ground they show"))
        self.state = QComboBox()
        self.state.setObjectName("state")
        for value, words in STATES.items():
            self.state.addItem(tr(words), value)
        self.from_name = QRadioButton(tr("from each file's name"))
        self.from_name.setObjectName("from_name")
        self.from_name.setChecked(True)
        self.one_day = QRadioButton(tr("this day:"))
        self.one_day.setObjectName("one_day")
        self.as_of = QDateEdit(QDate.currentDate())
        self.as_of.setObjectName("as_of")
        self.as_of.setDisplayFormat("yyyy-MM-dd")
        self.as_of.setCalendarPopup(True)
        day = QHBoxLayout()
        for widget in (self.from_name, self.one_day, self.as_of):
            day.addWidget(widget)
        day.addStretch()
        form = QFormLayout(self.by_hand)
        form.addRow(tr("Issuer"), self.issuer)
        form.addRow(tr("Side"), self.side)
        form.addRow(tr("State"), self.state)
        form.addRow(tr("As of"), day)
        self.issuer.textChanged.connect(self._look)
        self.side.textChanged.connect(self._look)
        self.one_day.toggled.connect(self._look)
        return self.by_hand

    def add_paths(self, paths: list[str]) -> None:
        """Add files and folders to the list, each once."""
        here = dict.fromkeys(self.paths())
        self.files.addItems([path for path in dict.fromkeys(paths) if path and path not in here])
        self._look()

    def paths(self) -> list[str]:
        """Return the files and folders of the list."""
        return [self.files.item(row).text() for row in range(self.files.count())]

    def choice(self) -> ImportChoice:
        """Return what the user said."""
        chosen = self.profile.currentData()
        paths, replace = tuple(self.paths()), self.replace.isChecked()
        if chosen != _BY_HAND:
            name = self.profile_file.filePath() if chosen == _FROM_FILE else chosen
            return ImportChoice(paths, name, replace=replace)
        from_name = self.from_name.isChecked()
        return ImportChoice(
            paths,
            issuer=self.issuer.text().strip(),
            side=self.side.text().strip(),
            state=self.state.currentData(),
            as_of=None if from_name else self.as_of.date().toPyDate(),
            from_name=from_name,
            replace=replace,
        )

    def _missing(self) -> str:
        """Return what is still to be said; "" when the import can begin."""
        choice = self.choice()
        if not choice.paths:
            return tr("Add the files, or the folder that holds them.")
        if self.profile.currentData() == _FROM_FILE and not Path(choice.profile).is_file():
            return tr("Choose the file of the profile.")
        if not choice.profile and not (choice.issuer and choice.side):
            return tr("Say who publishes the maps and whose ground they show.")
        return ""

    def _look(self) -> None:
        chosen = self.profile.currentData()
        self.profile_label.setVisible(chosen == _FROM_FILE)
        self.profile_file.setVisible(chosen == _FROM_FILE)
        self.by_hand.setVisible(chosen == _BY_HAND)
        self.as_of.setEnabled(self.one_day.isChecked())
        missing = self._missing()
        self.hint.setText(missing or tr("Nothing is saved by this: save the case's layers when you have looked."))
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(not missing)

    def _ask_files(self) -> None:
        kinds = tr("Maps ({patterns})").format(patterns=PATTERNS)
        paths, _ = QFileDialog.getOpenFileNames(self, tr("Import control maps"), self._folder, kinds)
        self.add_paths(paths)

    def _ask_folder(self) -> None:
        self.add_paths([QFileDialog.getExistingDirectory(self, tr("Import control maps"), self._folder)])

    def _remove(self) -> None:
        for item in self.files.selectedItems():
            self.files.takeItem(self.files.row(item))
        self._look()
