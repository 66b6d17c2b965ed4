"""The day that the map shows, by QGIS's temporal controller: asked, set, and listened to."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Callable

from qgis.core import Qgis, QgsDateTimeRange, QgsInterval, QgsTemporalNavigationObject
from qgis.PyQt.QtCore import QDate, QDateTime, Qt, QTime

Date = datetime.date
_MOVING = (Qgis.TemporalNavigationMode.Animated, Qgis.TemporalNavigationMode.FixedRange)


class TimeLink:
    """Joins something that shows a day with QGIS's temporal controller; `on_day` is told when the slider moves.

    Parameters
    ----------
    controller
        That of the map canvas.
    on_day
        Called with the first day of the time that the map shows, or None where it shows all times.
    """

    def __init__(self, controller: QgsTemporalNavigationObject, on_day: Callable[[Date | None], None]) -> None:
        self._controller = controller
        self._on_day = on_day
        controller.updateTemporalRange.connect(self._moved)

    def close(self) -> None:
        """Listen no more."""
        self._controller.updateTemporalRange.disconnect(self._moved)

    def day(self) -> Date | None:
        """Return the first day that the map shows; None where it shows all times."""
        return day_shown(self._controller)

    def show(self, day: Date, days: Sequence[Date]) -> None:
        """Let the map show a day; the slider then goes by the day over `days`, which are in order."""
        controller = self._controller
        # To the end of the last day: the slider would leave out what begins where it ends.
        wanted = QgsDateTimeRange(_start(days[0]), _start(days[-1] + datetime.timedelta(days=1)))
        extents = controller.temporalExtents()
        one_day = QgsInterval(1, Qgis.TemporalUnit.Days)
        by_the_day = (
            controller.navigationMode() == Qgis.TemporalNavigationMode.Animated
            and controller.frameDuration().seconds() == one_day.seconds()
            and extents.begin() <= _start(day) < extents.end()
        )
        if not by_the_day:
            # The extents first: each of these lets the map draw what it has so far.
            controller.setTemporalExtents(wanted)
            controller.setFrameDuration(one_day)
            controller.setNavigationMode(Qgis.TemporalNavigationMode.Animated)
        controller.setCurrentFrameNumber(controller.findBestFrameNumberForFrameStart(_start(day)))

    def show_period(self, first: Date, last: Date) -> None:
        """Let the map show all days from one to another, both of them too."""
        end = _start(last + datetime.timedelta(days=1))
        controller = self._controller
        # The extents first, as above; what begins where they end is left out.
        controller.setTemporalExtents(QgsDateTimeRange(_start(first), end, True, False))
        controller.setNavigationMode(Qgis.TemporalNavigationMode.FixedRange)

    def period(self) -> tuple[Date, Date] | None:
        """Return the first and the last day that the map shows; None where it shows all times."""
        return period_shown(self._controller)

    def _moved(self, shown: QgsDateTimeRange) -> None:
        self._on_day(_day_of(shown))


def day_shown(controller: QgsTemporalNavigationObject | None) -> Date | None:
    """Return the first day that the map shows; None where it shows all times."""
    if not isinstance(controller, QgsTemporalNavigationObject) or controller.navigationMode() not in _MOVING:
        return None
    return _day_of(controller.dateTimeRangeForFrameNumber(controller.currentFrameNumber()))


def period_shown(controller: QgsTemporalNavigationObject | None) -> tuple[Date, Date] | None:
    """Return the first and the last day that the map shows; None where it shows all times."""
    first = day_shown(controller)
    if first is None or controller is None:
        return None
    shown = controller.temporalExtents()
    if controller.navigationMode() == Qgis.TemporalNavigationMode.Animated:
        shown = controller.dateTimeRangeForFrameNumber(controller.currentFrameNumber())
    end = shown.end()
    if not end.isValid():
        return first, first
    # At midnight the next day has not begun.
    last = (end.addSecs(-1) if end.time() == QTime(0, 0) else end).date().toPyDate()
    return first, max(first, last)


def _start(day: Date) -> QDateTime:
    # As QGIS itself keeps times of the slider: without a time zone, so that a day stays a day.
    return QDateTime(QDate(day.year, day.month, day.day), QTime(0, 0), Qt.TimeSpec.UTC)


def _day_of(shown: QgsDateTimeRange) -> Date | None:
    begin = shown.begin().date()
    # Without extents the slider begins before the first year that Python knows.
    return begin.toPyDate() if begin.isValid() and begin.year() >= Date.min.year else None


def nearest_day(days: Sequence[Date], day: Date) -> Date:
    """Return the day with a map that is nearest to one."""
    return min(days, key=lambda one: abs((one - day).days))
