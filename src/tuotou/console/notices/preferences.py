"""How one wants to be told: language, hours of quiet, and by which ways of which level."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http.response import HttpResponseBase

from tuotou.console.page import Request, go, show
from tuotou.console.refusal import why
from tuotou.console.tags import words
from tuotou.core.document import Bilingual
from tuotou.core.notices.quiet import Hours
from tuotou.core.notices.rules import WAYS, Choice
from tuotou.core.warnings.rules import RED_LINE
from tuotou.operations.live.watch import current_watch
from tuotou.operations.notices import preferences as chosen
from tuotou.operations.notices.contacts import contacts, shown
from tuotou.operations.notices.wording import LEVEL
from tuotou.operations.warnings.handling import CannotDo, Hand
from tuotou.store.models import Person, Preference
from tuotou.store.models.person import masked

MINUTE: Final = 60_000_000
COMPANY, OWN, NONE = QUIET = ("company", "own", "none")
INBOX: Final = "inbox"
CLOCK: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
WAY_NAMES: Final[Mapping[str, Bilingual]] = {
    "chat": Bilingual("企业微信/钉钉/飞书", "chat app"), "sms": Bilingual("短信", "SMS"),
    "mail": Bilingual("邮件", "mail"), "group": Bilingual("工作群", "my unit's group"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Level:
    """A level, and how one hears of it."""

    word: str
    title: Bilingual
    mode: str
    """company, own or inbox."""
    ways: frozenset[str]
    company: Sequence[Sequence[Bilingual]]
    """How the company does it: of each the first that reaches."""
    fixed: bool
    """Nobody chooses how red lines are told."""


def preferences(request: Request) -> HttpResponseBase:
    """The page, and what is chosen on it."""
    refused = ""
    if request.method == "POST":
        try:
            _choose(request)
        except CannotDo as error:
            refused = why(error)
        else:
            return go(request, "notice-preferences")
    return show(request, "notices/preferences.html", {**_chosen(request), "refused": refused}, 422 if refused else 200)


def _chosen(request: Request) -> dict[str, Any]:
    person = Person.objects.filter(staff_number=request.member.staff_number).first()
    rows = {one.level: one for one in chosen.preferences(request.member.staff_number)}
    every = rows.get("")
    rules = current_watch().response.notices
    return {
        "lang": every.lang if every else "",
        "quiet": _quiet(every),
        "company_quiet": (_time(rules.quiet.since), _time(rules.quiet.until)),
        "levels": [_level(request, word, rows.get(word)) for word in LEVEL],
        "ways": WAY_NAMES.items(),
        "mobile": masked(person.mobile) if person and person.mobile else "",
        "contacts": [(one.channel.name, shown(one.address)) for one in contacts(request.member.staff_number)],
    }


def _quiet(every: Preference | None) -> tuple[str, str, str]:
    """Whose hours hold, from, until."""
    if every is None or every.quiet_since is None or every.quiet_until is None:
        return COMPANY, "22:00", "07:00"
    mode = NONE if every.quiet_since == every.quiet_until else OWN
    return mode, _time(every.quiet_since), _time(every.quiet_until)


def _level(request: Request, word: str, one: Preference | None) -> Level:
    rules = current_watch().response.notices
    roles = request.member.seat.roles if request.member.seat else ()
    ways = one.ways if one is not None else None
    mode = COMPANY if ways is None else OWN if ways else INBOX
    company = [[WAY_NAMES[way] for way in some] for some in rules.ways(word, roles[0] if roles else "")]
    picked = frozenset(way for some in ways or () for way in some)
    return Level(word, LEVEL[word], mode, picked, company, word == RED_LINE)


def _choose(request: Request) -> None:
    given, person = request.POST, request.member.staff_number
    hand = Hand(person, request.now)
    hours = _hours(given.get("quiet", ""), given.get("since", ""), given.get("until", ""))
    if given.get("lang"):
        chosen.choose_language(person, given["lang"], hand)
    chosen.choose_quiet(person, hours, hand)
    for word in LEVEL:
        if word != RED_LINE and given.get(f"mode-{word}"):
            ways = _ways(given[f"mode-{word}"], given.getlist(f"way-{word}"))
            chosen.choose_ways(person, word, ways, hand)


def _ways(mode: str, picked: Sequence[str]) -> Choice | None:
    """All that were picked; none of them: by the inbox alone."""
    if mode == COMPANY:
        return None
    return tuple((way,) for way in WAYS if way in picked) if mode == OWN else ()


def _hours(mode: str, since: str, until: str) -> Hours | None:
    if mode == OWN:
        return Hours(_micros(since), _micros(until))
    return Hours(0, 0) if mode == NONE else None


def _micros(text: str) -> int:
    """A time of day; raises `CannotDo`."""
    found = CLOCK.fullmatch(text)
    if found is None:
        what = words(f"“{text[:20]}”不是时刻", f"'{text[:20]}' is no time of day")
        raise CannotDo(what, words("例如 22:00", "for example 22:00"))
    return (int(found[1]) * 60 + int(found[2])) * MINUTE


def _time(micros: int) -> str:
    return f"{micros // (60 * MINUTE):02}:{micros // MINUTE % 60:02}"
