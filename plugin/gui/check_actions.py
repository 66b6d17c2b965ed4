"""Check the claims of the case in hand, and brief an editor: layers are read here, the work runs in the background."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import QgsApplication
from qgis.PyQt.QtWidgets import QDialog, QFileDialog

from ..bridge import work
from ..bridge.beside import check_beside, put_beside
from ..bridge.briefings import BriefingWish, made_briefing
from ..bridge.cases import OpenCase, tables_of_case
from ..bridge.options import paper_options
from ..bridge.parts import MEASURING, PAPER
from ..bridge.results import show_report, verdict_words
from ..bridge.words import say, tr
from ..core.messages import message
from .canvas_aim import aimed
from .desk import Desk
from .tasks import Progress
from .workplace_actions import bring_up

if TYPE_CHECKING:
    from ..core.findings import Report
    from ..core.messages import Message


def check_claims(desk: Desk) -> None:
    """Check every claim of the case in hand, and again after each edit; findings go to their dock and the map."""
    if not desk.has(MEASURING):
        return
    case = desk.case()
    if case is None:
        return
    with desk.telling():
        desk.checks.check_now(case)


def show_findings(desk: Desk, case: OpenCase, report: Report, asked: bool) -> None:
    """Show new findings; only those that the user asked for bring up their panel and are told in the message bar."""
    if asked:
        bring_up(desk, case).show_verdicts()
    show_report(desk.project, report, case)
    if not asked:
        return
    summary = ", ".join(verdict_words(report))
    if not report.findings:
        desk.notices.warn(tr("{name}: the case holds no claims that can be checked.").format(name=case.name))
    else:
        text = "{name}: {n} claims checked: {verdicts}."
        desk.notices.done(say(message(text, name=case.name, n=len(report.findings), verdicts=summary)))
    if report.skipped:
        text = "{n} rows were left out or mended; the list is in the Salient panel."
        desk.notices.warn(say(message(text, n=len(report.skipped))))


def ask_and_export(desk: Desk) -> None:
    """Ask for a file and write the briefing of the case in hand there."""
    if not desk.has((*MEASURING, *PAPER)):
        return
    case = desk.case()
    if case is None:
        return
    across: tuple[str, str] | None = None
    issuers = map_issuers(desk, case)
    if len(issuers) > 1:
        from .across_dialog import AcrossDialog

        dialog = AcrossDialog(desk.iface.mainWindow(), issuers)
        accepted, across = dialog.exec() == QDialog.DialogCode.Accepted, dialog.pair()
        dialog.deleteLater()
        if not accepted:
            return
    path = ask_path(desk, case)
    if path:
        export(desk, case, path, BriefingWish(across=across))


def ask_path(desk: Desk, case: OpenCase) -> str:
    """Ask for the file that a briefing goes to; "" where the user gave none."""
    beside = Path(case.path).with_suffix(".pdf")
    # The copy of the sample lies in QGIS's profile, where nobody would look for a PDF.
    in_profile = Path(QgsApplication.qgisSettingsDirPath()) in beside.parents
    start = str(Path.home() / beside.name if in_profile else beside)
    # The dialog itself asks before a file is replaced.
    path, _ = QFileDialog.getSaveFileName(
        desk.iface.mainWindow(), tr("Export PDF briefing"), start, tr("PDF files (*.pdf)")
    )
    if path and not path.lower().endswith(".pdf"):
        path += ".pdf"
        if Path(path).exists():
            # The dialog asked about the name without the ending.
            desk.notices.refuse(tr("{path}: this file exists; choose it by its whole name.").format(path=path))
            return ""
    return path


def map_issuers(desk: Desk, case: OpenCase) -> list[str]:
    """Return the issuers whose maps the case holds; none where they cannot be read, which the export then says."""
    from ..bridge.snapshots import snapshot
    from .change_actions import map_days

    with desk.telling():
        return list(map_days(snapshot(desk.project, case, ("control_areas",)).tables["control_areas"].attributes()))
    return []


def check_files(path: str, wish: BriefingWish) -> None:
    """Say before the work that a file beside the PDF is in the way; errors as `check_beside`."""
    if wish.beside:
        from ..brief.attached import FILE_NAMES

        check_beside(path, FILE_NAMES)


def export(desk: Desk, case: OpenCase, path: str, wish: BriefingWish) -> None:
    """Write the briefing of a case in the background; what is in the way of it is said in the message bar."""
    if not desk.has((*MEASURING, *PAPER)):
        return
    with desk.telling():
        tables, camera = tables_of_case(desk.project, case), aimed(desk, case)
        wish = wish if wish.paper is not None else replace(wish, paper=paper_options())
        check_files(path, wish)

        def make(progress: Progress) -> tuple[Message, ...]:
            made = made_briefing(work.case_of(case.name, tables, progress), wish, progress, camera=camera)
            work.put_file(path, made.pdf)
            put_beside(path, made.beside)
            return made.remarks

        def tell(remarks: tuple[Message, ...]) -> None:
            desk.notices.wrote(tr("The briefing is written:"), path)
            for one in remarks:
                desk.notices.warn(say(one))

        title = tr("Writing the briefing on {name}").format(name=case.name)
        desk.start(title, make, tell)
