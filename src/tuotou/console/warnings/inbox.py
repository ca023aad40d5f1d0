"""The inbox: what is to be done now, what is one's own, what is over. Three lists of the same warnings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from django.http.response import HttpResponseBase

from tuotou.console.listing import Column, Listing, listed
from tuotou.console.page import Request, go
from tuotou.console.tags import said
from tuotou.console.warnings import filters
from tuotou.console.warnings.acting import dialogs
from tuotou.console.warnings.live import tabs
from tuotou.console.warnings.own import own_alone
from tuotou.console.warnings.seen import WAITING, rows_of, seen, unresolved
from tuotou.core.document import Bilingual
from tuotou.store.models.warning import HELD, RESOLVED, STATES

COLUMNS: Final = (
    Column("what", Bilingual("预警", "Warning"), lambda row: said(row.what), "standard", "warnings/cells/what.html"),
    Column("level", Bilingual("级别", "Level"), lambda row: said(row.level), "worst", "warnings/cells/level.html"),
    Column(
        "site",
        Bilingual("场地", "Site"),
        lambda row: f"{said(row.place)} {row.one.site}".strip(),
        "site",
        "warnings/cells/site.html",
    ),
    Column("open", Bilingual("未了", "Open"), lambda row: row.one.open, "open", figure=True),
    Column("items", Bilingual("累计", "In all"), lambda row: row.one.items, "items", shown=False, figure=True),
    Column("due", Bilingual("最早时限", "Due"), lambda row: row.one.due_at, "soonest", "cells/until.html"),
    Column("state", Bilingual("状态", "State"), lambda row: said(row.state), "state", "warnings/cells/state.html"),
    Column("owner", Bilingual("负责人", "Owner"), lambda row: row.owner, "owner"),
    Column("told", Bilingual("通知到", "Told"), lambda row: said(row.told), "role"),
    Column(
        "opened",
        Bilingual("开始", "Since"),
        lambda row: row.one.opened_at,
        "opened_at",
        "cells/instant.html",
        shown=False,
    ),
    Column("acts", Bilingual("处理", "Act"), lambda row: None, cell="warnings/cells/acts.html"),
)
OVER: Final = (
    *(column for column in COLUMNS if column.key not in ("open", "due", "state", "told", "acts", "items", "level")),
    replace(next(column for column in COLUMNS if column.key == "level"), order="severity"),
    Column("items", Bilingual("累计", "In all"), lambda row: row.one.items, "items", figure=True),
    Column("resolved", Bilingual("办结", "Resolved"), lambda row: row.one.resolved_at, cell="cells/instant.html"),
    Column("cause", Bilingual("原因", "Why it came"), lambda row: said(row.cause), shown=False),
    Column("action", Bilingual("措施", "What was done"), lambda row: said(row.action), shown=False),
    Column("cause_code", Bilingual("原因码", "Cause code"), lambda row: row.one.cause_code, shown=False),
    Column("action_code", Bilingual("措施码", "Action code"), lambda row: row.one.action_code, shown=False),
)
HINT: Final = Bilingual("运单号、场地、标准、负责人", "Waybill, site, standard, owner")


def now(request: Request) -> HttpResponseBase:
    """What nobody has taken up, the worst first; filtered by a state or a cause, whatever is not over."""
    if own_alone(request):
        return go(request, "warnings-mine")
    empty = Bilingual("没有待处理的预警，看看“即将到期”", 'Nothing is waiting: see "Due soon"')
    title = Bilingual("预警", "Warnings")
    listing = _listing(request, "warnings", title, _waiting, empty)
    return _page(request, "now", listing)


def mine(request: Request) -> HttpResponseBase:
    """What one has; of who sees no others, all that is theirs."""
    empty = Bilingual("您名下没有预警", "You have none")
    listing = _listing(request, "my-warnings", Bilingual("我的预警", "My warnings"), _mine, empty)
    return _page(request, "mine", listing)


def over(request: Request) -> HttpResponseBase:
    """What is over, the latest first."""
    empty = Bilingual("还没有已处理的预警", "None is over yet")
    some = _listing(request, "warnings-done", Bilingual("已处理预警", "Warnings that are over"), _over, empty)
    kept = [each for each in some.filters if each.key != "state"]
    listing = replace(some, columns=OVER, order=("-changed_at", "-pk"), filters=kept)
    return _page(request, "done", listing)


def _page(request: Request, tab: str, listing: Listing) -> HttpResponseBase:
    context = {"tabs": tabs(request, tab), **dialogs(request)}
    return listed(request, listing, "warnings/inbox.html", context)


def _listing(request: Request, name: str, title: Bilingual, rows: Any, empty: Bilingual) -> Listing:
    few = (filters.BY_LEVEL, filters.STATE, filters.standard())
    more = (filters.units(request), filters.owner(request.member.staff_number), filters.ROLE, filters.CAUSE)
    return Listing(
        name,
        title,
        rows,
        COLUMNS,
        few if own_alone(request) else (*few, *more),
        filters.search(),
        HINT,
        ("worst", "soonest", "pk"),
        empty=empty,
        dress=rows_of,
    )


def _waiting(request: Request) -> Any:
    rows = unresolved(request)
    named = request.GET.get("state", "") in STATES or request.GET.get("cause")
    return rows if named else rows.filter(state__in=WAITING)


def _mine(request: Request) -> Any:
    if own_alone(request):
        return unresolved(request).exclude(state=HELD)
    return unresolved(request).filter(owner=request.member.staff_number)


def _over(request: Request) -> Any:
    return seen(request).filter(state=RESOLVED)
