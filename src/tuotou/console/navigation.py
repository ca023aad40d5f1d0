"""The menu: where members go, by what they may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse

from tuotou.console.headers import THEME, language
from tuotou.console.notices.inbox import unread
from tuotou.console.page import MEMBER
from tuotou.core.document import Bilingual
from tuotou.operations.access.member import Member


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu."""

    icon: str
    title: Bilingual
    page: str
    """The name of a page that needs no words in its address."""
    needs: str


MENU: Final[Sequence[Entry]] = (
    Entry("dashboard", Bilingual("指挥大屏", "Command centre"), "centre", "overview.see"),
    Entry("calendar-event", Bilingual("今日", "Today"), "today", "today.see"),
    Entry("alert-triangle", Bilingual("预警", "Warnings"), "warnings", "warnings.own"),
    Entry("package", Bilingual("快件查询", "Parcels"), "subjects", "subjects.see"),
    Entry("chart-line", Bilingual("指标", "Indicators"), "indicators", "indicators.see"),
    Entry("ruler", Bilingual("服务标准", "Standards"), "standards", "standards.see"),
    Entry("umbrella", Bilingual("报备", "Exemptions"), "exemptions", "exemptions.file"),
    Entry("users", Bilingual("员工", "People"), "people", "organisation.see"),
    Entry("plug-connected", Bilingual("数据源", "Sources"), "feeds", "feeds.see"),
    Entry("send", Bilingual("发件箱", "Outbox"), "outbox", "outbox.see"),
    Entry("database", Bilingual("数据质量", "Data quality"), "quality", "feeds.see"),
    Entry("file-export", Bilingual("导出审批", "Requests to export"), "export-decisions", "exports.approve"),
    Entry("sitemap", Bilingual("组织架构", "Organisation"), "organisation", "organisation.see"),
    Entry("user-check", Bilingual("账号与权限", "Accounts"), "accounts", "accounts.write"),
    Entry("settings", Bilingual("系统", "System"), "system", "system.write"),
    Entry("history", Bilingual("操作日志", "Audit log"), "audit", "audit.see"),
    Entry("login", Bilingual("登录日志", "Login log"), "logins", "audit.see"),
)
"""In the order of a day's work."""


def menu(member: Member) -> list[Entry]:
    """What a member may go to."""
    return [entry for entry in MENU if entry.needs == MEMBER or member.can(entry.needs)]


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """What the frame of every page says: a context processor."""
    member: Member | None = getattr(request, "member", None)
    entries = [(entry, reverse(entry.page)) for entry in menu(member)] if member else []
    here = max((at for _, at in entries if request.path.startswith(at)), key=len, default="")
    return {
        "member": member,
        "unread": partial(unread, request),
        "menu": [(entry, at, at == here) for entry, at in entries],
        "search_at": reverse("subjects") if member and member.can("subjects.see") else "",
        "language": language(request),
        "theme": request.COOKIES.get(THEME, ""),
    }
