"""What people do with warnings, one or several at once: take them up, pass them on, let them be, close them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from django.http import JsonResponse
from django.http.response import HttpResponseBase

from tuotou.console.page import Request, onward, refuse, show
from tuotou.console.refusal import why
from tuotou.console.tags import words, zone
from tuotou.console.warnings.own import has_some, own_alone, takes
from tuotou.console.warnings.seen import seen
from tuotou.core.document import Bilingual
from tuotou.operations.live.watch import current_watch
from tuotou.operations.warnings import handling
from tuotou.operations.warnings.codes import ordered
from tuotou.operations.warnings.colleagues import colleagues, is_somebody
from tuotou.operations.warnings.handling import CannotDo, Hand, Taking

MOST: Final = 200
"""Warnings at once."""
LONGEST: Final = 1_000
"""Characters of a note."""
MINUTE: Final = 60_000_000
MORNING: Final = "morning"
SPANS: Final = (
    ("30", Bilingual("30 分钟", "30 minutes")), ("60", Bilingual("1 小时", "1 hour")),
    ("120", Bilingual("2 小时", "2 hours")), ("240", Bilingual("4 小时", "4 hours")),
    (MORNING, Bilingual("到明早 8 点", "until 8 tomorrow morning")),
)  # fmt: skip
Act = Callable[[int, Hand], Any]


@dataclass(frozen=True, slots=True)
class Refused:
    """A warning of which it could not be done, and why."""

    id: int
    why: str


def dialogs(request: Request) -> dict[str, Any]:
    """What one chooses from, for the dialogs of a page; nothing for who may only look."""
    member = request.member
    handles = member.can("warnings.handle")
    if not (handles or own_alone(request) or has_some(request)):
        return {"handles": False, "takes": False}
    causes, actions = ordered(current_watch().response.warnings, member.staff_number)
    taking = {"handles": handles, "takes": True, "causes": causes, "actions": actions}
    near = colleagues(member.unit, member.sight, request.now) if handles else ()
    return {**taking, "spans": SPANS, "colleagues": near}


def acknowledge(request: Request) -> HttpResponseBase:
    """Take them up; who handles none takes up what they were given or told."""
    response, taking = current_watch().response, _taking(request)
    if not request.member.can("warnings.handle"):
        some = list(seen(request).filter(pk__in=_ids(request), resolved_at=None))
        if len(some) > len(takes(some, request)):
            return refuse(request, 404)
    return _done(request, lambda id, hand: handling.acknowledge(response, id, hand, taking))


def close(request: Request) -> HttpResponseBase:
    """Say that nothing more is to be done."""
    response, taking = current_watch().response, _taking(request)
    return _done(request, lambda id, hand: handling.close(response, id, hand, taking))


def assign(request: Request) -> HttpResponseBase:
    """Make them somebody else's."""
    owner = request.POST.get("owner", "").strip().partition(" ")[0]

    def act(id: int, hand: Hand) -> Any:
        if owner and not is_somebody(owner, hand.now):
            raise CannotDo(words(f"没有在职的工号 {owner}", f"nobody with the staff number {owner} holds a post"))
        return handling.assign(id, hand, owner)

    return _done(request, act)


def snooze(request: Request) -> HttpResponseBase:
    """Let them be for a while."""
    until = _until(request.POST.get("for", ""), request.now)
    return _done(request, lambda id, hand: handling.snooze(id, hand, until))


def mute(request: Request) -> HttpResponseBase:
    """Let them be until they are resolved."""
    return _done(request, handling.mute)


def _taking(request: Request) -> Taking:
    return Taking(request.POST.get("cause", ""), request.POST.get("action", ""))


def _until(span: str, now: int) -> int:
    """The end of a snooze; what is none ends at once, which is refused."""
    if span == MORNING:
        local = datetime.fromtimestamp(now / 1_000_000, UTC).astimezone(zone())
        morning = datetime.combine(local.date() + timedelta(1), time(8), zone())
        return int(morning.timestamp()) * 1_000_000
    return now + int(span) * MINUTE if span in dict(SPANS) else now


def _done(request: Request, act: Act) -> HttpResponseBase:
    """Each of the warnings that are named, in a transaction of its own; those that lie outside are not there."""
    ids = _ids(request)
    if not ids or seen(request).filter(pk__in=ids).count() < len(ids):
        return refuse(request, 404)
    hand = Hand(request.member.staff_number, request.now, request.POST.get("note", "").strip()[:LONGEST])
    refused: list[Refused] = []
    for id in ids:
        try:
            act(id, hand)
        except CannotDo as error:
            refused.append(Refused(id, why(error)))
    return _answer(request, len(ids) - len(refused), refused)


def _answer(request: Request, done: int, refused: Sequence[Refused]) -> HttpResponseBase:
    """To a script in a few words, else by the page that one came from."""
    status = 409 if refused else 200
    if request.headers.get("Accept") == "application/json":
        parts = [words(f"已处理 {done} 条", f"{done} done")] if done else []
        parts += [words(f"预警 {one.id}：{one.why}", f"Warning {one.id}: {one.why}") for one in refused[:3]]
        return JsonResponse({"said": words("；", "; ").join(parts)}, status=status)
    if refused:
        return show(request, "warnings/refused.html", {"done": done, "refused": refused}, status)
    return onward(request, request.POST.get("next", "/warnings/"))


def _ids(request: Request) -> list[int]:
    given = [word for word in request.POST.getlist("id") if word.isascii() and word.isdigit() and len(word) < 19]
    return list(dict.fromkeys(int(word) for word in given))[:MOST]
