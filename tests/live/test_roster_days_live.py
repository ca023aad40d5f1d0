"""The calendar speaks of every business day, once, of those whom the organisation or a roster names."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.live.agreement import live_promises, replayed_promises
from tests.live.organisation_cast import at, imported, more
from tests.live.turns import settle_all

from tuotou.operations.live.roster_days import read_rows, say_roster_days
from tuotou.operations.live.watch import Watch
from tuotou.operations.roster import roster_events
from tuotou.store.models import Promise, RecordedEvent, RosterDay

pytestmark = pytest.mark.django_db
MORNING = at("2026-06-30 08:00")
DAY = 24 * 3_600_000_000


def said() -> list[tuple[str, str, str]]:
    """Kind of event, kind of subject and subject of everything recorded."""
    return sorted(RecordedEvent.objects.values_list("kind", "subject_kind", "subject"))


def test_a_day_is_said_of_the_sites_people_and_vehicles_of_the_organisation(tmp_path: Path, watch: Watch) -> None:
    imported(tmp_path, units=())

    assert say_roster_days(watch, lambda: MORNING) == 9
    assert {(kind, subject) for _, kind, subject in said()} == {
        *(("site", each) for each in ("SZ01", "SZ02", "HUB1")),
        *(("person", each) for each in ("SZ01001", "SZ01002", "SZ01003", "A1001", "HQ001")),
        ("asset", "苏E12345"),
    }
    manager = RecordedEvent.objects.get(subject="SZ01001")
    assert (manager.kind, manager.site, manager.person) == ("day_began", "SZ01", "SZ01001")


def test_what_was_said_is_not_said_again_and_what_was_slept_through_is_said_later(tmp_path: Path, watch: Watch) -> None:
    imported(tmp_path, units=())
    say_roster_days(watch, lambda: MORNING)
    assert say_roster_days(watch, lambda: MORNING + DAY // 4) == 0

    asleep = 3 * DAY
    assert say_roster_days(watch, lambda: MORNING + asleep) == 3 * 9 + 9  # a month began meanwhile
    assert RosterDay.objects.count() == 4
    assert {kind for kind, *_ in said()} == {"day_began", "month_began"}


def test_who_is_entered_during_a_day_is_still_said_of_it(tmp_path: Path, watch: Watch) -> None:
    imported(tmp_path, units=())
    say_roster_days(watch, lambda: MORNING)
    more(tmp_path, people=(("SZ02001", "周敏"),), posts=(("SZ02001", "SZ02", "网点客服", "2026-01-01"),))

    assert say_roster_days(watch, lambda: MORNING + DAY // 4) == 1


def test_a_roster_file_says_live_what_it_says_in_replay(tmp_path: Path, watch: Watch) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(
        "subject_kind,subject,since,until\nsite,SZ01,2026-01-01,\nsite,SZ02,2026-01-01,2026-07-02\n", "utf-8"
    )
    roster = read_rows(path, watch)
    for day in range(5):
        say_roster_days(watch, lambda day=day: MORNING + day * DAY, roster.rows)

    replayed = roster_events(roster.rows, watch.handbook, MORNING, MORNING + 4 * DAY)
    ids = {id for events in replayed for id in events["id"]}
    assert {*RecordedEvent.objects.values_list("id", flat=True)} == ids


def test_obligations_without_a_trigger_are_broken_live_as_in_replay(tmp_path: Path, watch: Watch) -> None:
    imported(tmp_path, units=())
    for day in range(3):
        say_roster_days(watch, lambda day=day: MORNING + day * DAY)
    settle_all(watch, lambda: MORNING + 40 * DAY)

    broken = Promise.objects.filter(status="broken").values_list("standard", flat=True)
    assert {*broken} >= {"somebody-on-duty", "fire-checked-monthly"}
    assert live_promises() == replayed_promises(watch, MORNING + 40 * DAY)
