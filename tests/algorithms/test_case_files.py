"""salient:check_claims and salient:briefing: from a file, and from the layers where the project has it open."""

from __future__ import annotations

import json

import pikepdf
import pytest
from PIL import Image
from qgis.core import Qgis, QgsApplication, QgsProcessingAlgorithm, QgsProcessingException

from salient.bridge.cases import case_layers, open_case


def test_findings_from_a_file(run, small, tmp_path):
    results, _ = run("check_claims", CASE=small, OUTPUT=str(tmp_path / "out.json"))
    found = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert [one["claim_id"] for one in found["findings"]] == ["c01", "c02", "c03"]
    assert set(found) == {"case", "as_of", "findings", "reconciled", "notes", "engine"}
    assert found["case"] == "small"
    assert results["CLAIMS"] == 3
    assert results["INCONSISTENT"] == 1
    assert results["NOT_TESTABLE"] == 1


def test_open_layers_give_the_same_and_their_edits_count(run, small, tmp_path, project):
    run("check_claims", CASE=small, OUTPUT=str(tmp_path / "file.json"))
    case = open_case(project, small)
    run("check_claims", CASE=small, OUTPUT=str(tmp_path / "layers.json"))
    assert (tmp_path / "file.json").read_bytes() == (tmp_path / "layers.json").read_bytes()
    claims = case_layers(project, case.id)["claims"]
    claims.startEditing()
    claims.deleteFeature(1)
    results, _ = run("check_claims", CASE=small, OUTPUT=str(tmp_path / "edited.json"))
    assert results["CLAIMS"] == 2
    claims.rollBack()


def test_as_of(run, small, tmp_path):
    run("check_claims", CASE=small, AS_OF="2022-09-01", OUTPUT=str(tmp_path / "early.json"))
    found = json.loads((tmp_path / "early.json").read_text(encoding="utf-8"))
    assert found["as_of"] == "2022-09-01"
    assert found["findings"][0]["verdict"] == "not_testable"  # all its shapes are of the 9th


def test_briefing_is_the_same_from_file_and_layers(run, small, tmp_path, project):
    run("briefing", CASE=small, LANG="en", OUTPUT=str(tmp_path / "file.pdf"))
    open_case(project, small)
    run("briefing", CASE=small, LANG="en", OUTPUT=str(tmp_path / "layers.pdf"))
    first, second = (tmp_path / "file.pdf").read_bytes(), (tmp_path / "layers.pdf").read_bytes()
    assert first.startswith(b"%PDF-")
    assert first == second
    run("briefing", CASE=small, LANG="uk", OUTPUT=str(tmp_path / "uk.pdf"))
    assert (tmp_path / "uk.pdf").read_bytes() != first


def test_a_briefing_has_its_facts_beside_it_where_asked(run, small, tmp_path):
    pdf = tmp_path / "week.pdf"
    run("briefing", CASE=small, OUTPUT=str(pdf))
    assert not list(tmp_path.glob("week.*.json"))
    run("briefing", CASE=small, BESIDE=True, OUTPUT=str(pdf))
    found = json.loads((tmp_path / "week.facts.json").read_text(encoding="utf-8"))
    assert [one["id"] for one in found["claims"]] == ["c01", "c02", "c03"]
    assert {one.name for one in tmp_path.glob("week.*")} == {
        *("week.pdf", "week.facts.json", "week.claims.csv", "week.shapes.geojson")
    }


@pytest.mark.parametrize("name", ["check_claims", "briefing"])
def test_what_is_no_case(run, tmp_path, name):
    path = tmp_path / "notes.gpkg"
    path.write_bytes(b"no case")
    out = tmp_path / "out"
    out.write_bytes(b"kept")
    with pytest.raises(QgsProcessingException, match=r"notes\.gpkg"):
        run(name, CASE=str(path), OUTPUT=str(out))
    assert out.read_bytes() == b"kept"


def test_a_folder_that_cannot_be_written(run, small, tmp_path):
    with pytest.raises(QgsProcessingException, match="nowhere"):
        run("check_claims", CASE=small, OUTPUT=str(tmp_path / "nowhere" / "out.json"))


def test_a_briefing_takes_paper_newsroom_and_logo(run, small, tmp_path):
    pdf, logo = tmp_path / "small.pdf", tmp_path / "logo.png"
    with pytest.raises(QgsProcessingException, match="no such picture"):
        run("briefing", CASE=small, LOGO=str(logo), OUTPUT=str(pdf))
    assert not pdf.exists()
    Image.new("RGB", (30, 20), "red").save(logo)
    run("briefing", CASE=small, PAPER="Letter", NEWSROOM="Graphics desk", LOGO=str(logo), OUTPUT=str(pdf))
    with pikepdf.open(pdf) as document:
        assert [float(one) for one in document.pages[0].mediabox] == [0, 0, 612, 792]
        assert str(document.docinfo["/Author"]) == "Graphics desk"
        assert any(one.get("/Subtype") == "/Image" for one in document.pages[0].Resources.XObject.values())


def test_a_briefing_follows_the_recipe_of_a_file(run, small, tmp_path):
    """The small case's ground is of the ninth: three days before the eleventh there is none of it."""
    pdf, recipe = tmp_path / "small.pdf", tmp_path / "recipe.json"
    recipe.write_text('{"landscape": true, "newsroom": "Desk", "safety": {"delay_days": 3}}', encoding="utf-8")
    run("briefing", CASE=small, RECIPE=str(recipe), ISSUED_ON="2022-09-11", PAPER="Letter", OUTPUT=str(pdf))
    with pikepdf.open(pdf) as document:
        assert [float(one) for one in document.pages[0].mediabox] == [0, 0, 792, 612]
        assert str(document.docinfo["/Author"]) == "Desk"
    early = pdf.read_bytes()
    run("briefing", CASE=small, RECIPE=str(recipe), ISSUED_ON="2022-09-12", PAPER="Letter", OUTPUT=str(pdf))
    assert pdf.read_bytes() != early
    recipe.write_text('{"safety": {"hold_back": ["nothing"]}}', encoding="utf-8")
    with pytest.raises(QgsProcessingException, match='"nothing"'):
        run("briefing", CASE=small, RECIPE=str(recipe), OUTPUT=str(pdf))


def test_names_help_icons_and_honest_flags(provider):
    algorithms = QgsApplication.processingRegistry().providerById("salient").algorithms()
    assert sorted(one.name() for one in algorithms) == [
        *("baseline", "briefing", "change", "check_claims", "cut_routes", "depth_by_day", "depth_profile"),
        *("geodesic_buffer", "import_control", "import_places", "import_routes", "isolation", "measure_depth"),
        *("on_route", "series", "settlement_status", "settlements_changed", "settlements_inside"),
    ]
    for one in algorithms:
        assert isinstance(one, QgsProcessingAlgorithm)
        assert len(one.shortHelpString()) > 100
        assert one.shortDescription().endswith(".")
        assert one.group()
        assert not one.icon().isNull()
        # They touch no project while they run: layers are read when they are prepared.
        assert not one.flags() & Qgis.ProcessingAlgorithmFlag.NoThreading
        assert one.canExecute() == (True, "")
