"""How deliveries go, by subscriber and hour: how long from recording to acceptance, what was lost, what was refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl
from django.db.models import Count, Min

from tuotou.store import bulk
from tuotou.store.models import Delivery, Subscriber
from tuotou.store.models.delivery import FAILED, REFUSED, SENT, WAITING

HOUR: Final = 3_600_000_000
SECOND: Final = 1_000_000
_ENDED: Final = """
    SELECT subscriber_id, ended_at, state, ended_at - since FROM delivery WHERE ended_at >= %s AND ended_at < %s
    AND topic <> 'ping'"""
_TRIED: Final = """
    SELECT d.subscriber_id, a.at, a.outcome FROM delivery_attempt a JOIN delivery d ON d.id = a.delivery_id
    WHERE a.at >= %s AND a.at < %s AND d.topic <> 'ping'"""


@dataclass(frozen=True, slots=True)
class Health:
    """One subscriber in one hour."""

    subscriber: int
    hour: int  # µs UTC, its beginning
    sent: int
    p50: float | None  # s from recording to acceptance
    p99: float | None
    lost: int  # given up: never answered, or refused for good
    attempts: int
    refused: int  # attempts that the receiver would not have
    failed: int  # attempts without a usable answer

    @property
    def refused_share(self) -> float:
        """Of all attempts."""
        return self.refused / self.attempts if self.attempts else 0.0


@dataclass(frozen=True, slots=True)
class Waiting:
    """What one subscriber is still to be sent."""

    count: int = 0
    since: int | None = None  # µs UTC: when the first of it was queued


def health(since: int, until: int, every: int = HOUR) -> list[Health]:
    """What ended and was tried in [since, until) (µs UTC), in spans of `every` from `since` on; the oldest first."""
    ended = _frame(_ENDED, since, until, {"state": pl.String(), "delay": pl.Int64()})
    tried = _frame(_TRIED, since, until, {"outcome": pl.String()})
    hour = (since + (pl.col("at") - since) // every * every).alias("hour")
    delay = pl.col("delay").filter(pl.col("state") == SENT) / SECOND
    ends = ended.group_by("subscriber", hour).agg(
        (pl.col("state") == SENT).sum().alias("sent"),
        delay.quantile(0.5, "higher").alias("p50"),
        delay.quantile(0.99, "higher").alias("p99"),
        pl.col("state").is_in([FAILED, REFUSED]).sum().alias("lost"),
    )
    tries = tried.group_by("subscriber", hour).agg(
        pl.len().alias("attempts"),
        (pl.col("outcome") == REFUSED).sum().alias("refused"),
        (pl.col("outcome") == FAILED).sum().alias("failed"),
    )
    both = ends.join(tries, on=["subscriber", "hour"], how="full", coalesce=True)
    counts = pl.col("sent", "lost", "attempts", "refused", "failed").fill_null(0)
    return [Health(**row) for row in both.with_columns(counts).sort("hour", "subscriber").iter_rows(named=True)]


def waiting() -> dict[int, Waiting]:
    """By subscriber."""
    found = Delivery.objects.filter(state=WAITING).values("subscriber").annotate(n=Count("pk"), first=Min("created_at"))
    return {id: Waiting(count, first) for id, count, first in found.values_list("subscriber", "n", "first")}


def names() -> dict[int, str]:
    """Subscriber → what it is called."""
    return dict(Subscriber.objects.values_list("pk", "name"))


def _frame(sql: str, since: int, until: int, more: dict[str, pl.DataType]) -> pl.DataFrame:
    rows: Sequence[Sequence[Any]] = bulk.run(sql, [since, until])
    return pl.DataFrame(rows, schema={"subscriber": pl.Int64(), "at": pl.Int64(), **more}, orient="row")
