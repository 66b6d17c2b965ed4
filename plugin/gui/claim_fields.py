"""The fields of the form of a claim, put together: which widget each has, where it stands, which are in sight."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QWidget

from ..bridge.forms import field_title
from ..bridge.words import say, tr
from ..core.claim_fields import NUMBER, NUMBER_FIELDS, WHAT_IS_CHECKED, fields_of
from ..core.schema import BASES, CLAIMS, CREDIBILITIES, KINDS, RELIABILITIES, STATUSES
from .day_field import DayField
from .form_fields import ChoiceField, FieldRow, FlagField, LineField, LinkField, SideField, TextField
from .quantity_field import QuantityField
from .rows_field import RowsField, RowsWords
from .source_field import SourceField

ALWAYS = (
    *("text", "claimant", "stated_on", "refers_from", "refers_to", "kind", "source_id", "published_in", "url"),
    *("relays", "basis", "reliability", "credibility", "note"),
)
"""What every claim has, whatever its kind."""

_DAYS = ("stated_on", "refers_from", "refers_to")
_TITLES: Mapping[str, Callable[[], str]] = {
    NUMBER: lambda: tr("Number"),
    "stated_on": lambda: tr("Said on"),
    "refers_from": lambda: tr("Refers to the period"),
    "reliability": lambda: tr("Grade"),
}
_SECTIONS: Sequence[tuple[Callable[[], str], Sequence[str]]] = (
    (lambda: tr("Statement"), ("text", "claimant", "stated_on", "refers_from")),
    (
        lambda: tr("What is claimed"),
        (
            *("kind", "status", NUMBER, "direction", "denies", "place_ids", "side", "area_id", "baseline_id"),
            *("sector_id", "gain_ids", "route_ids", "event_id"),
        ),
    ),
    (
        lambda: tr("Source and grade"),
        ("source_id", "published_in", "url", "relays", "basis", "reliability", "note"),
    ),
)
# Two fields in one line, the first of which names it.
_BESIDE = {"refers_from": "refers_to", "reliability": "credibility"}


class ClaimFields(QWidget):
    """All fields of a claim; `search` finds places, as in RowsField."""

    resized = pyqtSignal()
    """Other fields are in sight: it may need more room."""

    def __init__(self, search: Callable[[str], Sequence[tuple[str, str]] | None]) -> None:
        super().__init__()
        self.setObjectName("salient_claim_fields")
        self.fields: dict[str, Any] = _made(search)
        self.rows: dict[str, FieldRow] = {}
        self._shown_anyway: frozenset[str] = frozenset()
        self.what = QLabel()
        self.what.setObjectName("salient_claim_what")
        self.what.setWordWrap(True)
        italic = self.what.font()
        italic.setItalic(True)
        self.what.setFont(italic)
        self._form = QFormLayout(self)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._form.setVerticalSpacing(0)
        for title, names in _SECTIONS:
            self._add_heading(title())
            for name in names:
                self._add_row(name)
        self.number: QuantityField = self.fields[NUMBER]
        self.places: RowsField = self.fields["place_ids"]
        self.source: SourceField = self.fields["source_id"]
        self.fields["kind"].changed.connect(self.show_fitting)
        self.fields["status"].changed.connect(self.show_fitting)
        self.show_fitting()

    def _add_heading(self, text: str) -> None:
        heading = QLabel(text)
        bold = heading.font()
        bold.setBold(True)
        heading.setFont(bold)
        self._form.addRow(heading)

    def _add_row(self, name: str) -> None:
        widget = self.fields[name]
        if name in _BESIDE:
            row = _pair(widget, self.fields[_BESIDE[name]], " – " if name == "refers_from" else "")
            self.rows[_BESIDE[name]] = row
        else:
            row = FieldRow(widget)
        self.rows[name] = row
        for one in (name, _BESIDE.get(name, "")):
            if one and one != NUMBER:
                self.fields[one].setToolTip(tr(CLAIMS.field(one).help))
        self._form.addRow(_title(name), row)
        self._form.labelForField(row).setBuddy(widget)
        if name == "kind":
            self._form.addRow("", self.what)

    # ------------------------------------------------------------ which are in sight

    def show_fitting(self) -> None:
        """Show what the kind uses, and what the claim held when it was opened; hide the rest."""
        kind = self.fields["kind"].value()
        self.number.set_kind("depth" if kind == "place_status" else kind)
        wanted = self.in_use()
        for name, row in self.rows.items():
            if name not in ALWAYS:
                seen = ("value" if name == NUMBER else name) in wanted
                row.setVisible(seen)
                self._form.labelForField(row).setVisible(seen)
        sentence = WHAT_IS_CHECKED.get(kind)
        self.what.setText("" if sentence is None else say(sentence))
        self.what.setVisible(sentence is not None)
        self.resized.emit()

    def in_use(self) -> frozenset[str]:
        """Return the fields that are in sight and count, by their names in the schema."""
        kind, status = self.fields["kind"].value(), self.fields["status"].value()
        return frozenset(ALWAYS) | fields_of(kind, status) | self._shown_anyway

    # ------------------------------------------------------------ values

    def values(self) -> dict[str, Any]:
        """Return all fields of the schema; those out of sight are empty."""
        found: dict[str, Any] = {one.name: None for one in CLAIMS.fields if one.name != "id"}
        used = self.in_use()
        found.update({name: value for name, value in self.number.values().items() if name in used})
        for name, field in self.fields.items():
            if name in used:
                found[name] = field.value()
        found["denies"] = bool(found["denies"])
        return found

    def set_values(self, values: Mapping[str, Any], places: Sequence[tuple[str, str]]) -> None:
        """Show a claim; what it holds stays in sight, also where its kind does not use it."""
        held = {one for one, value in values.items() if value not in (None, "", (), False)}
        number = set(NUMBER_FIELDS) if "value" in held else set()
        self._shown_anyway = frozenset((held - set(NUMBER_FIELDS)) | number)
        self.places.know(places)
        for name, field in self.fields.items():
            if name == NUMBER:
                field.set_values(values)
            else:
                field.set_value(values.get(name) or _default(name))
        self.show_fitting()

    def forget_shown(self) -> None:
        """Show only what the kind uses: the claim is a new one."""
        self._shown_anyway = frozenset()
        self.show_fitting()

    def settle(self) -> None:
        """Take what is typed into the lists, also in the one that still has the keyboard."""
        for field in (*self.fields.values(), self.source.link):
            if isinstance(field, LinkField):
                field.settle()

    def open_days(self) -> list[str]:
        """Return the days of which it is not known yet which is meant."""
        return [name for name in _DAYS if self.fields[name].is_open()]

    def restore(self, state: Mapping[str, Any], places: Sequence[tuple[str, str]]) -> None:
        """Show what `state` returned, as it was left."""
        self.places.know(places)
        for name, field in self.fields.items():
            if name in _DAYS:
                field.set_text(str(state.get(name) or ""))
            elif hasattr(field, "restore"):
                field.restore(state.get(name) or {})
            elif name in state:
                field.set_value(state[name])
        self.show_fitting()

    def state(self) -> dict[str, Any]:
        """Return all that is typed and chosen, to tell whether it changed."""
        found: dict[str, Any] = {}
        for name, field in self.fields.items():
            if name in _DAYS:
                found[name] = field.text()
            else:
                found[name] = field.state() if hasattr(field, "state") else field.value()
        return found


def _made(search: Callable[[str], Sequence[tuple[str, str]] | None]) -> dict[str, Any]:
    own = tr("the case's own")
    made: dict[str, Any] = {
        "text": TextField(4),
        "claimant": LineField(),
        "kind": ChoiceField(KINDS, tr("choose…")),
        NUMBER: QuantityField("salient_claim_number"),
        "status": ChoiceField(STATUSES, tr("on the last day of the period")),
        "direction": LineField(),
        "denies": FlagField(tr("The claim says that it is not so")),
        "place_ids": _places(search),
        "side": SideField(),
        "area_id": LinkField(own),
        "baseline_id": LinkField(own),
        "sector_id": LinkField(own),
        "gain_ids": _gains(),
        "route_ids": _routes(),
        "event_id": _events(),
        "source_id": SourceField("salient_claim_source_id"),
        "published_in": LineField(),
        "url": LineField(),
        "relays": LinkField(tr("none")),
        "basis": ChoiceField(BASES),
        "reliability": ChoiceField(RELIABILITIES),
        "credibility": ChoiceField(CREDIBILITIES),
        "note": TextField(2),
    }
    made.update({name: DayField(f"salient_claim_{name}") for name in _DAYS})
    for name, field in made.items():
        field.setObjectName(f"salient_claim_{name}")
    for name in ("reliability", "credibility"):
        made[name].setAccessibleName(tr(CLAIMS.field(name).label))
    return made


def _places(search: Callable[[str], Sequence[tuple[str, str]] | None]) -> RowsField:
    none = tr("No settlement of the case is called so: draw it, or add it from a gazetteer (Ctrl+K).")
    line, title = tr("Search a settlement of the case, in any spelling"), tr("Places, in order: from, to")
    made = RowsField("salient_claim_place_ids", RowsWords(line, title, none, tr("Pick on the map")), 3, search)
    made.button.setCheckable(True)
    return made


def _gains() -> RowsField:
    line, none = tr("those of its period"), tr("No other gain of the case is called so.")
    words = RowsWords(line, tr("The gains that the claim speaks of"), none, tr("Take the selected ones"))
    return RowsField("salient_claim_gain_ids", words, 2)


def _routes() -> RowsField:
    line, none = tr("all ways between the places"), tr("No other route of the case is called so.")
    return RowsField("salient_claim_route_ids", RowsWords(line, tr("The routes that the claim speaks of"), none), 2)


def _events() -> RowsField:
    line, none = tr("all of the case"), tr("No other event of the case is called so.")
    return RowsField("salient_claim_event_id", RowsWords(line, tr("The events that it counts from"), none), 2)


def _pair(first: QWidget, second: QWidget, between: str) -> FieldRow:
    both = QWidget()
    line = QHBoxLayout(both)
    line.setContentsMargins(0, 0, 0, 0)
    line.addWidget(first, 1)
    if between:
        line.addWidget(QLabel(between))
    line.addWidget(second, 1)
    both.setFocusProxy(first)
    return FieldRow(both)


def _title(name: str) -> str:
    if name in _TITLES:
        return _TITLES[name]()
    field = CLAIMS.field(name)
    return field_title(field) + (" *" if field.required else "")


def _default(name: str) -> Any:
    # What is claimed is asked, not guessed.
    default = None if name == "kind" else CLAIMS.field(name).default
    return default if isinstance(default, str) else None
