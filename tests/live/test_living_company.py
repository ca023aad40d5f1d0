"""A company that is made up: its past stands in the database as if it had been lived, and it goes on from there."""

from __future__ import annotations

import json
import shutil
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from django.db import transaction
from tests.live.agreement import live_log, live_promises, replayed_log, replayed_promises
from tests.live.machine import Machine, some_time
from tests.live.publishing import at
from tests.live.turns import HOUR, settle_all

from tuotou.operations.demo.diary import NAME, Diary
from tuotou.operations.demo.editions import EDITIONS, publish_due
from tuotou.operations.demo.founding import NotEmpty, found, people
from tuotou.operations.demo.past import Past, stretches
from tuotou.operations.demo.present import Present
from tuotou.operations.demo.signs_in import PLACES, who_signs_in
from tuotou.operations.demo.tale import Tale
from tuotou.operations.live.record_events import SaidAlready, record_past
from tuotou.operations.live.watch import Watch
from tuotou.operations.standards.held import load_held
from tuotou.store.models import Exemption, Person, Promise, RecordedEvent, Subject, Unit, Verdict, Warning, WarningStep

pytestmark = pytest.mark.django_db
NOW = at("2026-11-10 13:20")
MINUTE = HOUR // 60
SMALL = 20  # parcels a day


@dataclass
class Lived:
    """A company whose past was told up to NOW."""

    home: Path
    watch: Watch

    def tale(self, folder: Path) -> Tale:
        """From a copy of what lies on the disk."""
        shutil.copytree(self.home, folder / "copy")
        return reopened(folder / "copy")


def reopened(home: Path) -> Tale:
    """As after a start."""
    diary = Diary.opened(home)
    assert diary is not None
    return Tale(diary)


@pytest.fixture(scope="module")
def lived(
    watch: Watch, tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: object
) -> Iterator[Lived]:
    """Two days and a half of a small company."""
    home = tmp_path_factory.mktemp("company")
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        diary = found(home, SMALL, 2, NOW)
        people(diary, NOW)
        Past(Tale(diary), lambda: watch, lately=3 * HOUR).until(NOW)
        yield Lived(home, watch)
        transaction.set_rollback(True)


def events() -> set[tuple[str, str, str]]:
    return {*RecordedEvent.objects.values_list("subject_kind", "subject", "id")}


def told(tale: Tale, until: int) -> set[tuple[str, str, str]]:
    tale.diary.told_until = 0
    return set(Tale(tale.diary).until(until).select("subject_kind", "subject", "id").iter_rows())


def test_everything_is_recorded_once_with_the_instant_at_which_it_became_known(lived: Lived, tmp_path: Path) -> None:
    whole = told(lived.tale(tmp_path), NOW)
    assert len(whole) > 2_000
    assert whole <= events()
    assert len(events()) == RecordedEvent.objects.count()
    lags = RecordedEvent.objects.filter(source="sorter").values_list("recorded_at", "at")
    assert max(known - happened for known, happened in lags) < MINUTE
    assert RecordedEvent.objects.filter(recorded_at__gt=NOW).count() == 0


def test_what_was_said_is_what_the_replay_of_the_log_says(lived: Lived) -> None:
    crowds = set(Promise.objects.exclude(standard__in=lived.watch.apart).values_list("id", flat=True))
    live = {id: each for id, each in live_promises().items() if id not in crowds}
    log = {id: said for id, said in live_log().items() if id not in crowds}
    assert len(live) > 50
    assert live == replayed_promises(lived.watch, NOW)
    assert log == replayed_log(lived.watch, NOW)


def test_its_warnings_are_those_of_days_that_were_lived(lived: Lived) -> None:
    states = dict.fromkeys(Warning.objects.values_list("state", flat=True), True)
    assert {"resolved", "open"} <= states.keys()
    assert Verdict.objects.filter(written_at__gt=NOW).count() == 0
    opened = {*Warning.objects.values_list("opened_at", flat=True)}
    assert len(opened) > 10 and max(opened) <= NOW
    taken = WarningStep.objects.filter(act="acknowledged")
    assert taken and not taken.filter(cause_code="").exists() and not taken.filter(note="").exists()
    known = set(Person.objects.values_list("staff_number", flat=True))
    assert {*taken.values_list("who", flat=True)} <= known
    assert {*Exemption.objects.values_list("filed_by", flat=True)} <= known
    assert Exemption.objects.exclude(decided_by="").exists()


def test_what_events_name_is_somebody_somewhere(lived: Lived) -> None:
    sites = {*RecordedEvent.objects.exclude(site=None).values_list("site", flat=True)}
    assert {site for site in sites if not site.startswith("RS")} <= {*Unit.objects.values_list("code", flat=True)}
    persons = {*RecordedEvent.objects.exclude(person=None).values_list("person", flat=True)}
    assert persons <= {*Person.objects.values_list("staff_number", flat=True)}


def test_one_of_each_role_signs_in(lived: Lived) -> None:
    found_ = who_signs_in(NOW)
    assert [(one.role, one.unit) for one in found_] == [*PLACES]
    assert all(one.name and one.unit_zh and one.unit_en for one in found_)


def test_it_goes_on_with_the_clock_and_after_a_stop_without_telling_anything_twice(
    lived: Lived, tmp_path: Path
) -> None:
    now = NOW
    present = Present(lived.tale(tmp_path), lambda: lived.watch, lambda: now)
    fresh = 0
    for _ in range(12):
        now += 10 * MINUTE
        fresh += present.go_on()
        settle_all(lived.watch, present.clock)
    assert fresh > 100
    diary = reopened(tmp_path / "copy").diary
    diary.told_until -= HOUR  # as if it had been killed before the last hour was noted
    diary.save()
    again = Present(Tale(diary), lambda: lived.watch, lambda: now)
    assert again.go_on() == 0
    now += 14 * HOUR  # nobody was there over night
    Past(again.tale, lambda: lived.watch).until(now)
    assert len(events()) == RecordedEvent.objects.count()
    assert told(again.tale, now) <= events()
    assert Subject.objects.filter(next_due_at__lte=now).count() == 0


def test_a_higher_speed_sends_more_parcels_from_now_on_until_the_day_ends(lived: Lived, tmp_path: Path) -> None:
    tale = lived.tale(tmp_path)
    tale.quicken(4, NOW)
    tale.quicken(4, NOW + HOUR)
    more = [each for each in tale.diary.chapters if not each.sites]
    assert [(each.parcels, each.since) for each in more] == [(3 * SMALL, NOW)]
    ordered = tale.until(NOW + 10 * HOUR).filter(kind="ordered")
    ours = ordered.filter(pl.col("subject").str.starts_with(f"TT77{more[0].number:03d}"))
    assert SMALL / 2 < ours.height <= 3 * SMALL
    tale.quicken(4, NOW + 24 * HOUR)
    assert len([each for each in tale.diary.chapters if not each.sites]) == 2


def test_nothing_is_founded_where_something_is(lived: Lived, tmp_path: Path) -> None:
    with pytest.raises(NotEmpty):
        found(tmp_path, SMALL, 2, NOW)


def test_what_was_judged_already_takes_no_events_of_before(lived: Lived) -> None:
    one = Subject.objects.filter(kind="parcel", known_until=NOW).first()
    assert one is not None
    late = pl.DataFrame(
        {"subject_kind": "parcel", "subject": one.number, "id": "late-1", "kind": "stock_taken",
         "at": [NOW - HOUR], "recorded_at": [NOW - HOUR]}
    ).with_columns(pl.col("at", "recorded_at").cast(pl.Datetime("us", "UTC")))  # fmt: skip
    with pytest.raises(SaidAlready):
        record_past(late, lived.watch, NOW + HOUR)


def test_its_quality_department_changes_standards_as_the_days_go_by(lived: Lived, tmp_path: Path) -> None:
    diary = lived.tale(tmp_path).diary
    assert publish_due(diary, NOW) == 0
    later = NOW + 20 * 24 * HOUR
    assert [publish_due(diary, later), publish_due(diary, later)] == [2, 0]
    assert publish_due(diary, NOW + 30 * 24 * HOUR) == len(EDITIONS) - 2
    held = load_held()
    for each in EDITIONS:
        before, after = held.by_id[each.standard][-2:]
        assert after.version == before.version + 1 and after.effective > later
        assert (before.warnings, before.settle) != (after.warnings, after.settle)


def test_stretches_meet_and_end_where_they_should() -> None:
    begin = at("2026-11-01 00:00")
    found_ = [*stretches(begin, NOW, NOW - 24 * HOUR)]
    assert found_[0][0] == begin and found_[-1][1] == NOW
    assert all(one[1] == other[0] for one, other in zip(found_, found_[1:], strict=False))
    assert {until - since for since, until in found_[:4]} == {6 * HOUR}
    assert all(until - since <= HOUR for since, until in found_ if since >= NOW - 24 * HOUR)
    assert [*stretches(NOW, NOW, NOW)] == []


def test_its_shifts_are_prolonged_when_it_is_started_much_later(lived: Lived, tmp_path: Path) -> None:
    diary = lived.tale(tmp_path).diary
    assert people(diary, NOW) is None
    later = NOW + 50 * 24 * HOUR
    more = people(diary, later)
    assert more is not None and more.clean
    assert diary.rostered_until == date(2026, 11, 10) + timedelta(110)


@pytest.mark.heavy
def test_the_command_serves_at_once_and_goes_on_where_it_was_stopped(machine: Machine, tmp_path: Path) -> None:
    words = ("demo", "run", "--to", str(tmp_path / "demo"), "--port", "0", "--days", "1", "--parcels", str(SMALL))
    machine.extra = {"TUOTOU_HOME": str(tmp_path / "elsewhere")}
    page = tmp_path / "demo" / "platform" / NAME
    until = []
    for how, waits in ((signal.SIGTERM, False), (signal.SIGTERM, True), (signal.SIGINT, True)):
        with machine.serving(*words, verb=()) as served:
            assert served.get("/health").json()["status"] == "ok"
            assert [one["role"] for one in served.told["people"]] == [role for role, _ in PLACES]
            if waits:
                some_time(served.is_ready)  # its past was told, and what runs by itself runs
            until.append(json.loads(page.read_text())["told_until"])
            assert served.end(how) == 0
    assert until == sorted(until)
    assert not (tmp_path / "elsewhere").exists()
    fresh = machine.run("demo", "fill", "--to", tmp_path / "demo", "--fresh", "--days", "1", "--parcels", SMALL)
    assert fresh.returncode == (2 if machine.url else 0), fresh.stderr
