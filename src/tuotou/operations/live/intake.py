"""What came of each batch, in the log under the batch's own id, and counted for metrics since the process began."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final
from uuid import uuid4

import structlog
from prometheus_client import Counter
from structlog.contextvars import bound_contextvars

ROWS: Final = Counter("tuotou_rows", "Events handed in to this process, by what became of them", ["outcome"])
log = structlog.get_logger("tuotou.intake")


@contextmanager
def batch() -> Iterator[Callable[[Mapping[str, int]], None]]:
    """A batch is being recorded: whatever is logged meanwhile bears its id. Hands out how to say what came of it."""
    with bound_contextvars(batch=uuid4().hex[:12]):
        yield _told


def _told(outcomes: Mapping[str, int]) -> None:
    """How many rows came to what."""
    for outcome, rows in outcomes.items():
        ROWS.labels(outcome).inc(rows)
    log.info("batch", **outcomes)
