"""Plugins > Salient, and the toolbar: one line an action."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from importlib import import_module

from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction, QMenu, QToolBar, QToolButton

from ..about import TITLE
from ..bridge.words import tr
from ..paths import resource
from .desk import Desk


@dataclass(frozen=True)
class Entry:
    """An action: its name (and icon), its text and tip in English, the function that does it, where it stands.

    The function is named and not imported: a module is loaded when one of its actions is first used.
    """

    name: str
    text: str
    tip: str
    do: str
    line_before: bool = False
    in_toolbar: bool = False
    below: str = ""  # The submenu that it stands in.
    stays_pressed: bool = False


ENTRIES = (
    Entry(
        "new_case",
        "New case…",
        "Make an empty case: one file for one story",
        "case_actions.new_case",
    ),
    Entry(
        "open_case",
        "Open case…",
        "Open a case as a group of layers",
        "case_actions.ask_and_open",
        in_toolbar=True,
    ),
    Entry(
        "sample_case",
        "Open the sample case",
        "Open your own copy of a case about Kharkiv oblast, September 2022",
        "case_actions.open_sample",
    ),
    Entry(
        "draw_gain",
        "Claimed gain",
        "Draw ground that is said to have changed hands, and say who claims it",
        "draw_actions.draw_gain",
        line_before=True,
        in_toolbar=True,
        below="Draw",
        stays_pressed=True,
    ),
    Entry(
        "draw_route",
        "Supply route",
        "Draw a road, railway or waterway",
        "draw_actions.draw_route",
        below="Draw",
        stays_pressed=True,
    ),
    Entry(
        "draw_front",
        "Front line",
        "Draw a line that depths are measured from, or where the front runs now",
        "draw_actions.draw_front",
        below="Draw",
        stays_pressed=True,
    ),
    Entry(
        "draw_settlement",
        "Settlement",
        "Set a populated place that claims speak of",
        "draw_actions.draw_settlement",
        below="Draw",
        stays_pressed=True,
    ),
    Entry(
        "record_claim",
        "Record claim…",
        "Record what somebody said: text, claimant, dates, number, places, source",
        "claim_form_actions.record_claim",
        in_toolbar=True,
    ),
    Entry(
        "settlements",
        "Add settlements layer",
        "Show the settlements of the case, ready to be edited",
        "case_actions.add_settlements",
    ),
    Entry(
        "supply_routes",
        "Add supply routes layer",
        "Show the supply routes of the case, ready to be edited",
        "case_actions.add_supply_routes",
    ),
    Entry(
        "claimed_gains",
        "Add claimed gains layer",
        "Show the claimed gains of the case, ready to be edited",
        "case_actions.add_claimed_gains",
    ),
    Entry(
        "import_control",
        "Import control maps…",
        "Read an issuer's maps of one day or of years into the case",
        "import_actions.ask_and_import",
        line_before=True,
    ),
    Entry(
        "import_routes",
        "Import routes…",
        "Read roads, railways and waterways from files into the case",
        "files_import.ask_for_routes",
    ),
    Entry(
        "import_places",
        "Import places…",
        "Read settlements from a gazetteer into the case",
        "files_import.ask_for_places",
    ),
    Entry(
        "quality",
        "Quality of control maps",
        "Look for faults in the control maps of the case",
        "quality_actions.check_quality",
    ),
    Entry(
        "change",
        "Change between two dates…",
        "Measure what became of the ground between two days of an issuer's maps",
        "change_actions.ask_for_change",
    ),
    Entry(
        "control_maps",
        "Control maps",
        "Show gained and lost ground over time, and claims against it, linked with the time slider",
        "control_actions.show_control_maps",
        in_toolbar=True,
    ),
    Entry(
        "baseline",
        "Baseline from control maps…",
        "Make the front of a day, the edge of one side's ground on an issuer's map, a line to measure from",
        "baseline_actions.ask_for_baseline",
    ),
    Entry(
        "buffer",
        "Buffer…",
        "Draw everything within a distance, true to the ellipsoid",
        "measure_actions.ask_and_buffer",
        line_before=True,
        in_toolbar=True,
    ),
    Entry(
        "depth",
        "Penetration depth…",
        "Measure how far in gains reach from a baseline",
        "measure_actions.ask_and_measure_depth",
        in_toolbar=True,
    ),
    Entry(
        "workplace",
        "Claims and findings",
        "Show or hide the panel with the claims of the case and what was found about each",
        "workplace_actions.toggle_workplace",
        line_before=True,
        in_toolbar=True,
    ),
    Entry(
        "claim_links",
        "Places and gains of a claim…",
        "Choose by name which places, gains and events a claim speaks of",
        "claim_links.choose_for_selected",
    ),
    Entry(
        "check_claims",
        "Check claims",
        "Check every claim of the case against its ground",
        "check_actions.check_claims",
        in_toolbar=True,
    ),
    Entry(
        "briefing",
        "Export PDF briefing…",
        "Write the briefing of the case as PDF",
        "check_actions.ask_and_export",
        in_toolbar=True,
    ),
    Entry(
        "recipe",
        "Briefing recipe…",
        "Choose what the briefing of the case prints, how, and what does not leave the desk",
        "recipe_actions.ask_for_recipe",
    ),
    Entry(
        "issue_briefing",
        "Issue briefing…",
        "Write a numbered briefing; the case keeps its facts, and the next one says what changed",
        "issue_actions.issue_briefing",
    ),
    Entry(
        "issues",
        "Issues…",
        "Show the numbered briefings of the case, what changed between them, and sign one off",
        "issue_actions.show_issues",
    ),
    Entry(
        "options",
        "Options…",
        "Choose sides and colours, paper, language, gazetteer and more",
        "options_page.show_options",
        line_before=True,
    ),
    Entry("help", "Help", "Read how Salient works", "help_actions.show_help"),
    Entry("about", "About Salient", "See version and parts", "help_actions.show_about"),
)


def add_menu(desk: Desk) -> None:
    """Add the menu and the toolbar; what was added is taken away when Salient leaves QGIS."""
    menu = QMenu(TITLE, desk.iface.mainWindow())
    menu.setObjectName("salient_menu")
    menu.setIcon(icon("salient"))
    menu.setToolTipsVisible(True)
    toolbar = QToolBar(TITLE, desk.iface.mainWindow())
    toolbar.setObjectName("salient_toolbar")
    below: dict[str, QMenu] = {}
    for entry in ENTRIES:
        if entry.line_before:
            menu.addSeparator()
        if entry.below and entry.below not in below:
            below[entry.below] = _submenu(menu, toolbar, entry)
        parent = below.get(entry.below, menu)
        action = _action(entry, parent, desk)
        if entry.in_toolbar and not entry.below:
            toolbar.addAction(action)
    desk.iface.pluginMenu().addMenu(menu)
    desk.iface.addToolBar(toolbar)
    # Among QGIS's own help, where one looks for a manual.
    manual = QAction(icon("help"), tr("Salient help"), desk.iface.mainWindow())
    manual.setObjectName("salient_manual")
    manual.triggered.connect(partial(_do, "help_actions.show_help", desk))
    desk.iface.pluginHelpMenu().addAction(manual)
    desk.on_unload(partial(_remove, desk, menu, toolbar, manual))


def _action(entry: Entry, menu: QMenu, desk: Desk) -> QAction:
    action = QAction(icon(entry.name), tr(entry.text), menu)
    action.setObjectName(f"salient_{entry.name}")
    action.setToolTip(tr(entry.tip))
    action.setCheckable(entry.stays_pressed)
    action.triggered.connect(partial(_do, entry.do, desk))
    menu.addAction(action)
    return action


def _submenu(menu: QMenu, toolbar: QToolBar, entry: Entry) -> QMenu:
    """Add a menu below ours; where its first entry stands in the toolbar, it is a button with a menu there."""
    made = menu.addMenu(icon(entry.below.lower()), tr(entry.below))
    made.setObjectName(f"salient_{entry.below.lower()}")
    made.setToolTipsVisible(True)
    if entry.in_toolbar:
        toolbar.addAction(made.menuAction())
        button = toolbar.widgetForAction(made.menuAction())
        if isinstance(button, QToolButton):
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    return made


def _do(function: str, desk: Desk, _checked: bool = False) -> None:
    module, _, name = function.partition(".")
    getattr(import_module(f".{module}", __package__), name)(desk)


def _remove(desk: Desk, menu: QMenu, toolbar: QToolBar, manual: QAction) -> None:
    desk.iface.pluginHelpMenu().removeAction(manual)
    manual.deleteLater()
    desk.iface.pluginMenu().removeAction(menu.menuAction())
    desk.iface.mainWindow().removeToolBar(toolbar)
    toolbar.deleteLater()
    menu.deleteLater()


def icon(name: str) -> QIcon:
    """Return one of our icons."""
    return QIcon(str(resource("icons", f"{name}.svg")))
