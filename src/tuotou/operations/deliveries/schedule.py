"""When a message is tried again: a matter of how often it was tried and of its id, so that everybody says the same.

What failed (no answer, 5xx, 408, 425, 429, 3xx) is tried for about a day; what was refused (other 4xx, or a body that
says no) three times more within 40 minutes: the same message will hardly be welcome later, and others wait behind it.
"""

from __future__ import annotations

from datetime import UTC
from email.utils import parsedate_to_datetime
from hashlib import blake2b
from typing import Final
from uuid import UUID

SECOND: Final = 1_000_000
FAILED: Final = (5, 15, 45, 135, 405, 1_215, 3_600, *[7_200] * 11)
"""s from each attempt that failed to the next."""
REFUSED: Final = (60, 300, 1_800)
"""s from each attempt that was refused to the next."""
JITTER: Final = 0.2
"""A pause is longer or shorter by up to this share, so that not all come back at once."""
LONGEST: Final = 86_400
"""s that a receiver may ask us to stay away."""


def pause(attempts: int, id: UUID, refused: bool) -> int | None:
    """µs from an attempt to the next, where so many were made; None: it is given up."""
    steps = REFUSED if refused else FAILED
    if attempts > len(steps):
        return None
    lot = blake2b(id.bytes + attempts.to_bytes(4, "big"), digest_size=4).digest()
    share = int.from_bytes(lot, "big") / (2**32 - 1) * 2 - 1
    return int(steps[attempts - 1] * SECOND * (1 + JITTER * share))


def asked_pause(retry_after: str, now: int) -> int:
    """µs that a receiver asks to be left alone (RFC 9110: seconds, or a date); 0: it does not say."""
    said = retry_after.strip()
    if said.isdecimal():
        seconds = int(said[:9])
    else:
        try:
            at = parsedate_to_datetime(said)
        except ValueError:
            return 0
        seconds = int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()) - now // SECOND
    return min(max(seconds, 0), LONGEST) * SECOND
