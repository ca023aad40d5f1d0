"""When people may be called: the roster of the coming day and a half, and what they chose themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Final

from django.db.models import Q

from tuotou.core.notices.quiet import Hours, may_call_at
from tuotou.core.notices.rules import NoticeRules
from tuotou.store.models import Duty, Preference

AHEAD: Final = 36 * 3_600_000_000
"""µs; who has no shift until then is called by the hours."""
_PEOPLE: Final = ("person__staff_number", "deputy__staff_number")


def call_at(rules: NoticeRules, people: Collection[str], now: int) -> Mapping[str, int]:
    """From when on each of some people (staff numbers) may be called: `now`, or later."""
    if not people:
        return {}
    shifts = _shifts(people, now)
    own = Preference.objects.filter(person__in=people, level="", quiet_since__isnull=False, quiet_until__isnull=False)
    hours = {one.person: Hours(one.quiet_since or 0, one.quiet_until or 0) for one in own}
    return {one: may_call_at(now, shifts.get(one, []), hours.get(one, rules.quiet)) for one in people}


def _shifts(people: Collection[str], now: int) -> Mapping[str, list[tuple[int, int]]]:
    """Their shifts, and those in which they stand in."""
    named = Q(**{f"{_PEOPLE[0]}__in": people}) | Q(**{f"{_PEOPLE[1]}__in": people})
    around = Duty.objects.filter(named, Q(until__gt=now) | Q(until=None), since__lt=now + AHEAD)
    found = defaultdict[str, list[tuple[int, int]]](list)
    for since, until, *them in around.values_list("since", "until", *_PEOPLE):
        for one in them:
            found[one].append((since, now + AHEAD if until is None else until))
    return found
