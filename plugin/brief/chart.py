"""What every figure with axes does: it is laid out for the width there is, and drawn as one figure with its words."""

from __future__ import annotations

from typing import Any, Generic, Protocol, TypeVar

from reportlab.platypus import Flowable

from .axes import LEFT_MARGIN
from .pdf_tags import figure


class Layout(Protocol):
    """What a chart has to know of its layout; lengths in points, the labels at the left not counted in the width."""

    @property
    def plot_width(self) -> float:
        """Width of the plot."""

    @property
    def height(self) -> float:
        """Height of all."""


AnyLayout = TypeVar("AnyLayout", bound=Layout)


class Chart(Flowable, Generic[AnyLayout]):
    """A figure; `alt_text` says it in words. What it is made of is said by `lay_out` and `paint`."""

    def __init__(self, alt_text: str) -> None:
        super().__init__()
        self.alt_text = alt_text
        self._layout: AnyLayout | None = None

    def lay_out(self, width: float) -> AnyLayout:
        """Return what is drawn on that width, in points."""
        raise NotImplementedError

    def paint(self, canvas: Any, layout: AnyLayout) -> None:
        """Draw the layout, its lower left corner at the origin."""
        raise NotImplementedError

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Lay the figure out for the width there is."""
        self._layout = self.lay_out(available_width)
        return available_width, self._layout.height

    def draw(self) -> None:
        """Draw the figure as one element of the page."""
        layout, canvas = self._layout, self.canv
        if layout is None:
            return
        with figure(canvas, self.alt_text, layout.plot_width + LEFT_MARGIN, layout.height):
            self.paint(canvas, layout)
