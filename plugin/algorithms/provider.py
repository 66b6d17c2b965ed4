"""The Processing provider "salient"."""

from __future__ import annotations

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from ..about import SLUG, TITLE, VERSION
from ..paths import resource
from .cases import Briefing, CheckClaims
from .control_maps import Change, Series
from .depths import DepthByDay, DepthProfile, MeasureDepth
from .imports import ImportControl, ImportPlaces, ImportRoutes
from .measures import Baseline, GeodesicBuffer, SettlementsInside
from .routes import CutRoutes, OnRoutePlace, RouteIsolation
from .settlements import SettlementsChanged, SettlementStatus

ALGORITHMS = (
    *(MeasureDepth, DepthProfile, GeodesicBuffer, SettlementsInside),
    *(CheckClaims, Briefing),
    *(ImportControl, Change, Series, Baseline, DepthByDay),
    *(SettlementsChanged, SettlementStatus, ImportPlaces),
    *(ImportRoutes, CutRoutes, RouteIsolation, OnRoutePlace),
)


class SalientProvider(QgsProcessingProvider):
    """What Salient adds to the Processing toolbox."""

    def id(self) -> str:
        """Return the first part of every algorithm's id."""
        return SLUG

    def name(self) -> str:
        """Return the title in the toolbox."""
        return TITLE

    def longName(self) -> str:
        """Return the title with the version."""
        return f"{TITLE} {VERSION}"

    def versionInfo(self) -> str:
        """Return the version."""
        return VERSION

    def icon(self) -> QIcon:
        """Return the icon in the toolbox."""
        return QIcon(str(resource("icons", "salient.svg")))

    def loadAlgorithms(self) -> None:
        """Add the algorithms."""
        for algorithm in ALGORITHMS:
            self.addAlgorithm(algorithm())
