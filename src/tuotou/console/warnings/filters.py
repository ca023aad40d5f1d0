"""How lists of warnings are narrowed and searched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q

from tuotou.console import trade
from tuotou.console.listing import Choice, Filter
from tuotou.console.page import Request
from tuotou.console.warnings import wording
from tuotou.console.warnings.seen import seen
from tuotou.core.document import Bilingual
from tuotou.core.standards.role import CUSTOMERS, ROLES
from tuotou.operations.inquiry.sight import sight_of
from tuotou.operations.live.watch import current_watch
from tuotou.operations.notices.wording import LEVEL
from tuotou.store.models import Notice, Unit, WarningItem, WarningStep
from tuotou.store.models.warning import RESOLVED, STATES

MOST_UNITS: Final = 120
"""Units that are offered to be chosen from; of more, a code is typed."""
MINE, NOBODY = "me", "nobody"
OWNERS: Final = (Choice(MINE, Bilingual("我", "me")), Choice(NOBODY, Bilingual("还没人", "nobody yet")))
BY_LEVEL: Final = Filter(
    "level",
    Bilingual("级别", "Level"),
    lambda rows, value: rows.filter(severity=value),
    lambda _: [Choice(word, title) for word, title in LEVEL.items()],
)
STATE: Final = Filter(
    "state",
    Bilingual("状态", "State"),
    lambda rows, value: rows.filter(state=value),
    lambda _: [Choice(word, wording.STATES[word]) for word in STATES if word != RESOLVED],
)
ROLE: Final = Filter(
    "role",
    Bilingual("通知到的岗位", "Role told"),
    lambda rows, value: _told_to(rows, value),
    lambda _: [Choice(word, trade.role(word)) for word in ROLES if word not in CUSTOMERS],
)
CAUSE: Final = Filter(
    "cause",
    Bilingual("原因", "Cause"),
    lambda rows, value: rows.filter(cause__startswith=f"{value} "),
    lambda _: [Choice(one.id, one.title) for one in current_watch().response.warnings.causes.values()],
)


def standard(field: str = "standard") -> Filter:
    """Of one standard: of those that something is warned of now."""

    def choices(request: Request) -> Sequence[Choice]:
        response = current_watch().response
        there = seen(request).filter(resolved_at=None).exclude(standard="")
        ids = there.order_by("standard").values_list("standard", flat=True).distinct()
        return [Choice(id, trade.standard(response, id)) for id in ids]

    return Filter("standard", Bilingual("标准", "Standard"), lambda rows, value: rows.filter(**{field: value}), choices)


def unit(now: int, field: str = "site") -> Filter:
    """Of a unit and all below it, of those that the member sees. `now`: µs UTC."""

    def apply(rows: Any, value: str) -> Any:
        return rows.filter(**{f"{field}__in": sorted(sight_of(value, now).sites or {value})})

    return Filter("unit", Bilingual("单位", "Unit"), apply, _units, kind="text")


def typed_unit(now: int, field: str = "site") -> Filter:
    """The same, where there are too many units to choose from."""
    chosen = unit(now, field)
    return Filter(chosen.key, Bilingual("单位代码", "Unit's code"), chosen.apply)


def units(request: Request, field: str = "site") -> Filter:
    """The one of both that suits the member's scope."""
    few = _mine(request).count() <= MOST_UNITS
    return unit(request.now, field) if few else typed_unit(request.now, field)


def owner(staff_number: str) -> Filter:
    """Somebody's own, or nobody's."""

    def apply(rows: Any, value: str) -> Any:
        return rows.filter(owner={MINE: staff_number, NOBODY: ""}.get(value, value))

    return Filter("owner", Bilingual("负责人", "Owner"), apply, lambda _: OWNERS)


def search(standards: str = "standard") -> Callable[[Any, str], Any]:
    """By number, waybill, site, owner, or words of the standard's name. `standards`: the field that names it."""

    def found(rows: Any, text: str) -> Any:
        titles = current_watch().response.handbook.by_id.items()
        low = text.lower()
        ids = [id for id, each in titles if text in each[-1].title.zh or low in each[-1].title.en.lower() or id == low]
        places = Unit.objects.filter(Q(name__contains=text) | Q(name_en__icontains=text)).values("code")
        kinds = list(current_watch().vocabulary.subjects)
        held = WarningItem.objects.filter(subject__kind__in=kinds, subject__number=text).values("warning")
        number = Q(pk=int(text)) if text.isascii() and text.isdigit() and len(text) < 19 else Q()
        mine = Q(site=text) | Q(owner=text) | Q(site__in=places) | Q(**{f"{standards}__in": ids})
        return rows.filter(mine | Q(pk__in=held) | number)

    return found


def _told_to(rows: Any, role: str) -> Any:
    """Those of which a role heard at any time, first or when nobody took them up; or who stood in for it."""
    of = OuterRef("pk")
    told, heard = WarningStep.objects.filter(warning=of, role=role), Notice.objects.filter(warning=of, role=role)
    return rows.filter(Q(role=role) | Exists(told) | Exists(heard))


def _mine(request: Request) -> Any:
    sites = request.member.sight.sites
    return Unit.objects.all() if sites is None else Unit.objects.filter(code__in=sorted(sites))


def _units(request: Request) -> Sequence[Choice]:
    found = _mine(request).order_by("code").values_list("code", "name", "name_en")
    return [Choice(code, Bilingual(f"{zh} {code}", f"{en or zh} {code}")) for code, zh, en in found]
