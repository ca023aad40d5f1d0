"""Found: a company that is made up enters an empty database: its units, people, shifts, vehicles and lines."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tuotou.operations.demo.diary import Diary, day_of
from tuotou.operations.organisation.importing import Imported, import_organisation
from tuotou.operations.organisation.simulated import simulated_sheets
from tuotou.operations.organisation.workbook import write_workbook
from tuotou.simulator.province import found_province
from tuotou.simulator.simulate import begin_of
from tuotou.store.models import RecordedEvent, Unit

WHO: Final = "HQ008"
"""The administrator, who brought the organisation in."""
ROSTERED: Final = 60  # days ahead


class NotEmpty(Exception):
    """The database holds something else."""


def found(home: Path, parcels: int, days: int, now: int) -> Diary:
    """The diary of a new company whose past is so many days long. Raises `NotEmpty`."""
    if Unit.objects.exists() or RecordedEvent.objects.exists():
        raise NotEmpty
    diary = Diary.begun(home, parcels, days, now)
    diary.save()
    return diary


def people(diary: Diary, now: int) -> Imported | None:
    """Its organisation, and who is on shift from its first day until long after now; None: all are there already."""
    first, last = diary.begins, day_of(now) + timedelta(ROSTERED)
    if diary.people and diary.rostered_until >= day_of(now) + timedelta(ROSTERED // 2):
        return None
    if diary.people:
        first = diary.rostered_until
    done = _import(diary, first, (last - first).days, begin_of(first) if not diary.people else now)
    diary.people, diary.rostered_until = True, last
    diary.save()
    return done


def _import(diary: Diary, first: date, days: int, at: int) -> Imported:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "company.xlsx"
        write_workbook(path, simulated_sheets(found_province(diary.parcels), first, days))
        return import_organisation([path], at, WHO)
