"""The doctor's page, and the settings in force."""

from __future__ import annotations

from django.conf import settings
from django.http.response import HttpResponseBase

from tuotou.clockwork.clock import clock
from tuotou.clockwork.state import check_jobs
from tuotou.console.page import Request, show
from tuotou.core.document import Bilingual
from tuotou.operations.upkeep.doctor import examine

SUBJECTS = {
    "settings": Bilingual("设置", "settings"),
    "data-folder": Bilingual("数据目录", "data folder"),
    "disk": Bilingual("磁盘", "disk"),
    "standards": Bilingual("标准", "standards"),
    "database": Bilingual("数据库", "database"),
    "database-settings": Bilingual("数据库设置", "the database's settings"),
    "connections": Bilingual("连接数", "connections"),
    "services": Bilingual("外部程序", "other programs"),
    "clock": Bilingual("时钟", "clock"),
    "trails": Bilingual("轨迹", "trails"),
    "archive": Bilingual("归档", "archive"),
    "due": Bilingual("到点判定", "what is due"),
    "containers": Bilingual("车、包传递", "trips and bags"),
    "told": Bilingual("待通知", "people to be told"),
    "jobs": Bilingual("自动任务", "jobs"),
}


def doctor(request: Request) -> HttpResponseBase:
    """Everything that `tuotou doctor` looks at, now: he takes his time, so the page asks for it once it is there."""
    part = "HX-Request" in request.headers
    if not part and "now" not in request.GET:
        return show(request, "system/doctor.html", {"here": "doctor"})
    found = [*examine(clock), *check_jobs(request.now)]
    lines = [(line, SUBJECTS.get(line.subject) or Bilingual(line.subject, line.subject)) for line in found]
    wrong = sum(line.level == "fail" for line in found)
    template = "system/findings.html" if part else "system/doctor.html"
    return show(request, template, {"lines": lines, "wrong": wrong, "here": "doctor"})


def in_force(request: Request) -> HttpResponseBase:
    """Every setting, with what it is here; what is secret is only said to be set."""
    return show(request, "system/settings.html", {"settings": settings.IN_FORCE, "here": "settings"})
