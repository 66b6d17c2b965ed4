"""A claim on the map: goes to what it is about, and marks it for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsCsException, QgsRectangle
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject

from ..bridge.cases import OpenCase
from ..bridge.claim_overlays import Overlay, overlays_of
from ..bridge.ledger import LedgerRow, linked_extent
from ..bridge.rows import WGS84
from ..bridge.words import tr
from .desk import Desk
from .overlays import Overlays

if TYPE_CHECKING:
    from ..core.findings import Finding, Report
    from .tasks import Work

_MARGIN_SHARE = 0.08
_LEAST_MARGIN_DEG = 0.05


class ClaimMap(QObject):
    """The marks of one claim at a time."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._canvas = desk.iface.mapCanvas()
        self.overlays = Overlays(self._canvas, self)
        self._work: Work | None = None

    def zoom(self, case: OpenCase, row: LedgerRow, report: Report | None) -> None:
        """Show all that a claim is about; say so where nothing of it is on a map."""
        box = QgsRectangle()
        finding = finding_of(report, row.id)
        if report is not None and finding is not None:
            # On first use: it brings the geometry libraries along.
            from ..core.claim_shapes import claim_box

            found = claim_box(report.case, finding)
            box = QgsRectangle() if found is None else QgsRectangle(*found)
        if box.isNull():
            box = linked_extent(self._desk.project, case, row)
        if box.isNull():
            self._desk.notices.hint(tr("Claim {claim} names no ground, line or place to go to.").format(claim=row.id))
            return
        box.grow(max(_LEAST_MARGIN_DEG, _MARGIN_SHARE * max(box.width(), box.height())))
        self._go_to(box)

    def _go_to(self, box: QgsRectangle) -> None:
        wgs84 = QgsCoordinateReferenceSystem(WGS84)
        to_map = QgsCoordinateTransform(wgs84, self._canvas.mapSettings().destinationCrs(), self._desk.project)
        try:
            self._canvas.setExtent(to_map.transformBoundingBox(box))
        except QgsCsException:
            self._desk.notices.warn(tr("The map's coordinate system cannot show this place."))
            return
        self._canvas.refresh()

    def mark(self, case: OpenCase, row: LedgerRow, report: Report | None) -> None:
        """Mark what was measured for a claim; it is worked out in the background, and the map goes there."""
        finding = finding_of(report, row.id)
        if report is None or finding is None:
            self.zoom(case, row, report)
            return
        self._forget_work()
        held = report.case

        def done(found: list[Overlay]) -> None:
            self._work = None
            if not found:
                text = tr("Nothing of claim {claim} can be shown on the map.")
                self._desk.notices.hint(text.format(claim=row.id))
            self.overlays.show(found)

        title = tr("Showing claim {claim} on the map").format(claim=row.id)
        self._work = self._desk.start(title, lambda progress: overlays_of(held, finding, progress), done)
        if finding.measures:
            self.zoom(case, row, report)

    def clear(self) -> None:
        """Take the marks away, and let none come that were asked for before."""
        self._forget_work()
        self.overlays.clear()

    def close(self) -> None:
        """Take the marks away for good."""
        self._forget_work()
        self.overlays.close()

    def _forget_work(self) -> None:
        work, self._work = self._work, None
        if work is not None and not sip.isdeleted(work):
            work.forget()
            work.cancel()


def finding_of(report: Report | None, claim_id: str) -> Finding | None:
    """Return the finding on a claim; None where it was not checked."""
    if report is None:
        return None
    return next((one for one in report.findings if one.claim.id == claim_id), None)
