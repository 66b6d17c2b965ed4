"""The expression functions `salient_…`: what they are called, what they take, their help.

QGIS calls them while it draws maps, in threads of its own: they touch no layer and no project. A geometry is taken to
be in the coordinate system of the layer that the expression belongs to; what is measured is in expression_values.py,
which is loaded when a function is first called.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from threading import Lock
from typing import TYPE_CHECKING, Any, Callable

from qgis.core import QgsExpression, QgsExpressionContext, QgsExpressionFunction, QgsExpressionNodeFunction
from qgis.PyQt import sip

from ..about import TITLE
from ..brief.language import language
from .words import locale_code

if TYPE_CHECKING:
    from .expression_values import Measurer

_GEOMETRY = ("geometry", "what is measured, in the coordinate system of the layer")
_CRS = ("crs", "the coordinate system of the geometry where it is not that of the layer, such as 'EPSG:32637'")
_A = ("a", "a point")
_B = ("b", "another point")
_CLAIM = ("claim_id", "the id of the claim")
_CASE = ("case", "the file of the case, where several are open")


@dataclass(frozen=True)
class Function:
    """One function: its name, its arguments (name, meaning; the last `optional` of them may be left out), its help."""

    name: str
    arguments: tuple[tuple[str, str], ...]
    optional: int
    help: str
    unit: str
    example: str


FUNCTIONS = (
    Function(
        "salient_area_km2",
        (_GEOMETRY, _CRS),
        1,
        "Area on the WGS 84 ellipsoid. Edges are straight in longitude and latitude; holes are subtracted.",
        "km²",
        "salient_area_km2(@geometry)",
    ),
    Function(
        "salient_length_km",
        (_GEOMETRY, _CRS),
        1,
        "Sum of the geodesics from vertex to vertex on the WGS 84 ellipsoid; of an area, the length of its edges, "
        "those of holes included.",
        "km",
        "salient_length_km(@geometry)",
    ),
    Function(
        "salient_distance_km",
        (_A, _B, _CRS),
        1,
        "Length of the geodesic from the first point to the second on the WGS 84 ellipsoid.",
        "km",
        "salient_distance_km(make_point(37.2569, 49.2128), make_point(37.6167, 49.7064), 'EPSG:4326')",
    ),
    Function(
        "salient_azimuth_deg",
        (_A, _B, _CRS),
        1,
        "Direction in which the geodesic from the first point to the second sets out, clockwise from true north; "
        "NULL where the points coincide.",
        "°, 0–360",
        "salient_azimuth_deg(make_point(37.2569, 49.2128), make_point(37.6167, 49.7064), 'EPSG:4326')",
    ),
    Function(
        "salient_depth_km",
        (
            ("gain", "gained ground, an area"),
            ("baseline", "the line measured from, or an area whose edge is meant"),
            _CRS,
        ),
        1,
        "Penetration depth: the greatest geodesic distance from any point of the gained ground, edges and interior "
        "included, to any part of the baseline. It takes a while for long lines: store it in a field rather than "
        "labelling with it.",
        "km",
        "salient_depth_km(@geometry, aggregate('{front_lines}', 'collect', @geometry, \"role\" = 'baseline'))",
    ),
    Function(
        "salient_buffer",
        (_GEOMETRY, ("km", "the distance in kilometres"), _CRS),
        1,
        "Everything within a distance of points, lines or areas, measured on the WGS 84 ellipsoid: the outline is "
        "within 1 m of the true distance at 50 km. The result is in the coordinate system of the geometry.",
        "geometry",
        "salient_buffer(@geometry, 50)",
    ),
    Function(
        "salient_verdict",
        (_CLAIM, _CASE),
        1,
        "Verdict of the last check of the open case: 'consistent', 'consistent_if', 'inconsistent', 'impossible' or "
        "'not_testable'; NULL for a claim that has not been checked.",
        "text",
        'salient_verdict("id")',
    ),
    Function(
        "salient_verdict_text",
        (_CLAIM, _CASE),
        1,
        "The same verdict in the words and the language of the screen; NULL for a claim that has not been checked.",
        "text",
        'salient_verdict_text("id")',
    ),
)


def register() -> Callable[[], None]:
    """Add the functions to QGIS's expressions; return what takes them away again."""
    calculator = _Calculator()
    made = [_ExpressionFunction(one, calculator) for one in FUNCTIONS]
    for function in made:
        QgsExpression.registerFunction(function)
        # QGIS's own expressions (of a data-defined colour, say) keep on calling a function that was taken away, where
        # it stood in memory: it stays there to the end of QGIS, with no answer, or a map would end QGIS.
        sip.transferto(function, None)

    def undo() -> None:
        for function in reversed(made):
            QgsExpression.unregisterFunction(function.name())
        calculator.close()

    return undo


def help_html(function: Function) -> str:
    """Return the help that QGIS's expression builder shows: definition, arguments, unit, example."""
    # Asked once and not for each sentence: it is one of the things that QGIS's start waits for.
    tr = language(locale_code()).say
    required = len(function.arguments) - function.optional
    names = [name if n < required else f"[{name}]" for n, (name, _) in enumerate(function.arguments)]
    # The layer is called so where QGIS speaks that language.
    example = function.example.format(front_lines=tr("Front lines"))
    lines = [
        f"<h3>{function.name}</h3>",
        f"<p>{escape(tr(function.help))}</p>",
        f"<h4>{escape(tr('Syntax'))}</h4><p><code>{function.name}({', '.join(names)})</code></p>",
        f"<h4>{escape(tr('Arguments'))}</h4><table>",
    ]
    lines += [
        f"<tr><td><code>{name}</code>&nbsp;&nbsp;</td><td>{escape(tr(meaning))}</td></tr>"
        for name, meaning in function.arguments
    ]
    lines += [
        "</table>",
        f"<h4>{escape(tr('Result'))}</h4><p>{escape(tr(function.unit))}</p>",
        f"<h4>{escape(tr('Example'))}</h4><p><code>{escape(example)}</code></p>",
    ]
    return "".join(lines)


class _Calculator:
    """What the functions share: the measurer, made when the first of them is called."""

    def __init__(self) -> None:
        self._measurer: Measurer | None = None
        self.is_closed = False
        self._lock = Lock()

    def value(self, name: str, values: Sequence[Any], context: QgsExpressionContext | None) -> Any:
        """Return what a function comes to (see `expression_values.Measurer.value`)."""
        from .expression_values import Measurer

        with self._lock:
            if self._measurer is None and not self.is_closed:
                self._measurer = Measurer()
            measurer = self._measurer
        return None if measurer is None else measurer.value(name, values, context)

    def close(self) -> None:
        """End the measurer and its thread."""
        with self._lock:
            self.is_closed = True
            if self._measurer is not None:
                self._measurer.close()
                self._measurer = None


class _ExpressionFunction(QgsExpressionFunction):
    """A function as QGIS wants it."""

    def __init__(self, function: Function, calculator: _Calculator) -> None:
        required = len(function.arguments) - function.optional
        parameters = [
            QgsExpressionFunction.Parameter(name, n >= required, None) for n, (name, _) in enumerate(function.arguments)
        ]
        # NULL in an argument that may be left out is no NULL of the result: it comes to `func`.
        super().__init__(function.name, parameters, TITLE, help_html(function), False, True)
        self._required = required
        self._calculator = calculator

    def func(
        self,
        values: Sequence[Any],
        context: QgsExpressionContext | None,
        parent: QgsExpression,
        node: QgsExpressionNodeFunction | None,
    ) -> Any:
        """Return the value; where there is none, say why as the expression's error. QGIS calls it, in any thread."""
        if self._calculator.is_closed:
            return None
        from ..core.errors import SalientError
        from .versions import is_null
        from .words import error_text

        given = [None if is_null(value) else value for value in values]
        if None in given[: self._required]:
            return None
        try:
            return self._calculator.value(self.name(), given, context)
        except SalientError as error:
            parent.setEvalErrorString(f"{self.name()}: {error_text(error)}")
            return None

    def referencedColumns(self, node: QgsExpressionNodeFunction) -> list[str]:
        """Return that no field is read but those in the arguments."""
        return []

    def usesGeometry(self, node: QgsExpressionNodeFunction) -> bool:
        """Return that the feature's shape is not read, unless an argument asks for it."""
        return False
