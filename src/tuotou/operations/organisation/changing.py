"""The organisation as people change it in the console: a row by a form, many by a workbook that is tried first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from django.db import transaction

from tuotou.core.document import Problem
from tuotou.feeds.bad_rows import BadRows
from tuotou.feeds.organisation.read import read_sheets
from tuotou.feeds.organisation.records import rows_of
from tuotou.feeds.sheet import SheetRows
from tuotou.operations.access.administrators import keeping
from tuotou.operations.access.member import Member
from tuotou.operations.inquiry.sight import look_again
from tuotou.operations.organisation.bounds import bound_of
from tuotou.operations.organisation.importing import NO_SHEETS, Imported, Terms, import_sheets
from tuotou.store.whole import writing

FORM = "organisation.change"


def change_row(sheet: str, row: Mapping[str, object], what: str, member: Member, now: int) -> Imported:
    """One row of a sheet, by the same checks as a workbook. Raises `LastAdministrator`."""
    terms = Terms(bound_of(member, now), FORM, what)
    with writing(), keeping(now):
        done = import_sheets(rows_of(sheet, [row]), now, member.staff_number, None, terms)
    look_again()
    return done


def take_workbook(path: Path, member: Member, now: int, bad_rows: BadRows | None = None) -> Imported:
    """What holds of a workbook is written, the rest goes to `bad_rows`. Raises `LastAdministrator`."""
    read = _read(path)
    with writing(), keeping(now):
        done = import_sheets(read, now, member.staff_number, bad_rows, Terms(bound_of(member, now)))
    look_again()
    return done


def try_workbook(path: Path, member: Member, now: int, bad_rows: BadRows | None = None) -> Imported:
    """What would become of it: all is done and taken back. Raises `LastAdministrator`."""
    read = _read(path)
    with writing():
        with keeping(now):
            done = import_sheets(read, now, member.staff_number, bad_rows, Terms(bound_of(member, now)))
        transaction.set_rollback(True)
    return done


def _read(path: Path) -> Sequence[SheetRows | Problem]:
    return list(read_sheets(path)) or [Problem(path.name, 1, 1, *NO_SHEETS)]
