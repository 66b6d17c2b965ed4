"""Measured ground, each piece once: many claims ask for the same gains, so unions, bands and depths are kept.

A `Grounds` lives as long as one check of one case. All shapes are WGS 84 longitude/latitude.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Callable, TypeVar

import numpy as np

from .case import Area, Case, Claim, ControlArea, FrontLine, Gain
from .change import Band, changes, held_ground
from .days import sole_state
from .depth import DepthMeasure, depth_measures
from .front import ground_of
from .geodesy import area_km2
from .ground_pieces import ground_about
from .mapped import GainedGround, Mapped, gained_for, own_gains, places_changed
from .messages import Message
from .moved import Known, moved_out_and_in
from .nearest import NearestLine
from .places import IN, OUT, Count, count_inside, inside_or_near
from .scope import TwoDays, tolerance_m
from .shapes import Array, Geometry, union
from .side_ground import held_by, side_days, spots_of
from .standing import SideDay, Standing, standing

Result = TypeVar("Result")


class Grounds:
    """The ground of one case, measured on demand and kept by the ids of what was asked for.

    `pulse` is called now and then while something takes long, and may raise `Cancelled`. `known` holds what an earlier
    check moved by its tolerance (see `moved`).
    """

    def __init__(self, case: Case, pulse: Callable[[], None] | None = None, known: Known | None = None) -> None:
        self.case = case
        self._known = known
        self._pulse = pulse
        self._kept: dict[tuple[Any, ...], Any] = {}

    def still_wanted(self, _: float = 0.0) -> None:
        """Let whoever waits call it off; a `progress` for what takes long."""
        if self._pulse is not None:
            self._pulse()

    def once(self, key: tuple[Any, ...], make: Callable[[], Result]) -> Result:
        """Return what `make` gives, made once for a key; the first part of a key says what it is of."""
        if key not in self._kept:
            self.still_wanted()
            self._kept[key] = make()
        kept: Result = self._kept[key]
        return kept

    def together(self, records: Sequence[Gain] | Sequence[ControlArea]) -> Geometry:
        """Return the union of the records' ground; what is drawn twice counts once."""
        key = ("union", type(records[0]), *(one.id for one in records))
        return self.once(key, lambda: union([one.geometry for one in records]))

    def larger(self, records: Sequence[Gain] | Sequence[ControlArea]) -> Geometry:
        """Return the ground with its edge moved out by the largest tolerance of the records."""
        return self._moved(records)[0]

    def smaller(self, records: Sequence[Gain] | Sequence[ControlArea]) -> Geometry:
        """Return the ground with its edge moved in by the largest tolerance of the records."""
        return self._moved(records)[1]

    def _moved(self, records: Sequence[Gain] | Sequence[ControlArea]) -> tuple[Geometry, Geometry]:
        ground, metres = self.together(records), tolerance_m(self.case, records)
        if not metres > 0:
            return ground, ground
        key = ("moved", type(records[0]), *(one.id for one in records))
        return self.once(key, lambda: moved_out_and_in(ground, metres, self.still_wanted, self._known))

    def near_routes(self, records: Sequence[Gain] | Sequence[ControlArea]) -> tuple[Geometry, Geometry]:
        """Return the ground about the routes and settlements of the case, its edge moved out, and moved in.

        What lies farther off decides nothing about a route.
        """

        def made() -> tuple[Geometry, Geometry]:
            ground, metres = self.together(records), tolerance_m(self.case, records)
            near = ground if self._reach is None else ground_about(ground, self._reach, metres)
            if near is ground or not metres > 0:
                return self._moved(records)
            return moved_out_and_in(near, metres, self.still_wanted, self._known)

        return self.once(("moved near", type(records[0]), *(one.id for one in records)), made)

    @cached_property
    def _reach(self) -> tuple[float, float, float, float] | None:
        """The box of all routes and settlements of the case; None without any."""
        shapes = [one.geometry for one in self.case.supply_routes] + [one.geometry for one in self.case.settlements]
        bounds = np.array([one.bounds for one in shapes if not one.is_empty])
        if not len(bounds):
            return None
        low, high = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])

    def area(self, gains: Sequence[Gain], scope: Area | None) -> Band:
        """Return the area of the gains in km2, cut to the scope."""

        def measured(ground: Geometry) -> float:
            return area_km2(ground if scope is None else ground.intersection(scope.geometry))

        key = ("area", scope.id if scope else None, *(one.id for one in gains))
        return self.once(
            key,
            lambda: Band(measured(self.smaller(gains)), measured(self.together(gains)), measured(self.larger(gains))),
        )

    def changes(self, days: TwoDays, holder: str, scope: Area | None) -> dict[str, Band]:
        """Return what the holder lost, by definition, in km2 between two days on one issuer's maps."""
        before, after = days.before.records, days.after.records
        key = ("changes", days.issuer, holder, before[0].as_of, after[0].as_of, scope.id if scope else None)
        # An issuer with one state means control by it, whatever its name.
        held = ground_of if sole_state((*before, *after)) else held_ground
        return self.once(
            key,
            lambda: changes(
                held(before, holder),
                held(after, holder),
                tolerance_m(self.case, (*before, *after)),
                None if scope is None else scope.geometry,
            ),
        )

    def own_gains(self, maps: Mapped, scope: Area | None) -> dict[str, Band]:
        """Return what the holder gained, by definition, in km2 between the two days of the maps."""
        before, after = maps.before, maps.after
        key = ("own", maps.days.issuer, maps.holder, before[0].as_of, after[0].as_of, scope.id if scope else None)
        first, last = ground_of(before, maps.holder), ground_of(after, maps.holder)
        frame = None if scope is None else scope.geometry
        return self.once(key, lambda: own_gains(first, last, maps.tolerance_m, frame))

    def depths(
        self, gains: Sequence[Gain], baseline: FrontLine, sector: Area | None
    ) -> tuple[DepthMeasure, DepthMeasure | None]:
        """Return the depths to any part of the baseline and, where a sector is given, to it only.

        Raises
        ------
        DepthError
            When there is nothing to measure.
        """
        key = ("depth", baseline.id, sector.id if sector else None, *(one.id for one in gains))
        return self.once(
            key,
            lambda: depth_measures(
                self.together(gains),
                baseline.geometry,
                tolerance_m(self.case, gains),
                tolerance_m(self.case, [baseline]),
                sector=None if sector is None else sector.geometry,
                progress=self.still_wanted,
            ),
        )

    def gained(self, claim: Claim) -> GainedGround | Message:
        """Return the gained ground and the front of the claim's period from an issuer's maps, or what is missing."""
        key = ("gained", claim.refers_from, claim.refers_to, claim.side)
        return self.once(key, lambda: gained_for(self.case, claim))

    def mapped_depth(
        self, claim: Claim, found: GainedGround, line: Geometry, line_tolerance_m: float, sector: Area | None
    ) -> tuple[DepthMeasure, DepthMeasure | None]:
        """Return the depths of ground gained by the maps from a line; errors as in `depths`."""
        period = (claim.refers_from, claim.refers_to, claim.side)
        # A baseline recorded from the maps is the same line as theirs, and may have a tolerance of its own.
        key = ("mapped depth", *period, sector.id if sector else None, line.wkb, line_tolerance_m)
        return self.once(
            key,
            lambda: depth_measures(
                found.ground,
                line,
                found.tolerance_m,
                line_tolerance_m,
                sector=None if sector is None else sector.geometry,
                progress=self.still_wanted,
            ),
        )

    def places_changed(self, claim: Claim, maps: Mapped) -> Band | Message:
        """Return how many settlements of the case changed sides in the claim's period, by the maps."""
        key = ("places", claim.refers_from, claim.refers_to, claim.side)
        return self.once(key, lambda: places_changed(maps, *self._settlement_lonlats()))

    def _settlement_lonlats(self) -> tuple[Array, Array]:
        points = [one.geometry for one in self.case.settlements]
        return self.once(
            ("settlements",), lambda: (np.array([one.x for one in points]), np.array([one.y for one in points]))
        )

    def _edge_of(self, records: Sequence[Gain] | Sequence[ControlArea]) -> NearestLine:
        key = ("edge of", type(records[0]), *(one.id for one in records))
        return self.once(key, lambda: NearestLine(self.together(records)))

    def settlements_inside(self, gains: Sequence[Gain]) -> Count:
        """Return how many settlements of the case lie in the gains: surely, as drawn, possibly."""
        key = ("inside", *(one.id for one in gains))
        return self.once(
            key,
            lambda: count_inside(
                *self._settlement_lonlats(),
                self.together(gains),
                tolerance_m(self.case, gains),
                lambda: self._edge_of(gains),
            ),
        )

    def standing(self, issuer: str, side: str, advance: bool = False) -> Standing:
        """Return where the places of claims about a status stood in a side's ground, on all days of the issuer."""
        if advance and len(held_by(self.case, issuer, side, True)) == len(held_by(self.case, issuer, side)):
            return self.standing(issuer, side)
        key = ("standing", issuer, side, advance)
        return self.once(key, lambda: standing(spots_of(self.case), self._side_days(issuer, side, advance)))

    def side_ground(self, issuer: str, side: str, day: datetime.date) -> Geometry:
        """Return what a side held on a day that the issuer mapped."""
        return next(one.ground for one in self._side_days(issuer, side, False) if one.day == day)

    def side_edge(self, issuer: str, side: str, day: datetime.date) -> NearestLine | None:
        """Return the edge of what a side held on a day that the issuer mapped; None where it held nothing."""

        def made() -> NearestLine | None:
            ground = self.side_ground(issuer, side, day)
            return None if ground.is_empty else NearestLine(ground)

        return self.once(("edge", issuer, side, day), made)

    def _side_days(self, issuer: str, side: str, advance: bool) -> tuple[SideDay, ...]:
        return self.once(("days", issuer, side, advance), lambda: side_days(self.case, issuer, side, advance))

    def points_inside(
        self, lons: Sequence[float], lats: Sequence[float], records: Sequence[Gain] | Sequence[ControlArea]
    ) -> list[Band]:
        """Return 1 or 0 for each point: whether it is in the ground surely (low), as drawn (best), possibly (high)."""
        found, drawn = inside_or_near(
            lons, lats, self.together(records), tolerance_m(self.case, records), lambda: self._edge_of(records)
        )
        return [Band(float(one == IN), float(best), float(one != OUT)) for one, best in zip(found, drawn)]

    def point_inside(self, lon: float, lat: float, records: Sequence[Gain] | Sequence[ControlArea]) -> Band:
        """Return what `points_inside` returns, for one point."""
        return self.points_inside([lon], [lat], records)[0]
