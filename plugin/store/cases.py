"""A case on disk, for the command line and for files that QGIS does not have open.

A case is one GeoPackage with the tables of the schema; the row "schema_version" of its settings says which schema.
Rows are mappings from field name to value, with "geometry" (shapely, WGS 84 longitude/latitude) in tables of shapes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from ..core import schema
from ..core.case import Case, Row, case_from_rows
from ..core.errors import CaseError, InputError
from ..core.findings import Report
from . import casefile, files, geopackage, sqlite, upgrades
from .files import PathLike
from .gdal import GDAL_ERRORS

BACKUPS_KEPT = 5

Progress = Callable[[float], None]


def create(path: PathLike, tables: Mapping[str, Sequence[Row]] | None = None, overwrite: bool = False) -> None:
    """Make a new case with the given rows; the same rows make the same bytes.

    The file is made beside its place and put there when it is whole. A case that is replaced is locked meanwhile.

    Raises
    ------
    InputError
        When the name does not end in .gpkg, the file exists (and `overwrite` is False), its folder is missing or
        read-only, or a row holds what its column cannot take.
    CaseError
        When the file to be replaced is no case, or is open in another program.
    """
    path = Path(path)
    if path.suffix.lower() != ".gpkg":
        raise InputError(f'{path}: a case is a GeoPackage; end its name in ".gpkg"')
    given = dict(tables or {})
    unknown = sorted(set(given) - {table.name for table in schema.TABLES})
    if unknown:
        raise InputError(f"{path}: a case has no table {', '.join(unknown)}; correct the name")
    files.check_can_write(path, overwrite)
    if path.exists():
        _check_replaceable(path)
    kept = [row for row in given.get("settings", ()) if row.get("id") != "schema_version"]
    given["settings"] = [{"id": "schema_version", "value": str(schema.SCHEMA_VERSION)}, *kept]
    with files.temporary_beside(path) as temporary:
        try:
            geopackage.write(temporary, schema.TABLES, given)
        except GDAL_ERRORS as trouble:
            raise InputError(f"{path}: could not be written ({trouble}); is the disk full?") from trouble
        _put_case_in_place(temporary, path)


def load(path: PathLike, progress: Progress | None = None) -> Case:
    """Return the case in the file; an older one is brought to today's schema in memory, the file stays as it is.

    `progress` is called with 0 to 1, and may raise `Cancelled`.

    Raises
    ------
    CaseError
        When the file is no case, is damaged, was made by a newer version, or is held by another program.
    """
    if progress is None:
        return case_from_rows(Path(path).stem, rows(path))
    tell = progress
    found = rows(path, lambda share: tell(0.5 * share))
    return case_from_rows(Path(path).stem, found, lambda share: tell(0.5 + 0.5 * share))


def rows(path: PathLike, progress: Progress | None = None) -> dict[str, list[Row]]:
    """Return the rows of each table of the case, as today's schema has them.

    Raises
    ------
    CaseError
        As `load`.
    """
    path = Path(path)
    with sqlite.reading(casefile.existing(path)) as connection:
        contents = casefile.checked(path, connection)
    total, done = max(1, sum(contents.counts.values())), 0
    found = {}
    for table in schema.TABLES:
        count = contents.counts[table.name]
        tell = None if progress is None else _share_of(progress, done, total)
        found[table.name] = casefile.read_table(path, table, contents.columns[table.name], count, tell)
        done += count
    upgrades.upgraded_rows(contents.version, found)
    return {name: list(table_rows) for name, table_rows in found.items()}


def _share_of(progress: Progress, done: int, total: int) -> Callable[[int], None]:
    """Return what turns the number of a row of one table into the share of all rows."""
    return lambda number: progress(min(1.0, (done + number) / total))


def upgrade(path: PathLike) -> Path | None:
    """Bring an older case on disk to today's schema in one transaction; return the backup made before, or None.

    None means that the case has today's schema already. Backups are kept in the folder "<name>.backups" beside it,
    the last five of them.

    Raises
    ------
    CaseError
        As `load`, and when the file may not be written.
    """
    path = Path(path)
    with sqlite.reading(casefile.existing(path)) as connection:
        version = casefile.checked(path, connection).version
    if version == schema.SCHEMA_VERSION:
        return None
    kept = back_up(path)
    with sqlite.writing(path) as connection:
        # Asked again inside the transaction: another program may have been quicker.
        upgrades.upgrade_tables(casefile.checked(path, connection).version, connection)
        casefile.checked(path, connection)
    return kept


def back_up(path: PathLike) -> Path:
    """Copy the case into its folder of backups, remove all but the last five, and return the new copy.

    Raises
    ------
    InputError
        When the folder cannot be made or written.
    CaseError
        When the case is held by another program.
    """
    path = Path(path)
    folder = path.with_name(f"{path.stem}.backups")
    try:
        folder.mkdir(exist_ok=True)
    except OSError as refusal:
        raise InputError(
            f"{folder}: the folder for backups cannot be made ({refusal.strerror}); copy {path.name} to a folder "
            f"of your own"
        ) from refusal
    earlier = sorted(one for one in folder.glob(f"{path.stem}-*.gpkg") if one.stem.rsplit("-", 1)[-1].isdigit())
    number = int(earlier[-1].stem.rsplit("-", 1)[-1]) + 1 if earlier else 1
    target = folder / f"{path.stem}-{number:06d}.gpkg"
    with files.temporary_beside(target) as temporary:
        sqlite.backup(path, temporary)
        files.put_in_place(temporary, target)
    for old in [*earlier, target][:-BACKUPS_KEPT]:
        old.unlink()
    return target


def record_findings(path: PathLike, report: Report) -> None:
    """Put the report's findings and measures in the place of those recorded before, in one transaction.

    Raises
    ------
    CaseError
        When the file is no case of today's schema, is held by another program, or may not be written.
    """
    path = Path(path)
    engine = ", ".join(f"{name} {value}" for name, value in sorted(report.engine.items()))
    as_of = report.as_of.isoformat() if report.as_of else None
    findings = []
    measures = []
    for finding in report.findings:
        claim = finding.claim.id
        findings.append((f"f-{claim}", claim, finding.verdict, str(finding.reason), engine, as_of))
        for one in finding.measures:
            fits = None if one.fits is None else int(one.fits)
            key = f"m-{claim}-{one.definition}"
            measures.append((key, claim, one.definition, one.low, one.best, one.high, one.unit, fits))
    with sqlite.writing(casefile.existing(path)) as connection:
        casefile.checked_today(path, connection)
        sqlite.replace_rows(connection, "findings", schema.FINDINGS.field_names, findings)
        sqlite.replace_rows(connection, "finding_measures", schema.FINDING_MEASURES.field_names, measures)


def check_no_case(path: PathLike) -> None:
    """Say that a case would be lost if something else were written to `path`.

    Raises
    ------
    InputError
        When a case, of any version, is there.
    """
    path = Path(path)
    if casefile.is_case(path):
        raise InputError(f"{path}: is a case and is not replaced by something else; choose another name")


def _check_replaceable(path: Path) -> None:
    if not casefile.is_case(path):
        raise CaseError(f"{path}: is there already and is no case, so it is left as it is; choose another name")
    with sqlite.nobody_else(path):
        pass


def _put_case_in_place(temporary: Path, path: Path) -> None:
    """Never over a case in use: whoever has it open would save into nothing, and be told that all went well."""
    if not path.exists():
        files.put_in_place(temporary, path)
        return
    with sqlite.nobody_else(path):
        if os.name == "posix":
            files.put_in_place(temporary, path)
            return
    files.put_in_place(temporary, path)  # elsewhere an open file cannot be replaced: the lock is let go first
