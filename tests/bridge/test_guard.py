"""A case is saved as one, a locked file is said at once, and what a file refuses is not lost.

The file is looked at by SQLite itself, from a process of its own: in QGIS's process that would drop QGIS's locks.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.core import Qgis, QgsFeature, QgsVectorLayer
from qgis.PyQt import sip

from salient.bridge.cases import add_table, case_layers, open_case, open_cases
from salient.bridge.guard import CaseGuard, ToSettle
from salient.bridge.locks import is_locked


def sqlite(path: str, code: str) -> str:
    """Run Python with `c`, an SQLite connection to the case, in another process; return what it prints."""
    start = f"import json, os, sqlite3, sys\nc = sqlite3.connect({path!r}, isolation_level=None)\n"
    done = subprocess.run([sys.executable, "-c", start + code], capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.strip()


def saved(path: str, table: str) -> list[str]:
    query = f"SELECT id FROM {table} ORDER BY id"  # noqa: S608 - names of this file only
    return json.loads(sqlite(path, f"print(json.dumps([row[0] for row in c.execute({query!r})]))"))


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def settled() -> list[ToSettle]:
    return []


@pytest.fixture
def guard(project, said, settled) -> Iterator[CaseGuard]:
    made = CaseGuard(project, said.append, settled.append)
    yield made
    made.close()


@pytest.fixture
def layers(project, guard, small) -> Iterator[dict[str, QgsVectorLayer]]:
    found = case_layers(project, open_case(project, small).id)
    yield found
    for layer in found.values():
        if not sip.isdeleted(layer) and layer.isEditable():
            layer.rollBack()


@pytest.fixture
def locked(small) -> Iterator[subprocess.Popen]:
    code = """
import sqlite3, sys
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.readline()
"""
    holder = subprocess.Popen(
        [sys.executable, "-c", code, small], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    holder.stdout.readline()
    yield holder
    holder.kill()
    holder.wait()


def add(layer: QgsVectorLayer, row_id: str) -> None:
    layer.startEditing()
    feature = QgsFeature(layer.fields())
    feature["id"] = row_id
    assert layer.addFeature(feature)


@pytest.mark.parametrize("stops", [True, False])
def test_one_save_saves_the_case_and_nothing_else(layers, project, small, qtbot, stops):
    other = QgsVectorLayer("Point?crs=EPSG:4326&field=id:string", "other", "memory")
    project.addMapLayer(other)
    add(other, "x")
    gains, sources, claims = layers["claimed_gains"], layers["sources"], layers["claims"]
    add(gains, "g91")
    add(sources, "q91")
    assert gains.commitChanges(stops)
    assert (saved(small, "claimed_gains"), saved(small, "sources")) == (["g01", "g91"], ["q01", "q91"])
    assert not sources.isModified()
    assert (gains.isEditable(), sources.isEditable()) == (not stops, not stops)
    # Layers that are none of the case, or in which nothing was done, are left alone.
    assert other.isModified()
    assert not claims.isEditable()
    qtbot.wait(10)
    if not stops:
        assert gains.editBuffer().editBufferGroup() is None
        add(gains, "g92")
        assert gains.commitChanges()
        assert saved(small, "claimed_gains") == ["g01", "g91", "g92"]
    other.rollBack()


def test_discarding_one_layer_discards_no_other(layers, small, qtbot):
    add(layers["claimed_gains"], "g91")
    add(layers["sources"], "q91")
    assert layers["claimed_gains"].rollBack()
    assert layers["sources"].isModified()
    assert layers["sources"].commitChanges()
    assert (saved(small, "claimed_gains"), saved(small, "sources")) == (["g01"], ["q01", "q91"])


def test_both_tables_or_none_where_the_second_is_refused(layers, small, said, qtbot):
    sqlite(small, "c.execute(\"CREATE TRIGGER t BEFORE UPDATE ON sources BEGIN SELECT RAISE(ABORT, 'no'); END\")")
    gains, sources = layers["claimed_gains"], layers["sources"]
    add(gains, "g91")
    sources.startEditing()
    sources.changeAttributeValue(1, sources.fields().indexOf("title"), "Another")
    assert not gains.commitChanges()
    qtbot.wait(10)
    assert saved(small, "claimed_gains") == ["g01"]
    assert sorted(one["id"] for one in gains.getFeatures()) == ["g01", "g91"]
    assert gains.isModified()
    sqlite(small, "c.execute('DROP TRIGGER t')")


def test_rows_that_the_file_refuses_come_back(layers, small, said, qtbot):
    sqlite(small, "c.execute(\"CREATE TRIGGER t BEFORE INSERT ON sources BEGIN SELECT RAISE(ABORT, 'no'); END\")")
    gains, sources = layers["claimed_gains"], layers["sources"]
    add(gains, "g91")
    add(sources, "q91")
    gains.commitChanges()
    qtbot.waitUntil(lambda: bool(said), timeout=5000)
    assert said == ["Sources: 1 new rows were refused by the file (q91). They are back in the layer, not saved."]
    assert sorted(one["id"] for one in sources.getFeatures()) == ["q01", "q91"]
    assert sources.isModified()
    sqlite(small, "c.execute('DROP TRIGGER t')")
    assert sources.commitChanges()
    assert saved(small, "sources") == ["q01", "q91"]


def test_a_file_that_is_being_written_to_is_said_and_the_edits_wait(layers, small, said, locked, qtbot, capsys):
    gains = layers["claimed_gains"]
    add(gains, "g91")
    begun = time.monotonic()
    assert not gains.commitChanges()
    with capsys.disabled():
        print(f"\na save against a lock answered after {time.monotonic() - begun:.2f} s")
    qtbot.waitUntil(lambda: bool(said), timeout=5000)
    assert "another program is writing to this file; nothing was saved" in said[0]
    assert gains.isModified()
    locked.kill()
    locked.wait()
    assert gains.commitChanges(), gains.commitErrors()
    assert saved(small, "claimed_gains") == ["g01", "g91"]


def test_a_lock_is_seen(small, locked):
    assert is_locked(small)
    locked.kill()
    locked.wait()
    assert not is_locked(small)
    assert not is_locked(small + ".none")


def test_killed_in_the_middle_of_a_save_all_or_nothing_is_there(small, tmp_path):
    """The second table's first insert ends the process: SQLite finds the journal, and neither table has a row."""
    script = tmp_path / "save.py"
    script.write_text(
        f"""
import os, signal, sys
from qgis.core import QgsApplication, QgsFeature, QgsProject
app = QgsApplication([], False)
app.initQgis()
from salient.bridge.cases import case_layers, open_case
from salient.bridge.guard import CaseGuard
project = QgsProject.instance()
guard = CaseGuard(project, print, print)
layers = case_layers(project, open_case(project, {small!r}).id)
seen = []
def added(layer_id, features):
    seen.append(layer_id)
    if len(seen) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
for name in ("claimed_gains", "sources"):
    layer = layers[name]
    layer.startEditing()
    feature = QgsFeature(layer.fields())
    feature["id"] = "new"
    layer.addFeature(feature)
    layer.committedFeaturesAdded.connect(added)
layers["claimed_gains"].commitChanges()
""",
        encoding="utf-8",
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, check=False, timeout=120)
    assert done.returncode == -9, done.stderr
    assert (saved(small, "claimed_gains"), saved(small, "sources")) == (["g01"], ["q01"])


def test_a_layer_removed_right_after_a_save_does_no_harm(layers, project, small, qtbot):
    add(layers["claimed_gains"], "g91")
    assert layers["claimed_gains"].commitChanges()
    project.clear()
    qtbot.wait(20)
    assert saved(small, "claimed_gains") == ["g01", "g91"]


def test_ids_stay_when_the_table_they_point_into_is_taken_away(layers, project):
    gains = layers["claimed_gains"]
    index = gains.fields().indexOf("source_id")
    project.removeMapLayer(layers["sources"].id())
    assert gains.editorWidgetSetup(index).type() == "TextEdit"
    (case,) = open_cases(project)
    add_table(project, case, "sources")
    assert gains.editorWidgetSetup(index).type() == "RelationReference"


def test_closed_it_guards_no_more(layers, guard, small, project, tmp_path: Path, said):
    guard.close()
    add(layers["claimed_gains"], "g91")
    add(layers["sources"], "q91")
    assert layers["claimed_gains"].commitChanges()
    assert layers["sources"].isModified()
    project.layersAdded.connect(guard._added)  # the fixture closes once more
    project.layersWillBeRemoved.connect(guard._will_be_removed)


def change(layer: QgsVectorLayer, fid: int, name: str, value: object) -> None:
    layer.startEditing()
    assert layer.changeAttributeValue(fid, layer.fields().indexOf(name), value)


def in_file(path: str, name: str) -> list:
    query = f"SELECT {name} FROM claims ORDER BY id"  # noqa: S608 - names of this file only
    return json.loads(sqlite(path, f"print(json.dumps([row[0] for row in c.execute({query!r})]))"))


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_a_row_that_somebody_else_saved_is_not_written_over(layers, small, settled, qtbot, choice):
    claims = layers["claims"]
    change(claims, 1, "claimant", "Mine")
    change(claims, 2, "claimant", "Second")
    qtbot.wait(10)
    sqlite(small, "c.execute(\"UPDATE claims SET claimant = 'Theirs', note = 'n' WHERE id = 'c01'\")")
    assert not claims.commitChanges()
    qtbot.waitUntil(lambda: bool(settled), timeout=5000)
    assert in_file(small, "claimant") == ["Theirs", "Speaker", "Speaker"]
    (conflict,) = settled[0].conflicts
    assert (conflict.row_id, conflict.differing()) == ("c01", ["claimant", "note"])
    assert [one["claimant"] for one in (conflict.before, conflict.theirs, conflict.mine)] == [
        "Speaker",
        "Theirs",
        "Mine",
    ]
    assert settled[0].save([conflict] if choice == "theirs" else [])
    assert in_file(small, "claimant") == ["Theirs" if choice == "theirs" else "Mine", "Second", "Speaker"]
    # What was not touched here stays as they saved it.
    assert in_file(small, "note") == ["n", None, None]
    assert not claims.isEditable()


def test_a_row_that_is_gone_from_the_file_is_told(layers, small, settled, qtbot):
    claims = layers["claims"]
    change(claims, 3, "claimant", "Mine")
    qtbot.wait(10)
    sqlite(small, "c.execute(\"DELETE FROM claims WHERE id = 'c03'\")")
    assert not claims.commitChanges(False)
    qtbot.waitUntil(lambda: bool(settled), timeout=5000)
    assert settled[0].conflicts[0].theirs is None
    assert claims.isModified()


def test_other_rows_and_what_was_saved_before_are_no_conflict(layers, small, settled, qtbot):
    claims = layers["claims"]
    change(claims, 1, "claimant", "Mine")
    qtbot.wait(10)
    sqlite(small, "c.execute(\"UPDATE claims SET claimant = 'Theirs' WHERE id = 'c02'\")")
    assert claims.commitChanges(False)
    change(claims, 2, "claimant", "Mine too")
    qtbot.wait(10)
    assert claims.commitChanges()
    assert settled == []
    assert in_file(small, "claimant") == ["Mine", "Mine too", "Speaker"]


@pytest.mark.parametrize("mode", [Qgis.TransactionMode.AutomaticGroups, Qgis.TransactionMode.BufferedGroups])
def test_a_project_with_a_way_of_its_own_is_left_to_it(layers, project, small, qtbot, mode):
    assert project.setTransactionMode(mode)
    try:
        add(layers["claimed_gains"], "g91")
        assert layers["claimed_gains"].commitChanges()
        qtbot.wait(10)
        assert saved(small, "claimed_gains") == ["g01", "g91"]
    finally:
        for layer in layers.values():
            layer.rollBack()
        project.setTransactionMode(Qgis.TransactionMode.Disabled)
