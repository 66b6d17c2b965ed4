"""What stands below the timeline: its legend, what a click does to the map, and buttons that zoom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.PyQt.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolButton, QWidget

from ..bridge.words import tr
from .series_chart import NET, legend_html

if TYPE_CHECKING:
    from .timeline_chart import TimelineChart

LAST_DAY, PERIOD, NOTHING = "day", "period", ""
_STEP = 1.5


class TimelineFoot(QWidget):
    """Of no use until `serve` gives it a chart."""

    def __init__(self) -> None:
        super().__init__()
        self.legend = QLabel()
        self.legend.setObjectName("salient_timeline_legend")
        self.legend.setWordWrap(True)
        self.click = QComboBox()
        self.click.setObjectName("salient_timeline_click")
        self.click.setToolTip(tr("What the map shows when a claim is clicked"))
        self.click.setAccessibleName(tr("What the map shows when a claim is clicked"))
        self.click.addItem(tr("Click: the claim's last day on the map"), LAST_DAY)
        self.click.addItem(tr("Click: the claim's whole period on the map"), PERIOD)
        self.click.addItem(tr("Click: the map stays as it is"), NOTHING)
        self.click.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.click.setMinimumContentsLength(8)
        self.buttons = {
            "smaller": _button("smaller", "−", tr("Smaller (mouse wheel)")),
            "larger": _button("larger", "+", tr("Larger (mouse wheel)")),
            "claims": _button("claims", tr("The claims"), tr("Show the time that the claims take up")),
            "all": _button("all", tr("All of it"), tr("Show all of the time that claims, events and maps take up")),
        }
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.legend, 1)
        layout.addWidget(self.click)
        for button in self.buttons.values():
            button.setEnabled(False)
            layout.addWidget(button)

    def serve(self, chart: TimelineChart) -> None:
        """Explain this chart, and zoom it."""
        from .timeline_item import EVENTS, MAPS

        self.legend.setText(
            legend_html(
                [
                    ("▬", "#0072b2", tr("the period a claim refers to, in the colour of its verdict")),
                    ("▼", NET, tr("the day it was said")),
                    ("┆", EVENTS, tr("event")),
                    ("╵", MAPS, tr("day with a control map")),
                    ("│", NET, tr("the day that the map shows: click or drag")),
                ]
            )
        )
        for name, act in (
            ("smaller", lambda: chart.zoom_by(_STEP)),
            ("larger", lambda: chart.zoom_by(1 / _STEP)),
            ("claims", chart.show_claims),
            ("all", chart.show_all),
        ):
            self.buttons[name].setEnabled(True)
            self.buttons[name].clicked.connect(lambda _=False, do=act: do())


def _button(name: str, text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(f"salient_timeline_{name}")
    button.setText(text)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    return button
