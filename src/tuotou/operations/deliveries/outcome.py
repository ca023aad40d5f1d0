"""What became of messages: accepted, refused, failed; what is tried again and when; who is not to be asked any more."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from tuotou.operations.deliveries.forms import FORM
from tuotou.operations.deliveries.lanes import advance, hold
from tuotou.operations.deliveries.owner import tell_owner
from tuotou.operations.deliveries.schedule import asked_pause, pause
from tuotou.operations.deliveries.wire import Answer
from tuotou.store import bulk
from tuotou.store.models import Delivery, DeliveryAttempt, Subscriber
from tuotou.store.models.delivery import FAILED, REFUSED, SENT, WAITING
from tuotou.store.models.subscriber import ACTIVE, DISABLED
from tuotou.store.whole import wholly

GONE: Final = 410
LATER: Final = (429, 503)
"""What a receiver says who wants to be left alone for a while."""
UNDECIDED: Final = (408, 425, 429)
"""Of 4xx those that say nothing of the message."""
HOUR: Final = 3_600_000_000
MOST: Final = 200
"""Failures in a row after which nobody is asked any more …"""
WHOLE: Final = 22 * HOUR
"""… or so long after the first of them: before any message was tried for the last time."""
CHANGED: Final = ("id", "state", "attempts", "next_try_at", "ended_at")
WEIGHED: Final = ("id", "failures", "failing_since", "rest_until", "state", "reason")
TRIED: Final = ("delivery", "at", "status", "ms", "outcome", "error", "answer")
_PRINTED: Final = re.compile(r"[^\x20-\x7e\u00a0-\uffff]+")


def settle(answers: Sequence[Answer], now: int) -> None:
    """Write down what came back: each attempt, what it means for its message, and for who is behind it."""
    if answers:
        wholly(lambda: _settle(answers, now))


def judged(answer: Answer, form: str) -> tuple[str, str]:
    """sent, refused or failed, and why."""
    if answer.error or answer.status is None:
        return FAILED, answer.error
    if 200 <= answer.status < 300:
        why = FORM[form].refusal(answer.body)
        return (REFUSED, why) if why else (SENT, "")
    refused = 400 <= answer.status < 500 and answer.status not in UNDECIDED
    return (REFUSED if refused else FAILED), f"status {answer.status}"


def _settle(answers: Sequence[Answer], now: int) -> None:
    subscribers = {one.pk: one for one in hold({answer.delivery.subscriber_id for answer in answers})}
    waiting = Delivery.objects.filter(pk__in=[answer.delivery.pk for answer in answers], state=WAITING)
    there = {one.pk: one for one in waiting.defer("body").select_for_update()}
    mine = [(there[id], answer) for answer in answers if (id := answer.delivery.pk) in there]
    mine = [(one, answer) for one, answer in mine if one.attempts == answer.delivery.attempts]
    tries = [_tried(one, answer, subscribers[one.subscriber_id], now) for one, answer in mine]
    bulk.append(DeliveryAttempt, TRIED, tries)
    bulk.update(Delivery, CHANGED, [[getattr(one, name) for name in CHANGED] for one, _ in mine])
    bulk.update(Subscriber, WEIGHED, [[getattr(one, name) for name in WEIGHED] for one in subscribers.values()])
    for id, keys in _ended(mine).items():
        advance(id, keys, now)


def _tried(one: Delivery, answer: Answer, subscriber: Subscriber, now: int) -> tuple[Any, ...]:
    """One attempt, by `TRIED`; the message and its subscriber are changed by it, and not saved."""
    outcome, why = judged(answer, subscriber.form)
    one.attempts += 1
    _weigh(subscriber, answer, outcome, now)
    if outcome == SENT:
        _end(one, SENT, now)
    else:
        _again(one, answer, outcome, subscriber, now)
    began = printed(answer.body.decode("utf-8", "replace"))
    return (one.pk, now, answer.status, answer.ms, outcome, printed(why)[:300], began[:500])


def _again(one: Delivery, answer: Answer, outcome: str, subscriber: Subscriber, now: int) -> None:
    wait = pause(one.attempts, one.uuid, outcome == REFUSED)
    if wait is None and outcome == FAILED and subscriber.failures >= one.attempts:
        wait = HOUR  # it is not the message: nothing came through all the while, and nobody is asked any more
    if wait is None:
        _end(one, outcome, now)
        return
    if answer.status in LATER:
        asked = asked_pause(answer.headers.get("retry-after", ""), now)
        wait = max(wait, asked)
        if asked:
            subscriber.rest_until = now + asked
    one.next_try_at = now + wait


def _end(one: Delivery, state: str, now: int) -> None:
    one.state, one.ended_at, one.next_try_at = state, now, None


def _weigh(subscriber: Subscriber, answer: Answer, outcome: str, now: int) -> None:
    """Whether it is to be asked any more; its owner is told where it is not."""
    if outcome == SENT:
        subscriber.failures, subscriber.failing_since, subscriber.rest_until = 0, None, None
        return
    subscriber.failures += 1
    subscriber.failing_since = subscriber.failing_since or now
    why = ""
    if answer.status == GONE:
        why = "the receiver is gone: status 410"
    elif subscriber.failures >= MOST:
        why = f"{subscriber.failures} failures in a row"
    elif now - subscriber.failing_since >= WHOLE:
        why = "nothing was accepted for 22 hours"
    if why and subscriber.state == ACTIVE:
        subscriber.state, subscriber.reason = DISABLED, why
        tell_owner(subscriber, "disabled", why, now)


def _ended(mine: Sequence[tuple[Delivery, Answer]]) -> Mapping[int, set[str]]:
    found: dict[int, set[str]] = {}
    for one, _ in mine:
        if one.state != WAITING:
            found.setdefault(one.subscriber_id, set()).add(one.key)
    return found


def printed(text: str) -> str:
    """What came from outside, on one line and without what a terminal or a database would stumble over."""
    return _PRINTED.sub(" ", text).strip()
