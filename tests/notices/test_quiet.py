"""Nobody is called in their sleep, but for what waits for nobody; and what was settled meanwhile calls nobody."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.live.warned import response
from tests.notices.cast import HOUR, SORTED, THROWN, Clock, at, channel, hand, late, on_duty, said, sent, told
from tests.notices.file_channel import got

from tuotou.core.notices.quiet import Hours, may_call_at
from tuotou.operations.notices.inbox import Asked, inbox
from tuotou.operations.notices.preferences import choose_quiet
from tuotou.operations.warnings.escalate import escalate
from tuotou.operations.warnings.handling import Hand, Taking, close
from tuotou.store.models import Notice
from tuotou.store.organisation import Organisation

NIGHT = Hours(22 * HOUR, 7 * HOUR)
MORNING = at("2026-05-02 07:00")


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("21:59", "21:59"),
        ("22:00", "2026-05-02 07:00"),
        ("2026-05-02 00:30", "2026-05-02 07:00"),
        ("06:59", "07:00"),
        ("07:00", "07:00"),
    ],
)
def test_without_a_roster_the_night_is_quiet_over_midnight(now: str, then: str) -> None:
    assert may_call_at(at(now), [], NIGHT) == at(then)


def test_hours_by_day_and_none_at_all() -> None:
    assert may_call_at(at("13:00"), [], Hours(12 * HOUR, 14 * HOUR)) == at("14:00")
    assert may_call_at(at("23:00"), [], Hours(0, 0)) == at("23:00")


def test_who_works_at_night_is_called_at_night_and_not_by_day() -> None:
    shifts = [(at("20:00"), at("2026-05-02 08:00")), (at("2026-05-02 20:00"), at("2026-05-03 08:00"))]
    assert may_call_at(at("2026-05-02 03:00"), shifts, NIGHT) == at("2026-05-02 03:00")
    assert may_call_at(at("2026-05-02 12:00"), shifts[1:], NIGHT) == at("2026-05-02 20:00")


@pytest.mark.django_db
@pytest.mark.usefixtures("people")
class TestDeferred:
    """At a quarter past eleven at night."""

    now = at("23:15")

    def test_it_is_told_in_the_morning_if_it_is_still_open(self, tmp_path: Path) -> None:
        file = channel("chat", tmp_path, people=["HM01"])
        late(30, "HUB1", self.now, SORTED)
        said(self.now)
        assert Notice.objects.get().due_at == MORNING
        said(MORNING - 1)
        assert told() == [("HM01", "told", "waiting")]
        said(MORNING)
        said(MORNING + HOUR)
        sent(Clock(MORNING + HOUR))
        assert [one["to"] for one in got(file)] == ["chat-HM01"]

    def test_what_was_settled_meanwhile_calls_nobody_and_stays_in_the_inbox(self, tmp_path: Path) -> None:
        file = channel("chat", tmp_path, people=["HM01"])
        one = late(30, "HUB1", self.now, SORTED)
        said(self.now)
        close(response(), one.pk, Hand("AM01", self.now + HOUR), Taking("other", "none_needed"))
        said(MORNING)
        said(MORNING + HOUR)
        sent(Clock(MORNING + HOUR))
        assert got(file) == []
        (kept,) = [each for each in inbox(response(), Asked("HM01"), "zh", MORNING) if each.notice.kind == "told"]
        assert (kept.notice.state, kept.notice.note, kept.open) == ("spared", "settled", False)

    def test_a_night_hub_hears_at_night(self, tmp_path: Path) -> None:
        on_duty("HM01", "HUB1", "hub_manager", ("20:00", "2026-05-02 08:00"))
        file = channel("chat", tmp_path, people=["HM01"])
        late(30, "HUB1", self.now, SORTED)
        said(self.now)
        said(self.now + HOUR)
        sent(Clock(self.now + HOUR))
        assert len(got(file)) == 1

    def test_red_lines_wait_for_nobody(self, tmp_path: Path) -> None:
        file = channel("chat", tmp_path, people=["AQ01", "OM01"])
        late(1, "OUT1", self.now, THROWN)
        said(self.now)
        sent(Clock(self.now))
        assert [one["level"] for one in got(file)] == ["red_line"]

    def test_hours_of_ones_own(self) -> None:
        choose_quiet("HM01", Hours(0, 0), hand())
        late(30, "HUB1", self.now, SORTED)
        said(self.now)
        assert Notice.objects.get().state == "inbox"

    def test_the_ladder_counts_from_when_somebody_could_hear(self) -> None:
        one = late(30, "HUB1", self.now, SORTED)
        said(self.now)
        assert escalate(response(), Organisation.at, MORNING) == 0
        said(MORNING)
        assert {person for person, _, _ in told()} == {"HM01"}
        assert escalate(response(), Organisation.at, MORNING + HOUR) == 1
        one.refresh_from_db()
        assert one.told_at == MORNING and one.look_at == MORNING + 3 * HOUR
