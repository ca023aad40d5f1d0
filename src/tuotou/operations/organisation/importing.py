"""Import an organisation from its sheets: what changed is written, what is wrong is handed back to be corrected.

One sheet is one transaction with its entry in the audit. Importing the same again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tuotou.core.document import Problem
from tuotou.core.trail import event
from tuotou.feeds import Converted
from tuotou.feeds.bad_rows import BadRows
from tuotou.feeds.organisation.read import files_of, read_sheets
from tuotou.feeds.organisation.sheets import SHEETS
from tuotou.feeds.sheet import SheetRows
from tuotou.operations.organisation.register import REGISTERS
from tuotou.operations.organisation.rows import Written, linked, write
from tuotou.operations.organisation.stored import stored_rows
from tuotou.operations.organisation.timeline import Faults, fitting
from tuotou.operations.reading import Reading, ReadingTally
from tuotou.store.models import AuditEntry, Unit
from tuotou.store.whole import writing

ACT: Final = "organisation.import"
SHOWN: Final = 1_000  # changes that an audit entry names
NO_SHEETS: Final = ("no sheet of an organisation", "tuotou organisation template writes an empty workbook")


@dataclass(frozen=True, slots=True)
class SheetDone:
    """What became of one sheet."""

    sheet: str
    file: str
    rows: int
    refused: int
    added: int
    changed: int
    removed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported(Reading):
    """What became of all sheets, in the order in which they were read."""

    sheets: tuple[SheetDone, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """On which rows are taken, and what the audit calls it."""

    bound: Callable[[SheetRows], None] | None = None
    """Refuses what is not for whoever does it to change."""
    act: str = ACT
    what: str = ""
    """Empty: the sheet."""


ANYTHING: Final = Terms()


def import_organisation(paths: Sequence[Path], now: int, who: str, bad_rows: BadRows | None = None) -> Imported:
    """Read workbooks, CSV files or folders of them; `who` is the staff number of whoever does it.

    Refused rows go to `bad_rows`, where there is one. Never raises for the data.
    """
    read = [each for path in paths for file in files_of(path) for each in read_sheets(file)]
    return import_sheets(read or [Problem(str(paths[0]), 1, 1, *NO_SHEETS)], now, who, bad_rows)


def import_sheets(
    read: Sequence[SheetRows | Problem],
    now: int,
    who: str,
    bad_rows: BadRows | None = None,
    terms: Terms = ANYTHING,
) -> Imported:
    """The same of sheets that are read already, in whatever order they come."""
    tally, done = ReadingTally(bad_rows), []
    problems = [each for each in read if isinstance(each, Problem)]
    sheets = [each for each in read if isinstance(each, SheetRows)]
    tally.add(Converted.nothing(0, tuple(problems)))
    for sheet in SHEETS:
        for rows in (each for each in sheets if each.sheet is sheet):
            done.append(_take(rows, now, who, terms))
            tally.add(_converted(rows))
    return tally.result(Imported, sheets=tuple(done))


@writing()
def _take(rows: SheetRows, now: int, who: str, terms: Terms) -> SheetDone:
    """Writes what holds of a sheet, and says what was done."""
    Unit.objects.select_for_update().order_by("id").first()  # one import at a time
    if terms.bound:
        terms.bound(rows)
    register = REGISTERS[rows.sheet.name]
    found, unknown = linked(register, rows.good())
    rows.refuse(_grouped(unknown))
    stored = stored_rows(register, found)
    fit, unfit = fitting(found, stored, register.alone, register.check() if register.check else None)
    rows.refuse(_grouped(unfit))
    written = write(register, fit, stored, whole=not rows.correction)
    told = SheetDone(
        rows.sheet.name,
        rows.file,
        rows.review.rows(),
        _refused(rows),
        written.added,
        len(written.changed),
        written.removed,
    )
    what = terms.what or rows.sheet.name
    AuditEntry.objects.create(at=now, who=who, act=terms.act, what=what, details=_details(told, written))
    return told


def _grouped(faults: Faults) -> dict[tuple[str, tuple[str, str]], list[int]]:
    """Places by the column and the fault that they share."""
    grouped: dict[tuple[str, tuple[str, str]], list[int]] = {}
    for place, trouble in faults.items():
        grouped.setdefault(trouble, []).append(place)
    return grouped


def _refused(rows: SheetRows) -> int:
    return int((rows.review.bad & ~rows.review.blank).sum())


def _details(told: SheetDone, written: Written) -> dict[str, object]:
    counts = {"added": told.added, "changed": told.changed, "removed": told.removed}
    return {"file": told.file, "rows": told.rows, "refused": told.refused, **counts, "changes": written.changed[:SHOWN]}


def _converted(rows: SheetRows) -> Converted:
    """What the sheet brings beside its rows, as readings count it."""
    review = rows.review
    return Converted(review.rows(), event.empty(), review.rejected(), review.bad_rows(), tuple(rows.findings))
