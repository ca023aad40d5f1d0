"""The doctor rebuilds trails from the log, names the damaged ones, and writes them anew."""

from __future__ import annotations

import json
from collections.abc import Callable

import polars as pl
import pytest
from tests.live.agreement import live_log, replayed_log
from tests.live.turns import HOUR, record, settle_all
from typer.testing import CliRunner

from tuotou.cli.app import app
from tuotou.operations.live.watch import Watch
from tuotou.operations.upkeep.diagnosis import Diagnosis, Level
from tuotou.operations.upkeep.trails import check_trails
from tuotou.store.models import Subject

pytestmark = pytest.mark.django_db
Examine = Callable[..., Diagnosis]


@pytest.fixture
def now(day_of_work: pl.DataFrame, watch: Watch) -> int:
    """The instant after some parcels and what they rode in were recorded."""
    now = int(day_of_work["recorded_at"].to_physical().max()) + HOUR  # type: ignore[arg-type]
    record(day_of_work, watch, lambda: now - HOUR)
    return now


@pytest.fixture
def examine(watch: Watch, now: int) -> Examine:
    def examine(every: bool = True, repair: bool = False) -> Diagnosis:
        (line,) = check_trails(watch.vocabulary, lambda: now, every, repair)
        return line

    return examine


def with_several() -> Subject:
    return Subject.objects.filter(kind="parcel", events__gt=3).order_by("pk")[7]


def lost_event(one: Subject) -> bytes:
    return b"".join(bytes(one.trail).splitlines(keepends=True)[:-1])


def changed_site(one: Subject) -> bytes:
    return bytes(one.trail).replace(b'"site":"', b'"site":"X', 1)


def cut_off(one: Subject) -> bytes:
    return bytes(one.trail)[:-30]


def test_trails_that_are_whole_are_well(examine: Examine) -> None:
    there = Subject.objects.filter(events__gt=0).count()
    assert examine() == Diagnosis("trails", Level.OK, f"{there} trails rebuilt from the log are as they are held")
    assert examine(every=False).level is Level.OK


@pytest.mark.parametrize("damage", [lost_event, changed_site, cut_off])
def test_a_damaged_trail_is_found_and_written_anew(
    examine: Examine, watch: Watch, now: int, damage: Callable[[Subject], bytes]
) -> None:
    settle_all(watch, lambda: now)
    one = with_several()
    whole, one.trail = bytes(one.trail), damage(one)
    one.events = max(bytes(one.trail).count(b"\n"), 1)
    one.save()

    found = examine()
    assert (found.level, found.what.rpartition(": ")[2]) == (Level.FAIL, f"parcel:{one.number}")
    assert "--repair" in found.right
    assert examine(repair=True).level is Level.OK
    assert examine().level is Level.OK
    one.refresh_from_db()
    assert sorted(bytes(one.trail).splitlines()) != [] and one.events == whole.count(b"\n")
    settle_all(watch, lambda: now + HOUR)
    assert live_log() == replayed_log(watch, now + HOUR)


def test_a_trail_whose_length_is_wrong_is_found(examine: Examine) -> None:
    one = with_several()
    Subject.objects.filter(pk=one.pk).update(events=one.events + 1)
    assert f"parcel:{one.number}" in examine().what


def test_the_command_says_which(now: int) -> None:
    one = with_several()
    Subject.objects.filter(pk=one.pk).update(trail=lost_event(one), events=one.events - 1)
    told = CliRunner().invoke(app, ["doctor", "--trails", "--all", "--json", "--lang", "zh"])
    assert told.exit_code == 7
    assert any(f"parcel:{one.number}" in line["what"] for line in json.loads(told.stdout))
    misused = CliRunner().invoke(app, ["doctor", "--repair", "--lang", "en"])
    assert misused.exit_code == 2
