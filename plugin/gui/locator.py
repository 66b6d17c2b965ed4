"""QGIS's locator (Ctrl+K) finds settlements, claims and sources of the open cases, and places of a gazetteer.

The filters stand in the locator from the start; what they find with is loaded when somebody first types.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from qgis.core import QgsFeedback, QgsLocatorContext, QgsLocatorFilter, QgsLocatorResult
from qgis.PyQt.QtWidgets import QWidget

from ..bridge.words import tr
from .desk import Desk

if TYPE_CHECKING:
    from .locator_finds import Finds
    from .locator_lines import Search


@dataclass(frozen=True)
class Kind:
    """What a filter finds. QGIS takes prefixes of three letters and more; users may choose others in its options."""

    name: str
    title: str
    prefix: str
    description: str
    priority: QgsLocatorFilter.Priority = QgsLocatorFilter.Priority.Medium
    without_prefix: bool = True


_STEP = 1e-4

GAZETTEER, PREFIX = "gazetteer", "gaz"
KINDS = (
    Kind("settlements", "Settlements of the open cases", "stl", "Find settlements of the open cases, in any spelling"),
    Kind(
        "claims",
        "Claims of the open cases",
        "clm",
        "Find claims by their words, or by who made them",
        QgsLocatorFilter.Priority.Low,
    ),
    Kind(
        "sources",
        "Sources of the open cases",
        "src",
        "Find sources by publisher, title or address",
        QgsLocatorFilter.Priority.Lowest,
    ),
    Kind(
        GAZETTEER,
        "Places of a gazetteer",
        PREFIX,
        "Find places in a gazetteer of your own, in any spelling",
        without_prefix=False,
    ),
)


class SalientFilter(QgsLocatorFilter):
    """One kind of things to find; QGIS asks a clone of it, in a thread of its own, for each text that is typed."""

    def __init__(self, kind: Kind, finds: Callable[[], Finds]) -> None:
        super().__init__()
        self._kind, self._finds = kind, finds
        self._search: Search | None = None
        self.setObjectName(f"salient_locator_{kind.name}")
        self.setUseWithoutPrefix(kind.without_prefix)

    def clone(self) -> QgsLocatorFilter:
        """Return the filter that does one search."""
        return SalientFilter(self._kind, self._finds)

    def name(self) -> str:
        """Return the id by which QGIS keeps the user's options."""
        return f"salient_{self._kind.name}"

    def displayName(self) -> str:
        """Return the title above the results."""
        return tr(self._kind.title)

    def description(self) -> str:
        """Return what the options of the locator say."""
        return tr(self._kind.description)

    def prefix(self) -> str:
        """Return what limits a search to this filter."""
        return self._kind.prefix

    def priority(self) -> QgsLocatorFilter.Priority:
        """Return where the results stand."""
        return self._kind.priority

    def prepare(self, string: str, context: QgsLocatorContext) -> list[str]:
        """Take what is to be searched; QGIS calls this on the main thread."""
        self._search = self._finds().search(self._kind.name, context.usingPrefix)
        return []

    def fetchResults(self, string: str, context: QgsLocatorContext, feedback: QgsFeedback) -> None:
        """Search it; QGIS calls this in a worker thread."""
        if self._search is None:
            return
        for place, found in enumerate(self._search(string, feedback.isCanceled)):
            result = found.result(self)
            # QGIS puts lines that fit equally well in the order of the alphabet; ours have an order: the largest first.
            result.score -= _STEP * place
            self.resultFetched.emit(result)

    def triggerResult(self, result: QgsLocatorResult) -> None:
        """Go to what was chosen."""
        self._finds().chosen(result.userData)

    def triggerResultFromAction(self, result: QgsLocatorResult, action_id: int) -> None:
        """Do what was chosen of a result's own menu."""
        self._finds().chosen(result.userData, action_id)

    def hasConfigWidget(self) -> bool:
        """Whether there is something to choose: the file of the gazetteer."""
        return self._kind.name == GAZETTEER

    def openConfigWidget(self, parent: QWidget | None = None) -> None:
        """Let the user choose it."""
        self._finds().choose_gazetteer()


def add_locator(desk: Desk) -> None:
    """Add the filters; they are taken away when Salient leaves QGIS."""
    made: list[Finds] = []

    def finds() -> Finds:
        if not made:
            from .locator_finds import Finds

            made.append(Finds(desk))
        return made[0]

    def forget() -> None:
        while made:
            made.pop().close()

    desk.on_unload(forget)
    for kind in KINDS:
        one = SalientFilter(kind, finds)
        desk.iface.registerLocatorFilter(one)
        # It is deleted with that, after its searches have come to their end.
        desk.on_unload(partial(desk.iface.deregisterLocatorFilter, one))
    # First of all, because lines of a filter that is gone end QGIS when the list is next put in order.
    desk.on_unload(desk.iface.invalidateLocatorResults)
