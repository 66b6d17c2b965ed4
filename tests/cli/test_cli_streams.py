"""Outputs that lack letters, room or a reader; targets that must not be replaced."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from shapely.geometry import Point, box, mapping

from salient.cli import main
from salient.store import cases


@pytest.fixture
def shapes(tmp_path: Path) -> Path:
    path = tmp_path / "places.geojson"
    features = [
        {"type": "Feature", "properties": {"id": name}, "geometry": mapping(shape)}
        for name, shape in (("Ізюм", box(37, 49, 37.1, 49.1)), ("pole", Point(0, 89.99)))
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1", "utf-8"])
def test_an_output_without_the_letters_gets_all_it_can_take(shapes, monkeypatch, encoding):
    output = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr(sys, "stdout", output)
    assert main(["measure", "area", str(shapes)]) == 0
    assert main(["measure", "area", str(shapes), "--json"]) == 0
    text = output.buffer.getvalue().decode(encoding)
    assert json.loads(text[text.index("{") :])["features"][0]["id"] == "Ізюм"
    assert text.startswith("Ізюм" if encoding == "utf-8" else "\\u0406\\u0437\\u044e\\u043c")


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="this system has no full device")
def test_a_full_disk_behind_the_output_is_one_line():
    command = "import sys; from salient.cli import main; sys.exit(main(['measure', 'distance', '1,1', '2,2']))"
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([sys.executable, "-c", command], stdout=full, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (1, "salient: the output: No space left on device\n")


def test_a_reader_that_leaves_gets_no_complaint():
    command = "import sys; from salient.cli import main; sys.exit(main(['measure', 'distance', '1,1', '2,2']))"
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run([sys.executable, "-c", command], stdout=write, stderr=subprocess.PIPE, text=True)
    os.close(write)
    assert (done.returncode, done.stderr) == (1, "")


def test_a_briefing_never_replaces_a_case(tmp_path, capsys):
    case = tmp_path / "case.gpkg"
    cases.create(case)
    before = case.read_bytes()
    assert main(["brief", str(case), "-o", str(case), "--overwrite"]) == 1
    assert "is a case and is not replaced" in capsys.readouterr().err
    assert case.read_bytes() == before


def test_a_buffer_never_replaces_what_it_is_made_of(shapes, capsys):
    before = shapes.read_bytes()
    assert main(["measure", "buffer", str(shapes), "--km", "5", "-o", str(shapes), "--overwrite"]) == 1
    assert "is the file that is read" in capsys.readouterr().err
    assert shapes.read_bytes() == before


def test_a_feature_without_a_buffer_is_named_and_the_rest_written(shapes, tmp_path, capsys):
    output = tmp_path / "out.geojson"
    assert main(["measure", "buffer", str(shapes), "--km", "5", "-o", str(output)]) == 0
    assert "feature pole: the 5 km buffer would reach a pole" in capsys.readouterr().err
    assert [one["id"] for one in json.loads(output.read_text(encoding="utf-8"))["features"]] == ["Ізюм"]


@pytest.mark.parametrize(
    "sector", ["", "-200,0,200,80", "nan,nan,nan,nan"], ids=["empty", "outside of the globe", "no numbers"]
)
def test_a_sector_that_cannot_be_used_is_not_passed_over(tmp_path, shapes, capsys, sector):
    words = ["measure", "depth", "--gains", str(shapes), "--baseline", str(shapes), f"--sector={sector}"]
    assert main(words) == 1
    assert capsys.readouterr().err.startswith("salient: ")


def test_a_name_that_is_not_utf_8_is_told(capsys):
    assert main(["new", "\udcff.gpkg"]) == 1
    assert "is no name in UTF-8" in capsys.readouterr().err


@pytest.mark.parametrize("day", ["20220909", "2022-W36-5", "2022-9-9"])
def test_days_are_written_in_one_way(tmp_path, day):
    with pytest.raises(SystemExit) as stopped:
        main(["check", str(tmp_path / "case.gpkg"), "--as-of", day])
    assert stopped.value.code == 2
