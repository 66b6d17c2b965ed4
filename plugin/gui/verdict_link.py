"""Hands the verdicts of each check to the expression functions `salient_verdict` and `salient_verdict_text`."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.core import QgsMapLayerStyle, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QObject

from ..bridge import verdicts
from ..bridge.cases import case_layers, open_cases
from .checks import Checks
from .desk import Desk

_FUNCTION = "salient_verdict"


class VerdictLink(QObject):
    """Follows the checks; what it told is forgotten with the case, and with Salient."""

    def __init__(self, desk: Desk, checks: Checks) -> None:
        super().__init__(checks)
        self._project: QgsProject = desk.project
        self._checks = checks
        self._told: dict[str, dict[str, str]] = {}  # The verdicts by claim, by the case's id.
        checks.report_changed.connect(self._tell)
        self._project.layersRemoved.connect(self._forget_closed)
        desk.on_unload(verdicts.forget_all)

    def _tell(self, case_id: str) -> None:
        report = self._checks.report(case_id)
        case = next((one for one in open_cases(self._project) if one.id == case_id), None)
        if report is None or case is None:
            return
        layers = list(case_layers(self._project, case_id).values())
        found = {one.claim.id: one.verdict for one in report.findings}
        verdicts.remember(case_id, case.path, found, [layer.id() for layer in layers])
        if found != self._told.get(case_id):
            self._draw_anew(layers)
        self._told[case_id] = found

    def _draw_anew(self, layers: Sequence[QgsVectorLayer]) -> None:
        """Draw those layers again whose symbols or labels ask for verdicts."""
        for layer in layers:
            style = QgsMapLayerStyle()
            style.readFromLayer(layer)
            if layer.isSpatial() and _FUNCTION in style.xmlData():
                layer.triggerRepaint()

    def _forget_closed(self) -> None:
        if not self._told:
            return
        still_open = {case.id for case in open_cases(self._project)}
        for case_id in set(self._told) - still_open:
            verdicts.forget(case_id)
            del self._told[case_id]
