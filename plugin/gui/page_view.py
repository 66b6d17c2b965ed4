"""Pages of a PDF to look at: one at a time, forward and back, larger and smaller.

The view draws nothing itself: it asks for the picture of a page by `picture_wanted`, and is given it when it is there.
"""

from __future__ import annotations

from qgis.PyQt.QtCore import QSize, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QImage, QKeyEvent, QPainter, QPalette, QPixmap, QResizeEvent, QWheelEvent
from qgis.PyQt.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..bridge.pdf_pages import PagePicture
from ..bridge.words import tr

# A4, until the first picture says how wide the paper is.
_WIDTH_INCH = 8.27
_STEP = 1.25
_LEAST_DPI, _MOST_DPI = 30.0, 320.0
_PALE = 0.4
# While a window is drawn larger, its size changes many times a second.
_PAUSE_MS = 150


class PageView(QWidget):
    """One page; at first as wide as the view."""

    picture_wanted = pyqtSignal(int, float)
    """The page, counted from 1, and how many dots an inch."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("salient_pages")
        self.count = 0
        self._dpi: float | None = None  # None: as wide as the view
        self._picture: PagePicture | None = None
        self._stale = False
        self.page = QSpinBox()
        self.page.setObjectName("salient_page_number")
        self.page.setAccessibleName(tr("Page"))
        self.of = QLabel()
        self.back = _button("salient_page_back", "◀", tr("Page back (Page up)"))
        self.forward = _button("salient_page_forward", "▶", tr("Page forward (Page down)"))
        self.smaller = _button("salient_page_smaller", "−", tr("Smaller (Ctrl+mouse wheel)"))
        self.larger = _button("salient_page_larger", "+", tr("Larger (Ctrl+mouse wheel)"))
        self.fit = _button("salient_page_fit", tr("Fit width"), tr("As wide as there is room for"))
        self.fit.setCheckable(True)
        self.fit.setChecked(True)
        self.words = QLabel()
        self.words.setObjectName("salient_page_words")
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.paper = QLabel()
        self.paper.setObjectName("salient_page_picture")
        self.paper.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setWidget(self.paper)
        self.area.setBackgroundRole(QPalette.ColorRole.Mid)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_PAUSE_MS)
        self._again.timeout.connect(self._ask)
        self._lay_out()
        self.page.valueChanged.connect(self._page_chosen)
        self.back.clicked.connect(lambda: self.page.setValue(self.page.value() - 1))
        self.forward.clicked.connect(lambda: self.page.setValue(self.page.value() + 1))
        self.smaller.clicked.connect(lambda: self.zoom_by(1 / _STEP))
        self.larger.clicked.connect(lambda: self.zoom_by(_STEP))
        self.fit.clicked.connect(lambda _: self.fit_width())
        self.show_words("")

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        for widget in (self.back, self.page, self.of, self.forward):
            top.addWidget(widget)
        top.addStretch()
        for widget in (self.smaller, self.larger, self.fit):
            top.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(top)
        layout.addWidget(self.words)
        layout.addWidget(self.area, 1)

    # ------------------------------------------------------------ what is shown

    def show_pages(self, count: int) -> None:
        """Show a document of so many pages, on the page that was shown before if it has one."""
        self.count = count
        self._stale = False
        self.page.blockSignals(True)
        self.page.setRange(1, max(count, 1))
        self.page.blockSignals(False)
        self.of.setText(tr("of {n}").format(n=count))
        self._show_buttons()
        self._ask()

    def show_words(self, text: str) -> None:
        """Show words in place of pages; "" lets the pages be seen again."""
        if text:
            self.count, self._picture = 0, None
            self.paper.clear()
            self.of.clear()
            self.words.setText(text)
        self.words.setVisible(bool(text))
        self.area.setVisible(not text)
        self._show_buttons()

    def show_picture(self, picture: PagePicture) -> None:
        """Show the picture of a page that was asked for; one of another page comes too late."""
        if picture.page == self.page.value() and self.count:
            self.show_words("")
            turned = self._picture is None or self._picture.page != picture.page
            self._picture = picture
            self._draw()
            if turned:
                self.area.verticalScrollBar().setValue(0)

    def set_stale(self, stale: bool) -> None:
        """Let the page look out of date, or not."""
        if stale != self._stale:
            self._stale = stale
            self._draw()

    def picture(self) -> PagePicture | None:
        """Return the picture that is shown."""
        return self._picture

    def _draw(self) -> None:
        one = self._picture
        if one is None:
            return
        image = QImage(one.rgb, one.width, one.height, 3 * one.width, QImage.Format.Format_RGB888)
        made = QPixmap(QSize(one.width, one.height))
        made.fill(self.palette().color(QPalette.ColorRole.Mid))
        painter = QPainter(made)
        painter.setOpacity(_PALE if self._stale else 1.0)
        painter.drawImage(0, 0, image)
        painter.end()
        made.setDevicePixelRatio(self.devicePixelRatioF())
        self.paper.setPixmap(made)

    def _show_buttons(self) -> None:
        page = self.page.value()
        for widget in (self.page, self.smaller, self.larger, self.fit):
            widget.setEnabled(self.count > 0)
        self.back.setEnabled(self.count > 0 and page > 1)
        self.forward.setEnabled(page < self.count)

    # ------------------------------------------------------------ which page, how large

    def dpi(self) -> float:
        """Return how many dots an inch the screen wants now."""
        ratio = self.devicePixelRatioF()
        if self._dpi is not None:
            return self._dpi * ratio
        wide = _WIDTH_INCH if self._picture is None else self._picture.width / self._picture.dpi
        bar = self.area.verticalScrollBar().sizeHint().width()
        return _within((self.width() - bar - 4) / wide) * ratio

    def zoom_by(self, factor: float) -> None:
        """Show the page larger or smaller."""
        self._dpi = _within(self.dpi() / self.devicePixelRatioF() * factor)
        self.fit.setChecked(False)
        self._ask()

    def fit_width(self) -> None:
        """Show the page as wide as there is room for."""
        self._dpi = None
        self.fit.setChecked(True)
        self._ask()

    def _page_chosen(self) -> None:
        self._show_buttons()
        self._ask()

    def _ask(self) -> None:
        if self.count:
            self.picture_wanted.emit(self.page.value(), self.dpi())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for a picture of the new width, once it stays."""
        super().resizeEvent(event)
        if self._dpi is None and self.count:
            self._again.start()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with the control key held; without it the page is scrolled by its own area."""
        turned = event.angleDelta().y()
        if turned and event.modifiers() & Qt.KeyboardModifier.ControlModifier and self.count:
            self.zoom_by(_STEP if turned > 0 else 1 / _STEP)
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn the pages by the keyboard."""
        steps = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
        step = steps.get(Qt.Key(event.key()))
        if step is None or not self.count:
            super().keyPressEvent(event)
        else:
            self.page.setValue(self.page.value() + step)


def _within(dpi: float) -> float:
    return min(max(dpi, _LEAST_DPI), _MOST_DPI)


def _button(name: str, text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setText(text)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    return button
