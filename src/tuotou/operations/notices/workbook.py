"""The list that goes with a letter: each parcel with its standard, due time, site and person; bounded, and masked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Final
from zoneinfo import ZoneInfo

import xlsxwriter  # type: ignore[import-untyped]
from django.db.models import Q

from tuotou.core.standards.wall_clock import CHINA
from tuotou.notices.letter import Attachment
from tuotou.operations.notices.wording import Words
from tuotou.store.models import Person, WarningItem

TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_HEADINGS: Final = (("单号", "Number", 22), ("事项", "What", 36), ("状态", "Status", 10), ("时限", "Due", 18),
                    ("场地", "Site", 22), ("工号", "Staff number", 14), ("姓名", "Name", 10))  # fmt: skip
_STATUS: Final = {"at_risk": ("将到时限", "at risk"), "broken": ("未兑现", "broken")}
_WHEN: Final = 3
"""The column of the due time."""


def workbook(words: Words, warnings: Sequence[int], name: str) -> Attachment | None:
    """What is open in some warnings, what is due first before the others; None where nothing is.

    Times are Beijing time; of people the number, and the name masked but for its first character.
    """
    rows = list(_rows(words, warnings))
    if not rows:
        return None
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "remove_timezone": True}) as book:
        sheet = book.add_worksheet(words.pick("明细", "List"))
        bold, when = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for column, (zh, en, width) in enumerate(_HEADINGS):
            sheet.write_string(0, column, words.pick(zh, en), bold)
            sheet.set_column(column, column, width)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                if isinstance(value, datetime):
                    sheet.write_datetime(number, column, value, when)
                else:
                    sheet.write_string(number, column, value)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(rows), len(_HEADINGS) - 1)
    return Attachment(f"{name}.xlsx", file.getvalue(), TYPE)


def _rows(words: Words, warnings: Sequence[int]) -> Iterator[tuple[str | datetime, ...]]:
    """Also of what a cause explains: its warning holds nothing itself."""
    here = Q(warning__in=warnings) | Q(warning__under__in=warnings)
    found = WarningItem.objects.filter(here, open=True).order_by("due_at", "pk")
    names = ("subject__number", "warning__standard", "status", "due_at", "warning__site", "promise__person", "step")
    items = list(found.values_list(*names)[: words.response.notices.most_rows])
    words.name_sites(sorted({item[4] for item in items}))
    people = {item[5] for item in items if item[5]}
    called = dict(Person.objects.filter(staff_number__in=people).values_list("staff_number", "name"))
    for number, standard, status, due_at, site, person, step in items:
        due = (_EPOCH + timedelta(microseconds=due_at)).astimezone(ZoneInfo(CHINA)).replace(tzinfo=None)
        said = words.pick(*_STATUS.get(status, (status, status)))
        yield (
            number,
            words.what(standard, "", step),
            said,
            due,
            words.site(site),
            person or "",
            masked(called.get(person, "")),
        )


def masked(name: str) -> str:
    """A person's name as a list may show it: 李**."""
    return name[:1] + "*" * (len(name) - 1)
