"""Batch query: up to a thousand numbers at once, pasted, scanned or out of a table; answered in their order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any, Final

from django.http.response import HttpResponseBase

from tuotou.console.export import Part, file_of, write_parts
from tuotou.console.page import Request, show
from tuotou.console.subjects.line import COLUMNS, Line
from tuotou.console.subjects.rows import Row, rows_of
from tuotou.console.tags import told, words
from tuotou.core.document import Bilingual
from tuotou.feeds.batch import TableError
from tuotou.operations.inquiry.batch import Looked, look_up
from tuotou.operations.inquiry.column import words_of
from tuotou.operations.inquiry.numbers import MOST, Numbers, read_numbers, split
from tuotou.operations.inquiry.states import ENDED, TROUBLE
from tuotou.operations.live.watch import current_watch

FILTERS: Final[Mapping[str, tuple[Bilingual, Callable[[Row], bool]]]] = {
    "late": (Bilingual("已超时", "Late"), lambda row: row.state.late),
    "at_risk": (Bilingual("有风险", "At risk"), lambda row: row.state.at_risk),
    "trouble": (Bilingual("问题件", "Trouble"), lambda row: row.state.state == TROUBLE),
    "ended": (Bilingual("已完结", "Ended"), lambda row: row.state.state == ENDED),
    "moving": (Bilingual("未完结", "Not ended"), lambda row: row.state.state != ENDED),
}


def batch(request: Request) -> HttpResponseBase:
    """The field to paste into, and what became of what was pasted."""
    if request.method != "POST":
        return show(request, "subjects/batch.html", {"most": MOST})
    try:
        asked = _asked(request)
    except TableError as error:
        return show(
            request,
            "subjects/batch.html",
            {"most": MOST, "refused": told(error.problem.what), "right": told(error.problem.right)},
            422,
        )
    chosen = request.POST.get("only", "")
    lines = _lines(request, look_up(asked.numbers, request.member.sight, current_watch(), request.now))
    left = [line for line in lines if chosen not in FILTERS or (line.row and FILTERS[chosen][1](line.row))]
    if request.POST.get("export") == "xlsx":
        return _taken_away(request, left)
    return show(request, "subjects/batch.html", _shown(asked, lines, left, chosen))


def _asked(request: Request) -> Numbers:
    """What was pasted, and what stands in the file. Raises `TableError`."""
    found = split(request.POST.get("numbers", ""))
    if file := request.FILES.get("file"):
        found = [*found, *words_of(file.name or "", file.read())]
    return read_numbers(found)


def _lines(request: Request, looked: Looked) -> list[Line]:
    rows = rows_of(looked.states, request, looked.watch)
    by_key = {id(state): row for state, row in zip(looked.states, rows, strict=True)}
    return [Line(asked, by_key.get(id(state))) for asked, state in looked.answers]


def _shown(asked: Numbers, lines: Sequence[Line], left: Sequence[Line], chosen: str) -> dict[str, Any]:
    counts = [
        (key, title, sum(bool(line.row and holds(line.row)) for line in lines))
        for key, (title, holds) in FILTERS.items()
    ]
    return {
        "most": MOST,
        "asked": asked,
        "text": "\n".join(asked.numbers),
        "lines": left,
        "all": len(lines),
        "missing": sum(line.row is None for line in lines),
        "wrong": [(each.text, told(each.reason), told(each.right)) for each in asked.wrong],
        "counts": counts,
        "only": chosen if chosen in FILTERS else "",
    }


def _taken_away(request: Request, lines: Sequence[Line]) -> HttpResponseBase:
    file, title = BytesIO(), words("批量查件", "Batch query")
    count = write_parts(file, title, [Part(title, COLUMNS, lines)], request)
    return file_of(request, file, ("batch", f"{len(lines)} numbers"), count)
