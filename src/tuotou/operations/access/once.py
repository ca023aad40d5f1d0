"""Once: a request that is sent again with its key is answered as before, and nothing is done a second time.

A request whose worker was killed may be tried again after a while: what it does must bear being done twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from tuotou.store.models import Once as Asked
from tuotou.store.whole import writing

SECOND: Final = 1_000_000
PATIENCE: Final = 120 * SECOND
"""µs after which a request without an answer is taken for dead."""
KEPT: Final = 48 * 3_600 * SECOND


class OtherContent(Exception):
    """The key was used for something else."""


class StillWorking(Exception):
    """The same request is being worked on."""


@dataclass(frozen=True, slots=True)
class Answer:
    """As it was given."""

    status: int
    body: str


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked once."""

    token: int
    key: str
    fingerprint: str


def fingerprint(method: str, address: str, body: bytes) -> str:
    """What a request asks, in 64 characters."""
    return sha256(b"\n".join((method.encode(), address.encode(), body))).hexdigest()


def begin(request: Request, now: int) -> Answer | None:
    """The answer that it had; None: it is to be worked on now. Raises `OtherContent`, `StillWorking`."""
    with writing():
        row, fresh = Asked.objects.select_for_update().get_or_create(
            token_id=request.token,
            key=request.key,
            defaults={"fingerprint": request.fingerprint, "begun_at": now},
        )
        if fresh:
            return None
        if row.fingerprint != request.fingerprint:
            raise OtherContent(request.key)
        if row.status is not None:
            return Answer(row.status, row.answer)
        if row.begun_at + PATIENCE > now:
            raise StillWorking(request.key)
        row.begun_at = now
        row.save(update_fields=["begun_at"])
        return None


def end(request: Request, answer: Answer | None) -> None:
    """Keep its answer; None: it failed through no fault of its own, and may be asked again at once."""
    with writing():
        mine = Asked.objects.filter(token_id=request.token, key=request.key)
        if answer is None:
            mine.delete()
        else:
            mine.update(status=answer.status, answer=answer.body)


def forget(now: int, limit: int = 10_000) -> int:
    """Remove what is so old that nobody asks it again; how many."""
    with writing():
        old = Asked.objects.filter(begun_at__lt=now - KEPT).order_by("begun_at").values_list("pk", flat=True)
        return Asked.objects.filter(pk__in=list(old[:limit])).delete()[0]
