"""The number of a claim: typed as printed, read while it is typed; hedge, unit and printed conversion can be mended.

Where the print can be read in several ways each is shown, and none is taken before the user has chosen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QRadioButton, QVBoxLayout, QWidget

from ..bridge.words import locale_code, tr
from ..brief.language import language
from ..brief.wording import hedged_text, interval_text, plain_number
from ..core.case import Claim
from ..core.claim_fields import NUMBER_FIELDS
from ..core.errors import InputError
from ..core.quantities import claimed_interval, dimension, kind_dimension
from ..core.reading import Reading, read_quantity
from ..core.schema import BOUNDS, UNITS
from .form_fields import ChoiceField, LineField

_NOTHING: Mapping[str, Any] = dict.fromkeys(NUMBER_FIELDS)


class QuantityField(QWidget):
    """The line as printed, what it reads as, and the parts that can be mended."""

    changed = pyqtSignal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._kind = ""
        self._reading: Reading | None = None
        self._readings: list[Reading] = []
        self._offered: list[QRadioButton] = []
        self._mended: set[str] = set()
        self._is_filling = False
        self.line = QLineEdit()
        self.line.setObjectName(f"{name}_line")
        self.line.setPlaceholderText(tr("as printed, such as: around 2,500 square kilometres (965 sq mi)"))
        self.line.setClearButtonEnabled(True)
        self.from_text = QPushButton(tr("From the text"))
        self.from_text.setObjectName(f"{name}_from_text")
        self.from_text.setToolTip(tr("Read the number from the text of the claim"))
        self.from_text.setAutoDefault(False)
        self.bound = ChoiceField(BOUNDS)
        self.unit = ChoiceField(UNITS, tr("unit"))
        self.conversion = LineField()
        self.conversion.setPlaceholderText(tr("conversion as printed"))
        self.conversion_unit = ChoiceField(UNITS, tr("unit"))
        self.reads_as = QLabel()
        self.reads_as.setObjectName(f"{name}_reads_as")
        self.reads_as.setWordWrap(True)
        self._choices = QVBoxLayout()
        self._lay_out(name)
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(self._typed)
        for part in ("bound", "unit", "conversion", "conversion_unit"):
            field = getattr(self, part)
            field.setObjectName(f"{name}_{part}")
            field.setAccessibleName(_TITLES[part]())
            field.setToolTip(_TITLES[part]())
            field.changed.connect(partial(self._part_changed, part))

    def _lay_out(self, name: str) -> None:
        parts = QHBoxLayout()
        for field in (self.bound, self.unit):
            parts.addWidget(field, 1)
        beside = QHBoxLayout()
        beside.addWidget(QLabel(tr("printed as well:")))
        beside.addWidget(self.conversion, 1)
        beside.addWidget(self.conversion_unit, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        first = QHBoxLayout()
        first.addWidget(self.line, 1)
        first.addWidget(self.from_text)
        layout.addLayout(first)
        layout.addLayout(self._choices)
        layout.addLayout(parts)
        layout.addLayout(beside)
        layout.addWidget(self.reads_as)

    # ------------------------------------------------------------ values

    def values(self) -> dict[str, Any]:
        """Return the fields of the number; all None where there is none, or it is not chosen yet."""
        reading = self._reading
        if reading is None:
            return dict(_NOTHING)
        bound = self.bound.value()
        return {
            "value": reading.value,
            "value_high": reading.value_high if bound == "between" else None,
            "unit": self.unit.value(),
            "bound": bound,
            "printed": reading.printed,
            "conversion": self.conversion.value(),
            "conversion_unit": self.conversion_unit.value() if self.conversion.value() else "",
        }

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show a number that was recorded before."""
        value, high = values.get("value"), values.get("value_high")
        self._is_filling = True
        self.line.clear()
        self._mended = set()
        for part in ("bound", "unit", "conversion", "conversion_unit"):
            getattr(self, part).set_value(values.get(part) or ("exact" if part == "bound" else ""))
        self._readings, self._reading = [], None
        if value is not None:
            lang = language(locale_code())
            printed = str(values.get("printed") or "")
            first = printed or plain_number(float(value), lang)
            self.line.setText(first if high is None else f"{first}–{plain_number(float(high), lang)}")
            self._reading = Reading(float(value), high, "", "", printed, "", "")
            self._mended = {"bound", "unit", "conversion", "conversion_unit"}
        self._is_filling = False
        self._offer([])
        self._show()

    def state(self) -> dict[str, Any]:
        """Return what is typed and chosen, to be shown again with `restore`."""
        return {**self.values(), "line": self.line.text(), "mended": sorted(self._mended)}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Show what `state` returned; what was not chosen yet is offered again."""
        self.set_values(state)
        self._is_filling = state.get("value") is not None
        self.line.setText(str(state.get("line") or ""))
        self._is_filling = False
        self._mended = set(state.get("mended") or ())

    def set_kind(self, kind: str) -> None:
        """Read numbers as a kind of claim wants them: of two quantities in a sentence the fitting one."""
        if kind != self._kind:
            self._kind = kind
            if self._readings:
                self._typed(self.line.text())
            self._show()

    def is_open(self) -> bool:
        """Whether something is typed of which no number is taken."""
        return self._reading is None and bool(self.line.text().strip())

    # ------------------------------------------------------------ reading

    def _typed(self, text: str) -> None:
        if self._is_filling:
            return
        found = read_quantity(text, language(locale_code()).manner.decimal)
        wanted = kind_dimension(self._kind)
        fitting = [one for one in found if wanted and dimension(one.unit) == wanted]
        self._readings = fitting or found
        self._offer(self._readings if len(self._readings) > 1 else [])
        self._take(self._readings[0] if len(self._readings) == 1 else None)

    def _take(self, reading: Reading | None) -> None:
        self._reading = reading
        if not self.line.text().strip():
            self._mended = set()
        if reading is not None:
            self._is_filling = True
            for part, said in (("bound", reading.bound != "exact"), ("unit", bool(reading.unit))):
                # What the user chose stays where the print says nothing.
                if said or part not in self._mended:
                    getattr(self, part).set_value(getattr(reading, part))
            if reading.conversion or "conversion" not in self._mended:
                self.conversion.set_value(reading.conversion)
                self.conversion_unit.set_value(reading.conversion_unit)
            if not self.unit.value() and kind_dimension(self._kind) == "count":
                self.unit.set_value("settlements")
            self._is_filling = False
        self._show()
        self.changed.emit()

    def _part_changed(self, part: str) -> None:
        if not self._is_filling:
            self._mended.add(part)
            self._show()
            self.changed.emit()

    def _offer(self, readings: Sequence[Reading]) -> None:
        for button in self._offered:
            self._choices.removeWidget(button)
            button.setParent(None)
            button.deleteLater()
        self._offered = []
        for number, reading in enumerate(readings):
            button = QRadioButton(reading_text(reading))
            button.setObjectName(f"{self.objectName()}_reading_{number}")
            button.setAutoExclusive(True)
            button.clicked.connect(partial(self._chosen, reading))
            self._choices.addWidget(button)
            self._offered.append(button)

    def _chosen(self, reading: Reading, _: bool = False) -> None:
        self._take(reading)

    # ------------------------------------------------------------ what it reads as

    def _show(self) -> None:
        self.reads_as.setText(self._sentence())
        self.reads_as.setVisible(bool(self.reads_as.text()))

    def _sentence(self) -> str:
        if self._reading is None:
            if self._readings:
                return tr("This can be read in {n} ways. Which is meant?").format(n=len(self._readings))
            typed = bool(self.line.text().strip())
            return tr("No number is read here: write it in figures, with its unit.") if typed else ""
        known = {name: value for name, value in self.values().items() if value is not None}
        claim = Claim(id="", text="", kind=self._kind, claimant="", **known)
        try:
            interval = claimed_interval(claim)
        except InputError:
            return ""  # The remark below says what is wrong.
        if interval is None:
            return ""
        lang = language(locale_code())
        text = tr("Reads as {interval} ({bound}).")
        return text.format(interval=interval_text(interval, lang), bound=tr(BOUNDS[interval.bound]))


def reading_text(reading: Reading) -> str:
    """Return one way of reading a number, in words and signs of QGIS's language."""
    lang = language(locale_code())
    text = hedged_text(reading.value, reading.value_high, reading.unit, reading.bound, lang)
    if reading.conversion:
        beside = hedged_text(0.0, None, reading.conversion_unit, "exact", lang, reading.conversion)
        text = f"{text} ({beside})"
    return text


_TITLES = {
    "bound": lambda: tr("Bound"),
    "unit": lambda: tr("Unit"),
    "conversion": lambda: tr("Printed conversion"),
    "conversion_unit": lambda: tr("Unit of the conversion"),
}
