"""A clock that stands still: only active time counts, and only what began before the end (kernel rule 32)."""

import pytest
from calendar_cast import CN, instant, wall

from tuotou.core.document import Duration, duration
from tuotou.core.working_time import NEVER, portion

Pause = tuple[str, str]


def paused(amount: Duration | None, *pauses: Pause, opens: str = "2026-11-23 10:00") -> str:
    assert amount is not None
    spans = [(instant(begins), instant(ends)) for begins, ends in pauses]
    return wall(CN.add_paused(instant(opens), amount, spans))[:20]


def test_waiting_ten_hours_for_the_customer_moves_the_deadline_by_ten_hours() -> None:
    assert paused(duration("48 h"), ("2026-11-24 08:00", "2026-11-24 18:00")) == "Wed 2026-11-25 20:00"


def test_overlapping_pauses_count_once_in_any_order() -> None:
    night, longer = ("2026-11-23 20:00", "2026-11-24 04:00"), ("2026-11-23 22:00", "2026-11-24 06:00")
    inside = ("2026-11-23 21:00", "2026-11-23 21:30")
    assert paused(duration("24 h"), night, inside, longer) == "Tue 2026-11-24 20:00"
    assert paused(duration("24 h"), longer, night, inside) == "Tue 2026-11-24 20:00"


def test_an_earlier_pause_counts_from_the_opening() -> None:
    assert paused(duration("4 h"), ("2026-11-23 08:00", "2026-11-23 11:00")) == "Mon 2026-11-23 15:00"
    assert paused(duration("4 h"), ("2026-11-23 08:00", "2026-11-23 10:00")) == "Mon 2026-11-23 14:00"


def test_a_pause_that_begins_when_it_is_due_comes_too_late() -> None:
    assert paused(duration("4 h"), ("2026-11-23 14:00", "2026-11-23 20:00")) == "Mon 2026-11-23 14:00"
    assert paused(duration("4 h"), ("2026-11-23 13:59", "2026-11-23 20:00")) == "Mon 2026-11-23 20:01"


def test_a_pause_in_the_lunch_break_costs_no_opening_hours() -> None:
    assert paused(duration("4 oh"), ("2026-11-23 12:00", "2026-11-23 13:30")) == "Mon 2026-11-23 15:30"
    assert paused(duration("4 oh"), ("2026-11-23 11:00", "2026-11-23 14:30")) == "Mon 2026-11-23 17:30"


def test_a_warning_level_pauses_with_its_promise() -> None:
    whole = duration("48 h")
    assert whole is not None
    assert paused(portion(whole, 0.5), ("2026-11-24 08:00", "2026-11-24 18:00")) == "Tue 2026-11-24 20:00"


def test_a_pause_into_a_year_not_announced_is_refused() -> None:
    pause = (instant("2026-12-31 11:00"), instant("2027-01-05 10:00"))
    assert CN.add_paused(instant("2026-12-31 10:00"), Duration(2 * 3_600_000_000, "oh"), [pause]) == NEVER


@pytest.mark.parametrize("unit", ["d", "wd"])
def test_clocks_of_whole_days_do_not_pause(unit: str) -> None:
    with pytest.raises(ValueError, match="cannot pause"):
        CN.add_paused(0, Duration(1, unit), [])
