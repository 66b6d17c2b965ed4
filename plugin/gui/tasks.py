"""Work in the background: plain data into QGIS's task manager, and back on the main thread."""

from __future__ import annotations

import gc
from types import TracebackType
from typing import TYPE_CHECKING, Any, Callable

from qgis.core import QgsApplication, QgsProject, QgsTask

from ..core.errors import Cancelled

if TYPE_CHECKING:
    from .turns import Turns

Progress = Callable[[float], None]


class _Caught:
    """Keeps what goes wrong inside a `with`: an exception that leaves a task's run() takes QGIS down with it."""

    def __init__(self) -> None:
        self.error: BaseException | None = None

    def __enter__(self) -> _Caught:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        self.error = error
        return isinstance(error, Exception)


class Work(QgsTask):
    """One piece of work; `run` touches no layer, no project, no widget, only what `work` was made from.

    Parameters
    ----------
    title
        What the task manager shows.
    work
        Called in a worker thread with a function that takes the share done (0 to 1) and raises `Cancelled`.
    done, failed
        Called on the main thread with the result, or with what was raised; neither when the user cancelled.
    """

    def __init__(
        self,
        title: str,
        work: Callable[[Progress], Any],
        done: Callable[[Any], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        super().__init__(title, QgsTask.Flag.CanCancel)
        self._work = work
        self._done: Callable[[Any], None] | None = done
        self._failed: Callable[[BaseException], None] | None = failed
        self._result: Any = None
        self._caught = _Caught()
        self.ended: Callable[[Work], None] | None = None

    def run(self) -> bool:
        """Do the work; QGIS calls this in a worker thread."""
        with self._caught:
            self._result = self._work(self._progress)
        return self._caught.error is None

    def finished(self, result: bool) -> None:
        """Hand the result over; QGIS calls this on the main thread."""
        done, failed, error = self._done, self._failed, self._caught.error
        made, self._result = self._result, None
        self.forget()
        if self.ended is not None:
            self.ended(self)
        if result and done is not None:
            done(made)
        elif error is not None and not isinstance(error, Cancelled) and failed is not None:
            failed(error)

    def forget(self) -> None:
        """Hand nothing over any more: nobody is there to take it."""
        self._done = self._failed = None

    def _progress(self, share: float) -> None:
        if self.isCanceled():
            raise Cancelled("The work was called off; nothing was changed.")
        self.setProgress(100.0 * min(max(share, 0.0), 1.0))


class Tasks:
    """The work under way; a task that nobody keeps never finishes.

    Python's collector of garbage stops the window each time it goes through all objects of QGIS (0.1 s and more when
    maps are read, which makes many lists). While there is work, it leaves those alone that were there before, and
    looks among the new ones only: what a long briefing makes it went through for half a second, and found nothing.
    When the work ends, what it made is left alone too, until the project is closed: the records of a large case
    would be gone through at the next click (0.3 s). What nobody refers to any more is freed all the same, at once;
    only rings of objects that were whole at that moment have to wait.
    """

    def __init__(self) -> None:
        self._running: list[Work] = []
        self._turns: list[Turns] = []
        self._set_aside = False
        self._follows_project = False
        self._old = 0  # How often the collector goes through old objects when there is no work.

    def start(
        self,
        title: str,
        work: Callable[[Progress], Any],
        done: Callable[[Any], None],
        failed: Callable[[BaseException], None],
    ) -> Work:
        """Hand work to QGIS's task manager and keep it until it ends."""
        task = Work(title, work, done, failed)
        task.ended = self._ended
        self._running.append(task)
        self._leave_alone()
        QgsApplication.taskManager().addTask(task)
        return task

    def running(self) -> int:
        """Return how many pieces of work have not ended."""
        return len(self._running) + len(self._turns)

    def keep(self, turns: Turns) -> None:
        """Remember work that takes turns on the main thread."""
        self._turns.append(turns)

    def let_go(self, turns: Turns) -> None:
        """Forget work that took turns; it ended."""
        if turns in self._turns:
            self._turns.remove(turns)

    def stop(self) -> None:
        """Call off all work, and wait until the worker threads have let go; its results go nowhere."""
        for task in list(self._running):
            task.forget()
            task.cancel()
            task.waitForFinished(_PATIENCE_MS)
        self._running.clear()
        for turns in list(self._turns):
            turns.stop()
        self._rest()
        self._collect_all()

    def _ended(self, task: Work) -> None:
        if task in self._running:
            self._running.remove(task)
        self._rest()

    def _leave_alone(self) -> None:
        if not self._set_aside:
            young, middle, self._old = gc.get_threshold()
            gc.set_threshold(young, middle, _NEVER)
        self._set_aside = True
        self._freeze()

    def _rest(self) -> None:
        """Let the collector go through what comes from now on, where no work is left."""
        if self._set_aside and not self._running:
            self._set_aside = False
            # Rings among what came last are few, and found in a moment.
            gc.collect(_MIDDLE)
            self._freeze()
            young, middle, old = gc.get_threshold()
            if old == _NEVER:
                gc.set_threshold(young, middle, self._old)

    def _freeze(self) -> None:
        if not self._follows_project:
            self._follows_project = True
            QgsProject.instance().cleared.connect(self._collect_all)
        gc.freeze()

    def _collect_all(self) -> None:
        """Let the collector go through everything again; work under way sets it aside once more when it ends."""
        if self._follows_project:
            self._follows_project = False
            QgsProject.instance().cleared.disconnect(self._collect_all)
            gc.unfreeze()


_PATIENCE_MS = 3000
_NEVER = 1 << 30
_MIDDLE = 1  # The generation of objects that outlived one look of the collector.
