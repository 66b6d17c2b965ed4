"""`salient brief` on a large case: CPU seconds, memory, steps; run by hand: python tests/bench/bench_briefing.py.

400 claims of every kind, 30,000 settlements, 60 mapped days (--claims, --settlements, --days for others), in parts:
reading, checking, making the paper. Beside it what a claim costs in the sample that Salient brings, and the same
text set by reportlab alone, a paragraph a line, in the same font; and what a claim costs where there is a quarter
of them: near 1, or below, means that nothing grows faster than the number of claims. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import datetime
import io
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "brief"))

import large_case  # noqa: E402 - beside the tests
from pdfs import text_of  # noqa: E402
from salient.brief.make import Made, Order, make_briefing  # noqa: E402
from salient.core.case import Case, case_from_rows  # noqa: E402
from salient.core.check import check_case  # noqa: E402
from salient.core.recipe import Recipe  # noqa: E402
from salient.store import cases, textcase  # noqa: E402

SAMPLE = HERE.parents[1] / "resources" / "sample" / "kharkiv-2022-09"
ISSUED = datetime.date(2022, 10, 1)


@dataclass
class Steps:
    """Remembers the CPU seconds between two calls of a progress."""

    longest_s: float = 0.0
    at: float = 0.0
    count: int = 0
    _last: float = field(default_factory=time.process_time)

    def __call__(self, share: float) -> None:
        now = time.process_time()
        if now - self._last > self.longest_s:
            self.longest_s, self.at = now - self._last, share
        self._last, self.count = now, self.count + 1


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the CPU seconds of some work, and what it made."""
    begun = time.process_time()
    made = work()
    return time.process_time() - begun, made


def measured(name: str, case: Case) -> tuple[dict[str, float], Made]:
    """Make the briefing of a case, print what each part took, and return that and the briefing."""
    checking = Steps()
    check_s, report = timed(lambda: check_case(case, None, checking))
    papering = Steps()
    paper_s, made = timed(lambda: make_briefing(case, Recipe(), Order(issued_on=ISSUED), report, papering))
    claims = len(case.claims)
    print(f"{name}: {claims} claims, {len(case.settlements)} settlements, {len(made.pdf) / 1000:.0f} kB")
    for part, seconds, steps in (("check", check_s, checking), ("paper", paper_s, papering)):
        longest = f"longest step {steps.longest_s:5.2f} s at {steps.at:.3f} of {steps.count}"
        print(f"  {part:6} {seconds:7.2f} s  {1000 * seconds / claims:6.1f} ms a claim  {longest}")
    return {"check": check_s / claims, "paper": paper_s / claims}, made


def plain(text: str) -> int:
    """Set the text by reportlab alone, a paragraph a line, and return the size of the PDF."""
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

    from salient.brief import theme
    from salient.brief.fonts import markup

    style = theme.styles().cell
    story: list[object] = []
    for page in text.split("\f"):
        story += [Paragraph(markup(line), style) for line in page.splitlines() if line.strip()]
        story.append(PageBreak())
    file = io.BytesIO()
    SimpleDocTemplate(file).build(story)
    return len(file.getvalue())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--claims", type=int, default=400)
    parser.add_argument("--settlements", type=int, default=30_000)
    parser.add_argument("--days", type=int, default=60)
    options = parser.parse_args()
    counts = {"settlements": options.settlements, "days": options.days}
    sample, _ = measured("sample", case_from_rows("sample", textcase.read_folder(SAMPLE)))
    # Again, for what is made once in a run: fonts, the reference lines, imports.
    sample, _ = measured("sample, warm", case_from_rows("sample", textcase.read_folder(SAMPLE)))
    with TemporaryDirectory() as folder:
        quarter = cases.load(large_case.make(Path(folder, "quarter.gpkg"), claims=options.claims // 4, **counts))
        path = large_case.make(Path(folder, "large.gpkg"), claims=options.claims, **counts)
        load_s, case = timed(lambda: cases.load(path))
    part, _ = measured("a quarter", quarter)
    whole, made = measured("large", case)
    print(f"  read   {load_s:7.2f} s; most memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    for name, cost in whole.items():
        print(f"a claim, {name}: {cost / sample[name]:.2f} of the sample's, {cost / part[name]:.2f} of a quarter's")
    text = text_of(made.pdf, "-raw")
    plain_s, _ = timed(lambda: plain(text))
    print(f"paper against plain reportlab of the same text: {whole['paper'] * options.claims / plain_s:.2f} times")


if __name__ == "__main__":
    main()
