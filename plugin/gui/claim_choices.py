"""What narrows claims down: words, a verdict, a kind, a claimant. The ledger and the timeline have one each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from ..bridge.ledger import LedgerRow
from ..bridge.words import tr
from ..core.schema import KINDS, VERDICTS
from .claims_model import UNCHECKED, ClaimsFilter, verdict_icon, verdict_words


class ClaimChoices(QWidget):
    """A line of choices over a filter; `narrowed` comes when other claims are seen.

    Parameters
    ----------
    claims
        What the choices narrow down.
    name
        Begins the names of the parts, after "salient_".
    """

    narrowed = pyqtSignal()

    def __init__(self, claims: ClaimsFilter, name: str) -> None:
        super().__init__()
        self._filter = claims
        self.search = QLineEdit()
        self.search.setObjectName(f"salient_{name}_search")
        self.search.setPlaceholderText(tr("Search the claims"))
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName(tr("Search the claims"))
        self.search.setToolTip(tr("Whole words or their beginnings, in any spelling, Latin or Cyrillic"))
        self.verdict = _choice(f"salient_{name}_verdict", tr("Show only claims with this verdict"))
        self.kind = _choice(f"salient_{name}_kind", tr("Show only claims of this kind"))
        self.claimant = _choice(f"salient_{name}_claimant", tr("Show only claims of this claimant"))
        self.count = QLabel()
        self.count.setObjectName(f"salient_{name}_count")
        self.verdict.addItem(tr("Any verdict"), "")
        for code in (*VERDICTS, UNCHECKED):
            self.verdict.addItem(verdict_icon(code), verdict_words(code, False), code)
        self.kind.addItem(tr("Any kind"), "")
        self.claimant.addItem(tr("Anybody"), "")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.search, 2)
        for box in (self.verdict, self.kind, self.claimant):
            layout.addWidget(box, 1)
        layout.addWidget(self.count)
        self.search.textChanged.connect(self.narrow)
        for box in (self.verdict, self.kind, self.claimant):
            box.currentIndexChanged.connect(self.narrow)

    def offer(self, rows: Sequence[LedgerRow]) -> None:
        """Offer the kinds and claimants of these claims."""
        _offer(self.kind, ((one, tr(KINDS.get(one, one))) for one in {row.kind for row in rows if row.kind}))
        _offer(self.claimant, ((one, one) for one in {row.claimant for row in rows if row.claimant}))

    def narrow(self, *_: object) -> None:
        """Let the filter show what was chosen."""
        chosen = [str(box.currentData() or "") for box in (self.verdict, self.kind, self.claimant)]
        self._filter.show_only(chosen[0], chosen[1], chosen[2], self.search.text())
        self.say_how_many()
        self.narrowed.emit()

    def lift(self) -> None:
        """Let all claims be seen."""
        self.search.clear()
        for box in (self.verdict, self.kind, self.claimant):
            box.setCurrentIndex(0)

    def say_how_many(self) -> None:
        """Say how many of the claims are seen."""
        all_of_them = self._filter.sourceModel().rowCount()
        self.count.setText(tr("{seen} of {n}").format(seen=self._filter.rowCount(), n=all_of_them))


def _choice(name: str, tip: str) -> QComboBox:
    box = QComboBox()
    box.setToolTip(tip)
    box.setAccessibleName(tip)
    box.setObjectName(name)
    # Not as wide as the longest name: the panel must fit a small screen.
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(8)
    return box


def _offer(box: QComboBox, choices: Iterable[tuple[str, str]]) -> None:
    """Offer these below the first entry; what was chosen stays chosen where it is still there."""
    wanted = sorted(choices, key=lambda one: one[1].casefold())
    if [box.itemData(n) for n in range(1, box.count())] == [value for value, _ in wanted]:
        return
    before = box.currentData()
    box.blockSignals(True)
    while box.count() > 1:
        box.removeItem(1)
    for value, words in wanted:
        box.addItem(words, value)
    box.setCurrentIndex(max(box.findData(before), 0))
    box.blockSignals(False)
