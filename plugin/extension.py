"""The life inside QGIS: what is added when Salient is loaded, and taken away when it leaves.

Each addition pushes its undo on one list; `unload` works it off from the end. `qgis_process` calls `initProcessing`
only, without an interface.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable

from qgis.core import QgsApplication, QgsLayerTreeGroup, QgsProject

from .algorithms.provider import SalientProvider
from .bridge.expressions import register

if TYPE_CHECKING:
    from qgis.gui import QgisInterface

    from .gui.desk import Desk


class Extension:
    """What QGIS drives; `iface` is None in qgis_process."""

    def __init__(self, iface: QgisInterface | None) -> None:
        self.iface = iface
        self._undo: list[Callable[[], None]] = []
        self._desk: Desk | None = None

    def initProcessing(self) -> None:
        """Add the expression functions and the Processing provider, whose algorithms may be asked for them."""
        self._undo.append(register())
        provider = SalientProvider()
        registry = QgsApplication.processingRegistry()
        registry.addProvider(provider)
        # The registry deletes the provider when it removes it.
        self._undo.append(lambda: registry.removeProvider(provider))

    def initGui(self) -> None:
        """Add the provider, the menu and the toolbar; everything else is built when it is first used."""
        # Only the desktop has widgets.
        from .gui.desk import Desk
        from .gui.locator import add_locator
        from .gui.menu import add_menu
        from .gui.options_page import add_options

        self.initProcessing()
        self._desk = Desk(self.iface, self._undo.append)
        add_menu(self._desk)
        add_options(self._desk)
        add_locator(self._desk)
        self._desk.say_what_is_missing()

    def unload(self) -> None:
        """Take away everything that was added, the last thing first."""
        while self._undo:
            self._undo.pop()()
        self._desk = None

    def open_case(self, path: str) -> None:
        """Open a case file as a group of layers; what is in the way of it is said in the message bar."""
        from .gui.case_actions import show_case

        if self._desk is not None:
            show_case(self._desk, path)

    def export_briefing(self, path: str, lang: str | None = None) -> None:
        """Start to write the briefing of the case in hand; the PDF is there when the task has ended."""
        from .bridge.briefings import BriefingWish
        from .gui.check_actions import export

        case = self._desk.case() if self._desk is not None else None
        if self._desk is not None and case is not None:
            export(self._desk, case, path, BriefingWish(lang))

    def active_case_group(self) -> QgsLayerTreeGroup | None:
        """Return the layer-tree group of the case in hand; None where there is none."""
        from .bridge.cases import group_of

        case = self._desk.case() if self._desk is not None else None
        return group_of(QgsProject.instance(), case.id) if case is not None else None
