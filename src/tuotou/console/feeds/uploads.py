"""Files by hand: brought and looked through first, with everything that is wrong told; then recorded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from django import forms
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from tuotou.console.export import XLSX
from tuotou.console.form import Form, phrase
from tuotou.console.listing import Column, Listing, listed
from tuotou.console.page import Request, go, refuse, show
from tuotou.console.tags import told, words
from tuotou.console.trade import people, sites, whole
from tuotou.core.document import Bilingual
from tuotou.feeds.shipped import SHIPPED
from tuotou.feeds.template import write_template
from tuotou.operations.live.watch import current_watch
from tuotou.operations.uploads.bringing import bring, folder_of, mapping_named
from tuotou.operations.uploads.recording import ask_for
from tuotou.operations.warnings.handling import CannotDo, Hand
from tuotou.store.models import Upload

TITLES: Final = {
    "scans": ("通用扫描表（模板）", "scans, as in the template"),
    "lade": ("LaDe 末端派送", "LaDe last-mile deliveries"),
    "changshu": ("常熟收件（时刻）", "Changshu receipts with times"),
    "changshu_days": ("常熟收件（日期）", "Changshu receipts by day"),
    "kuaidi100": ("快递100 查询结果", "answers of Kuaidi100"),
    "sms_inbound": ("短信上行", "inbound SMS"),
}
STATES: Final = {
    "tried": ("calm", "待确认", "to be confirmed"),
    "waiting": ("warn", "排队入库", "waits to be recorded"),
    "recording": ("warn", "入库中", "being recorded"),
    "recorded": ("good", "已入库", "recorded"),
    "broken": ("bad", "读不出事件", "no event in it"),
}


class Brought(Form):
    """A file and how it is read."""

    file = forms.FileField(
        label=phrase("文件", "File"),
        help_text=phrase("CSV、Excel、JSON、NDJSON，可用 gzip 压缩", "CSV, Excel, JSON or NDJSON, gzip too"),
    )
    mapping = forms.ChoiceField(
        label=phrase("格式", "Form"), choices=[(name, phrase(*TITLES.get(name, (name, name)))) for name in SHIPPED]
    )


def _state(one: Upload) -> str:
    return words(*STATES[one.state][1:])


def _named(rows: Sequence[Upload]) -> Sequence[Upload]:
    """With the names of who brought them."""
    names = people(one.by for one in rows)
    for one in rows:
        one.who = names.get(one.by, "")  # type: ignore[attr-defined]
    return rows


LISTING: Final = Listing(
    "uploads",
    Bilingual("上传数据", "Uploads"),
    lambda _: Upload.objects.defer("found"),
    (
        Column("at", Bilingual("时间", "When"), lambda one: one.at, "at", "cells/instant.html"),
        Column("name", Bilingual("文件", "File"), lambda one: one.name, "name"),
        Column("by", Bilingual("上传人", "By"), lambda one: f"{one.who} {one.by}".strip(), "by", "cells/place.html"),
        Column("mapping", Bilingual("格式", "Form"), lambda one: words(*TITLES.get(one.mapping, (one.mapping,) * 2))),
        Column("state", Bilingual("状态", "State"), _state, "state", "feeds/upload_state.html"),
        Column("events", Bilingual("新增事件", "New events"), lambda one: one.done.get("fresh"), figure=True),
    ),
    search=lambda rows, text: rows.filter(name__icontains=text) | rows.filter(by=text),
    order=("-at",),
    link=lambda one: reverse("upload", args=[one.id]),
    empty=Bilingual("还没有上传过文件", "No file was brought yet"),
    hint=Bilingual("文件名、工号", "File, staff number"),
    dress=lambda rows, _: _named(rows),
)


def uploads(request: Request) -> HttpResponseBase:
    """Those that were brought, and room for another."""
    form = Brought(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, hand = form.cleaned_data["file"], Hand(request.member.staff_number, request.now)
        try:
            one = bring(Path(file.name).name, file.chunks(), form.cleaned_data["mapping"], hand, told)
        except CannotDo as error:
            form.add_error("file", told(str(error)))
        else:
            return go(request, "upload", one.id)
    return listed(request, LISTING, "feeds/uploads.html", {"form": form})


def upload(request: Request, id: str) -> HttpResponseBase:
    """What a file holds, everything that is wrong with it, and what became of it."""
    one = Upload.objects.filter(pk=id).first()
    if one is None:
        return refuse(request, 404)
    kinds = {name: kind.title for name, kind in current_watch().vocabulary.kinds.items()}
    names = sites(event.get("site") for event in one.found.get("first", ()))
    places = {code: whole(names, code) for code in names}
    context = {"upload": one, "look": STATES[one.state][0], "state": _state(one), "kinds": kinds, "places": places}
    return show(request, "feeds/upload.html", context)


def recording(request: Request, id: str) -> HttpResponseBase:
    """Have it recorded."""
    try:
        ask_for(id, Hand(request.member.staff_number, request.now))
    except CannotDo as error:
        return HttpResponse(told(str(error)), "text/plain; charset=utf-8", status=409)
    return go(request, "upload", id)


def bad_rows(request: Request, id: str, number: int) -> HttpResponseBase:
    """The rows that were refused, with what is wrong beside them: corrected, the file is brought again."""
    one = Upload.objects.filter(pk=id).first()
    names = one.found.get("bad_files", []) if one else []
    if one is None or not number < len(names) or not (folder_of(one.id) / names[number]).is_file():
        return refuse(request, 404)
    stem = Path(one.name).stem
    file = (folder_of(one.id) / names[number]).open("rb")
    return FileResponse(file, as_attachment=True, filename=f"{stem}-bad-{number + 1}.csv", content_type="text/csv")


def template(request: Request, mapping: str) -> HttpResponseBase:
    """An empty workbook to fill in."""
    if mapping not in SHIPPED:
        return refuse(request, 404)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        write_template(path, mapping_named(mapping))
        named = f'attachment; filename="{mapping}.xlsx"'
        return HttpResponse(path.read_bytes(), XLSX, headers={"Content-Disposition": named})
