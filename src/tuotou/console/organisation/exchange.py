"""The organisation as a workbook: an empty one, the one that stands, and one that is tried and then taken in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from django.http import FileResponse
from django.http.response import HttpResponseBase

from tuotou.console.export import XLSX
from tuotou.console.organisation.uploaded import Kept, NotTaken, keep, kept
from tuotou.console.organisation.words import SHEET
from tuotou.console.page import Request, go, refuse, show
from tuotou.console.tags import english, told, words
from tuotou.feeds.bad_rows import BadRows
from tuotou.operations.access.administrators import LastAdministrator
from tuotou.operations.access.exporting import Taken, note
from tuotou.operations.organisation.changing import take_workbook, try_workbook
from tuotou.operations.organisation.importing import Imported
from tuotou.operations.organisation.register import PRIVATE
from tuotou.operations.organisation.standing import standing
from tuotou.operations.organisation.workbook import write_workbook

CSV: Final = "text/csv; charset=utf-8"


def exchange(request: Request) -> HttpResponseBase:
    """Where a workbook is handed in."""
    if request.method != "POST":
        return show(request, "organisation/exchange.html")
    try:
        key = keep(request)
    except NotTaken as error:
        return show(request, "organisation/exchange.html", {"why": error.said}, error.status)
    return go(request, "organisation-upload", key)


def upload(request: Request, key: str) -> HttpResponseBase:
    """What would become of what was handed in; then, by POST, it becomes so."""
    file = kept(request, key)
    if file is None or not file.path.is_file():
        return refuse(request, 404)
    real = request.method == "POST"
    act = take_workbook if real else try_workbook
    try:
        done = act(file.path, request.member, request.now, BadRows(file.refused, told))
    except LastAdministrator as error:
        return show(request, "organisation/exchange.html", {"why": words(error.zh, error.what)}, 409)
    if real:
        file.path.unlink(missing_ok=True)
    return show(request, "organisation/upload.html", _told(done, file, real))


def refused(request: Request, key: str, part: int) -> HttpResponseBase:
    """The rows that were not taken, with what is wrong with each: to be corrected and handed in again."""
    file = kept(request, key)
    if file is None:
        return refuse(request, 404)
    path = file.refused if part == 1 else file.refused.with_suffix(f".{part}.csv")
    if not path.is_file():
        return refuse(request, 404)
    name = words(f"退回的行-{part}.csv", f"refused-rows-{part}.csv")
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=CSV)


def workbook(request: Request, which: str) -> HttpResponseBase:
    """An empty workbook to fill in (template), or what stands (all)."""
    make = {"template": _template, "all": _standing}.get(which)
    return make(request) if make else refuse(request, 404)


def _template(request: Request) -> HttpResponseBase:
    return _sent("organisation.xlsx", lambda path: write_workbook(path, {}, english()))


def _standing(request: Request) -> HttpResponseBase:
    """What stands within sight, in the same form; mobile numbers are left out, and stay when it comes back."""
    rows = standing(request.member.sight, request.now, english())
    count = sum(len(some) for some in rows.values())
    note(Taken("organisation", count, ""), request.member.staff_number, request.now)
    return _sent("organisation.xlsx", lambda path: write_workbook(path, rows, english(), PRIVATE))


def _told(done: Imported, file: Kept, real: bool) -> dict[str, object]:
    return {
        "done": done,
        "sheets": [(SHEET[one.sheet], one) for one in done.sheets],
        "faults": list(done.rejected.head(200).iter_rows(named=True)),
        "key": file.key,
        "name": file.name,
        "real": real,
        "parts": range(1, len(done.bad_files) + 1),
    }


def _sent(name: str, write: Callable[[Path], None]) -> HttpResponseBase:
    with _folder() as folder:
        path = folder / name
        write(path)
        return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=XLSX)


@contextmanager
def _folder() -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        yield Path(folder)
