"""Pages that go on where the one before ended, whatever came in between: a cursor names the last row, not a number."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Any, Final

from tuotou.api.problem import Problem

MOST: Final = 500
LONGEST: Final = 500


def cursor(place: Sequence[Any]) -> str:
    """What the next page is asked with."""
    return urlsafe_b64encode(json.dumps(list(place), ensure_ascii=False).encode()).decode().rstrip("=")


def place(given: str, *types: type) -> tuple[Any, ...] | None:
    """Where a page begins; None: at the first. Raises `Problem` (422)."""
    if not given:
        return None
    try:
        found = json.loads(urlsafe_b64decode(given[:LONGEST] + "=" * (-len(given) % 4)))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list) or [type(each) for each in found] != list(types) or not _fits(found):
        error = {"where": "query.after", "what": "no cursor of ours", "right": "`next` of the page before, or nothing"}
        raise Problem(422, "invalid", "", [error])  # type: ignore[list-item]
    return tuple(found)


def _fits(found: Sequence[Any]) -> bool:
    """Whether the database can look for it."""
    return all(abs(each) < 2**63 if isinstance(each, int) else "\0" not in each for each in found)
