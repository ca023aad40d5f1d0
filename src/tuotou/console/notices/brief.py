"""A brief as a page: what it says, and the last days drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http.response import HttpResponseBase

from tuotou.console.page import Request, refuse, show
from tuotou.console.tags import english, words
from tuotou.operations.live.watch import current_watch
from tuotou.operations.notices.inbox import read
from tuotou.operations.notices.picture import Course
from tuotou.operations.notices.wording import BRIEF, Words
from tuotou.store.models import Notice
from tuotou.store.models.notice import REPLACED

LINES: Final = "lines"


def brief(request: Request, id: int) -> HttpResponseBase:
    """One of one's own."""
    person = request.member.staff_number
    one = Notice.objects.filter(pk=id, person=person, kind=BRIEF).exclude(state=REPLACED).first()
    if one is None:
        return refuse(request, 404)
    read(person, [one.pk], request.now)
    lang = "en" if english() else "zh"
    title, _ = Words(current_watch().response, lang, request.now).said(one)
    course: Mapping[str, Any] | None = one.parameters.get("course")
    context = {
        "one": one,
        "title": title,
        "lines": one.parameters[LINES][lang],
        "course": course,
        "about": course["title"][lang] if course else "",
        "chart": _chart(Course.read(course), course["unit"][lang]) if course else None,
    }
    return show(request, "notices/brief.html", context)


def _chart(course: Course, unit: str) -> dict[str, Any]:
    line: dict[str, Any] = {
        "type": "line",
        "connectNulls": False,
        "data": [None if value is None else round(value, 3) for value in course.values],
    }
    if course.target is not None:
        mark = {"yAxis": course.target, "label": {"formatter": words("目标", "target"), "position": "insideEndTop"}}
        line["markLine"] = {"symbol": "none", "data": [mark]}
    return {
        "xAxis": {"type": "category", "data": list(course.days)},
        "yAxis": {"type": "value", "scale": True, "name": unit},
        "series": [line],
    }
