"""The choice whose view of state borders a case declares."""

from __future__ import annotations

from qgis.PyQt.QtWidgets import QComboBox

from ..bridge.words import say, tr
from ..core.world_views import NO_BORDERS, WORLD_VIEWS


class ViewChoice(QComboBox):
    """The views that can be drawn, and none; what a case declared that is none of them is offered too."""

    def __init__(self) -> None:
        super().__init__()
        for view in WORLD_VIEWS.values():
            self.addItem(say(view.title), view.code)
        self.addItem(tr("no state borders"), NO_BORDERS)
        self.setToolTip(tr("Whose view of state borders the maps of a case show, and name beneath them."))

    def show_view(self, code: str) -> None:
        """Show a view by its code; "" stands for a case that declares none."""
        row = self.findData(code)
        if row < 0:
            self.addItem(code or tr("not declared: no borders are drawn"), code)
            row = self.count() - 1
        self.setCurrentIndex(row)

    def code(self) -> str:
        """Return the code of the view that is shown."""
        return str(self.currentData())
