"""The token that an app gives for its secret: fetched once, kept until it ends or the app says that it has."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Final, TypeVar

from tuotou.notices.channel import Refused
from tuotou.notices.kind import Clock

T = TypeVar("T")
SECOND: Final = 1_000_000
EARLY: Final = 300 * SECOND
"""µs before its end from which on a token is not used: what is on its way must arrive in time."""


class TokenEnded(Exception):
    """The app no longer takes the token."""


class Token:
    """One app's, for all threads of this process."""

    def __init__(self, app: str, fetch: Callable[[], tuple[str, int]], clock: Clock) -> None:
        """`fetch`: the token and for how many seconds it holds."""
        self._app, self._fetch, self._clock, self._lock = app, fetch, clock, Lock()
        self._value, self._until = "", 0

    def used(self, act: Callable[[str], T]) -> T:
        """What `act` returns with a token that holds; once more with a new one, where it raises `TokenEnded`."""
        token = self._held("")
        try:
            return act(token)
        except TokenEnded:
            return self._again(act, token)

    def _again(self, act: Callable[[str], T], ended: str) -> T:
        try:
            return act(self._held(ended))
        except TokenEnded:
            raise Refused(f"{self._app} refuses a token that it has just given (set the app's secret anew)") from None

    def _held(self, ended: str) -> str:
        """A token other than one that has ended."""
        with self._lock:
            if not self._value or self._value == ended or self._clock() >= self._until:
                self._value, seconds = self._fetch()
                self._until = self._clock() + max(seconds * SECOND - EARLY, 0)
            return self._value
