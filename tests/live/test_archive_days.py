"""Days that are over go to the archive; its replay says what was said live."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from tests.live.agreement import Log, live_log
from tests.live.turns import HOUR, TURN, record, settle_all

from tuotou.core.promises.identity import promise_id
from tuotou.core.promises.naming import KEY
from tuotou.operations.belief_history import tell_archive
from tuotou.operations.live.archive_days import archive_days
from tuotou.operations.live.watch import Watch
from tuotou.store.models import ArchivedDay, RecordedEvent

pytestmark = pytest.mark.django_db


def recorded_live(events: pl.DataFrame, watch: Watch) -> int:
    """Everything, three hours at a time; the instant after the last day."""
    turns = events["recorded_at"].to_physical() // TURN
    for turn in turns.unique().sort():
        record(events.filter(turns == turn), watch, lambda now=(turn + 1) * TURN: now)  # type: ignore[misc]
    end = (int(turns.max()) // 8 + 2) * 8 * TURN  # type: ignore[call-overload]
    settle_all(watch, lambda: int(end))
    return int(end)


def replayed(root: Path, watch: Watch, until: int) -> Log:
    """What the replay of an archive says was said, and when."""
    found: Log = {}

    def receive(told: pl.DataFrame) -> None:
        for row in told.with_columns(pl.col(pl.Datetime).to_physical()).iter_rows(named=True):
            found.setdefault(promise_id([row[name] for name in KEY]), []).append((row["known_at"], row["verdict"]))

    tell_archive(root, watch.handbook, until, receive)
    return found


def test_the_replay_of_the_archive_is_what_was_said_live(
    day_of_work: pl.DataFrame, watch: Watch, tmp_path: Path
) -> None:
    end = recorded_live(day_of_work, watch)

    days = archive_days(tmp_path / "archive", watch.vocabulary, end)

    assert sum(day.events for day in days) == RecordedEvent.objects.count() == day_of_work.height
    assert len(live_log()) > 100
    assert replayed(tmp_path / "archive", watch, end) == live_log()


def test_a_day_is_copied_once_it_is_over_and_only_once(day_of_work: pl.DataFrame, watch: Watch, tmp_path: Path) -> None:
    first = day_of_work.head(50)
    opened = int(first["recorded_at"].to_physical().min()) // (24 * HOUR) * 24 * HOUR  # type: ignore[arg-type,operator]
    record(first, watch, lambda: opened + 23 * HOUR)

    assert archive_days(tmp_path / "archive", watch.vocabulary, opened + 24 * HOUR) == []
    (day,) = archive_days(tmp_path / "archive", watch.vocabulary, opened + 25 * HOUR)
    assert day.events == 50
    assert archive_days(tmp_path / "archive", watch.vocabulary, opened + 25 * HOUR) == []

    ArchivedDay.objects.all().delete()  # killed before it was noted
    (again,) = archive_days(tmp_path / "archive", watch.vocabulary, opened + 25 * HOUR)
    assert again.events == 50
