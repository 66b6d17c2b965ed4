"""The desk: what all actions share. QGIS's interface, the message bar, the work under way, the case in hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, Callable

from qgis.core import QgsMapLayer, QgsProject
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QObject
from qgis.PyQt.QtWidgets import QDialog

from ..about import SLUG
from ..bridge.parts import ALL_PARTS, Part, install_line, missing
from ..bridge.words import error_text, tr
from ..core.errors import SalientError

if TYPE_CHECKING:
    from ..bridge.cases import OpenCase
    from ..bridge.guard import CaseGuard, ToSettle
    from ..bridge.side_legend import SideLegend
    from .checks import Checks
    from .notices import Notices
    from .tasks import Progress, Tasks, Work

Undo = Callable[[], None]


class Desk:
    """Handed to every action; `on_unload` takes what has to be undone when Salient leaves QGIS."""

    def __init__(self, iface: QgisInterface, on_unload: Callable[[Undo], None]) -> None:
        self.iface = iface
        self.on_unload = on_unload
        # Timers belong to it and end with it.
        self.owner = QObject(iface.mainWindow())
        self.drawing: Any = None  # The drawing tool's life, while it is on.
        self.docks: dict[str, Any] = {}  # The panels that were asked for, by name.
        self._checks: Checks | None = None
        self._pages: list[QDialog] = []
        on_unload(self.owner.deleteLater)
        on_unload(self._stop_tasks)
        on_unload(self._close_pages)
        on_unload(self._stop_drawing)
        self._guard: CaseGuard | None = None
        self._legend: SideLegend | None = None
        self.project.layersAdded.connect(self._guard_cases)
        on_unload(self._end_guard)
        self._guard_cases(list(self.project.mapLayers().values()))

    @cached_property
    def notices(self) -> Notices:
        """The message bar and the log; loaded when there is something to say."""
        from .notices import Notices

        return Notices(self.iface)

    @cached_property
    def tasks(self) -> Tasks:
        """The work under way; loaded when there is any."""
        from .tasks import Tasks

        return Tasks()

    def _stop_tasks(self) -> None:
        if "tasks" in self.__dict__:
            self.tasks.stop()

    @property
    def project(self) -> QgsProject:
        """The project that is open."""
        return QgsProject.instance()

    @property
    def checks(self) -> Checks:
        """The checks of the open cases; built on first use, gone with Salient."""
        if self._checks is None:
            from .checks import Checks
            from .verdict_link import VerdictLink

            self._checks = Checks(self)
            VerdictLink(self, self._checks)
        return self._checks

    def forget_checks(self) -> None:
        """Let go of the checks: they are closed."""
        self._checks = None

    def case(self) -> OpenCase | None:
        """Return the case the user works on; None, and a sentence in the message bar, where there is none."""
        from ..bridge.cases import active_case, open_cases

        tree = self.iface.layerTreeView()
        group = tree.currentGroupNode() if tree is not None else None
        case = active_case(self.project, self.iface.activeLayer(), group)
        if case is None and open_cases(self.project):
            self.notices.warn(tr("Several cases are open: click on the group of the one that is meant, and try again."))
        elif case is None:
            self.notices.warn(tr("No case is open: use Plugins > Salient > New case… or Open case… first."))
        return case

    def has(self, parts: Sequence[Part]) -> bool:
        """Whether the libraries are there; says in the message bar what is missing, and how to install it."""
        absent = missing(parts)
        if not absent:
            return True
        text = tr("Needed for this and not installed: {names}. Install with {command} and start QGIS again.")
        names = ", ".join(part.module for part in absent)
        self.notices.refuse(text.format(names=names, command=install_line(absent)))
        return False

    def say_what_is_missing(self) -> None:
        """Say once, at the start, which libraries are missing and what does not work without them."""
        absent = missing(ALL_PARTS)
        if absent:
            lines = ", ".join(f"{part.module} ({tr(part.needed_for)})" for part in absent)
            text = tr("Not installed: {parts}. Everything else works. To install: {command}")
            self.notices.warn(text.format(parts=lines, command=install_line(absent)))

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Show what goes wrong in a way the user can mend in the message bar, and go on."""
        try:
            yield
        except SalientError as error:
            self.notices.refuse(error_text(error))

    def start(self, title: str, work: Callable[[Progress], Any], done: Callable[[Any], None]) -> Work:
        """Start work in the background and return it; `done` gets its result on the main thread."""

        def finish(result: Any) -> None:
            with self.telling():
                done(result)

        return self.tasks.start(title, work, finish, self.tell)

    def tell(self, error: BaseException) -> None:
        """Say what went wrong: what the user can mend in its own words, anything else as a fault of Salient."""
        if isinstance(error, SalientError):
            self.notices.refuse(error_text(error))
        else:
            self.notices.fault(error)

    def keep_page(self, page: QDialog) -> None:
        """Remember a page that is shown beside the work, so that it can be closed with Salient."""
        self._pages.append(page)
        page.finished.connect(lambda _: self._pages.remove(page))

    def _guard_cases(self, layers: Sequence[QgsMapLayer]) -> None:
        """Look after the cases of the project from the first on; until there is one, nothing is loaded for it."""
        if self._guard is None and any(layer.customProperty(f"{SLUG}/case") for layer in layers):
            from ..bridge.guard import CaseGuard
            from ..bridge.side_legend import SideLegend

            self._guard = CaseGuard(self.project, self.notices.warn, self._settle, self.owner)
            self._legend = SideLegend(self.project, self.owner)

    def _settle(self, barred: ToSettle) -> None:
        from .conflict_dialog import settle

        settle(self, barred)

    def _end_guard(self) -> None:
        self.project.layersAdded.disconnect(self._guard_cases)
        if self._guard is not None:
            self._guard.close()
        if self._legend is not None:
            self._legend.close()

    def _stop_drawing(self) -> None:
        if self.drawing is not None:
            self.drawing.end()

    def _close_pages(self) -> None:
        for page in list(self._pages):
            page.reject()
