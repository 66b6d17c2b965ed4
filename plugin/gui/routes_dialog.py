"""Import routes…: what the lines of files are (a profile's rules, or all of one kind), of which day, of which modes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.gui import QgsFileWidget
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from ..bridge.route_work import RoutesAsked
from ..bridge.words import error_text, tr
from ..core.errors import InputError
from ..core.messages import Message, message
from ..core.schema import MODES, ROUTE_ROLES
from .day_field import DayField
from .files_dialog import FilesDialog, Offers, Words

if TYPE_CHECKING:
    from ..bridge.open_imports import PreparedImport
    from ..store.route_profiles import RouteRule

PATTERNS = "*.osm *.pbf *.gpkg *.shp *.zip *.fgb *.geojson *.json *.kml *.kmz"
_FROM_FILE, _ONE_KIND = "*", ""
_FITTING, _REST = QHeaderView.ResizeMode.ResizeToContents, QHeaderView.ResizeMode.Stretch


class RoutesDialog(FilesDialog):
    """Asks for files of lines, and what of them are routes."""

    def __init__(self, parent: QWidget, offers: Offers) -> None:
        words = Words("salient_import_routes_dialog", tr("Import routes"), PATTERNS, _counted)
        super().__init__(parent, words, offers)
        self._add_profile()
        self._add_one_kind()
        self.modes = {mode: QCheckBox(tr(said)) for mode, said in MODES.items()}
        self.modes_label = QLabel(tr("Only of these modes"))
        self._modes = QWidget()
        row = QHBoxLayout(self._modes)
        row.setContentsMargins(0, 0, 0, 0)
        for mode, box in self.modes.items():
            box.setObjectName(f"mode_{mode}")
            box.setChecked(True)
            box.toggled.connect(self.forget)
            row.addWidget(box)
        row.addStretch()
        self.form.addRow(self.modes_label, self._modes)
        self.as_of = DayField("as_of")
        self.as_of.line.setPlaceholderText(tr("empty: they count for every day"))
        self.as_of.changed.connect(self.forget)
        self.form.addRow(tr("Day that they describe"), self.as_of)
        self.end_form()
        self._show_rules()

    def _add_profile(self) -> None:
        self.profile = QComboBox()
        self.profile.setObjectName("profile")
        for name, title in (("osm", "OpenStreetMap"), ("natural-earth", "Natural Earth")):
            self.profile.addItem(title, name)
        self.profile.addItem(tr("another profile: a file"), _FROM_FILE)
        self.profile.addItem(tr("no profile: all lines are of one kind"), _ONE_KIND)
        self.profile_file = QgsFileWidget()
        self.profile_file.setObjectName("profile_file")
        self.profile_file.setFilter(tr("Profiles (*.json)"))
        self.profile_label = QLabel(tr("Profile's file"))
        self.rules = QTreeWidget()
        self.rules.setObjectName("rules")
        self.rules.setRootIsDecorated(False)
        self.rules.setHeaderLabels([tr("Route"), tr("Lines with"), tr("named by")])
        self.rules.setMaximumHeight(120)
        # What is too long is cut off and shown by its tip: the table must not be wider than the dialog.
        self.rules.header().setStretchLastSection(False)
        for column, mode in enumerate((_FITTING, _REST, _FITTING)):
            self.rules.header().setSectionResizeMode(column, mode)
        self.rules_label = QLabel(tr("Which become routes"))
        self.form.addRow(tr("What the lines are"), self.profile)
        self.form.addRow(self.profile_label, self.profile_file)
        self.form.addRow(self.rules_label)
        self.form.addRow(self.rules)
        self.profile.currentIndexChanged.connect(self._profile_changed)
        self.profile_file.fileChanged.connect(self._profile_changed)

    def _add_one_kind(self) -> None:
        self.mode, self.role = QComboBox(), QComboBox()
        for box, name, values in ((self.mode, "mode", MODES), (self.role, "role", ROUTE_ROLES)):
            box.setObjectName(name)
            for value, said in values.items():
                box.addItem(tr(said), value)
            box.currentIndexChanged.connect(self.forget)
        self.kind_label = QLabel(tr("All lines are"))
        self._kind = QWidget()
        row = QHBoxLayout(self._kind)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.mode)
        row.addWidget(self.role)
        row.addStretch()
        self.form.addRow(self.kind_label, self._kind)

    def asked(self) -> RoutesAsked:
        """Return what the user said; the ground to cut to stands apart."""
        one_kind = self.profile.currentData() == _ONE_KIND
        ticked = tuple(mode for mode, box in self.modes.items() if box.isChecked())
        every = () if len(ticked) == len(self.modes) else ticked
        return RoutesAsked(
            self.paths(),
            "" if one_kind else self._profile_name(),
            (str(self.mode.currentData()),) if one_kind else every,
            str(self.role.currentData()),
            self.as_of.value(),
            crs=self.chosen_crs(),
            layer=self.chosen_layer(),
        )

    def missing(self) -> str:
        """Return what is still to be said."""
        if self.profile.currentData() == _FROM_FILE and not Path(self._profile_name()).is_file():
            return tr("Choose the file of the profile.")
        if self.profile.currentData() != _ONE_KIND and not any(box.isChecked() for box in self.modes.values()):
            return tr("Tick at least one mode.")
        if self.as_of.text().strip() and self.as_of.value() is None:
            return tr("Say the day, or leave it empty.")
        return super().missing()

    def add_paths(self, paths: list[str]) -> None:
        """Add files; extracts of OpenStreetMap choose its profile, other files stay as was chosen."""
        if paths and not self.paths() and all(Path(one).suffix.lower() in (".osm", ".pbf") for one in paths):
            self.profile.setCurrentIndex(self.profile.findData("osm"))
        super().add_paths(paths)

    def _profile_name(self) -> str:
        chosen = str(self.profile.currentData())
        return self.profile_file.filePath() if chosen == _FROM_FILE else chosen

    def _profile_changed(self, *_: object) -> None:
        self._show_rules()
        self.forget()

    def _show_rules(self) -> None:
        """Show the attribute map of the profile, rule by rule."""
        from ..store.route_profiles import read_route_profile

        chosen = self.profile.currentData()
        for part in (self.profile_label, self.profile_file):
            part.setVisible(chosen == _FROM_FILE)
        for part in (self.kind_label, self._kind):
            part.setVisible(chosen == _ONE_KIND)
        for part in (self.rules_label, self.rules, self.modes_label, self._modes):
            part.setVisible(chosen != _ONE_KIND)
        self.rules.clear()
        if chosen == _ONE_KIND or (chosen == _FROM_FILE and not Path(self._profile_name()).is_file()):
            return
        try:
            profile = read_route_profile(self._profile_name())
        except InputError as trouble:
            self.rules.addTopLevelItem(QTreeWidgetItem(["", error_text(trouble), ""]))
            return
        for rule in profile.rules:
            item = QTreeWidgetItem(_rule_texts(rule))
            for column in range(item.columnCount()):
                item.setToolTip(column, item.text(column))
            self.rules.addTopLevelItem(item)


def _rule_texts(rule: RouteRule) -> Sequence[str]:
    """Return what the lines are, what a rule looks at, and the columns that name them."""
    where = "; ".join(f"{column} = {', '.join(sorted(values))}" for column, values in rule.where.items())
    if not rule.mode:
        return tr("left out"), where, ""
    return f"{tr(MODES[rule.mode])}, {tr(ROUTE_ROLES[rule.role])}", where, ", ".join(rule.name)


def _counted(found: PreparedImport) -> Sequence[Message]:
    new, differ = len(found.plan.new), len(found.plan.replaced)
    lines = [message("{n:,} of {m:,} routes are new.", n=new, m=found.wanted)]
    if found.same:
        lines.append(message("{n:,} are in the case already, with the same lines.", n=found.same))
    if differ:
        text = (
            "{n:,} are in the case with other lines: they differ, or were cut to another frame. Nothing is imported "
            "unless the new lines take their place."
        )
        lines.append(message(text, n=differ))
    return lines
