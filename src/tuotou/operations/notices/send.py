"""Send: claimed letters leave by their channels, several channels at a time, outside any transaction.

What came of each is written down as soon as it is known: whoever is killed leaves one letter a channel in doubt.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Final

import structlog

from tuotou.core.working_time.instant import DAY
from tuotou.handbook.response import Response
from tuotou.notices.channel import Refused, TryLater
from tuotou.notices.kind import Clock
from tuotou.operations.notices.claim import Claimed, claim, delay
from tuotou.operations.notices.facts import Fact, Hearer, announce
from tuotou.operations.notices.written import Post, written
from tuotou.store.models import Channel, Letter
from tuotou.store.models.letter import FAILED, SENDING, SENT, WAITING
from tuotou.store.organisation import Organisation
from tuotou.store.whole import wholly

CHANNELS: Final = 8
"""Channels that one worker sends by at the same time."""
log = structlog.get_logger("tuotou.notices")


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a channel said of a letter: its receipt, or why it did not take it."""

    post: Post
    receipt: str = ""
    error: Refused | TryLater | None = None
    asked: bool = True  # no: it had put off the one before


def send(response: Response, clock: Clock) -> int:
    """Send what is due and may leave. Returns how many letters were tried; 0: nothing is left, or no channel free."""
    claimed = claim(clock, CHANNELS)
    bundles = [(one, [written(response, letter, clock()) for letter in one.letters]) for one in claimed]
    tried = 0
    for outcome in _tried(bundles):
        _settle(response, outcome, clock())
        tried += 1
    return tried


def _tried(bundles: Sequence[tuple[Claimed, Sequence[Post]]]) -> Iterator[_Outcome]:
    """Everything that channels say, as they say it."""
    if not bundles:
        return
    said: SimpleQueue[_Outcome | None] = SimpleQueue()
    with ThreadPoolExecutor(len(bundles)) as pool:
        for one, posts in bundles:
            pool.submit(_deliver, one, posts, said)
        left = len(bundles)
        while left:
            outcome = said.get()
            if outcome is None:
                left -= 1
            else:
                yield outcome


def _deliver(claimed: Claimed, posts: Sequence[Post], said: SimpleQueue[_Outcome | None]) -> None:
    """One channel, in a thread of its own that asks no database. One that wants no more is asked no more."""
    later = False
    try:
        for post in posts:
            outcome = _Outcome(post, asked=False) if later else _asked(claimed, post)
            later = later or isinstance(outcome.error, TryLater)
            said.put(outcome)
    finally:
        said.put(None)


def _asked(claimed: Claimed, post: Post) -> _Outcome:
    try:
        if not post.reaches:
            raise Refused("there is no address for this person")
        return _Outcome(post, claimed.door.send(post.letter))
    except (TryLater, Refused) as error:
        return _Outcome(post, error=error)
    except Exception as error:  # the boundary of what we do not know: a channel's mistake stops no other
        log.exception("channel failed", channel=claimed.channel.name)
        return _Outcome(post, error=TryLater(f"{type(error).__name__}: {error}"))


def _settle(response: Response, outcome: _Outcome, now: int) -> None:
    def settle() -> None:
        one = Letter.objects.select_for_update().filter(pk=outcome.post.letter.id, state=SENDING).first()
        if one is None:  # somebody else settled it, long after
            return
        channel = Channel.objects.select_for_update().get(pk=one.channel_id)
        if not outcome.asked:
            one.state, one.next_try_at, one.attempts = WAITING, now, one.attempts - 1
        elif outcome.error is None:
            _sent(one, channel, outcome.receipt, now)
        elif isinstance(outcome.error, TryLater):
            _later(one, channel, outcome.error, now)
        else:
            _refused(response, one, channel, outcome.error, now)
        one.save(update_fields=["state", "next_try_at", "attempts", "receipt", "error", "sent_at"])
        channel.save(update_fields=["failures", "error", "next_at"])

    wholly(settle)


def _sent(one: Letter, channel: Channel, receipt: str, now: int) -> None:
    one.state, one.next_try_at, one.sent_at, one.receipt, one.error = SENT, None, now, receipt[:200], ""
    channel.failures, channel.error = 0, ""


def _later(one: Letter, channel: Channel, error: TryLater, now: int) -> None:
    """One letter put off says nothing of the channel, two in a row do: it is left alone then.

    A letter that nobody took for a day is given up, unless it is urgent; its notices stay in the inboxes.
    """
    asked = round(error.after * 1_000_000)
    one.state, one.error = WAITING, str(error)
    one.next_try_at = now + max(asked, delay(one.attempts))
    if not one.urgent and now - one.created_at > DAY:
        one.state, one.next_try_at = FAILED, None
    channel.failures, channel.error = channel.failures + 1, str(error)
    if channel.failures > 1:
        channel.next_at = max(channel.next_at, now + max(asked, delay(channel.failures - 1)))


def _refused(response: Response, one: Letter, channel: Channel, error: Refused, now: int) -> None:
    one.state, one.next_try_at, one.error = FAILED, None, str(error)
    channel.error = str(error)
    _tell_admins(response, channel, str(error), now)


def _tell_admins(response: Response, channel: Channel, why: str, now: int) -> None:
    """Once a day and channel, into the inbox: it may be their own channel that is down."""
    company = Organisation.at(now)
    admins = company.on_duty(company.top, "admin") if company.top else ()
    said = {"channel": channel.name, "why": why}
    fact = Fact(f"channel:{channel.pk}:{now // DAY}", "channel_refused", "notice", parameters=said)
    announce(response.notices, [Hearer(fact, one.staff_number, one.role) for one in admins], now)
