"""Work from a thread of Qt: it has to reach a thread of Python's own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from qgis.PyQt.QtCore import QRunnable, QThreadPool

from salient.bridge import work
from salient.bridge.work import in_own_thread, left_where_called_off
from salient.core.errors import Cancelled, MeasureError


class Call(QRunnable):
    """One call by a thread of Qt."""

    def __init__(self, function: Callable[[], Any]) -> None:
        super().__init__()
        self.setAutoDelete(False)
        self.function = function
        self.result: Any = None

    def run(self) -> None:
        try:
            self.result = self.function()
        except MeasureError as error:
            self.result = error


def by_qt(*functions: Callable[[], Any]) -> list[Any]:
    """Call the functions one after the other in one and the same thread of Qt."""
    pool = QThreadPool()
    pool.setMaxThreadCount(1)
    calls = [Call(function) for function in functions]
    for call in calls:
        pool.start(call)
    assert pool.waitForDone(60_000)
    return [call.result for call in calls]


def where() -> tuple[str, int]:
    """Return the name of the thread and its number in the system."""
    return threading.current_thread().name, threading.get_native_id()


def test_a_thread_of_qt_hands_the_work_to_one_of_python() -> None:
    bare, handed = by_qt(where, in_own_thread(where))
    # So Python calls a thread that it did not start.
    assert bare[0].startswith("Dummy")
    assert handed[0].startswith("salient-where")
    assert handed[1] != bare[1]


def test_the_main_thread_works_itself() -> None:
    assert in_own_thread(where)() == where()


def test_no_thread_stays_behind() -> None:
    by_qt(in_own_thread(where))
    assert not [one.name for one in threading.enumerate() if one.name.startswith("salient-")]


def test_what_was_raised_comes_back() -> None:
    (error,) = by_qt(lambda: work.depths([], [], [], 500.0, 500.0))
    assert isinstance(error, MeasureError)
    assert "area" in str(error)


def test_pyproj_twice_in_one_thread_of_qt() -> None:
    # With pyproj 3.7.0 to 3.7.2 the second call crashed when it was made by Qt's thread itself.
    from pyproj import Transformer

    def eastwards() -> float:
        # On a sphere with a radius of 180/π metres a degree of the equator is one metre.
        sphere = "+step +proj=eqc +R=57.29577951308232"
        step = Transformer.from_pipeline(f"+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad {sphere}")
        return step.transform(1.0, 0.0)[0]

    assert by_qt(*[in_own_thread(eastwards)] * 3) == pytest.approx([1.0] * 3)


@pytest.mark.parametrize("name", ["checked", "buffered", "depths", "case_on_disk", "new_case"])
def test_what_comes_to_pyproj_is_handed_over(name: str) -> None:
    assert hasattr(getattr(work, name), "__wrapped__")


def test_work_that_is_called_off_is_left_to_itself():
    going, told = threading.Event(), []

    def slow(value, tell):
        tell(0.5)
        going.wait(30)
        with pytest.raises(Cancelled):
            tell(0.9)
        told.append(value)
        return value

    def progress(share):
        if share == 0.5:
            raise Cancelled("enough")

    with pytest.raises(Cancelled):
        left_where_called_off(progress, slow, 7, tells=True)
    assert told == []  # nobody waited for it
    (own,) = [one for one in threading.enumerate() if one.name.startswith("salient-left")]
    going.set()
    own.join(30)
    assert told == [7]


def test_what_work_gives_and_raises_is_handed_on():
    shares = []
    assert left_where_called_off(shares.append, divmod, 7, 2) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        left_where_called_off(shares.append, divmod, 7, 0)
