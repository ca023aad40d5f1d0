"""How many letters one person may get in how long, where an app drops what is more without a word."""

from __future__ import annotations

from collections import deque
from threading import Lock

from tuotou.notices.channel import Limit, TryLater
from tuotou.notices.kind import Clock


class Pace:
    """What this process has sent to each."""

    def __init__(self, limit: Limit, clock: Clock) -> None:
        self._limit, self._clock, self._lock = limit, clock, Lock()
        self._sent: dict[str, deque[int]] = {}

    def take(self, who: str) -> None:
        """Count a letter. Raises `TryLater` where it would be one too many."""
        now, span = self._clock(), round(self._limit.seconds * 1_000_000)
        with self._lock:
            for other in [other for other, sent in self._sent.items() if sent[-1] <= now - span]:
                del self._sent[other]
            sent = self._sent.setdefault(who, deque(maxlen=self._limit.letters))
            if len(sent) == self._limit.letters and sent[0] > now - span:
                raise TryLater(
                    f"{self._limit.letters} letters went to this person already", (sent[0] + span - now) / 1e6
                )
            sent.append(now)
