"""Claim: which letters leave now. A channel's pace lies in its row, so that all processes together keep its limit.

A claimed letter is being sent until its lease ends. One whose lease ended was left by somebody who died: what is urgent
is sent again under the same id, for twice is better than never; of the rest nobody knows, and people are asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, OuterRef, Q

from tuotou.notices.channel import Channel as Door
from tuotou.notices.channel import Refused
from tuotou.notices.kind import Clock
from tuotou.operations.notices.doors import door
from tuotou.operations.notices.settled import TAKEN
from tuotou.store.models import Channel, Letter, Notice
from tuotou.store.models.letter import SENDING, SPARED, UNCLEAR, WAITING
from tuotou.store.models.notice import INCIDENT
from tuotou.store.whole import wholly

SECOND: Final = 1_000_000
LEASE: Final = 300 * SECOND
"""µs that sending what was claimed at once may take."""
AT_ONCE: Final = 20
"""Letters claimed together of a channel without a limit."""
SLACK: Final = 1.05
"""A letter may leave a moment after it was claimed, and the one behind it at once."""
SLOWEST: Final = 300 * SECOND
"""µs; a channel that takes nothing is tried at least so often."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A channel, opened, and the letters that leave by it now, in this order."""

    channel: Channel
    door: Door
    letters: Sequence[Letter]


def claim(clock: Clock, most: int) -> list[Claimed]:
    """Take what is due from at most so many channels; empty: nothing is due or no channel may send yet."""
    now = clock()

    def due() -> list[Claimed]:
        letters = Letter.objects.filter(channel=OuterRef("pk"), next_try_at__lte=now)
        free = Channel.objects.filter(Exists(letters), enabled=True, next_at__lte=now)
        red = Exists(letters.filter(urgent=True))  # what is urgent waits behind no channel that is slow
        channels = free.annotate(red=red).order_by("-red", "next_at", "pk").select_for_update(skip_locked=True)[:most]
        return [one for channel in channels for one in _of(channel, clock, now)]

    return wholly(due)


def delay(failures: int) -> int:
    """µs that is waited after so many failures in a row: 5 s, 10 s … 5 min."""
    return min(5 * SECOND << min(failures - 1, 10), SLOWEST)


def _of(channel: Channel, clock: Clock, now: int) -> Iterator[Claimed]:
    try:
        opened = door(channel, clock)
    except Refused as error:  # its settings are wrong: what waits for it goes on waiting
        channel.failures, channel.error = channel.failures + 1, str(error)
        channel.next_at = now + delay(channel.failures)
        channel.save(update_fields=["failures", "error", "next_at"])
        return
    limit = opened.limit
    letters = _taken(channel, now, AT_ONCE if limit is None else 1)
    if letters:
        if limit is not None:
            channel.next_at = now + round(SLACK * limit.seconds * SECOND / limit.letters)
            channel.save(update_fields=["next_at"])
        yield Claimed(channel, opened, letters)


def _taken(channel: Channel, now: int, most: int) -> list[Letter]:
    """The letters, red lines before others; those that need not leave any more are put away."""
    due = Letter.objects.filter(channel=channel, next_try_at__lte=now).order_by("-urgent", "next_try_at", "created_at")
    every = list(due[: max(most, AT_ONCE)])
    over = _settled(every)
    taken: list[Letter] = []
    for one in every:
        if one.state == SENDING and not one.urgent:
            one.state, one.next_try_at = UNCLEAR, None
        elif one.state == WAITING and one.pk in over:
            one.state, one.next_try_at = SPARED, None
        elif len(taken) < most:
            one.state, one.next_try_at, one.attempts = SENDING, now + LEASE, one.attempts + 1
            taken.append(one)
    Letter.objects.bulk_update(every, ["state", "next_try_at", "attempts"])
    return taken


def _settled(letters: Sequence[Letter]) -> set[str]:
    """Those of which every notice was settled while they waited for the channel."""
    of = Notice.objects.filter(enclosures__letter=OuterRef("pk"))
    needed = of.filter(Q(warning=None) | Q(kind__in=("assigned", INCIDENT)) | ~Q(warning__state__in=TAKEN))
    some = Letter.objects.filter(pk__in=[one.pk for one in letters])
    return set(some.filter(Exists(of), ~Exists(needed)).values_list("pk", flat=True))
