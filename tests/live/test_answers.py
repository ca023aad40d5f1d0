"""What recording answers: of each row of a batch, whether it was recorded or known already, or why it was refused."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tuotou.core.trail.event import INSTANT
from tuotou.operations.live.record_events import record_events
from tuotou.operations.live.watch import Watch
from tuotou.store.log import recorded

pytestmark = pytest.mark.django_db
NOON = 1_782_876_000_000_000
HOUR = 3_600_000_000


def batch(*rows: dict[str, Any]) -> pl.DataFrame:
    """Rows of a source, each with what it does not say itself."""
    whole = [{"subject_kind": "parcel", "subject": "YT1", "site": "SZ01", "at": NOON, **row} for row in rows]
    found = pl.DataFrame(whole).with_columns(recorded_at=pl.col("at"))
    return found.with_columns(pl.col("at", "recorded_at").cast(INSTANT))


def test_each_row_has_its_answer(watch: Watch) -> None:
    now = NOON + HOUR
    record_events(batch({"id": "e1", "kind": "accepted"}), watch, lambda: now)
    answer = record_events(
        batch(
            {"id": "e2", "kind": "no such kind"},
            {"id": "e1", "kind": "accepted"},  # as it was
            {"id": "e1", "kind": "accepted", "site": "SZ02"},  # the same id says something else: kept, a finding
            {"id": "e3", "kind": "departed", "at": now + HOUR},
            {"id": "e4", "kind": "departed"},
            {"id": "e4", "kind": "departed"},
            {"id": "", "kind": "departed"},
        ),
        watch,
        lambda: now + 1,
    ).answer()
    outcomes = ["refused", "repeated", "recorded", "refused", "recorded", "repeated", "refused"]
    assert answer["row"].to_list() == [*range(7)]
    assert answer["outcome"].to_list() == outcomes
    assert answer["field"].to_list() == ["kind", None, None, "at", None, None, "id"]
    assert answer["reason"][0] == "no event kind of the vocabulary"
    log = recorded(watch.vocabulary)
    assert sorted(zip(log["id"].cast(pl.String), log["site"].cast(pl.String), strict=True)) == [
        ("e1", "SZ01"),
        ("e1", "SZ02"),
        ("e4", "SZ01"),
    ]


@pytest.mark.parametrize(("rows", "outcome"), [([{"id": "e1", "kind": "nothing"}], "refused"), ([], None)])
def test_of_which_nothing_is_good(watch: Watch, rows: list[dict[str, Any]], outcome: str | None) -> None:
    one = batch({"id": "e1", "kind": "accepted"}, *rows)
    answer = record_events(one[1:], watch, lambda: NOON).answer()
    assert answer["outcome"].to_list() == [outcome] * len(rows)
