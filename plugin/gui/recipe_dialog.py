"""The recipe of a case beside the pages that it makes; nothing is changed before OK."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from qgis.PyQt import sip
from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QSplitter, QVBoxLayout

from ..bridge import work
from ..bridge.briefings import BriefingWish, MadeBriefing, made_briefing
from ..bridge.cases import OpenCase
from ..bridge.recipes import RecipeOffer, logo_of_file, recipe_offer
from ..bridge.rows import RowSource
from ..bridge.words import error_text, tr
from ..core.case import Case
from ..core.errors import SalientError
from ..core.findings import Report
from ..core.recipe import Recipe, checked_recipe, recipe_text
from .canvas_aim import aimed
from .desk import Desk
from .help_actions import help_on
from .recipe_form import RecipeForm
from .recipe_preview import RecipePreview
from .tasks import Progress, Work


class RecipeDialog(QDialog):
    """Form and preview.

    Parameters
    ----------
    case, tables
        The open case, and its rows as they are now.
    recipe
        What is shown at first.
    usual
        What the button for the usual recipe shows.
    wish
        What the preview is made of beside the recipe: title, bottom line and issuers as the panel has them.
    view
        The view of state borders that the case declares.
    """

    def __init__(
        self,
        desk: Desk,
        case: OpenCase,
        tables: Mapping[str, RowSource],
        recipe: Recipe,
        usual: Recipe,
        wish: BriefingWish,
        view: str = "",
    ) -> None:
        super().__init__(desk.iface.mainWindow())
        self.setObjectName("salient_recipe_dialog")
        self.setWindowTitle(tr("Briefing recipe: {name}").format(name=case.name))
        self._desk, self._case, self._tables, self._usual, self._wish = desk, case, tables, usual, wish
        self._read: Case | None = None
        self._report: Report | None = None
        self.form, self.preview = RecipeForm(), RecipePreview(desk)
        standard = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(standard.Ok | standard.Cancel | standard.RestoreDefaults)
        self.buttons.button(standard.Ok).setText(tr("Keep in the case"))
        self.usual = self.buttons.button(standard.RestoreDefaults)
        self.usual.setText(tr("Usual recipe"))
        self.usual.setObjectName("recipe_usual")
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.usual.clicked.connect(self._take_usual)
        help_on(self, "recipe", self.buttons)
        parts = QSplitter()
        parts.addWidget(self.form)
        parts.addWidget(self.preview)
        parts.setChildrenCollapsible(False)
        parts.setStretchFactor(0, 2)
        parts.setStretchFactor(1, 3)
        parts.setSizes([440, 680])
        layout = QVBoxLayout(self)
        layout.addWidget(parts, 1)
        layout.addWidget(self.buttons)
        self.resize(1120, 760)
        self.form.show_recipe(recipe)
        self.form.borders.show_view(view)
        self.form.changed.connect(self.show_anew)
        self.form.choose_logo.clicked.connect(self._choose_logo)
        self.finished.connect(lambda _: self._stop())
        self._reading: Work | None = self._read_case()

    def _read_case(self) -> Work:
        """Read and check the case once: it cannot be edited as long as the dialog is open."""
        name, tables, day = self._case.name, self._tables, self._wish.as_of

        def read(progress: Progress) -> tuple[Case, RecipeOffer, Report]:
            case = work.case_of(name, tables, progress)
            return case, recipe_offer(case), work.checked(case, day, progress)

        self.preview.state.setText("… " + tr("reading and checking the case"))
        return self._desk.start(tr("Recipe of {name}").format(name=name), read, self._was_read)

    def _was_read(self, found: tuple[Case, RecipeOffer, Report]) -> None:
        self._reading = None
        self._read, offer, self._report = found
        self.form.offer(offer)
        self.show_anew()

    def show_anew(self) -> None:
        """Show the pages that the form's recipe makes."""
        case, report = self._read, self._report
        if case is None:
            return  # They come when the case has been read.
        recipe, wish, camera = self.form.recipe(), self._wish, aimed(self._desk, self._case)
        case = replace(case, settings={**case.settings, "world_view": self.form.borders.code()})

        def make(progress: Progress) -> MadeBriefing:
            return made_briefing(case, replace(wish, recipe=checked_recipe(recipe)), progress, report, camera)

        self.preview.show_anew(make)

    def _stop(self) -> None:
        reading, self._reading = self._reading, None
        if reading is not None and not sip.isdeleted(reading):
            reading.forget()
            reading.cancel()
        self.preview.stop()

    def _take_usual(self) -> None:
        self.form.show_recipe(self._usual)
        self.show_anew()

    def _choose_logo(self) -> None:
        pictures = tr("Pictures (*.png *.jpg *.jpeg)")
        path, _ = QFileDialog.getOpenFileName(self, tr("Logo"), "", pictures)
        if path:
            try:
                self.form.put_logo(logo_of_file(path))
            except SalientError as error:
                self.preview.state.setText("⚠ " + error_text(error))

    def accept(self) -> None:
        """Close, unless a value cannot be used: what is wrong is said above the pages."""
        try:
            self.recipe_text()
        except SalientError as error:
            self.preview.state.setText("⚠ " + error_text(error))
        else:
            super().accept()

    def recipe_text(self) -> str:
        """Return the recipe as the case keeps it; "" where it is the usual one.

        Raises
        ------
        InputError
            When a value cannot be used.
        """
        recipe = checked_recipe(self.form.recipe())
        return "" if recipe == self._usual else recipe_text(recipe)
