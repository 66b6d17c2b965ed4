"""Work that belongs on the main thread and is long: in portions, so that the window answers in between.

The steps are a generator that yields the share done. Closing it is calling the work off: what it holds by `with` is
taken back then.
"""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter
from typing import TYPE_CHECKING, Callable

from qgis.PyQt.QtCore import QObject, Qt, QTimer
from qgis.PyQt.QtWidgets import QProgressDialog

from ..bridge.words import tr

if TYPE_CHECKING:
    from qgis.core import QgsProject, QgsVectorLayer

    from .desk import Desk

# A blocked window is noticed from a tenth of a second on; the step that ends a turn may take as long again.
TURN_S = 0.02


class Turns(QObject):
    """Takes steps until the turn is over, and goes on in the next turn of the event loop.

    Parameters
    ----------
    desk
        Shows what goes wrong; its tasks keep this until it ends.
    steps
        The first turn is taken at once.
    title
        What a window says that shows the progress, takes Cancel, and keeps the user from editing in between; it comes
        only where one turn is not enough. Without a title there is none.
    done
        Called after the last step.
    called_off
        Called when the user pressed Cancel, after the steps were closed.
    """

    def __init__(
        self,
        desk: Desk,
        steps: Iterator[float],
        title: str = "",
        done: Callable[[], None] | None = None,
        called_off: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(desk.owner)
        self._desk = desk
        self._steps: Iterator[float] | None = steps
        self._title = title
        self._done = done
        self._called_off = called_off
        self._layer_id = ""
        self._told: Callable[[], None] | None = None
        self._dialog: QProgressDialog | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._turn)
        desk.tasks.keep(self)
        self._turn()

    def stop_without(self, project: QgsProject, layer: QgsVectorLayer, told: Callable[[], None]) -> None:
        """Call the work off before this layer leaves the project, and then call `told`."""
        if self._steps is not None:
            self._layer_id, self._told = layer.id(), told
            project.layersWillBeRemoved.connect(self._leaving)

    def _leaving(self, layer_ids: list[str]) -> None:
        if self._steps is not None and self._layer_id in layer_ids:
            self.stop()
            if self._told is not None:
                self._told()

    def stop(self) -> None:
        """Call the work off; nothing is said."""
        steps, self._steps = self._steps, None
        self._end()
        close = getattr(steps, "close", None)
        if close is not None:
            with self._desk.telling():
                close()

    def _turn(self) -> None:
        steps = self._steps
        if steps is None:
            return
        until, share, more, whole = perf_counter() + TURN_S, 0.0, False, False
        try:
            with self._desk.telling():
                for done in steps:
                    share = done
                    if perf_counter() >= until:
                        more = True
                        break
                else:
                    whole = True
        finally:
            if not more:
                self._steps = None
                self._end()
        if whole and self._done is not None:
            with self._desk.telling():
                self._done()
        elif more:
            self._show(share)
            self._timer.start(0)

    def _show(self, share: float) -> None:
        if not self._title:
            return
        if self._dialog is None:
            dialog = QProgressDialog(self._title, tr("Cancel"), 0, 100, self._desk.iface.mainWindow())
            dialog.setObjectName("salient_writing")
            dialog.setWindowModality(Qt.WindowModality.ApplicationModal)
            dialog.setMinimumDuration(0)
            dialog.setAutoClose(False)
            dialog.setAutoReset(False)
            dialog.canceled.connect(self._cancel)
            self._dialog = dialog
            dialog.show()
        self._dialog.setValue(int(100 * min(share, 1.0)))

    def _cancel(self) -> None:
        if self._steps is not None:
            self.stop()
            if self._called_off is not None:
                self._called_off()

    def _end(self) -> None:
        self._timer.stop()
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.canceled.disconnect(self._cancel)
            dialog.hide()
            dialog.deleteLater()
        self._desk.tasks.let_go(self)
        self.deleteLater()
