"""salient:settlements_changed and salient:settlement_status: the settlements of a case on control maps.

They fetch what they work with when they run, as in `control_maps`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from qgis.core import (
    Qgis,
    QgsFeature,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterFeatureSink,
)

from ..bridge.parts import FILES, MEASURING
from ..bridge.versions import BOOLEAN_TYPE, DATE_TYPE, LONG_TYPE, TEXT_TYPE
from ..bridge.words import say, tr
from ..core.messages import message
from ..core.schema import STATES
from .base import ENDS, columns, heard, told
from .control_maps import ControlAlgorithm

if TYPE_CHECKING:
    from ..core.case import Settlement
    from ..core.place_days import PlaceChanges, PlaceStates

_PLACE_FIELDS = {
    "id": TEXT_TYPE,
    "name": TEXT_TYPE,
    "name_local": TEXT_TYPE,
    "geonames_id": LONG_TYPE,
    "population": LONG_TYPE,
    "source_id": TEXT_TYPE,
}
_CHANGE_FIELDS = {**_PLACE_FIELDS, "before": TEXT_TYPE, "after": TEXT_TYPE, "sure": BOOLEAN_TYPE}
_STATE_FIELDS = {**_PLACE_FIELDS, "state": TEXT_TYPE, "first": DATE_TYPE, "last": DATE_TYPE}
_SPELL_FIELDS = {"id": TEXT_TYPE, "name": TEXT_TYPE, "state": TEXT_TYPE, "first": DATE_TYPE, "last": DATE_TYPE}
_POINTS = Qgis.ProcessingSourceType.VectorPoint
_NONE = "none"
_SHOWN_FLIPS = 20


class PlaceAlgorithm(ControlAlgorithm):
    """An algorithm on the settlements of a case."""

    GROUP = "Settlements"
    ICON = "settlements"
    NEEDS = (*MEASURING, *FILES)
    TABLES = ("control_areas", "areas", "settings", "settlements", "sources")


class SettlementsChanged(PlaceAlgorithm):
    """The settlements that changed their state between two days."""

    NAME = "settlements_changed"
    TITLE = "Settlements changed between two dates"
    TAGS = "settlements, places, villages, count, changed, taken, lost, two dates, control maps"
    HELP = (
        "Writes the settlements of a case whose state changed between two days on the maps of one issuer, with the "
        "state before and the state after. A settlement is taken at its point. Where an edge that moved lies within "
        "the tolerance of the maps, a change is not sure: such places are written too, marked, also where their "
        "states as drawn are the same. The count has a band: surely changed, changed as drawn, and possibly changed. "
        "A missing day is stood in for by the next one within three days. Another gazetteer gives another count, so "
        "the log names the one that the settlements are from. A case that is open in the project is read from its "
        "layers, unsaved edits included."
    )

    def initAlgorithm(self, configuration: Mapping[str, Any] | None = None) -> None:
        """Name the parameters."""
        self.add_case()
        self.add_two_days()
        self.add_issuer()
        self.add_frame()
        self.addParameter(QgsProcessingParameterFeatureSink("OUTPUT", tr("Settlements that changed"), _POINTS))
        self.add_band("COUNT", tr("Number of settlements that changed"))
        self.add_number("SETTLEMENTS", tr("Number of settlements looked at"))

    def processAlgorithm(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Compare, and write the places."""
        from ..bridge.place_work import changed_on_maps

        start, end = self.two_days(parameters, context)
        with told():
            case = self.case(parameters, context, feedback)
            frame = self.frame(parameters, context, case)
            issuer = self.issuer(parameters, context)
            found = heard(feedback, 0.3, 1.0, changed_on_maps, case, start, end, issuer, frame)
        fields, kind = columns(_CHANGE_FIELDS), Qgis.WkbType.Point
        results = self.written(parameters, "OUTPUT", context, feedback, fields, _changed_features(found), kind)
        for note in found.notes:
            feedback.pushInfo(say(note))
        for move in found.moves:
            text = "From {before} to {after}: {best:,} as drawn, {low:,} of them surely."
            values = {"before": move.before, "after": move.after}
            feedback.pushInfo(say(message(text, **values, best=move.best, low=move.low)))
        count = found.count
        results.update(zip((f"COUNT_{end}" for end in ENDS), (count.low, count.best, count.high)))
        return {**results, "SETTLEMENTS": len(found.places)}


def _changed_features(found: PlaceChanges) -> Iterator[QgsFeature]:
    by_id = {one.id: one for one in found.places}
    fields = columns(_CHANGE_FIELDS)
    for one in found.changed:
        yield _feature(QgsFeature(fields), by_id[one.place], [one.before, one.after, one.sure])


def _feature(feature: QgsFeature, place: Settlement, values: list[Any]) -> QgsFeature:
    """Return a feature at a settlement, with its columns and further values."""
    from ..bridge.features import qgis_point

    own = (place.id, place.name, place.name_local, place.geonames_id, place.population, place.source_id)
    feature.setAttributes([*(None if value == "" else value for value in own), *values])
    feature.setGeometry(qgis_point((place.geometry.x, place.geometry.y)))
    return feature


class SettlementStatus(PlaceAlgorithm):
    """The state of each settlement on a day."""

    NAME = "settlement_status"
    TITLE = "Settlement status"
    TAGS = "settlements, places, villages, status, state, since when, control maps"
    HELP = (
        "Writes the settlements of a case with the state that an issuer's map shows at each on one day, and the first "
        "and the last map of the unbroken run of maps around that day on which it is so. Without a date the last map "
        "is taken. A settlement is taken at its point; where layers overlap, assessed control comes first. If wanted, "
        "all runs of all days come out as a table. A state that is on one map only, between two that agree, is named "
        "in the log: it may be a slip of the map. A missing day is stood in for by the next one within three days. A "
        "case that is open in the project is read from its layers, unsaved edits included."
    )

    def initAlgorithm(self, configuration: Mapping[str, Any] | None = None) -> None:
        """Name the parameters."""
        self.add_case()
        self.add_as_of()
        self.add_issuer()
        self.add_frame()
        self.addParameter(QgsProcessingParameterFeatureSink("OUTPUT", tr("Settlements with their state"), _POINTS))
        table, runs = Qgis.ProcessingSourceType.Vector, tr("States over all days")
        self.addParameter(QgsProcessingParameterFeatureSink("OUTPUT_SPELLS", runs, table, None, True, False))
        self.add_number("SETTLEMENTS", tr("Number of settlements looked at"))
        for state in (*STATES, _NONE):
            label = tr(STATES[state]) if state in STATES else tr("in no layer")
            self.add_number(f"IN_{state.upper()}", tr("Number of settlements: {state}").format(state=label))

    def processAlgorithm(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Look at each day, and write the places."""
        from ..bridge.place_work import states_on_maps

        with told():
            case = self.case(parameters, context, feedback)
            frame, day = self.frame(parameters, context, case), self.as_of(parameters, context)
            issuer = self.issuer(parameters, context)
            found = heard(feedback, 0.3, 1.0, states_on_maps, case, day, issuer, frame)
        made = {
            "OUTPUT": (_STATE_FIELDS, _state_features(found), Qgis.WkbType.Point),
            "OUTPUT_SPELLS": (_SPELL_FIELDS, _spell_features(found), Qgis.WkbType.NoGeometry),
        }
        results: dict[str, Any] = {}
        for name, (fields, features, kind) in made.items():
            results.update(self.written(parameters, name, context, feedback, columns(fields), features, kind))
        for note in found.notes:
            feedback.pushInfo(say(note))
        _push_flips(found, feedback)
        counts = dict.fromkeys((*STATES, _NONE), 0)
        for key, count in found.counts.items():
            feedback.pushInfo(f"{key}: {count:,}")
            # Where two sides have ground in one state, the key names the side as well.
            counts[key.partition(" (")[0]] += count
        return {**results, "SETTLEMENTS": len(found.places), **{f"IN_{key.upper()}": n for key, n in counts.items()}}


def _state_features(found: PlaceStates) -> Iterator[QgsFeature]:
    from ..bridge.features import qgis_day

    fields = columns(_STATE_FIELDS)
    for place in found.places:
        now = found.now[place.id]
        yield _feature(QgsFeature(fields), place, [now.state, qgis_day(now.first), qgis_day(now.last)])


def _spell_features(found: PlaceStates) -> Iterator[QgsFeature]:
    from ..bridge.features import qgis_day

    fields = columns(_SPELL_FIELDS)
    for place in found.places:
        for one in found.spells[place.id]:
            feature = QgsFeature(fields)
            feature.setAttributes([place.id, place.name, one.state, qgis_day(one.first), qgis_day(one.last)])
            yield feature


def _push_flips(found: PlaceStates, feedback: QgsProcessingFeedback) -> None:
    """Name the states that are on one map only, the first of many."""
    names = {one.id: one.name for one in found.places}
    for one in found.flips[:_SHOWN_FLIPS]:
        text = tr("{name} ({id}): {state} on the map of {day} only, {around} before and after.")
        values = {"name": names[one.place], "id": one.place, "state": one.state, "around": one.around}
        feedback.pushWarning(text.format(**values, day=one.day.isoformat()))
    if len(found.flips) > _SHOWN_FLIPS:
        feedback.pushWarning(tr("And {n} more such states.").format(n=f"{len(found.flips) - _SHOWN_FLIPS:,}"))
