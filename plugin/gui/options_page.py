"""Salient's page in QGIS's own options (Settings > Options…); its widgets are made when the page is first shown."""

from __future__ import annotations

from qgis.gui import QgsOptionsPageWidget, QgsOptionsWidgetFactory
from qgis.PyQt.QtWidgets import QWidget

from ..about import TITLE
from .desk import Desk
from .menu import icon

NAME = "salient_options"


class OptionsFactory(QgsOptionsWidgetFactory):
    """What QGIS asks for the page each time its options are opened."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(TITLE, icon("salient"), NAME)
        self._desk = desk

    def createWidget(self, parent: QWidget | None) -> QgsOptionsPageWidget:
        """Return a page."""
        from .options_form import OptionsForm

        return OptionsForm(self._desk, parent)


def show_options(desk: Desk) -> None:
    """Open QGIS's options at the page."""
    desk.iface.showOptionsDialog(desk.iface.mainWindow(), NAME)


def add_options(desk: Desk) -> None:
    """Add the page; it is taken away when Salient leaves QGIS."""
    factory = OptionsFactory(desk)
    desk.iface.registerOptionsWidgetFactory(factory)
    desk.on_unload(lambda: desk.iface.unregisterOptionsWidgetFactory(factory))
