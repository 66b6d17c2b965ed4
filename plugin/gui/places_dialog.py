"""Import places…: settlements of gazetteers, from how many inhabitants on, and who made the list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qgis.PyQt.QtWidgets import QLineEdit, QSpinBox, QWidget

from ..bridge.place_work import PlacesAsked
from ..bridge.words import tr
from ..core.messages import Message, message
from .files_dialog import FilesDialog, Offers, Words

if TYPE_CHECKING:
    from ..bridge.open_imports import PreparedImport

PATTERNS = "*.txt *.csv *.tsv *.zip *.gpkg *.shp *.fgb *.geojson *.json *.kml *.kmz"
_MOST = 50_000_000


class PlacesDialog(FilesDialog):
    """Asks for gazetteers, and which of their places are wanted."""

    def __init__(self, parent: QWidget, offers: Offers) -> None:
        words = Words("salient_import_places_dialog", tr("Import places"), PATTERNS, _counted)
        super().__init__(parent, words, offers)
        self.min_population = QSpinBox()
        self.min_population.setObjectName("min_population")
        self.min_population.setRange(0, _MOST)
        self.min_population.setSingleStep(500)
        self.min_population.setGroupSeparatorShown(True)
        self.min_population.setSpecialValueText(tr("all, of unknown size too"))
        self.min_population.valueChanged.connect(self.forget)
        self.publisher = QLineEdit()
        self.publisher.setObjectName("publisher")
        self.publisher.setPlaceholderText(tr("as the files say"))
        self.publisher.textChanged.connect(self.forget)
        self.form.addRow(tr("From how many inhabitants on"), self.min_population)
        self.form.addRow(tr("Who made the gazetteers"), self.publisher)
        self.end_form()

    def asked(self) -> PlacesAsked:
        """Return what the user said; the ground to cut to stands apart."""
        return PlacesAsked(
            self.paths(),
            min_population=self.min_population.value(),
            publisher=self.publisher.text().strip(),
            crs=self.chosen_crs(),
            layer=self.chosen_layer(),
        )


def _counted(found: PreparedImport) -> Sequence[Message]:
    lines = [message("{n:,} of {m:,} places are new.", n=len(found.plan.new), m=found.wanted)]
    if found.same:
        text = "{n:,} are in the case already (by number, P-code, or name within 2 km) and stay as they are."
        lines.append(message(text, n=found.same))
    return lines
