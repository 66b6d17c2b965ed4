"""A day: typed in any way in which days are printed, or picked from a calendar; it may be left empty.

What can mean two days is not taken before the user has said which.
"""

from __future__ import annotations

import datetime
from functools import partial

from qgis.PyQt.QtCore import QDate, QPoint, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QCalendarWidget,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..bridge.words import locale_code, tr
from ..brief.language import language
from ..core.reading_days import read_days


class DayField(QWidget):
    """A line with a button for the calendar, and below it, where two days are possible, a button for each."""

    changed = pyqtSignal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._day: datetime.date | None = None
        self.line = QLineEdit()
        self.line.setObjectName(f"{name}_line")
        self.line.setPlaceholderText(tr("year-month-day, or as printed"))
        self.line.setClearButtonEnabled(True)
        self.open = QToolButton()
        self.open.setObjectName(f"{name}_calendar")
        self.open.setText("▾")
        self.open.setToolTip(tr("Pick the day from a calendar"))
        self.open.setAccessibleName(self.open.toolTip())
        self.note = QLabel()
        self.note.setWordWrap(True)
        self.note.hide()
        self._choices = QHBoxLayout()
        self._choices.setContentsMargins(0, 0, 0, 0)
        line = QHBoxLayout()
        line.setSpacing(2)
        line.addWidget(self.line, 1)
        line.addWidget(self.open)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(line)
        layout.addWidget(self.note)
        layout.addLayout(self._choices)
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(self._typed)
        self.line.editingFinished.connect(self._tidy)
        self.open.clicked.connect(self._show_calendar)
        self._calendar: QCalendarWidget | None = None

    def value(self) -> datetime.date | None:
        """Return the day; None where the line is empty, or its text is not one day."""
        return self._day

    def is_open(self) -> bool:
        """Whether something is typed that is not one day."""
        return self._day is None and bool(self.line.text().strip())

    def set_value(self, day: datetime.date | None) -> None:
        """Show a day."""
        self.line.setText("" if day is None else day.isoformat())

    def text(self) -> str:
        """Return what is typed."""
        return self.line.text()

    def set_text(self, text: str) -> None:
        """Show what was typed."""
        self.line.setText(text)

    def _typed(self, text: str) -> None:
        days = read_days(text)
        self._day = days[0] if len(days) == 1 else None
        self._offer(days if len(days) > 1 else [])
        self.changed.emit()

    def _offer(self, days: list[datetime.date]) -> None:
        while self._choices.count():
            button = self._choices.takeAt(0).widget()
            button.setParent(None)
            button.deleteLater()
        lang = language(locale_code())
        for day in days:
            button = QPushButton(lang.date(day))
            button.setObjectName(f"{self.objectName()}_{day.isoformat()}")
            button.setAutoDefault(False)
            button.clicked.connect(partial(self._choose, day))
            self._choices.addWidget(button)
        self.note.setText(tr("This can be two days. Which is meant?") if days else "")
        self.note.setVisible(bool(days))

    def _choose(self, day: datetime.date, _: bool = False) -> None:
        self.set_value(day)
        self.line.setFocus()

    def _tidy(self) -> None:
        if self._day is not None and self.line.text() != self._day.isoformat():
            self.line.setText(self._day.isoformat())
        elif self.is_open() and not self._choices.count():
            self.note.setText(tr("This is no day: write it with its year, such as 2022-09-09 or 9 September 2022."))
            self.note.show()

    def _show_calendar(self) -> None:
        if self._calendar is None:
            self._calendar = QCalendarWidget(self)
            self._calendar.setObjectName(f"{self.objectName()}_days")
            self._calendar.setWindowFlags(Qt.WindowType.Popup)
            self._calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
            self._calendar.clicked.connect(self._picked)
            self._calendar.activated.connect(self._picked)
        day = self._day or datetime.date.today()
        self._calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        self._calendar.move(self.open.mapToGlobal(QPoint(0, self.open.height())))
        self._calendar.show()

    def _picked(self, day: QDate) -> None:
        self.set_value(day.toPyDate())
        if self._calendar is not None:
            self._calendar.hide()
        self.line.setFocus()
