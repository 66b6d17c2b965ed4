"""Issue a numbered briefing of the case in hand, list the issues, sign one off, make one again."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import TYPE_CHECKING

from qgis.PyQt import sip
from qgis.PyQt.QtWidgets import QDialog

from ..bridge import work
from ..bridge.beside import put_beside
from ..bridge.briefings import BriefingWish, files_beside
from ..bridge.cases import OpenCase, open_cases, tables_of_case
from ..bridge.issue_rows import check_can_issue, issue_lines, next_number, put_issue, sign_off
from ..bridge.issue_work import issue_again, made_issue
from ..bridge.options import paper_options
from ..bridge.parts import MEASURING, PAPER
from ..bridge.words import say, tr
from ..core import schema
from .canvas_aim import aimed
from .check_actions import ask_path, check_files
from .desk import Desk
from .issue_dialog import IssueDialog
from .issues_dialog import IssuesDialog
from .tasks import Progress

if TYPE_CHECKING:
    from ..brief.numbered import Numbered, Rebuilt

_MOST_IDS = 8


def issue_briefing(desk: Desk) -> None:
    """Ask for day and file, and issue the briefing of the case in hand as the case's recipe has it."""
    if not desk.has((*MEASURING, *PAPER)):
        return
    case = desk.case()
    if case is not None:
        issue_by_wish(desk, case, BriefingWish())


def issue_by_wish(desk: Desk, case: OpenCase, wish: BriefingWish) -> None:
    """Ask for day and file, and issue the briefing of a case as a wish has it."""
    with desk.telling():
        check_can_issue(desk.project, case)
        number = next_number(issue_lines(desk.project, case))
        dialog = IssueDialog(desk.iface.mainWindow(), case.name, number)
        desk.keep_page(dialog)
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        day, corrections = dialog.issued_on(), dialog.written()
        dialog.deleteLater()
        path = ask_path(desk, case) if accepted else ""
        if path:
            wish = replace(wish, issued_on=day, paper=wish.paper or paper_options())
            issue(desk, case, path, wish, corrections)


def issue(desk: Desk, case: OpenCase, path: str, wish: BriefingWish, corrections: tuple[str, ...] = ()) -> None:
    """Make the next issue in the background, write its PDF, and add its row to the layer of the issues."""
    with desk.telling():
        tables, camera = tables_of_case(desk.project, case), aimed(desk, case)
        check_files(path, wish)

        def make(progress: Progress) -> Numbered:
            first, rest = work.part_of(progress, 0.0, 0.2), work.part_of(progress, 0.2, 1.0)
            made = made_issue(work.case_of(case.name, tables, first), wish, corrections, rest, camera)
            work.put_file(path, made.made.pdf)
            put_beside(path, files_beside(made.made) if wish.beside else ())
            return made

        title = tr("Issuing the briefing on {name}").format(name=case.name)
        desk.start(title, make, lambda made: _keep(desk, case, path, made))


def _keep(desk: Desk, case: OpenCase, path: str, made: Numbered) -> None:
    """Add the row of an issue whose PDF is written; the PDF says a number that the case then has."""
    if not _is_open(desk, case):
        text = tr("{name} was closed meanwhile: {path} is written, and the case does not know of this issue.")
        desk.notices.warn(text.format(name=case.name, path=path))
        return
    put_issue(desk.project, case, made.row)
    text = tr("Issue {number} is written; save the layer of the issues to keep it:")
    desk.notices.wrote(text.format(number=made.number), path)
    for one in made.made.remarks:
        desk.notices.warn(say(one))


def show_issues(desk: Desk) -> None:
    """Show the issues of the case in hand, beside the work."""
    if not desk.has(MEASURING):
        return
    case = desk.case()
    if case is None:
        return
    with desk.telling():
        lines = issue_lines(desk.project, case)

        def release(number: int, day: datetime.date, by: str) -> None:
            with desk.telling():
                sign_off(desk.project, case, number, day, by)
                text = tr("Issue {number} is signed off; save the layer of the issues to lock it.")
                desk.notices.done(text.format(number=number))
            show()

        def show() -> None:
            if not sip.isdeleted(dialog) and _is_open(desk, case):
                dialog.show_lines(issue_lines(desk.project, case))

        dialog = IssuesDialog(
            desk.iface.mainWindow(), case.name, release, lambda number: make_again(desk, case, number)
        )
        dialog.show_lines(lines)
        desk.keep_page(dialog)
        dialog.show()


def make_again(desk: Desk, case: OpenCase, number: int) -> None:
    """Ask for a file and write a stored issue once more, or say what changed since."""
    if not desk.has((*MEASURING, *PAPER)):
        return
    path = ask_path(desk, case)
    if not path:
        return
    with desk.telling():
        tables = tables_of_case(desk.project, case)

        def make(progress: Progress) -> Rebuilt:
            first, rest = work.part_of(progress, 0.0, 0.2), work.part_of(progress, 0.2, 1.0)
            again = issue_again(work.case_of(case.name, tables, first), number, rest)
            if again.same:
                work.put_file(path, again.made.pdf)
            return again

        title = tr("Making issue {number} of {name} again").format(number=number, name=case.name)
        desk.start(title, make, lambda again: _say_again(desk, path, again))


def _say_again(desk: Desk, path: str, again: Rebuilt) -> None:
    number = again.issue.number
    if again.same:
        desk.notices.wrote(tr("Issue {number} is written again, the same to the byte:").format(number=number), path)
        return
    kinds = {"added": tr("added"), "newer": tr("newer"), "edited": tr("edited"), "removed": tr("removed")}
    parts = []
    for one in again.inputs:
        ids = ", ".join(one.ids[:_MOST_IDS]) + (" …" if len(one.ids) > _MOST_IDS else "")
        parts.append(f"{tr(schema.table(one.table).title)}: {ids} ({kinds.get(one.kind, one.kind)})")
    parts += [f"{part} {before or '–'} → {after or '–'}" for part, before, after in again.engine]
    said = "; ".join(parts) or tr("no row and no version, but what is not kept with an issue, such as the map's canvas")
    text = tr("Issue {number} cannot be made again as it was; nothing was written. Changed: {what}")
    desk.notices.refuse(text.format(number=number, what=said))


def _is_open(desk: Desk, case: OpenCase) -> bool:
    return any(one.id == case.id for one in open_cases(desk.project))
