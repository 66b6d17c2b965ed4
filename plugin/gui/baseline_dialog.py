"""The question that Baseline from control maps… asks: whose ground's edge on which day, without which lines."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QGroupBox,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from ..bridge.words import tr
from .help_actions import help_on
from .shape_box import AREAS, LINES_OR_AREAS, ShapeBox

Date = datetime.date


@dataclass(frozen=True)
class MapsOf:
    """What an issuer's maps offer: their days in order, the sides on them, and the side that is likely meant."""

    days: Sequence[Date]
    sides: Sequence[str]
    likely: str


class BaselineDialog(QDialog):
    """Asks for issuer, side and day, for borders and coasts, and whether another line gives way.

    Parameters
    ----------
    name
        What the case is called.
    maps
        What each issuer offers.
    """

    def __init__(self, parent: QWidget, name: str, maps: Mapping[str, MapsOf]) -> None:
        super().__init__(parent)
        self.setObjectName("salient_baseline_dialog")
        self.setWindowTitle(tr("Baseline from control maps: {name}").format(name=name))
        self._maps = maps
        self.issuer, self.side, self.day = QComboBox(), QComboBox(), QComboBox()
        for object_name, box in (("issuer", self.issuer), ("side", self.side), ("day", self.day)):
            box.setObjectName(object_name)
        self.borders, self.beyond = ShapeBox("borders", LINES_OR_AREAS), ShapeBox("beyond", AREAS)
        self.coasts = ShapeBox("coasts", LINES_OR_AREAS)
        self.replace = QCheckBox(tr("Replace the line that the case holds for this day, where it differs"))
        self.replace.setObjectName("replace")
        self.hint = QLabel()
        self.hint.setObjectName("hint")
        self.hint.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(tr("Make baseline"))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        help_on(self, "control_maps", self.buttons)
        self._lay_out()
        self.issuer.addItems(list(maps))
        self.issuer.currentTextChanged.connect(self._fill)
        self.side.currentIndexChanged.connect(self._look)
        for one in (self.borders, self.coasts, self.beyond):
            one.changed.connect(self._look)
        self._fill()

    def _lay_out(self) -> None:
        maps = QFormLayout()
        maps.addRow(tr("Issuer"), self.issuer)
        maps.addRow(tr("Edge of the ground of side"), self.side)
        maps.addRow(tr("As of"), self.day)
        left_out = QGroupBox(tr("Not part of a front (optional)"))
        form = QFormLayout(left_out)
        form.addRow(tr("State borders"), self.borders)
        form.addRow(tr("Ground beyond them held by the side"), self.beyond)
        form.addRow(tr("Coasts"), self.coasts)
        layout = QVBoxLayout(self)
        layout.addLayout(maps)
        layout.addWidget(left_out)
        layout.addWidget(self.replace)
        layout.addWidget(self.hint)
        layout.addStretch()
        layout.addWidget(self.buttons)
        self.setMinimumWidth(560)

    def _fill(self) -> None:
        offered = self._maps.get(self.issuer.currentText())
        self.side.clear()
        self.day.clear()
        if offered is not None:
            self.side.addItems(list(offered.sides))
            self.side.setCurrentIndex(self.side.findText(offered.likely) if offered.likely else -1)
            self.day.addItems([day.isoformat() for day in offered.days])
        self._look()

    def _look(self) -> None:
        """Say what will be done, or what is still to be said."""
        chosen = {name for name in ("borders", "coasts", "beyond") if self._is_chosen(name)}
        text = tr("The whole edge becomes the baseline, borders and coasts included; its note will say so.")
        if self.side.currentIndex() < 0:
            text = tr("Choose the side whose ground's edge is meant.")
        elif "beyond" in chosen and "borders" not in chosen:
            text = tr("Ground beyond the borders is of use only where the borders are chosen too.")
        elif {"borders", "beyond"} <= chosen:
            text = tr("Borders are left out where the side held the ground beyond them; its note will say so.")
        elif "borders" in chosen:
            text = tr(
                "Borders are left out except where the other side's ground lies at them: the rest beyond is taken as "
                "held by the same side. Its note will say so."
            )
        elif "coasts" in chosen:
            text = tr("Coasts are left out; its note will say so.")
        self.hint.setText(text)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(self.side.currentIndex() >= 0)

    def _is_chosen(self, name: str) -> bool:
        box: ShapeBox = getattr(self, name)
        return box.layers.currentLayer() is not None or box.is_file()
