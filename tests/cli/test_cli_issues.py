"""`salient brief --issue` and `salient issues`, as a shell runs them."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from pathlib import Path

import pikepdf
import pytest
from shapely.geometry import MultiPolygon, box

from commands import digest, run
from salient.brief.attached import FILE_NAMES
from salient.store import cases


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Return a case with one claim of changed ground and its gain, a degree by a degree."""
    path = tmp_path / "desk.gpkg"
    claim = {"id": "c1", "text": "Much ground.", "kind": "area_changed", "claimant": "Some office"}
    claim.update(value=8000.0, unit="km2", bound="about", refers_from="2022-09-09", refers_to="2022-09-09")
    gain = {"id": "g1", "name": "North", "as_of": "2022-09-09", "geometry": MultiPolygon([box(30, 49, 31, 50)])}
    rows = {"claims": [claim], "claimed_gains": [gain], "settings": [{"id": "title", "value": "A title"}]}
    cases.create(path, rows)
    return path


def change(path: Path, statement: str) -> None:
    """Change a row as another program would."""
    with sqlite3.connect(path) as connection:
        connection.execute(statement)


def issue(capsys, case: Path, name: str, *more: object) -> tuple[int, str, str]:
    return run(capsys, "brief", case, "-o", case.with_name(name), "--issue", "--issued-on", "2022-09-10", *more)


def listed(capsys, case: Path) -> list[dict[str, object]]:
    return json.loads(run(capsys, "issues", case, "--json")[1])["issues"]


def test_issues_are_numbered_and_kept(capsys, case, tmp_path):
    assert run(capsys, "issues", case) == (0, "", f"salient: {case}: nothing was issued yet\n")
    assert issue(capsys, case, "1.pdf") == (0, f"{tmp_path / '1.pdf'}\n", "salient: issue 1\n")
    assert issue(capsys, case, "2.pdf")[2] == "salient: issue 2\n"
    first, second = listed(capsys, case)
    assert (first["number"], first["issued_on"], first["as_of"]) == (1, "2022-09-10", "2022-09-09")
    assert second["sha256"] == hashlib.sha256((tmp_path / "2.pdf").read_bytes()).hexdigest()
    assert first["tally"]["consistent"] == 1
    code, out, err = run(capsys, "issues", case)
    assert (code, err) == (0, "")
    assert out.splitlines()[0].split("\t") == ["1", "2022-09-10", "2022-09-09", first["sha256"], ""]


def test_a_draft_leaves_no_issue(capsys, case, tmp_path):
    before = digest(case)
    assert run(capsys, "brief", case, "-o", tmp_path / "draft.pdf")[0] == 0
    assert digest(case) == before


def test_an_issue_is_made_again_or_what_changed_is_said(capsys, case, tmp_path):
    issue(capsys, case, "1.pdf", "--paper", "Letter", "--lang", "uk", "--correction", "Something.")
    again = tmp_path / "again.pdf"
    assert run(capsys, "brief", case, "-o", again, "--issue-number", 1)[0] == 0
    assert again.read_bytes() == (tmp_path / "1.pdf").read_bytes()
    change(case, "UPDATE claims SET value = 9000")
    again.unlink()
    code, out, err = run(capsys, "brief", case, "-o", again, "--issue-number", 1)
    assert (code, out) == (3, "")
    assert err.splitlines() == [
        "salient: Issue 1 cannot be made again as it was; nothing was written.",
        "salient: claims\tedited\tc1",
    ]
    assert not again.exists()
    code, _, err = run(capsys, "brief", case, "-o", again, "--issue-number", 7)
    assert code == 1
    assert "no issue 7; it has 1" in err


def test_a_signed_off_issue_is_locked(capsys, case, tmp_path):
    issue(capsys, case, "1.pdf")
    change(case, "UPDATE claims SET value = 9000")
    assert issue(capsys, case, "1.pdf", "--issue-number", 1, "--overwrite")[2] == "salient: issue 1\n"
    assert len(listed(capsys, case)) == 1
    assert run(capsys, "issues", case, "--sign-off", 1, "--by", " An  editor ", "--on", "2022-09-11")[0] == 0
    (signed,) = listed(capsys, case)
    assert (signed["signed_off_on"], signed["signed_off_by"]) == ("2022-09-11", "An editor")
    kept, pdf = digest(case), digest(tmp_path / "1.pdf")
    code, _, err = issue(capsys, case, "1.pdf", "--issue-number", 1, "--overwrite")
    assert code == 1
    assert "signed off on 2022-09-11 and is locked" in err
    assert run(capsys, "issues", case, "--sign-off", 1)[0] == 1
    assert "no issue 5" in run(capsys, "issues", case, "--sign-off", 5)[2]
    assert (digest(case), digest(tmp_path / "1.pdf")) == (kept, pdf)
    assert run(capsys, "brief", case, "-o", tmp_path / "again.pdf", "--issue-number", 1)[0] == 0


def test_facts_stand_beside_the_pdf(capsys, case, tmp_path):
    """The same bytes as inside; what the recipe leaves out of the PDF is beside it all the same."""
    out = tmp_path / "week.pdf"
    assert run(capsys, "brief", case, "-o", out, "--facts-beside")[0] == 0
    beside = {name: (tmp_path / f"week.{name}").read_bytes() for name in FILE_NAMES}
    with pikepdf.open(out) as document:
        inside = {name: bytes(one.get_file().read_bytes()) for name, one in document.attachments.items()}
    assert inside == beside
    assert json.loads(beside["facts.json"])["case"] == {"name": "desk", "title": "A title"}
    code, _, err = run(capsys, "brief", case, "-o", out.with_name("none.pdf"), "--facts-beside", "--attach", "facts")
    assert (code, err) == (0, "")
    with pikepdf.open(tmp_path / "none.pdf") as document:
        assert list(document.attachments) == ["facts.json"]
    assert (tmp_path / "none.claims.csv").exists()


def test_files_beside_are_not_replaced_unasked(capsys, case, tmp_path):
    kept = tmp_path / "week.claims.csv"
    kept.write_text("mine", encoding="utf-8")
    code, _, err = run(capsys, "brief", case, "-o", tmp_path / "week.pdf", "--facts-beside")
    assert code == 1
    assert "week.claims.csv: exists" in err
    assert kept.read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "week.pdf").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("brief", "-o", "x.pdf", "--correction", "No."), "--correction: goes with --issue"),
        (("brief", "-o", "x.pdf", "--issue", "--issue-number", "0"), "is no number of an issue"),
        (("issues", "--by", "Somebody"), "go with --sign-off"),
    ],
)
def test_options_that_do_not_go_together(capsys, case, words, said):
    code, _, err = run(capsys, words[0], case, *words[1:])
    assert code == 1
    assert said in err


def test_where_the_pdf_cannot_be_written_the_case_stays(capsys, case, tmp_path):
    before = digest(case)
    code, _, err = run(capsys, "brief", case, "-o", tmp_path / "nowhere" / "1.pdf", "--issue")
    assert code == 1
    assert "does not exist" in err
    assert digest(case) == before


def test_a_case_of_an_earlier_schema_is_refused_before_the_work(capsys, case, tmp_path):
    change(case, "UPDATE settings SET value = '1' WHERE id = 'schema_version'")
    code, _, err = issue(capsys, case, "1.pdf")
    assert code == 1
    assert "run: salient upgrade desk.gpkg" in err
    assert not (tmp_path / "1.pdf").exists()
    assert run(capsys, "upgrade", case)[0] == 0
    assert issue(capsys, case, "1.pdf")[0] == 0


def test_the_list_says_what_changed(capsys, case):
    issue(capsys, case, "1.pdf")
    change(case, "UPDATE claims SET value = 20000")
    issue(capsys, case, "2.pdf")
    first, second = listed(capsys, case)
    assert first["since"] is None
    assert second["since"]["issue"] == 1
    assert second["since"]["changed"] == {"c1": ["claimed"]}
    assert second["since"]["verdicts"][0]["why"] == [{"kind": "edited", "table": "claims", "ids": ["c1"]}]


def test_an_issue_over_the_canvas_of_qgis_says_why_it_cannot_be_made_again(capsys, case, tmp_path):
    """As if it had been made in QGIS: its recipe asks for the canvas, and its checksum is of other bytes."""
    recipe = tmp_path / "recipe.json"
    recipe.write_text('{"background": "canvas"}', encoding="utf-8")
    assert issue(capsys, case, "1.pdf", "--recipe", recipe)[0] == 0
    change(case, "UPDATE issues SET sha256 = 'of a file over a picture'")
    code, _, said = run(capsys, "brief", case, "-o", tmp_path / "again.pdf", "--issue-number", 1)
    assert code == 3
    assert "over a picture of the map in QGIS, which is not kept" in said
    assert not (tmp_path / "again.pdf").exists()


def layers_of(pdf: Path) -> set[str]:
    """Return the names of the layers that a reader of the PDF can switch."""
    with pikepdf.open(pdf) as document:
        return {str(one.Name) for one in document.Root.OCProperties.OCGs}


def test_nothing_lies_under_the_map_where_that_is_asked_for(capsys, case, tmp_path):
    plain, bare = tmp_path / "plain.pdf", tmp_path / "bare.pdf"
    assert run(capsys, "brief", case, "-o", plain)[0] == 0
    assert run(capsys, "brief", case, "-o", bare, "--background", "none")[0] == 0
    assert "Land and water" in layers_of(plain)
    assert layers_of(plain) - layers_of(bare) == {"Land and water"}


def test_a_new_case_declares_whose_borders_its_maps_show(capsys, tmp_path):
    for words, view in (((), "international"), (("--world-view", "none"), "none")):
        path = tmp_path / f"{view}.gpkg"
        assert run(capsys, "new", path, *words)[0] == 0
        assert cases.load(path).settings["world_view"] == view
