"""A case read again after edits is the case read whole; what QGIS tells of edits is all that is known of them."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from qgis.core import QgsFeature, QgsGeometry, QgsProject, QgsVectorLayer

import small_case
from salient.bridge import rows, work
from salient.bridge.case_reader import CaseReader
from salient.bridge.cases import OpenCase, case_layers, open_case, tables_of_case
from salient.bridge.watch import WHOLE_TABLE, CaseWatch
from salient.core.case import Case
from salient.core.errors import Cancelled


def quiet(_: float) -> None:
    """Take the progress of work and say nothing."""


class Followed:
    """A case that is read once, and from then on as far as the watch says that it changed."""

    def __init__(self, path: str) -> None:
        self.case = open_case(QgsProject.instance(), path)
        self.layers = case_layers(QgsProject.instance(), self.case.id)
        self.reader = CaseReader(self.case.name)
        self.unread: dict[str, set[int] | None] = {}
        self.watch = CaseWatch(QgsProject.instance())
        self.watch.edited.connect(self._edited)
        self.watch.saved.connect(lambda _, table: self.unread.update({table: None}))
        self.gone: list[str] = []
        self.watch.gone.connect(self.gone.append)

    def _edited(self, case_id: str, table: str, fid: int) -> None:
        assert case_id == self.case.id
        old = self.unread.setdefault(table, set())
        self.unread[table] = None if old is None or fid == WHOLE_TABLE else old | {fid}

    def read(self) -> Case:
        unread, self.unread = self.unread, {}
        sources = tables_of_case(QgsProject.instance(), self.case, self.reader.wants(unread))
        return self.reader.read(sources, unread, quiet)


def read_whole(case: OpenCase) -> Case:
    return work.case_of(case.name, tables_of_case(QgsProject.instance(), case))


def plain(case: Case) -> dict:
    """Return a case with its shapes as WKB: two shapes drawn the other way round are not the same drawing."""
    tables = {}
    for name, records in vars(case).items():
        if isinstance(records, tuple) and name != "skipped":
            tables[name] = [
                {**vars(one), "geometry": getattr(getattr(one, "geometry", None), "wkb", None)} for one in records
            ]
    return {**tables, "skipped": case.skipped, "settings": dict(case.settings)}


@pytest.fixture
def followed(qgis_app, tmp_path) -> Iterator[Followed]:
    QgsProject.instance().clear()
    made = Followed(small_case.make(tmp_path))
    yield made
    made.watch.close()
    QgsProject.instance().clear()


def box(west: float) -> QgsGeometry:
    return QgsGeometry.fromWkt(f"MultiPolygon((({west} 49, {west + 1} 49, {west + 1} 50, {west} 50, {west} 49)))")


def gain(layer: QgsVectorLayer, name: str, west: float) -> QgsFeature:
    feature = QgsFeature(layer.fields())
    feature["id"], feature["side"] = name, "A"
    feature.setGeometry(box(west))
    return feature


def test_an_edit_reads_its_own_row_only(followed, monkeypatch):
    first = followed.read()
    decoded = []
    monkeypatch.setattr(
        "salient.bridge.case_reader.with_shapes", lambda many: (decoded.extend(many), rows.with_shapes(many))[1]
    )
    assert vars(followed.read()) == vars(first)
    assert not decoded
    settlements = followed.layers["settlements"]
    settlements.startEditing()
    settlements.changeAttributeValue(2, settlements.fields().indexOf("name"), "Renamed")
    assert followed.unread == {"settlements": {2}}
    second = followed.read()
    assert [row["id"] for row in decoded] == ["s02"]
    assert [one.name for one in second.settlements] == ["Insider", "Renamed"]
    # What was not edited is the very same: nothing has to be compared.
    assert second.settlements[0] is first.settlements[0]
    assert second.claimed_gains is first.claimed_gains
    settlements.rollBack()


@pytest.mark.parametrize("seed", range(8))
def test_random_edits_saves_and_steps_back(followed, seed):
    draw = random.Random(seed)
    gains, claims = followed.layers["claimed_gains"], followed.layers["claims"]
    report = work.rechecked(followed.read(), None, quiet)

    def one_of(layer: QgsVectorLayer) -> int:
        return draw.choice(sorted(layer.allFeatureIds()) or [99])

    def add() -> None:
        gains.addFeature(gain(gains, f"n{draw.randrange(3)}", draw.randrange(30, 40)))

    steps = [
        add,
        lambda: gains.deleteFeature(one_of(gains)),
        lambda: gains.changeGeometry(one_of(gains), box(draw.randrange(30, 40))),
        lambda: gains.changeGeometry(one_of(gains), QgsGeometry()),
        lambda: gains.changeAttributeValue(one_of(gains), gains.fields().indexOf("side"), draw.choice("AB")),
        lambda: claims.changeAttributeValue(one_of(claims), claims.fields().indexOf("value"), draw.random() * 99),
        lambda: claims.deleteFeature(one_of(claims)),
        lambda: gains.undoStack().undo(),
        lambda: gains.undoStack().redo(),
        lambda: claims.undoStack().undo(),
        lambda: gains.commitChanges(False),
        lambda: gains.rollBack(False),
    ]
    for _ in range(12):
        for layer in (gains, claims):
            if not layer.isEditable():
                layer.startEditing()
        for _ in range(draw.randrange(1, 4)):
            draw.choice(steps)()
        now = followed.read()
        assert plain(now) == plain(read_whole(followed.case))
        report = work.rechecked(now, report, quiet)
        assert report == work.checked(now, None)
    for layer in (gains, claims):
        layer.rollBack()


def test_a_reading_that_was_called_off_is_made_up_for(followed):
    followed.read()
    gains = followed.layers["claimed_gains"]
    gains.startEditing()
    gains.addFeature(gain(gains, "g02", 37))

    def off(_: float) -> None:
        raise Cancelled("off")

    unread = followed.unread
    sources = tables_of_case(QgsProject.instance(), followed.case, followed.reader.wants(unread))
    with pytest.raises(Cancelled):
        followed.reader.read(sources, unread, off)
    assert [one.id for one in followed.read().claimed_gains] == ["g01", "g02"]
    gains.rollBack()
    assert [one.id for one in followed.read().claimed_gains] == ["g01"]


def test_a_save_is_told_as_a_save(followed):
    followed.read()
    gains = followed.layers["claimed_gains"]
    gains.startEditing()
    gains.addFeature(gain(gains, "g02", 37))
    (fid,) = followed.unread["claimed_gains"]
    assert fid < 0
    followed.read()
    edits = []
    followed.watch.edited.connect(lambda *edit: edits.append(edit))
    assert gains.commitChanges()
    assert edits == []
    assert followed.unread == {"claimed_gains": None}
    assert [one.id for one in followed.read().claimed_gains] == ["g01", "g02"]


def test_layers_that_go(followed):
    followed.read()
    QgsProject.instance().removeMapLayer(followed.layers["events"].id())
    assert followed.unread == {"events": None}
    assert followed.gone == []
    QgsProject.instance().clear()
    assert followed.gone == [followed.case.id]


def test_another_filter_or_system_reads_the_table_again(followed):
    followed.read()
    gains = followed.layers["claimed_gains"]
    gains.setSubsetString("fid > 1")
    assert followed.unread == {"claimed_gains": None}
    assert followed.read().claimed_gains == ()
    gains.setSubsetString("")
    assert len(followed.read().claimed_gains) == 1
