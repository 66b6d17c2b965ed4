"""An issue made from the file can be held against the layers of the same case, and the other way round."""

from __future__ import annotations

import pytest

from salient.bridge import work
from salient.bridge.cases import open_case, tables_of_case
from salient.bridge.issue_rows import IssueLine
from salient.bridge.issue_words import since_words, tally_words
from salient.core.inputs import input_hashes
from salient.store import cases


def test_file_and_layers_have_the_same_checksums(project, small):
    """Shapes, numbers that are whole or not, days, links and empty fields; the name, too."""
    from_file = input_hashes(cases.load(small), 1)
    case = open_case(project, small)
    from_layers = input_hashes(work.case_of(case.name, tables_of_case(project, case)), 1)
    assert from_layers == from_file
    assert {"claims", "claimed_gains", "settlements", "settings"} <= set(from_file)


def test_an_edit_that_is_not_saved_changes_one_checksum(project, small):
    case = open_case(project, small)
    before = input_hashes(work.case_of(case.name, tables_of_case(project, case)))
    layer = next(one for one in project.mapLayers().values() if one.customProperty("salient/table") == "claimed_gains")
    layer.startEditing()
    (row,) = layer.getFeatures()
    layer.changeAttributeValue(row.id(), layer.fields().indexOf("note"), "Seen from above.")
    after = input_hashes(work.case_of(case.name, tables_of_case(project, case)))
    layer.rollBack()
    assert before.keys() == after.keys()
    changed = [(table, one) for table in before for one in before[table] if before[table][one] != after[table][one]]
    assert changed == [("claimed_gains", "g01")]


@pytest.mark.parametrize("since", [{"numbers": [{}]}, {"verdicts": 3}, {"new": None}, {"numbers": [{"before": []}]}])
def test_facts_of_another_shape_are_said_to_be_unreadable(qgis_app, since):
    line = IssueLine(2, None, "", "", None, "", ("One.",), {"consistent": 1, "x": "y"}, {"issue": 1, **since})
    assert since_words(line) == ["Correction: One.", "What changed since issue 1 cannot be read."]
    assert tally_words(line) == "1 consistent"
