"""The source of a claim: picked from those of the case, or added with the claim."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QFormLayout, QGroupBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ..bridge.forms import field_title
from ..bridge.words import say, tr
from ..core.claim_fields import source_remarks
from ..core.schema import SOURCES
from .day_field import DayField
from .form_fields import FieldRow, LineField, LinkField

_LINES = ("publisher", "title", "url", "archive_url", "licence", "language")
_DAYS = ("published_on", "retrieved_on")


class SourceField(QWidget):
    """A list of the sources, and a button that opens the fields of a new one below it."""

    changed = pyqtSignal()
    new_wanted = pyqtSignal()
    """The fields of a new source were opened: who knows something of it may fill it in."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.link = LinkField(tr("not recorded"))
        self.link.setObjectName(f"{name}_link")
        self.new = QPushButton(tr("New source"))
        self.new.setObjectName(f"{name}_new")
        self.new.setCheckable(True)
        self.new.setAutoDefault(False)
        self.box = QGroupBox(tr("New source"))
        self.box.hide()
        self.fields: dict[str, Any] = {one: LineField() for one in _LINES}
        self.fields.update({one: DayField(f"{name}_{one}") for one in _DAYS})
        self.rows: dict[str, FieldRow] = {}
        form = QFormLayout(self.box)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for field in SOURCES.fields:
            if field.name in self.fields:
                widget = self.fields[field.name]
                widget.setObjectName(f"{name}_{field.name}")
                widget.setToolTip(tr(field.help))
                self.rows[field.name] = FieldRow(widget)
                form.addRow(field_title(field) + (" *" if field.required else ""), self.rows[field.name])
                widget.changed.connect(self.changed.emit)
        line = QHBoxLayout()
        line.addWidget(self.link, 1)
        line.addWidget(self.new)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(line)
        layout.addWidget(self.box)
        self.setFocusProxy(self.link)
        self.link.changed.connect(self.changed.emit)
        self.new.toggled.connect(self._turned)

    def _turned(self, on: bool) -> None:
        self.box.setVisible(on)
        self.link.setEnabled(not on)
        if on:
            self.new_wanted.emit()
            self.fields["publisher"].setFocus()
        self.changed.emit()

    def offer(self, entries: Iterable[tuple[str, str]]) -> None:
        """Offer the sources of the case."""
        self.link.offer(entries)

    def value(self) -> str:
        """Return the id of the source that is picked; "" for none, or a new one."""
        return "" if self.new.isChecked() else self.link.value()

    def set_value(self, value: str | None) -> None:
        """Pick a source; the fields of a new one are emptied."""
        self.new.setChecked(False)
        for field in self.fields.values():
            field.set_value(None)
        self.link.set_value(value)

    def new_source(self) -> dict[str, Any] | None:
        """Return the fields of the new source; None where none is being added."""
        if not self.new.isChecked():
            return None
        return {name: field.value() for name, field in self.fields.items()}

    def fill(self, values: Mapping[str, Any]) -> None:
        """Fill in what is still empty."""
        for name, value in values.items():
            if value and not self.fields[name].value():
                self.fields[name].set_value(value)

    def is_wrong(self) -> bool:
        """Say what is wrong with the new source; whether that keeps it from being saved."""
        source = self.new_source()
        found = {} if source is None else {one.field: say(one.text) for one in source_remarks(source)}
        for name in _DAYS:
            if source is not None and self.fields[name].is_open():
                found[name] = tr("Say which day is meant, or leave it empty.")
        for name, row in self.rows.items():
            row.say(found.get(name, ""), name in found)
        return bool(found)

    def restore(self, state: Mapping[str, Any]) -> None:
        """Show what `state` returned."""
        self.link.set_value(state.get("link"))
        self.new.setChecked(bool(state.get("new")))
        for name, field in self.fields.items():
            text = str(state.get(name) or "")
            field.set_text(text) if name in _DAYS else field.setText(text)

    def state(self) -> dict[str, Any]:
        """Return all that is typed and picked."""
        typed = {name: field.text() for name, field in self.fields.items()}
        return {"link": self.link.value(), "new": self.new.isChecked(), **typed}
