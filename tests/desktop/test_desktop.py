"""The real desktop on a display of its own: menu, sample case, export, PDF on disk, unload, exit."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from programs import needed, page_count, text_of
from qgis_profile import desktop_command

# What the menu offers, as the first words of each entry.
ENTRIES = [
    "New case",
    "Open case",
    "Claimed gain",
    "Supply route",
    "Front line",
    "Record claim",
    "Add settlements layer",
    "Add supply routes layer",
    "Add claimed gains layer",
    "Import control maps",
    "Quality of control maps",
    "Change between two dates",
    "Control maps",
    "Buffer",
    "Penetration depth",
    "Claims and findings",
    "Check claims",
    "Export PDF briefing",
]
STEPS = [
    *("started", "menu", "asked", "created", "closed", "opened", "checked"),
    *("tool", "drawn", "named", "form", "recorded", "exported", "unloaded"),
]
# Longer than all steps' patience together would be: the script inside gives up first and says where.
TIME_LIMIT_S = 400


def run_desktop(command: list[str], environment: dict[str, str], log: Path) -> int:
    """Run QGIS to its end and return its exit code; what hangs is ended with its children, by its own group."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
        try:
            return process.wait(timeout=TIME_LIMIT_S)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def test_from_the_menu_to_a_pdf_on_disk(
    profiles: Path, environment: dict[str, str], display: str, sample_case: Path, tmp_path: Path
):
    pdf, report_file, log = tmp_path / "briefing.pdf", tmp_path / "report.json", tmp_path / "qgis.log"
    environment |= {
        "DISPLAY": display,
        "SALIENT_CASE": str(sample_case),
        "SALIENT_PDF": str(pdf),
        "SALIENT_REPORT": str(report_file),
    }
    script = Path(__file__).with_name("drive_desktop.py")

    code = run_desktop(desktop_command(profiles, script, needed("qgis")), environment, log)

    said = log.read_text(encoding="utf-8", errors="replace")
    assert report_file.exists(), f"QGIS ended with {code} before the script had anything to report:\n{said}"
    report = json.loads(report_file.read_text(encoding="utf-8"))
    assert report["error"] == ""
    assert report["done"] == STEPS
    entries = [text.replace("&", "") for text in report["entries"]]
    assert [entry for entry in ENTRIES if not any(text.startswith(entry) for text in entries)] == []
    # Titles of the case's layers, see design section 3.
    assert {"Settlements", "Supply routes", "Claimed gains"} <= set(report["layers"])
    # Of the sample case, as in its acceptance table: "73 km north" fits nothing, seven months are too long.
    assert {"consistent", "inconsistent", "impossible", "not testable"} <= set(report["verdicts"])
    # Where it was clicked; a pixel of the map is less than a hundredth of a degree.
    assert report["drawn"] == [pytest.approx([36.9, 49.4, 37.0, 49.5], abs=0.01)]
    assert report["undo"].startswith("Add gain at ")
    # 60.8 km straight, see the design's acceptance table: within 60 ± 10 %.
    assert report["recorded"].startswith("c18: consistent")
    assert "60.8" in report["recorded"]
    assert "Traceback" not in said + "\n".join(report["messages"])
    assert code == 0, said
    assert pdf.read_bytes().startswith(b"%PDF")
    assert page_count(pdf) >= 4
    # Its row in the table of claims, as it stands on the page; the claim's own words begin on the next line.
    rows = [line.split() for line in text_of(pdf).splitlines()]
    row = next(number for number, words in enumerate(rows) if words[-1:] == ["consistent"] and "reader" in words)
    assert " ".join(rows[row]) == "18 A reader about 60 km ✓ 60.8 km (59.8–61.8) consistent"
    assert rows[row + 1][:4] == ["Kupiansk", "lies", "about", "60"]
