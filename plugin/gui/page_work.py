"""The one piece of work that a page has under way: started, shown as a bar, called off, dropped for another."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from qgis.PyQt import sip

if TYPE_CHECKING:
    from .desk import Desk
    from .tasks import Progress, Work


class Waits(Protocol):
    """What shows that a page waits, how far the work is, and that the next question can be asked."""

    def wait(self) -> None:
        """Show that it is being measured."""

    def show_progress(self, percent: float) -> None:
        """Show how far the work is."""

    def free(self) -> None:
        """Take the next question."""


class PageWork:
    """Work for a page; `broken_off` is called where it ended without a result: called off, or by an error."""

    def __init__(self, desk: Desk, form: Waits, broken_off: Callable[[], None]) -> None:
        self._desk = desk
        self._form = form
        self._broken_off = broken_off
        self._otherwise = broken_off
        self._work: Work | None = None

    @property
    def is_running(self) -> bool:
        """Whether anything is under way."""
        return self._work is not None

    def start(
        self,
        title: str,
        work: Callable[[Progress], Any],
        done: Callable[[Any], None],
        broken_off: Callable[[], None] | None = None,
    ) -> None:
        """Start work in the background in place of what is under way.

        `done` gets its result on the main thread; `broken_off` is called in place of the page's.
        """
        self.forget()
        self._otherwise = broken_off or self._broken_off

        def finish(result: Any) -> None:
            self._end()
            done(result)

        self._work = self._desk.start(title, work, finish)
        self._work.progressChanged.connect(self._form.show_progress)
        self._work.taskTerminated.connect(self._ended)
        self._form.wait()

    def call_off(self) -> None:
        """Let the work end without a result."""
        if self._work is not None:
            self._work.cancel()

    def forget(self) -> None:
        """Call the work off, and hear nothing of it any more."""
        work = self._work
        if work is not None and not sip.isdeleted(work):
            work.taskTerminated.disconnect(self._ended)
            work.progressChanged.disconnect(self._form.show_progress)
            work.forget()
            work.cancel()
        self._end()

    def _ended(self) -> None:
        self._end()
        self._otherwise()

    def _end(self) -> None:
        self._work = None
        self._form.free()
