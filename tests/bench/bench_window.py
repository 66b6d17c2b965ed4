"""How long the window of the real desktop does not answer while a large case is open, checked, looked at and edited.

Usage: bench_window.py [overlapping] [--stacks], with the Python of QGIS, on a display (DISPLAY) with nothing else to
do. For each step: its time until all is quiet, and the pauses of the main thread longer than 50 ms, each with how
long that thread itself was at work and how much of that was Python's collector of garbage; with --stacks, what it was
doing. The last steps are QGIS's own, with Salient unloaded. Nothing is asserted.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "bridge"), str(HERE.parent / "tools")]

import big_case  # noqa: E402 - beside the tests
from qgis_profile import desktop_command, make_profile, system_path  # noqa: E402

SHOWN = 4


def main() -> None:
    """Make the case and the profile, run the desktop, and print what it saw."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        case = big_case.make(folder / "big.gpkg", "overlapping" in sys.argv)
        report = folder / "report.json"
        environment = {
            **os.environ,
            "PATH": system_path(),
            "HOME": name,
            "SALIENT_CASE": case,
            "SALIENT_REPORT": str(report),
            "SALIENT_STACKS": "1" if "--stacks" in sys.argv else "",
        }
        for variable in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"):
            environment.pop(variable, None)
        command = desktop_command(make_profile(folder / "profile", offline=True), HERE / "drive_window.py")
        subprocess.run(command, env=environment, check=False, stderr=subprocess.DEVNULL)
        told = json.loads(report.read_text(encoding="utf-8"))
    for step in told["steps"]:
        pauses = sorted(step["pauses"], reverse=True)
        said = ", ".join(f"{pause} ({work}; collector {gc})" for pause, work, gc, _ in pauses[:SHOWN])
        print(f"{step['step']}: {step['took_s']} s; {len(pauses)} pauses, ms: {said or '-'}")
        if "--stacks" in sys.argv:
            for pause, *_, stacks in pauses[:SHOWN]:
                print(f"  --- {pause} ms")
                print("\n  then\n".join(stacks[:5]))
    print(told["error"])


main()
