"""Check the packed folder as the site that publishes QGIS extensions does: bandit and detect-secrets.

Both read a copy as it would be in the zip. detect-secrets leaves with 0 whatever it finds: its JSON is read.

Usage: site_rules.py    (in .venv, with the extras `lint`)
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from make_zip import ROOT, stage


def bandit(folder: Path) -> list[str]:
    """Return bandit's findings of every severity, one line each."""
    command = [sys.executable, "-m", "bandit", "--quiet", "--recursive", "--format", "json", "."]
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    if run.returncode not in (0, 1) or not run.stdout:
        raise RuntimeError(f"bandit itself failed: {run.stderr.strip()}")
    report = json.loads(run.stdout)
    broken = [f"{error['filename']}: {error['reason']}" for error in report["errors"]]
    return broken + [
        f"{hit['filename']}:{hit['line_number']}: {hit['test_id']} {hit['issue_text']}" for hit in report["results"]
    ]


def secrets(folder: Path) -> list[str]:
    """Return what detect-secrets takes for secrets, one line each."""
    command = [sys.executable, "-m", "detect_secrets", "scan", "--all-files", "."]
    run = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder)
    results = json.loads(run.stdout)["results"]
    return [f"{name}:{hit['line_number']}: {hit['type']}" for name, hits in results.items() for hit in hits]


def main() -> int:
    """Print all findings; 1 if there are any."""
    folder = stage(ROOT / "build" / "site-rules")
    found = bandit(folder) + secrets(folder)
    for line in found:
        print(line)
    print(f"bandit and detect-secrets: {len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
