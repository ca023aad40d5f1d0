"""Local days, business days and the periods that indicators are counted by (kernel rule 49)."""

from calendar_cast import CN, HUB, days, instants, wall

from tuotou.core.working_time import period


def test_a_business_day_ends_at_its_cut_hour() -> None:
    night = instants("2026-11-23 20:00", "2026-11-24 03:00", "2026-11-24 11:59", "2026-11-24 12:00")
    assert HUB.day(night).tolist() == days("2026-11-23", "2026-11-23", "2026-11-23", "2026-11-24").tolist()
    assert HUB.local_day(night).tolist() == days("2026-11-23", "2026-11-24", "2026-11-24", "2026-11-24").tolist()
    assert CN.day(night).tolist() == CN.local_day(night).tolist()


def test_a_day_begins_at_local_midnight() -> None:
    midnight = CN.midnight(days("2026-11-23"))
    assert wall(midnight[0]) == "Mon 2026-11-23 00:00:00.000000"
    assert CN.local_day(midnight - 1).tolist() == days("2026-11-22").tolist()


def test_days_shift_by_calendar_or_by_work() -> None:
    eve = days("2026-09-30", "2026-10-03")
    assert CN.shift_days(eve, 1, "d").tolist() == days("2026-10-01", "2026-10-04").tolist()
    assert CN.shift_days(eve, 1, "wd").tolist() == days("2026-10-08", "2026-10-08").tolist()
    assert CN.shift_days(eve, 0, "wd").tolist() == days("2026-09-30", "2026-10-08").tolist()


def test_a_day_lies_in_its_week_and_month() -> None:
    some = days("2026-02-28", "2026-03-01", "2026-03-02", "1969-12-31")
    day, week, month = (period(some, word) for word in ("day", "week", "month"))
    assert (day.first.tolist(), day.end.tolist()) == (some.tolist(), (some + 1).tolist())
    assert week.first.tolist() == days("2026-02-23", "2026-02-23", "2026-03-02", "1969-12-29").tolist()
    assert week.end.tolist() == days("2026-03-02", "2026-03-02", "2026-03-09", "1970-01-05").tolist()
    assert month.first.tolist() == days("2026-02-01", "2026-03-01", "2026-03-01", "1969-12-01").tolist()
    assert month.end.tolist() == days("2026-03-01", "2026-04-01", "2026-04-01", "1970-01-01").tolist()
    assert {part.dtype.name for part in (*week, *month)} == {"int32"}
