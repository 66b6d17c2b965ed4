"""A recipe as widgets: what is printed, the map and the paper, and what does not leave the desk."""

from __future__ import annotations

from qgis.PyQt.QtCore import QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ..bridge.recipes import RecipeOffer
from ..bridge.words import tr
from ..brief.language import language_names
from ..core.recipe import (
    ATTACHMENTS,
    LONGEST_DISCLAIMER,
    LONGEST_NEWSROOM,
    LONGEST_TITLE,
    PAPERS,
    Recipe,
    Safety,
)
from .held_back_tree import HeldBackTree
from .recipe_sections import SectionList
from .view_choice import ViewChoice

# As long as the pause between two words.
_PAUSE_MS = 700
_GRIDS_M = (100.0, 500.0, 1000.0, 2000.0, 5000.0, 10_000.0, 20_000.0)
_LEAST_SCALE, _MOST_SCALE = 1_000, 50_000_000
_MOST_DELAY_DAYS = 3650
_ATTACHED = {
    "facts": "Facts as JSON",
    "claims": "Claims as a table (CSV)",
    "shapes": "Measured shapes (GeoJSON)",
}
_BACKGROUNDS = {
    "lines": "reference lines: water, coasts, borders of the declared view",
    "canvas": "the map of QGIS as a picture",
    "none": "nothing",
}


class RecipeForm(QTabWidget):
    """The form; `changed` comes a moment after the last change that the user made."""

    changed = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("recipe_form")
        self._logo = ""
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE_MS)
        self._soon.timeout.connect(self.changed)
        self.addTab(self._content_tab(), tr("Content"))
        self.addTab(self._paper_tab(), tr("Map and paper"))
        self.addTab(self._safety_tab(), tr("Publication safety"))
        self._connect()
        self._show_logo()

    # ------------------------------------------------------------ the tabs

    def _content_tab(self) -> QWidget:
        tab = QWidget()
        self.sections = SectionList()
        self.title = QLineEdit()
        self.title.setMaxLength(LONGEST_TITLE)
        self.title.setPlaceholderText(tr("that of the case"))
        self.disclaimer = QPlainTextEdit()
        self.disclaimer.setPlaceholderText(tr("printed on the first page; empty for none"))
        self.disclaimer.setTabChangesFocus(True)
        self.disclaimer.setMaximumHeight(4 * self.fontMetrics().lineSpacing())
        self.language = QComboBox()
        self.language.addItem(tr("that of the case, else of the options"), "")
        for code, name in language_names():
            self.language.addItem(name, code)
        self.attached = {name: QCheckBox(tr(_ATTACHED[name])) for name in ATTACHMENTS}
        for name, widget in (
            ("title", self.title),
            ("disclaimer", self.disclaimer),
            ("language", self.language),
            *((f"attach_{name}", box) for name, box in self.attached.items()),
        ):
            widget.setObjectName(f"recipe_{name}")
        boxes = QVBoxLayout()
        for box in self.attached.values():
            boxes.addWidget(box)
        form = QFormLayout()
        form.addRow(tr("Title"), self.title)
        form.addRow(tr("Language"), self.language)
        form.addRow(tr("Disclaimer"), self.disclaimer)
        form.addRow(tr("Attached inside the PDF"), boxes)
        layout = QVBoxLayout(tab)
        layout.addWidget(self.sections, 1)
        layout.addLayout(form)
        return tab

    def _paper_tab(self) -> QWidget:
        tab = QWidget()
        self.frame, self.background, self.paper = QComboBox(), QComboBox(), QComboBox()
        self.borders = ViewChoice()
        self.frame.addItem(tr("the frame of the case"), "")
        for code, words in _BACKGROUNDS.items():
            self.background.addItem(tr(words), code)
        self.paper.addItems(list(PAPERS))
        self.landscape = QCheckBox(tr("landscape"))
        self.scale = QSpinBox()
        self.scale.setRange(0, _MOST_SCALE)
        self.scale.setSingleStep(50_000)
        self.scale.setGroupSeparatorShown(True)
        self.scale.setPrefix("1 : ")
        self.scale.setSpecialValueText(tr("as large as the frame allows"))
        self.scale.setKeyboardTracking(False)
        self.newsroom = QLineEdit()
        self.newsroom.setMaxLength(LONGEST_NEWSROOM)
        self.newsroom.setPlaceholderText(tr("as in the options"))
        self.logo_note = QLabel()
        self.choose_logo, self.drop_logo = QPushButton(tr("Choose a picture…")), QPushButton(tr("No logo"))
        for name, widget in (
            ("frame", self.frame),
            ("background", self.background),
            ("borders", self.borders),
            ("paper", self.paper),
            ("landscape", self.landscape),
            ("scale", self.scale),
            ("newsroom", self.newsroom),
            ("logo", self.logo_note),
            ("choose_logo", self.choose_logo),
            ("drop_logo", self.drop_logo),
        ):
            widget.setObjectName(f"recipe_{name}")
        for box in (self.frame, self.background, self.borders):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(16)
        form = QFormLayout(tab)
        form.addRow(tr("The map shows"), self.frame)
        form.addRow(tr("Scale of the map"), self.scale)
        form.addRow(tr("Under the map"), self.background)
        form.addRow(tr("View of state borders"), self.borders)
        form.addRow(tr("Paper"), _row(self.paper, self.landscape))
        form.addRow(tr("Name of the newsroom"), self.newsroom)
        form.addRow(tr("Logo"), _row(self.logo_note, self.choose_logo, self.drop_logo))
        return tab

    def _safety_tab(self) -> QWidget:
        tab = QWidget()
        self.held = HeldBackTree()
        self.name_kinds = QCheckBox(tr("Name the kinds of what is held back on the first page"))
        self.grid = QComboBox()
        self.grid.addItem(tr("as they are"), None)
        for metres in _GRIDS_M:
            self.grid.addItem(_grid_words(metres), metres)
        self.delay = QSpinBox()
        self.delay.setRange(0, _MOST_DELAY_DAYS)
        self.delay.setSpecialValueText(tr("no delay"))
        self.delay.setSuffix(" " + tr("days before the day of issue"))
        self.delay.setKeyboardTracking(False)
        note = QLabel(
            tr(
                "What is held back is out before anything is measured: a finding that needed it says that it cannot be "
                "tested. Numbers are measured before coordinates are rounded. The first page says what was done. Texts "
                "are printed as they were written."
            )
        )
        note.setWordWrap(True)
        for name, widget in (("name_kinds", self.name_kinds), ("grid", self.grid), ("delay", self.delay)):
            widget.setObjectName(f"recipe_{name}")
        form = QFormLayout()
        form.addRow(self.name_kinds)
        form.addRow(tr("Coordinates to a grid of"), self.grid)
        form.addRow(tr("Nothing later than"), self.delay)
        layout = QVBoxLayout(tab)
        heading = QLabel(tr("Held back"))
        heading.setBuddy(self.held.line)
        layout.addWidget(heading)
        layout.addWidget(self.held, 1)
        layout.addLayout(form)
        layout.addWidget(note)
        return tab

    def _connect(self) -> None:
        for text in (self.title, self.newsroom):
            text.textEdited.connect(lambda _: self._soon.start())
        self.disclaimer.textChanged.connect(self._soon.start)
        for choice in (self.language, self.frame, self.background, self.borders, self.paper, self.grid):
            choice.activated.connect(lambda _: self._soon.start())
        for box in (*self.attached.values(), self.landscape, self.name_kinds):
            box.clicked.connect(lambda _: self._soon.start())
        for number in (self.scale, self.delay):
            number.valueChanged.connect(lambda _: self._soon.start())
        self.scale.editingFinished.connect(self._mend_scale)
        self.sections.changed.connect(self._soon.start)
        self.held.changed.connect(self._soon.start)
        self.drop_logo.clicked.connect(lambda: self.put_logo(""))

    # ------------------------------------------------------------ the recipe

    def offer(self, offer: RecipeOffer) -> None:
        """Offer the areas and records of the case."""
        chosen = self.frame.currentData()
        for row in range(self.frame.count() - 1, 0, -1):
            self.frame.removeItem(row)
        for area_id, name in offer.frames:
            self.frame.addItem(name, area_id)
        self._choose(self.frame, chosen, str(chosen))
        self.held.offer(offer.holdable)

    def show_recipe(self, recipe: Recipe) -> None:
        """Show a recipe; this is no change by the user."""
        self.sections.show_sections(recipe.sections)
        self.title.setText(recipe.title)
        self.disclaimer.setPlainText(recipe.disclaimer)
        for name, box in self.attached.items():
            box.setChecked(name in recipe.attach)
        self._choose(self.language, recipe.language, recipe.language)
        self._choose(self.frame, recipe.frame_id, recipe.frame_id)
        self._choose(self.background, recipe.background, recipe.background)
        self.paper.setCurrentText(recipe.paper)
        self.landscape.setChecked(recipe.landscape)
        self.scale.setValue(recipe.scale or 0)
        self.newsroom.setText(recipe.newsroom)
        self._logo = recipe.logo
        self._show_logo()
        grid_m = recipe.safety.grid_m
        self._choose(self.grid, grid_m, "" if grid_m is None else _grid_words(grid_m))
        self.delay.setValue(recipe.safety.delay_days)
        self.name_kinds.setChecked(recipe.safety.name_kinds)
        self.held.show_held(recipe.safety.hold_back)
        self._soon.stop()

    def recipe(self) -> Recipe:
        """Return the recipe that the form shows."""
        safety = Safety(self.held.names(), self.grid.currentData(), self.delay.value(), self.name_kinds.isChecked())
        return Recipe(
            sections=self.sections.names(),
            frame_id=self.frame.currentData() or "",
            scale=max(self.scale.value(), _LEAST_SCALE) if self.scale.value() else None,
            paper=self.paper.currentText(),
            landscape=self.landscape.isChecked(),
            language=self.language.currentData() or "",
            newsroom=self.newsroom.text().strip(),
            logo=self._logo,
            title=self.title.text().strip(),
            disclaimer=self.disclaimer.toPlainText().strip()[:LONGEST_DISCLAIMER],
            background=self.background.currentData(),
            attach=tuple(name for name, box in self.attached.items() if box.isChecked()),
            safety=safety,
        )

    def put_logo(self, logo: str) -> None:
        """Take a picture, as base64, or none."""
        self._logo = logo
        self._show_logo()
        self._soon.start()

    def _show_logo(self) -> None:
        self.logo_note.setText(tr("a picture, kept in the recipe") if self._logo else tr("as in the options"))
        self.drop_logo.setEnabled(bool(self._logo))

    def _mend_scale(self) -> None:
        if 0 < self.scale.value() < _LEAST_SCALE:
            self.scale.setValue(_LEAST_SCALE)

    def _choose(self, box: QComboBox, data: object, words: str) -> None:
        """Choose an entry by its data; one that is not offered is added, so that nothing is lost unseen."""
        row = box.findData(data)
        if row < 0 and data not in (None, ""):
            box.addItem(words, data)
            row = box.count() - 1
        box.setCurrentIndex(max(row, 0))


def _grid_words(metres: float) -> str:
    if metres >= 1000:
        return tr("{n} km").format(n=f"{metres / 1000:g}")
    return tr("{n} m").format(n=f"{metres:g}")


def _row(*widgets: QWidget) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    for place, widget in enumerate(widgets):
        layout.addWidget(widget, 1 if place == 0 else 0)
    return row
