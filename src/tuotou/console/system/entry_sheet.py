"""A dictionary handed in as Excel: all rows count at once, or none does and each fault is told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import urlencode

from django.http.response import HttpResponseBase
from django.urls import reverse

from tuotou.console.page import Request, onward, refuse, show
from tuotou.console.system.dictionaries import ABOUT, KEPT
from tuotou.console.tags import told, words
from tuotou.core.document import Problem
from tuotou.feeds.packed_size import unpacked_size
from tuotou.handbook import BrokenHandbook
from tuotou.operations.live.watch import current_watch
from tuotou.operations.standards.dictionaries import change
from tuotou.operations.standards.dictionary_sheet import read_sheet
from tuotou.operations.standards.publish import Hand

MOST: Final = 2 * 2**20
UNPACKED: Final = 32 * 2**20
KINDS: Final = (".xlsx", ".xls", ".csv")
SHOWN: Final = 100
"""Problems that are listed."""


def sheet(request: Request, name: str) -> HttpResponseBase:
    """Where it is handed in, and what is wrong with it."""
    if name not in KEPT:
        return refuse(request, 404)
    if request.method != "POST":
        return _shown(request, name)
    file = request.FILES.get("file")
    kind = Path((file and file.name) or "").suffix.lower()
    if file is None or kind not in KINDS or (file.size or 0) > MOST:
        what = words("请选择一个不超过 2 MB 的 .xlsx、.xls 或 .csv", "choose an .xlsx, .xls or .csv of at most 2 MB")
        return _shown(request, name, [Problem(words("文件", "file"), 0, 0, what)])
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"dictionary{kind}"
        path.write_bytes(file.read())
        changed, problems = _taken(request, name, path)
    if problems:
        return _shown(request, name, problems)
    return onward(request, f"{reverse('dictionary', args=(name,))}?{urlencode({'done': len(changed)})}")


def _taken(request: Request, name: str, path: Path) -> tuple[Sequence[str], Sequence[Problem]]:
    """The codes that are other than before, or what is wrong."""
    if unpacked_size(path, UNPACKED) > UNPACKED:
        return (), [Problem(words("文件", "file"), 0, 0, words("解压后太大", "it unpacks to too much"))]
    wanted, problems = read_sheet(path, name)
    if problems:
        return (), problems
    hand = Hand(request.member.staff_number, request.now, request.POST.get("note", "")[:200])
    try:
        return change(current_watch().handbook, name, wanted, hand), ()
    except BrokenHandbook as error:
        return (), error.problems


def _shown(request: Request, name: str, problems: Sequence[Problem] = ()) -> HttpResponseBase:
    context = {
        "name": name,
        "title": KEPT[name],
        "about": ABOUT[name],
        "count": len(problems),
        "problems": [(told(one.file), told(one.what), told(one.right)) for one in problems[:SHOWN]],
    }
    return show(request, "system/entry_sheet.html", context, 422 if problems else 200)
