"""A case's control areas by the day, as the series and the settlements' states take them."""

from __future__ import annotations

from collections.abc import Iterable

from .case import Case, ControlArea
from .change import held_ground
from .days import areas_by_day, holder_for, issuer_for, sole_state
from .errors import MeasureError
from .partition import layers_of, shared_states
from .series import DayGround
from .shapes import Geometry, multi_polygon, union
from .status import DayLayers

LAYERS = ("control", "held", "other")


def day_grounds(
    case: Case, issuer: str | None = None, side: str | None = None, layer: str = "control"
) -> tuple[DayGround, ...]:
    """Return one layer of each day that an issuer mapped, days in order.

    Parameters
    ----------
    case, issuer
        Whose maps; the case's setting or its only issuer where none is named.
    side
        The holder; the side in assessed control where none is named.
    layer
        "control" of the holder, "held" (control and advance together), or the "other" side's layer. An issuer who
        draws one state has the one layer.

    Raises
    ------
    MeasureError
        When it is not clear whose maps or ground are meant, or another layer is asked for.
    """
    if layer not in LAYERS:
        raise MeasureError(f'there is no layer "{layer}"; choose one of {", ".join(LAYERS)}')
    whose = issuer_for(case, issuer)
    by_day = areas_by_day(case, whose)
    if sole_state(area for areas in by_day.values() for area in areas) is not None:
        return tuple(DayGround(day, _together(areas)) for day, areas in by_day.items())
    holder = holder_for(case, whose, side)
    return tuple(DayGround(day, _layer(areas, holder, layer)) for day, areas in by_day.items())


def _together(areas: Iterable[ControlArea]) -> Geometry:
    drawn = [area.geometry for area in areas]
    return drawn[0] if len(drawn) == 1 and drawn[0].is_valid else union(drawn)


def _layer(areas: list[ControlArea], holder: str, layer: str) -> Geometry:
    if layer == "control":
        # Not a union with nothing: days that are drawn alike must stay alike, edge by edge.
        own = [area for area in areas if area.side == holder and area.state == "assessed_control"]
        return _together(own) if own else multi_polygon([])
    ground = held_ground(areas, holder)
    if layer == "held":
        return ground.held
    return multi_polygon([]) if ground.other is None else ground.other


def day_layers(case: Case, issuer: str | None = None) -> tuple[DayLayers, ...]:
    """Return all layers of each day that an issuer mapped, keyed alike on all days; errors as in `day_grounds`."""
    by_day = areas_by_day(case, issuer_for(case, issuer))
    shared = shared_states(area for areas in by_day.values() for area in areas)
    return tuple(DayLayers(day, layers_of(areas, shared)) for day, areas in by_day.items())
