"""Letters leave at their channel's pace; what is away is tried again, what refuses is said, and nothing is lost."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from tests.live.warned import response
from tests.notices.cast import ADMIN, MINUTE, THROWN, Clock, at, channel, company, hand, late, said, sent, told
from tests.notices.file_channel import got

from tuotou.operations.notices.channels import enable
from tuotou.operations.notices.claim import LEASE, claim
from tuotou.operations.notices.facts import Fact, Hearer, announce
from tuotou.operations.notices.outbox import Posted, outbox, resend, resend_all
from tuotou.operations.notices.send import send
from tuotou.operations.warnings.handling import CannotDo
from tuotou.store.models import AuditEntry, Channel, Letter, Person, Warning

pytestmark = [pytest.mark.django_db(transaction=True)]
NINE = at("09:00")


@pytest.fixture(autouse=True)
def _people(transactional_db: None) -> None:
    company()


def post(file: Path, people: list[str], urgent: bool = False) -> None:
    """A letter to each, ready to leave."""
    level = "red_line" if urgent else "serious"
    hearers = [
        Hearer(Fact(f"x{n}{urgent}", "told", level, "OUT1", parameters={"what": "x"}, urgent=urgent), one)
        for n, one in enumerate(people)
    ]
    announce(response().notices, hearers, NINE)
    said(NINE)
    said(NINE + MINUTE)


def test_a_limit_is_kept_by_all_workers_together(tmp_path: Path) -> None:
    people = [f"P{n:03}" for n in range(30)]
    Person.objects.bulk_create(Person(staff_number=one, name=one) for one in people)
    file = channel("chat", tmp_path, limit=20, people=people)
    post(file, people)
    clocks = [Clock(NINE + MINUTE), Clock(NINE + MINUTE)]
    for _ in range(400):
        for clock in clocks:
            send(response(), clock)
            clock.now += 300_000
    times = [one["at"] for one in got(file)]
    assert len(times) == 30
    assert all(later - sooner >= 3_000_000 for sooner, later in pairwise(times))


def test_red_lines_are_before_others(tmp_path: Path) -> None:
    file = channel("chat", tmp_path, limit=20, people=["OM01", "OM02"])
    post(file, ["OM01"])
    post(file, ["OM02"], urgent=True)
    clock = Clock(NINE + MINUTE)
    for _ in range(2):
        sent(clock)
        clock.now += MINUTE
    assert [one["level"] for one in got(file)] == ["red_line", "serious"]


def test_a_channel_that_is_away_is_left_alone_and_tried_again(tmp_path: Path) -> None:
    file = channel("chat", tmp_path, people=["OM01", "OM02", "OA01"])
    post(file, ["OM01", "OM02", "OA01"])
    file.with_suffix(".say").write_text("later 90")
    clock = Clock(NINE + MINUTE)
    sent(clock)
    one = Channel.objects.get()
    assert one.failures == 2 and one.next_at == clock.now + 90 * 1_000_000 and one.error == "it is away"
    file.with_suffix(".say").unlink()
    sent(clock)
    assert got(file) == []
    clock.now += 100 * 1_000_000
    sent(clock)
    assert len(got(file)) == 3 and Channel.objects.get().failures == 0
    assert {letter.state for letter in Letter.objects.all()} == {"sent"}
    assert all(letter.receipt.startswith("receipt") for letter in Letter.objects.all())


def test_one_letter_that_is_put_off_holds_up_no_other(tmp_path: Path) -> None:
    file = channel("chat", tmp_path, people=["OM01", "OM02"])
    post(file, ["OM01", "OM02"])
    file.with_suffix(".say").write_text("later 3600")
    first = claim(Clock(NINE + MINUTE), 1)
    assert len(first[0].letters) == 2
    Letter.objects.update(state="waiting", next_try_at=NINE + MINUTE)
    Letter.objects.filter(person="OM02").update(next_try_at=NINE + 2 * MINUTE)
    sent(Clock(NINE + MINUTE))
    file.with_suffix(".say").unlink()
    sent(Clock(NINE + 2 * MINUTE))
    assert [one["to"] for one in got(file)] == ["chat-OM02"]


def test_who_refuses_is_said_to_the_administrator_once(tmp_path: Path) -> None:
    file = channel("chat", tmp_path, people=["OM01", "OM02"])
    post(file, ["OM01", "OM02"])
    file.with_suffix(".say").write_text("refused")
    clock = Clock(NINE + MINUTE)
    sent(clock)
    assert [one.error for one in outbox(Posted(state="failed"))] == ["no such address"] * 2
    assert told(ADMIN) == [(ADMIN, "channel_refused", "waiting")]
    file.with_suffix(".say").unlink()
    assert resend_all("chat", hand(clock.now)) == 2
    sent(clock)
    assert len(got(file)) == 2 and AuditEntry.objects.filter(act="letter.resend").count() == 1


def test_a_letter_is_sent_again_by_hand_under_the_same_id(tmp_path: Path) -> None:
    file = channel("chat", tmp_path, people=["OM01"])
    post(file, ["OM01"])
    clock = Clock(NINE + MINUTE)
    sent(clock)
    letter = Letter.objects.get()
    resend(letter.pk, hand(clock.now))
    with pytest.raises(CannotDo, match="on its way"):
        resend(letter.pk, hand(clock.now))
    sent(clock)
    assert [one["id"] for one in got(file)] == [letter.pk] * 2
    with pytest.raises(CannotDo, match="no letter"):
        resend("nothing", hand())


def test_a_channel_that_is_off_keeps_what_waits_and_goes_on(tmp_path: Path) -> None:
    file = channel("chat", tmp_path, people=["OM01"])
    post(file, ["OM01"])
    enable("chat", False, hand())
    sent(Clock(NINE + MINUTE))
    assert got(file) == []
    enable("chat", True, hand())
    sent(Clock(NINE + MINUTE))
    assert len(got(file)) == 1


def test_what_a_dead_worker_left_is_sent_again_if_it_is_urgent_and_else_unclear(tmp_path: Path) -> None:
    file = channel("chat", tmp_path, people=["OM01", "OM02"])
    post(file, ["OM01"])
    post(file, ["OM02"], urgent=True)
    clock = Clock(NINE + MINUTE)
    assert sum(len(one.letters) for one in claim(clock, 8)) == 2  # and then it dies
    sent(clock)
    assert got(file) == []
    clock.now += LEASE
    sent(clock)
    assert [one["to"] for one in got(file)] == ["chat-OM02"]
    assert dict(Letter.objects.values_list("person", "state")) == {"OM01": "unclear", "OM02": "sent"}


def test_what_is_settled_while_it_waits_for_its_channel_does_not_leave(tmp_path: Path) -> None:
    file = channel("robot", tmp_path, limit=1, unit="OUT1")
    late(6, "OUT1", NINE)
    late(1, "OUT1", NINE, THROWN)
    said(NINE)
    said(NINE + MINUTE)
    clock = Clock(NINE + MINUTE)
    sent(clock)
    Warning.objects.exclude(standard=THROWN).update(state="resolved")
    clock.now += 2 * MINUTE
    sent(clock)
    assert len(got(file)) == 1 and set(Letter.objects.values_list("state", flat=True)) == {"sent", "spared"}


def test_settings_that_are_wrong_stop_no_other_channel(tmp_path: Path) -> None:
    file = channel("chat", tmp_path, people=["OM01"])
    channel("broken", tmp_path, people=["OM02"])
    post(file, ["OM01", "OM02"])
    Channel.objects.filter(name="broken").update(kind="pigeon")
    sent(Clock(NINE + MINUTE))
    broken = Channel.objects.get(name="broken")
    assert len(got(file)) == 1 and "no kind of channel is called 'pigeon'" in broken.error
    assert Letter.objects.get(person="OM02").state == "waiting"
