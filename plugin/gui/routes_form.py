"""The widgets of the page of routes: what is asked for, the table of settlements, the chart of one of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QAction,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QProgressBar,
    QPushButton,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..bridge.words import tr
from .control_days import plain_label
from .routes_model import ALL, ANSWERED, COLUMNS, FEW, LINKS, PLACE, RoutesFilter
from .turning_splitter import TurningSplitter

if TYPE_CHECKING:
    from ..bridge.route_picture import RoutePicture

_WIDEST = (
    "Kupiansk-Vuzlovyi",
    "00 ?",
    "000,0",
    "+000,0",
    "00,00",
    "00,0 (00,0–00,0)",
    "maybe",
    "Kupiansk-Vuzlovyi",
    "",
)
_NONE = ""


class RoutesForm:
    """Fills a page with its widgets; the page connects them."""

    def __init__(self, page: QWidget, rows: RoutesFilter) -> None:
        self._rows = rows
        self.day = _box("day", tr("The day of the maps"), 10)
        self.side = _box("side", tr("Whose routes are asked about"), 6)
        self.issuer = _box("issuer", tr("Whose maps are used"), 10)
        self.since = _box("since", tr("The earlier day that detours are against"), 10)
        self.reading = _box("reading", tr("In which ground routes are open"), 20)
        self.measure = _button("measure", tr("Measure"), tr("Ask anew how settlements are reached"))
        self.cancel = _button("cancel", tr("Cancel"), "")
        self.bar = QProgressBar()
        self.bar.setRange(0, 100)
        self.bar.setMaximumWidth(140)
        self.stale = plain_label("salient_routes_stale", tr("Edited since it was measured: press Measure."))
        italic = self.stale.font()
        italic.setItalic(True)
        self.stale.setFont(italic)
        self.headline = plain_label("salient_routes_headline")
        self.which = _box("which", tr("Which settlements are shown"), 18)
        for value, words in (
            (ANSWERED, tr("in the side's ground")),
            (FEW, tr("fewer than two ways left")),
            (ALL, tr("all settlements")),
        ):
            self.which.addItem(words, value)
        self.search = QLineEdit()
        self.search.setObjectName("search")
        self.search.setPlaceholderText(tr("Search the settlements"))
        self.search.setAccessibleName(tr("Search the settlements"))
        self.search.setClearButtonEnabled(True)
        self.count = QLabel()
        self.on_map = QCheckBox(tr("On the map"))
        self.on_map.setObjectName("on_map")
        self.on_map.setChecked(True)
        self.on_map.setToolTip(
            tr("Draw routes as open, cut or unknown, and the way of the chosen settlement, as temporary layers")
        )
        self.corridors = _button(
            "corridors",
            tr("Corridors"),
            tr("Measure the ground corridor of each settlement in the table; this takes time"),
        )
        self.copy = QToolButton()
        self.copy.setObjectName("copy")
        self.copy.setText(tr("Copy"))
        self.copy.setToolTip(tr("Copy the settlements of the table"))
        self.copy.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.copy_text, self.copy_csv = (
            QAction(text, page) for text in (tr("As text for a spreadsheet"), tr("As CSV"))
        )
        menu = QMenu(self.copy)
        menu.addActions([self.copy_text, self.copy_csv])
        self.copy.setMenu(menu)
        self.table = _table(rows)
        self.details = plain_label("salient_routes_details")
        self.series = _button(
            "series", tr("Over the days"), tr("Ways left of the chosen settlement on every mapped day")
        )
        self.with_corridor = QCheckBox(tr("with its corridor"))
        self.with_corridor.setObjectName("with_corridor")
        self.with_corridor.setChecked(True)
        self.with_corridor.setToolTip(tr("The width of the ground corridor on every day takes longer"))
        self.legend = QLabel()
        self.legend.setWordWrap(True)
        self.chart_words = plain_label("salient_routes_chart_words")
        self._lay_out(page)
        self.free()

    def _lay_out(self, page: QWidget) -> None:
        head = QGridLayout()
        head.setHorizontalSpacing(6)
        asked = ((tr("Day"), self.day), (tr("Side"), self.side), (tr("Detours against"), self.since))
        rare = ((tr("Maps of"), self.issuer), (tr("Ground"), self.reading))
        self._rare = []
        for row, fields in enumerate((asked, rare)):
            for column, (title, box) in enumerate(fields):
                label = QLabel(title)
                label.setBuddy(box)
                head.addWidget(label, row, 2 * column)
                head.addWidget(box, row, 2 * column + 1)
                if row:
                    self._rare.append((label, box))
        for column in (1, 3, 5):
            head.setColumnStretch(column, 1)
        narrow = _row(self.which, self.search, self.count)
        narrow.setStretch(1, 1)
        tools = _row(self.measure, self.bar, self.cancel, self.corridors, self.copy, self.on_map)
        tools.addStretch()
        upper, lower = QWidget(), QWidget()
        above = QVBoxLayout(upper)
        above.setContentsMargins(0, 0, 0, 0)
        above.addLayout(narrow)
        above.addWidget(self.table, 1)
        above.addWidget(self.details)
        self._below = QVBoxLayout(lower)
        self._below.setContentsMargins(0, 0, 0, 0)
        over = _row(self.series, self.with_corridor, self.chart_words)
        over.setStretch(2, 1)
        self._below.addLayout(over)
        self._below.addWidget(self.legend)
        self._below.addStretch()
        self._lower = lower
        self.halves = TurningSplitter(upper, lower)
        body = QVBoxLayout(page)
        body.setContentsMargins(6, 6, 6, 6)
        body.addLayout(head)
        body.addLayout(tools)
        for widget in (self.stale, self.headline):
            body.addWidget(widget)
        body.addWidget(self.halves, 1)

    def set_chart(self, chart: QWidget) -> None:
        """Put the chart, made on first use, into its place."""
        self._below.takeAt(self._below.count() - 1)  # the stretch makes room
        self._below.insertWidget(self._below.indexOf(self.legend) + 1, chart, 1)

    def make_room(self) -> None:
        """Give the chart and the words above it the height they need, where they lie below the table."""
        if self.halves.orientation() == Qt.Orientation.Vertical:
            above, below = self.halves.sizes()
            needed = self._below.minimumHeightForWidth(self._lower.width())
            if below < needed:
                self.halves.setSizes([max(above + below - needed, 0), needed])

    # ------------------------------------------------------------ what may be chosen

    def offer(self, picture: RoutePicture) -> None:
        """Offer what the case has, with what was answered chosen."""
        wish, offers = picture.wish, picture.offers
        days = [(day.isoformat(), day.isoformat()) for day in reversed(offers.days)]
        _fill(self.day, days, "" if wish.day is None else wish.day.isoformat())
        _fill(self.side, [(side, side) for side in offers.sides], wish.side)
        _fill(self.issuer, [(one, one or tr("one without a name")) for one in offers.issuers], wish.issuer)
        before = [(_NONE, tr("no day")), *(one for one in days if wish.day and one[0] < wish.day.isoformat())]
        _fill(self.since, before, "" if wish.since is None else wish.since.isoformat())
        words = {"control": tr("under control alone"), "advance": tr("under control or advance")}
        names = [view.reading.reading for view in picture.views]
        _fill(self.reading, [(name, words[name]) for name in names], str(self.reading.currentData() or "control"))
        several = (len(offers.issuers) > 1, len(names) > 1)
        for (label, box), is_seen in zip(self._rare, several):
            label.setVisible(is_seen)
            box.setVisible(is_seen)

    def forget(self) -> None:
        """Offer nothing: no case, or another one."""
        for box in (self.day, self.side, self.issuer, self.since, self.reading):
            box.clear()
        for label, box in self._rare:
            label.hide()
            box.hide()

    # ------------------------------------------------------------ how far it is

    def wait(self) -> None:
        """Show that it is being measured."""
        for button in (self.measure, self.corridors, self.series):
            button.setEnabled(False)
        self.bar.setValue(0)
        self.bar.show()
        self.cancel.show()

    def show_progress(self, percent: float) -> None:
        """Show how far the work is."""
        self.bar.setValue(int(percent))

    def free(self) -> None:
        """Take the next question."""
        self.measure.setEnabled(True)
        self.bar.hide()
        self.cancel.hide()
        self.look()

    def look(self) -> None:
        """Offer what can be done with what is shown."""
        is_free = self.measure.isEnabled()
        some = self._rows.rowCount() > 0
        self.corridors.setEnabled(is_free and some)
        self.copy.setEnabled(some)
        self.series.setEnabled(is_free and self.table.currentIndex().isValid())
        n = self._rows.sourceModel().rowCount()
        self.count.setText(tr("{seen} of {n}").format(seen=self._rows.rowCount(), n=n) if n else "")


def _box(name: str, tip: str, letters: int) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.setToolTip(tip)
    box.setAccessibleName(tip)
    # Not as wide as the longest name: the panel must fit a small screen.
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(letters)
    return box


def _button(name: str, text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setToolTip(tip)
    button.setAutoDefault(False)
    return button


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    for widget in widgets:
        row.addWidget(widget)
    return row


def _fill(box: QComboBox, entries: Sequence[tuple[str, str]], chosen: str) -> None:
    """Offer values with their words; nobody is told."""
    box.blockSignals(True)
    box.clear()
    for value, words in entries:
        box.addItem(words, value)
    box.setCurrentIndex(max(box.findData(chosen), 0) if entries else -1)
    box.blockSignals(False)


def _table(rows: RoutesFilter) -> QTableView:
    view = QTableView()
    view.setObjectName("salient_routes_table")
    view.setModel(rows)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setAlternatingRowColors(True)
    view.setTabKeyNavigation(False)
    view.setWordWrap(False)
    view.setIconSize(QSize(0, 0))
    line, width = view.fontMetrics().lineSpacing(), view.fontMetrics().horizontalAdvance
    heads = view.verticalHeader()
    heads.hide()
    heads.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    heads.setDefaultSectionSize(line + line // 2)
    header = view.horizontalHeader()
    header.setStretchLastSection(True)
    for column, widest in enumerate(_WIDEST):
        if column != LINKS:
            title = width(tr(COLUMNS[column][0])) + 2 * line
            view.setColumnWidth(column, max(width(tr(widest) if widest == "maybe" else widest) + line, title))
    header.setSectionsMovable(True)
    view.setSortingEnabled(True)
    view.sortByColumn(PLACE, Qt.SortOrder.AscendingOrder)
    return view
