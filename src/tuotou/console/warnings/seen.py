"""The warnings that a member may see, and what rows of them need besides, fetched for all at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import BigIntegerField, Count, F, Max, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from tuotou.console import trade
from tuotou.console.page import Request
from tuotou.console.warnings import wording
from tuotou.console.warnings.own import own, own_alone, takes
from tuotou.core.document import Bilingual
from tuotou.handbook.response import Response
from tuotou.operations.live.watch import current_watch
from tuotou.operations.notices.wording import LEVEL
from tuotou.operations.warnings.listing import worst
from tuotou.store.models import Warning, WarningStep
from tuotou.store.models.warning import HELD, LISTED, OPEN

WAITING: Final = (OPEN, LISTED)
"""Nobody has it."""
NEVER: Final = 2**62
"""A due instant later than any."""
SOONEST: Final = Coalesce(F("due_at"), Value(NEVER), output_field=BigIntegerField())


@dataclass(frozen=True, slots=True)
class Row:
    """A warning as a list shows it."""

    one: Warning
    what: Bilingual
    place: Bilingual | None
    owner: str
    """By name."""
    proposed: str
    """The cause code that its cause suggests."""
    may_act: bool
    """Pass it on, let it be, close it."""
    may_take: bool
    """Take it up."""
    cause: Bilingual | None
    """Why it came, as who took it up says it."""
    action: Bilingual | None
    """What is done about it."""
    roles: Sequence[str] = ()
    """Who was told, in turn."""

    @property
    def id(self) -> int:
        """Its number."""
        return self.one.pk

    @property
    def state(self) -> Bilingual:
        """In words."""
        return wording.STATES[self.one.state]

    @property
    def state_look(self) -> str:
        """The class that it is drawn in."""
        return wording.STATE_LOOK.get(self.one.state, "calm")

    @property
    def level(self) -> Bilingual:
        """How bad it is."""
        return LEVEL[self.one.severity]

    @property
    def told(self) -> Bilingual:
        """The roles that heard of it, in turn."""
        names = [trade.role(role) for role in self.roles or filter(None, [self.one.role])]
        zh, en = "、".join(name.zh for name in names), ", ".join(name.en for name in names)
        return Bilingual(zh or "–", en or "–")


def seen(request: Request) -> QuerySet[Warning]:
    """All that lie within the member's scope; of who does not see warnings, their own."""
    found: QuerySet[Warning] = seen_of(Warning.objects.all(), request)
    return found


def seen_of(rows: Any, request: Request) -> Any:
    """Of some warnings those that the member sees."""
    return own(rows, request) if own_alone(request) else within(rows, request, "site")


def within(rows: Any, request: Request, field: str) -> Any:
    """Rows whose site lies within the member's scope."""
    sites = request.member.sight.sites
    return rows if sites is None else rows.filter(**{f"{field}__in": sorted(sites)})


def unresolved(request: Request) -> Any:
    """Those that are not over, ready to be put in order: `worst` by severity, `soonest` by what is due."""
    return seen(request).filter(resolved_at=None).annotate(worst=worst(), soonest=SOONEST)


def changed_at(request: Request) -> int:
    """When any of them changed last: an index answers it."""
    return int(seen(request).aggregate(last=Max("changed_at"))["last"] or 0)


def counts(request: Request) -> dict[str, int]:
    """How many there are on each page of the inbox."""
    member = request.member.staff_number
    there = seen(request).filter(resolved_at=None).exclude(state=HELD)
    mine = Q() if own_alone(request) else Q(owner=member)
    found: dict[str, int] = there.aggregate(
        now=Count("pk", filter=Q(state__in=WAITING)),
        mine=Count("pk", filter=mine),
        causes=Count("pk", filter=Q(standard="")),
    )
    return found


def rows_of(some: Sequence[Warning], request: Request) -> Sequence[Row]:
    """Warnings as lists show them."""
    response = current_watch().response
    places = trade.sites(one.site for one in some)
    names = trade.people(one.owner for one in some)
    roles, may_take = _roles(some), takes(some, request)
    handles = request.member.can("warnings.handle")
    return [
        Row(
            one,
            wording.what(response, one),
            places.get(one.site),
            names.get(one.owner, one.owner),
            _proposed(response, one),
            handles and one.pk in may_take,
            one.pk in may_take,
            response.warnings.cause_codes.get(one.cause_code),
            response.warnings.action_codes.get(one.action_code),
            roles.get(one.pk, ()),
        )
        for one in some
    ]


def _roles(some: Sequence[Warning]) -> Mapping[int, Sequence[str]]:
    """The roles that were told of each, in turn."""
    steps = WarningStep.objects.filter(warning__in=[one.pk for one in some]).exclude(role="").order_by("at", "pk")
    found: dict[int, list[str]] = {}
    for warning, role in steps.values_list("warning", "role"):
        if role not in found.setdefault(warning, []):
            found[warning].append(role)
    return found


def _proposed(response: Response, one: Warning) -> str:
    rule = response.warnings.causes.get(one.cause.partition(" ")[0])
    return rule.code if rule else ""
