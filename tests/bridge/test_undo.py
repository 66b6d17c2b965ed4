"""One action is one step of Undo, also over several layers; the stacks are driven as QGIS's menu and panel do it."""

from __future__ import annotations

import pytest
from qgis.core import QgsFeature, QgsProject, QgsVectorLayer

from salient.bridge.cases import case_layers, open_case
from salient.bridge.undo import forget, joined_step
from salient.core.errors import CaseError


@pytest.fixture
def layers(project, small) -> dict[str, QgsVectorLayer]:
    return case_layers(project, open_case(project, small).id)


def add(layer: QgsVectorLayer, row_id: str) -> None:
    feature = QgsFeature(layer.fields())
    feature["id"] = row_id
    assert layer.addFeature(feature)


def ids(layer: QgsVectorLayer) -> list[str]:
    return sorted(feature["id"] for feature in layer.getFeatures())


def add_both(layers, number: int, tell=None) -> None:
    with joined_step([layers["claimed_gains"], layers["sources"]], f"Add gain {number}", tell):
        add(layers["sources"], f"q9{number}")
        add(layers["claimed_gains"], f"g9{number}")


@pytest.mark.parametrize("driven", ["claimed_gains", "sources"])
def test_one_undo_takes_back_both_and_one_redo_brings_both(layers, driven):
    add_both(layers, 1)
    gains, sources = layers["claimed_gains"], layers["sources"]
    stack = layers[driven].undoStack()
    assert stack.undoText() == "Add gain 1"
    for _ in range(3):
        stack.undo()
        assert (ids(gains), ids(sources)) == (["g01"], ["q01"])
        assert gains.undoStack().index() == sources.undoStack().index() == 0
        stack.redo()
        assert (ids(gains), ids(sources)) == (["g01", "g91"], ["q01", "q91"])


def test_several_steps_at_once_from_the_panel(layers):
    for number in range(4):
        add_both(layers, number)
    gains, sources = layers["claimed_gains"], layers["sources"]
    gains.undoStack().setIndex(1)
    assert (ids(gains), ids(sources)) == (["g01", "g90"], ["q01", "q90"])
    gains.undoStack().setIndex(3)
    assert (ids(gains), ids(sources)) == (["g01", "g90", "g91", "g92"], ["q01", "q90", "q91", "q92"])


def test_a_later_step_of_the_partner_is_not_undone_and_that_is_said(layers):
    said: list[str] = []
    add_both(layers, 1, said.append)
    sources = layers["sources"]
    add(sources, "q77")
    layers["claimed_gains"].undoStack().undo()
    assert ids(layers["claimed_gains"]) == ["g01"]
    assert ids(sources) == ["q01", "q77", "q91"]
    assert said == ['"Add gain 1" reaches into Sources, where it stays: other steps came after it.']
    # Once the later step is gone, the partner's own Undo finds its gain undone already.
    sources.undoStack().undo()
    sources.undoStack().undo()
    assert (ids(layers["claimed_gains"]), ids(sources)) == (["g01"], ["q01"])


def test_another_command_in_the_place_of_an_undone_one_is_on_its_own(layers):
    gains, sources = layers["claimed_gains"], layers["sources"]
    add_both(layers, 1)
    gains.undoStack().undo()
    add(gains, "g55")
    gains.undoStack().undo()
    assert (ids(gains), ids(sources)) == (["g01"], ["q01"])
    gains.undoStack().redo()
    assert (ids(gains), ids(sources)) == (["g01", "g55"], ["q01"])


def test_what_is_raised_takes_all_of_it_back_and_ends_what_was_begun(layers):
    gains, sources = layers["claimed_gains"], layers["sources"]
    sources.startEditing()

    def fail() -> None:
        with joined_step([gains, sources], "Add gain"):
            add(sources, "q91")
            add(gains, "g91")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (ids(gains), ids(sources)) == (["g01"], ["q01"])
    assert not gains.isEditable()
    assert sources.isEditable()
    assert gains.undoStack().count() == sources.undoStack().count() == 0


def test_a_layer_to_which_nothing_was_done_gets_no_step(layers):
    gains, sources = layers["claimed_gains"], layers["sources"]
    with joined_step([gains, sources], "Add gain"):
        add(gains, "g91")
    assert not sources.isEditable()
    assert gains.undoStack().count() == 1
    sources.startEditing()
    add(sources, "q55")
    gains.undoStack().undo()
    assert ids(sources) == ["q01", "q55"]


def test_read_only_is_said_and_nothing_is_begun(layers):
    layers["sources"].setReadOnly(True)
    with (
        pytest.raises(CaseError, match="can be read but not changed"),
        joined_step([layers["claimed_gains"], layers["sources"]], "Add gain"),
    ):
        pytest.fail("a step was begun that cannot be made")
    assert not layers["claimed_gains"].isEditable()


def test_discarding_one_layer_leaves_the_edits_of_the_other(layers):
    add_both(layers, 1)
    layers["claimed_gains"].rollBack()
    assert ids(layers["sources"]) == ["q01", "q91"]
    layers["sources"].undoStack().undo()
    assert ids(layers["sources"]) == ["q01"]


def test_what_was_saved_is_not_undone(layers):
    gains, sources = layers["claimed_gains"], layers["sources"]
    add_both(layers, 1)
    assert sources.commitChanges(False)
    gains.undoStack().undo()
    assert (ids(gains), ids(sources)) == (["g01"], ["q01", "q91"])
    add(sources, "q92")
    gains.undoStack().redo()
    assert ids(sources) == ["q01", "q91", "q92"]


def test_a_partner_that_was_removed_does_no_harm(layers):
    add_both(layers, 1)
    QgsProject.instance().removeMapLayer(layers["sources"].id())
    layers["claimed_gains"].undoStack().undo()
    assert ids(layers["claimed_gains"]) == ["g01"]


def test_parted_layers_are_undone_one_by_one(layers):
    add_both(layers, 1)
    forget(layers.values())
    layers["claimed_gains"].undoStack().undo()
    assert ids(layers["sources"]) == ["q01", "q91"]
