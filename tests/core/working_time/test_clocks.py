"""When a promise is due: each unit counts in its own way, and none turns into another (kernel rule 28)."""

import numpy as np
import pytest
from calendar_cast import BERLIN, CN, EXPRESS, HUB, due, instant, instants, reach, wall

from tuotou.core.document import Duration
from tuotou.core.working_time import DAY, NEVER
from tuotou.core.working_time.zone import zone

HOUR = 3_600_000_000


@pytest.mark.parametrize(
    ("opens", "amount", "ends"),
    [
        ("2026-11-23 10:00", "24 h", "Tue 2026-11-24 10:00:00.000000"),
        ("2026-11-23 10:00", "7 d", "Mon 2026-11-30 23:59:59.999999"),
        ("2026-11-23 00:00", "1 d", "Tue 2026-11-24 23:59:59.999999"),
        ("2026-11-23 23:59", "0 d", "Mon 2026-11-23 23:59:59.999999"),
        ("2026-11-27 10:00", "1 wd", "Mon 2026-11-30 23:59:59.999999"),
        ("2026-11-28 10:00", "1 wd", "Mon 2026-11-30 23:59:59.999999"),
        ("2026-11-28 10:00", "0 wd", "Mon 2026-11-30 23:59:59.999999"),
        ("2026-11-27 10:00", "0 wd", "Fri 2026-11-27 23:59:59.999999"),
        ("2026-11-27 17:30", "1 oh", "Mon 2026-11-30 09:30:00.000000"),
        ("2026-11-27 11:00", "1 oh", "Fri 2026-11-27 12:00:00.000000"),
        ("2026-11-27 12:10", "1 oh", "Fri 2026-11-27 14:30:00.000000"),
        ("2026-11-27 12:10", "0 oh", "Fri 2026-11-27 12:10:00.000000"),
    ],
)
def test_office_clock(opens: str, amount: str, ends: str) -> None:
    assert due(CN, opens, amount) == ends


@pytest.mark.parametrize(
    ("opens", "amount", "ends"),
    [
        ("2026-09-30 10:00", "1 wd", "Thu 2026-10-08 23:59:59.999999"),
        ("2026-09-30 10:00", "3 wd", "Sat 2026-10-10 23:59:59.999999"),
        ("2026-09-30 17:00", "2 oh", "Thu 2026-10-08 10:00:00.000000"),
        ("2026-10-09 17:00", "2 oh", "Sat 2026-10-10 10:00:00.000000"),
        ("2026-02-13 10:00", "1 wd", "Sat 2026-02-14 23:59:59.999999"),
        ("2026-02-14 10:00", "1 wd", "Tue 2026-02-24 23:59:59.999999"),
    ],
)
def test_national_day_and_spring_festival_with_their_make_up_saturdays(opens: str, amount: str, ends: str) -> None:
    assert due(CN, opens, amount) == ends


def test_a_due_day_on_a_holiday_rolls_to_the_next_working_day_only_if_the_standard_says_so() -> None:
    assert due(CN, "2026-09-30 10:00", "2 d") == "Fri 2026-10-02 23:59:59.999999"
    assert due(CN, "2026-09-30 10:00", "2 d", roll=True) == "Thu 2026-10-08 23:59:59.999999"
    assert due(CN, "2026-11-20 10:00", "4 d", roll=True) == "Tue 2026-11-24 23:59:59.999999"


def test_a_slot_ends_at_its_own_hour() -> None:
    assert due(CN, "2026-09-30 15:00", "1 wd", at=18 * HOUR) == "Thu 2026-10-08 18:00:00.000000"
    assert due(CN, "2026-09-30 09:00", "0 d", at=18 * HOUR) == "Wed 2026-09-30 18:00:00.000000"


def test_an_outlet_is_open_on_holidays_but_these_are_no_working_days() -> None:
    assert due(EXPRESS, "2026-10-01 19:00", "2 oh") == "Fri 2026-10-02 09:00:00.000000"
    assert due(EXPRESS, "2026-10-01 19:00", "1 wd") == "Thu 2026-10-08 23:59:59.999999"


def test_a_night_shift_runs_on_over_midnight() -> None:
    assert due(HUB, "2026-11-23 22:00", "8 oh") == "Tue 2026-11-24 06:00:00.000000"
    assert due(HUB, "2026-11-24 07:00", "2 oh") == "Tue 2026-11-24 21:00:00.000000"
    assert due(HUB, "2026-11-24 12:00", "12 oh") == "Wed 2026-11-25 08:00:00.000000"


def test_a_year_that_is_not_announced_is_refused_or_estimated() -> None:
    refused = reach(CN, "2026-12-31 10:00", "1 wd")
    assert (refused.due[0], refused.estimated[0], refused.unannounced[0]) == (NEVER, False, True)
    guessed = reach(EXPRESS, "2026-12-31 10:00", "1 wd")
    assert wall(guessed.due[0]) == "Fri 2027-01-01 23:59:59.999999"
    assert (guessed.estimated[0], guessed.unannounced[0]) == (True, False)


@pytest.mark.parametrize(
    ("amount", "sure"), [("24 h", True), ("7 d", True), ("1 oh", True), ("8 oh", False), ("1 wd", False)]
)
def test_only_clocks_that_need_the_missing_year_are_refused(amount: str, sure: bool) -> None:
    assert reach(CN, "2026-12-31 16:00", amount).unannounced[0] != sure


def test_the_last_announced_day_is_still_sure() -> None:
    assert due(CN, "2026-12-30 10:00", "1 wd") == "Thu 2026-12-31 23:59:59.999999"
    assert due(CN, "2026-12-30 10:00", "1 d", roll=True) == "Thu 2026-12-31 23:59:59.999999"
    assert due(CN, "2026-12-31 10:00", "5.5 oh") == "Thu 2026-12-31 17:00:00.000000"


def test_hours_that_no_holiday_changes_need_no_announcement() -> None:
    assert due(EXPRESS, "2027-01-01 10:00", "8 oh") == "Fri 2027-01-01 18:00:00.000000"
    assert not reach(EXPRESS, "2027-01-01 10:00", "8 oh").estimated[0]


def test_a_year_before_the_first_announced_is_not_guessed_either() -> None:
    assert reach(CN, "2023-12-28 10:00", "1 wd").unannounced[0]
    assert not reach(CN, "2023-12-31 10:00", "1 wd").unannounced[0]


@pytest.mark.parametrize("opens", ["2014-06-01 10:00", "2044-12-31 19:00", "2050-01-01 10:00"])
def test_working_time_beyond_the_horizon_is_never_guessed(opens: str) -> None:
    for amount in ("8 oh", "1 wd"):
        assert reach(EXPRESS, opens, amount).due[0] == NEVER
        assert reach(EXPRESS, opens, amount).unannounced[0]


@pytest.mark.parametrize("unit", ["clock", "d", "wd", "oh"])
def test_no_opening_has_no_due_instant(unit: str) -> None:
    reached = EXPRESS.add(np.array([NEVER]), Duration(1, unit))
    assert (reached.due[0], reached.unannounced[0]) == (NEVER, False)
    assert EXPRESS.measure(np.array([NEVER]), np.array([0]), unit)[0] == NEVER
    assert EXPRESS.fraction(np.array([0]), np.array([NEVER]), 0.5, unit)[0] == NEVER


def test_summer_time_makes_a_day_shorter_not_the_clock() -> None:
    assert due(BERLIN, "2026-03-28 12:00", "24 h") == "Sun 2026-03-29 13:00:00.000000"
    assert due(BERLIN, "2026-03-28 12:00", "1 d") == "Sun 2026-03-29 23:59:59.999999"
    noon = instants("2026-03-28 12:00", "2026-03-29 12:00", "2026-10-24 12:00", "2026-10-25 12:00", zone=BERLIN.zone)
    assert BERLIN.measure(noon[::2], noon[1::2], "oh").tolist() == [23 * HOUR, 25 * HOUR]
    skipped = BERLIN.at(BERLIN.local_day(noon[1:2]), 2 * HOUR + HOUR // 2)
    assert wall(skipped[0], BERLIN.zone) == "Sun 2026-03-29 03:00:00.000000"


def test_half_of_two_working_days_does_not_pass_at_night() -> None:
    opens = instants("2026-11-23 10:00")
    ends = reach(CN, "2026-11-23 10:00", "2 wd").due
    assert wall(CN.fraction(opens, ends, 0.5, "wd")[0]) == "Tue 2026-11-24 14:45:00.000000"
    assert wall(CN.fraction(opens, ends, 1.0, "wd")[0]) == "Wed 2026-11-25 18:00:00.000000"
    assert wall(CN.fraction(opens, ends, 0.0, "wd")[0]) == "Mon 2026-11-23 10:00:00.000000"


def test_a_share_of_clock_time_is_exact_to_the_microsecond() -> None:
    opens = instants("2026-11-23 10:00")
    assert CN.fraction(opens, opens + 10, 0.8, "clock")[0] == opens[0] + 8
    assert CN.fraction(opens, opens + 10, 0.25, "clock")[0] == opens[0] + 3
    assert wall(CN.fraction(opens, opens + 48 * HOUR, 0.5, "clock")[0]) == "Tue 2026-11-24 10:00:00.000000"


def test_measured_time_counts_in_each_unit() -> None:
    wednesday, saturday = instants("2026-09-30 17:00"), instants("2026-10-10 10:00")
    assert CN.measure(wednesday, saturday, "clock")[0] == (9 * 24 + 17) * HOUR
    assert CN.measure(wednesday, saturday, "d")[0] == 10
    assert CN.measure(wednesday, saturday, "wd")[0] == 3
    assert CN.measure(wednesday, saturday, "oh")[0] == (1 + 7.5 + 7.5 + 1) * HOUR
    assert CN.measure(saturday, wednesday, "wd")[0] == -3


def test_an_offset_that_lasts_a_week_is_seen() -> None:
    # No zone changes its clocks more quickly again than Gaza will in October 2040, as far as is known.
    noons = np.arange(instant("2040-10-01 12:00", "UTC"), instant("2040-11-30 12:00", "UTC"), DAY)
    shown = [wall(micros, "UTC") for micros in zone("Asia/Gaza").local(noons)]
    assert shown == [wall(micros, "Asia/Gaza") for micros in noons]
