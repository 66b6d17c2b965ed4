"""The widgets of Salient's options: briefings, new cases, sides and their colours, maps and places, checks."""

from __future__ import annotations

from functools import partial

from qgis.gui import QgsColorButton, QgsFileWidget, QgsOptionsPageWidget
from qgis.PyQt.QtCore import QFileInfo
from qgis.PyQt.QtGui import QColor, QIcon, QImageReader
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..bridge import options
from ..bridge.words import tr
from ..brief.language import language_names
from .desk import Desk
from .menu import icon

# As brief.imprint and store.pictures have them; their libraries are not loaded to show a page of options.
_LONGEST_NEWSROOM = 80
_LARGEST_LOGO_BYTES = 2_000_000
_LARGEST_TOLERANCE_M = 100_000.0
_MOST_SIDES = 12


class OptionsForm(QgsOptionsPageWidget):
    """Shows the options as they are kept; `apply` keeps them as they are shown."""

    def __init__(self, desk: Desk, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setObjectName("salient_options_form")
        self._desk = desk
        layout = QVBoxLayout(self)
        for box in (self._briefings_box(), self._cases_box(), self._sides_box(), self._maps_box(), self._checks_box()):
            layout.addWidget(box)
        help_button = QPushButton(icon("help"), tr("Help"))
        help_button.setObjectName("options_help")
        help_button.clicked.connect(self._show_help)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(help_button)
        layout.addLayout(row)
        layout.addStretch()

    # ------------------------------------------------------------ the boxes

    def _briefings_box(self) -> QGroupBox:
        box = QGroupBox(tr("Briefings"))
        self.language = QComboBox()
        self.language.setObjectName("language")
        for code, name in (("", tr("That of QGIS")), *language_names()):
            self.language.addItem(name, code)
        self.language.setCurrentIndex(max(self.language.findData(options.option("language")), 0))
        self.paper = QComboBox()
        self.paper.setObjectName("paper")
        self.paper.addItems(["A4", "Letter"])
        self.paper.setCurrentText(options.option("paper"))
        self.newsroom = QLineEdit(options.option("newsroom"))
        self.newsroom.setObjectName("newsroom")
        self.newsroom.setMaxLength(_LONGEST_NEWSROOM)
        self.newsroom.setPlaceholderText(tr("stands on every page; empty for none"))
        self.logo = QgsFileWidget()
        self.logo.setObjectName("logo")
        self.logo.setFilter(tr("Pictures (*.png *.jpg *.jpeg)"))
        self.logo.setFilePath(options.option("logo"))
        self.logo.fileChanged.connect(self._look_at_logo)
        self.logo_note = QLabel()
        self.logo_note.setObjectName("logo_note")
        self.logo_note.setWordWrap(True)
        form = QFormLayout(box)
        form.addRow(tr("Language of documents"), self.language)
        form.addRow(tr("Paper"), self.paper)
        form.addRow(tr("Name of the newsroom"), self.newsroom)
        form.addRow(tr("Logo"), self.logo)
        form.addRow("", self.logo_note)
        self._look_at_logo()
        return box

    def _cases_box(self) -> QGroupBox:
        box = QGroupBox(tr("New cases"))
        self.side = QComboBox()
        self.side.setObjectName("side")
        self.side.setEditable(True)
        self.side.addItem("")
        self.side.addItems([name for name, _ in options.sides()])
        self.side.setCurrentText(options.option("side"))
        self.side.setToolTip(tr("The side whose gains the case is about."))
        self.tolerance = QDoubleSpinBox()
        self.tolerance.setObjectName("tolerance_m")
        self.tolerance.setDecimals(0)
        self.tolerance.setRange(0.0, _LARGEST_TOLERANCE_M)
        self.tolerance.setSingleStep(50.0)
        self.tolerance.setSuffix(f" {tr('m')}")
        self.tolerance.setValue(options.option("tolerance_m"))
        self.tolerance.setToolTip(tr("How far a drawn edge may be off where a shape does not say."))
        # Not needed before somebody looks at the options.
        from .view_choice import ViewChoice

        self.world_view = ViewChoice()
        self.world_view.setObjectName("world_view")
        self.world_view.show_view(options.option("world_view"))
        note = QLabel(tr("A new case starts with these; cases that exist keep their own settings."))
        note.setWordWrap(True)
        form = QFormLayout(box)
        form.addRow(tr("Side"), self.side)
        form.addRow(tr("Tolerance of drawn edges"), self.tolerance)
        form.addRow(tr("World view"), self.world_view)
        form.addRow(note)
        return box

    def _sides_box(self) -> QGroupBox:
        box = QGroupBox(tr("Sides and their colours"))
        self.sides = QTableWidget(0, 2)
        self.sides.setObjectName("sides")
        self.sides.setHorizontalHeaderLabels([tr("Name"), tr("Colour")])
        self.sides.verticalHeader().setVisible(False)
        self.sides.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.sides.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.sides.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        for name, colour in options.sides():
            self._add_side(name, colour)
        self.sides.itemChanged.connect(self._offer_sides)
        self.sides.setMinimumHeight(5 * self.sides.verticalHeader().defaultSectionSize())
        add, remove = QPushButton(tr("Add")), QPushButton(tr("Remove"))
        add.setObjectName("add_side")
        remove.setObjectName("remove_side")
        add.clicked.connect(partial(self._add_named_side))
        remove.clicked.connect(self._remove_side)
        row = QHBoxLayout()
        row.addWidget(add)
        row.addWidget(remove)
        row.addStretch()
        note = QLabel(
            tr("The colours that are offered are told apart in print and with any colour vision; maps use hatches too.")
        )
        note.setWordWrap(True)
        layout = QVBoxLayout(box)
        layout.addWidget(self.sides)
        layout.addLayout(row)
        layout.addWidget(note)
        return box

    def _maps_box(self) -> QGroupBox:
        box = QGroupBox(tr("Maps and places"))
        self.issuer = QLineEdit(options.option("issuer"))
        self.issuer.setObjectName("issuer")
        self.issuer.setPlaceholderText(tr("who publishes the maps"))
        self.issuer.setToolTip(tr("Stands in the form of Import control maps… where it is said by hand."))
        self.gazetteer = QgsFileWidget()
        self.gazetteer.setObjectName("gazetteer")
        self.gazetteer.setFilter(
            tr("Gazetteers (*.txt *.zip *.csv *.tsv *.gpkg *.geojson *.shp)") + ";;" + tr("All files (*)")
        )
        self.gazetteer.setFilePath(options.option("gazetteer"))
        self.gazetteer.setToolTip(tr("Searched by Ctrl+K with the prefix gaz; such as UA.txt of GeoNames."))
        form = QFormLayout(box)
        form.addRow(tr("Issuer of control maps"), self.issuer)
        form.addRow(tr("Gazetteer"), self.gazetteer)
        return box

    def _checks_box(self) -> QGroupBox:
        box = QGroupBox(tr("Checks"))
        self.automatic = QCheckBox(tr("Check again by itself, a moment after each edit"))
        self.automatic.setObjectName("automatic")
        self.automatic.setChecked(options.option("checks/automatic"))
        layout = QVBoxLayout(box)
        layout.addWidget(self.automatic)
        return box

    # ------------------------------------------------------------ what the user does

    def _look_at_logo(self) -> None:
        """Say at once where the picture cannot be printed."""
        path = self.logo.filePath().strip()
        note = "" if not path else self._trouble_with(path)
        self.logo_note.setText(note)
        self.logo_note.setVisible(bool(note))

    def _trouble_with(self, path: str) -> str:
        file = QFileInfo(path)
        if not file.isFile():
            return tr("{path}: there is no such picture.").format(path=path)
        if file.size() > _LARGEST_LOGO_BYTES:
            text = tr("The logo's file is larger than {most:.0f} MB; choose a smaller picture.")
            return text.format(most=_LARGEST_LOGO_BYTES / 1e6)
        reader = QImageReader(path)
        reader.setDecideFormatFromContent(True)
        if bytes(reader.format()) not in (b"png", b"jpeg") or not reader.canRead():
            return tr("The logo cannot be read: it has to be a whole PNG or JPEG picture.")
        return ""

    def _add_named_side(self) -> None:
        row = self.sides.rowCount()
        if row >= _MOST_SIDES:
            return
        self._add_side("", options.PALETTE[row % len(options.PALETTE)])
        self.sides.setCurrentCell(row, 0)
        self.sides.editItem(self.sides.item(row, 0))

    def _add_side(self, name: str, colour: str) -> None:
        row = self.sides.rowCount()
        self.sides.insertRow(row)
        self.sides.setItem(row, 0, QTableWidgetItem(name))
        button = QgsColorButton()
        button.setColor(QColor(colour))
        button.setDefaultColor(QColor(options.PALETTE[row % len(options.PALETTE)]))
        self.sides.setCellWidget(row, 1, button)

    def _remove_side(self) -> None:
        if self.sides.currentRow() >= 0:
            self.sides.removeRow(self.sides.currentRow())
            self._offer_sides()

    def _offer_sides(self) -> None:
        """Let new cases begin with any side that is named below; what was chosen stays."""
        chosen = self.side.currentText()
        names = [self.sides.item(row, 0).text().strip() for row in range(self.sides.rowCount())]
        self.side.clear()
        self.side.addItems(["", *(name for name in names if name)])
        self.side.setCurrentText(chosen)

    def _show_help(self) -> None:
        from .help_actions import HelpDialog

        HelpDialog(self.window(), "options").show()

    # ------------------------------------------------------------ what QGIS calls

    def icon(self) -> QIcon:
        """Return the icon in the list of pages."""
        return icon("salient")

    def apply(self) -> None:
        """Keep the options; QGIS calls this when OK is pressed."""
        pairs = {}
        for row in range(self.sides.rowCount()):
            name = self.sides.item(row, 0).text().strip()
            if name:
                pairs.setdefault(name, self.sides.cellWidget(row, 1).color().name())
        options.set_sides(list(pairs.items()))
        options.set_option("side", self.side.currentText().strip())
        options.set_option("tolerance_m", float(self.tolerance.value()))
        options.set_option("language", self.language.currentData())
        options.set_option("world_view", self.world_view.code())
        options.set_option("paper", self.paper.currentText())
        options.set_option("newsroom", " ".join(self.newsroom.text().split()))
        options.set_option("logo", self.logo.filePath().strip())
        options.set_option("issuer", self.issuer.text().strip())
        options.set_option("gazetteer", self.gazetteer.filePath().strip())
        self._desk.checks.set_automatic(self.automatic.isChecked())
