"""The belief log of a history: from files or an archive, portion by portion it says what it says of all at once."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from tuotou.core.promises.belief import LOG, belief_log
from tuotou.core.standards.handbook import Handbook
from tuotou.operations import belief_history
from tuotou.operations.belief_history import tell_archive, tell_events
from tuotou.operations.listing import BELIEFS, listed

ORDER = ("standard", "subject_kind", "subject", "life", "opening", "known_at")


@pytest.fixture(scope="module")
def whole(week: pl.DataFrame, company: Handbook, last: int) -> pl.DataFrame:
    return belief_log(week, company, last).sort(ORDER)


def test_the_week_hold_what_is_withdrawn(whole: pl.DataFrame) -> None:
    verdicts = dict(whole["verdict"].value_counts().iter_rows())
    assert min(verdicts[verdict] for verdict in ("broken", "kept", "kept_late", "gone")) > 5


@pytest.mark.parametrize("portion", [40, 10**6])
def test_how_much_is_told_at_once_does_not_matter(
    week: pl.DataFrame, company: Handbook, last: int, whole: pl.DataFrame, portion: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(belief_history, "PORTION", portion)
    found = list[pl.DataFrame]()
    tell_events(week, company, last, found.append)
    assert pl.concat(found).sort(ORDER).equals(whole)


def test_an_archive_tells_what_memory_tells(
    week: pl.DataFrame, kept: Path, company: Handbook, last: int, whole: pl.DataFrame
) -> None:
    found, told = list[pl.DataFrame](), list[int]()
    tell_archive(kept, company, None, found.append, lambda done, _: told.append(done))
    assert pl.concat(found).sort(ORDER).equals(whole)
    assert told == sorted(told) and told[-1] == len(week)
    half = (int(week["recorded_at"].to_physical().min()) + last) // 2  # type: ignore[arg-type]
    found.clear()
    tell_archive(kept, company, half, found.append)
    assert pl.concat(found).sort(ORDER).equals(belief_log(week, company, half).sort(ORDER))


def test_no_events_make_an_empty_log(company: Handbook, week: pl.DataFrame, last: int) -> None:
    found = list[pl.DataFrame]()
    tell_events(week.clear(), company, last, found.append)
    assert pl.concat(found).equals(pl.DataFrame(schema=LOG))


def test_the_file_has_a_row_for_each_change(whole: pl.DataFrame, tmp_path: Path) -> None:
    with listed(tmp_path / "log.csv", BELIEFS) as file:
        assert file
        file.add(whole.head(3))
        file.add(whole[3:])
    rows = pl.read_csv(file.path)
    assert (rows.columns, rows.height, file.rows) == (LOG.names(), whole.height, whole.height)
    assert rows["known_at"].str.to_datetime("%Y-%m-%d %H:%M:%S%.6f", time_zone="Asia/Shanghai").to_list() == (
        whole["known_at"].dt.convert_time_zone("Asia/Shanghai").to_list()
    )
