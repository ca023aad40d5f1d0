"""What comes back through a channel: a call as it came in, and what a genuine one says. Nothing here reads a clock."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

SECOND: Final = 1_000_000
WINDOW: Final = 300 * SECOND
"""µs; a call that was signed longer ago, or later than now, is not taken."""


class Forged(Exception):
    """The call is not the app's, or not of now. The message is for our log: who forges learns nothing."""


class Unreadable(Exception):
    """It is the app's, and makes no sense to us."""


@dataclass(frozen=True, slots=True)
class Call:
    """An HTTP request as it came in."""

    query: Mapping[str, str]
    headers: Mapping[str, str]  # names in lower case
    body: bytes  # empty: somebody asks with GET


@dataclass(frozen=True, slots=True)
class Answer:
    """Somebody pressed a button."""

    act: str
    value: str
    user: str  # as the app calls them
    at: int  # µs UTC


@dataclass(frozen=True, slots=True)
class Heard:
    """What a genuine call says, and how the app is answered."""

    reply: Callable[[str], str]
    """What the person is to read in, the body of the answer out."""
    answer: Answer | None = None  # None: the app only tries whether we are there
    once: str = ""  # whoever says this again repeats a call
    type: str = "application/json"


Listener = Callable[[Mapping[str, str], Call, int], Heard]
"""Settings, a call and now (µs) in; raises `Forged`, `Unreadable`."""


def same(ours: str, theirs: str) -> bool:
    """Whether two signatures are one, in a time that tells nothing."""
    return hmac.compare_digest(ours.encode(), theirs.encode())


def check_time(stamp: str, unit: int, now: int) -> int:
    """The instant of signing, in µs. `unit`: µs in one of it. Raises `Forged` where it is not of now."""
    at = int(stamp) * unit if stamp.isascii() and stamp.isdigit() and len(stamp) < 20 else 0
    if abs(now - at) > WINDOW:
        raise Forged(f"signed at {stamp[:20]!r}, which is not now")
    return at


def once(*parts: str) -> str:
    """By what a repeated call is known: 64 hexadecimal digits of what it was signed with."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def read_json(body: bytes | str) -> dict[str, Any]:
    """A JSON object. Raises `Unreadable`."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable("not JSON") from None
    if not isinstance(said, dict):
        raise Unreadable("no JSON object")
    return said


def part(said: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """An object inside an object; empty where there is none."""
    inner = said.get(name)
    return inner if isinstance(inner, dict) else {}


def word(said: Mapping[str, Any], name: str) -> str:
    """A text inside an object; empty where there is none."""
    inner = said.get(name)
    return inner if isinstance(inner, str) else ""
