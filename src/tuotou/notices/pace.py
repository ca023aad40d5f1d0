"""How many messages one person may get in how long, where an app drops what is more without a word."""

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

    def take(self, who: str, count: int = 1) -> None:
        """Count the messages of a letter. Raises `TryLater` where they would be too many."""
        now, span = self._clock(), round(self._limit.seconds * 1_000_000)
        with self._lock:
            for other in [other for other, sent in self._sent.items() if sent[-1] <= now - span]:
                del self._sent[other]
            sent = self._sent.get(who, deque())
            while sent and sent[0] <= now - span:
                sent.popleft()
            over = min(len(sent) + count - self._limit.letters, len(sent))
            if over > 0:
                wait = (sent[over - 1] + span - now) / 1e6
                raise TryLater(f"{self._limit.letters} messages went to this person already", wait)
            sent.extend([now] * count)
            self._sent[who] = sent
