"""Exemptions 报备: filed by an outlet, decided above it, voiding by events on the trails they touch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl
import pytest
from tests.live.agreement import live_log, live_promises, replayed_log, replayed_promises
from tests.live.turns import record
from tests.live.warned import HOUR, MINUTE, Said, only, parcels, promised, response, told

from tuotou.cli.instant import instant
from tuotou.core.trail.event import INSTANT, conform
from tuotou.core.working_time.instant import DAY
from tuotou.operations.exemptions.authority import decides
from tuotou.operations.exemptions.deciding import Application, approve, file_exemption, reject, withdraw
from tuotou.operations.exemptions.effects import see_to_exemptions
from tuotou.operations.exemptions.listing import exemption_story, list_exemptions
from tuotou.operations.live.wake import wake
from tuotou.operations.live.watch import Watch
from tuotou.operations.warnings.handling import CannotDo, Hand
from tuotou.operations.warnings.warn import tend_causes, warn
from tuotou.store.models import (
    AuditEntry,
    Belonging,
    Exempted,
    Exemption,
    Person,
    Post,
    Promise,
    RecordedEvent,
    Subject,
    Unit,
)

pytestmark = pytest.mark.django_db
DAWN = instant("2026-05-06 05:00")
NOON = instant("2026-05-06 12:00")
OUT = "out-by-wave"
FLOOD = Application("overflow", ["OUT1"], DAWN, DAWN + 10 * HOUR, "一车双倍到件", evidence="IMG-1")
AREA = Hand("AM01", NOON, "属实")


def anybody(person: str, sites: Sequence[str], at: int) -> bool:
    return True


class Platform:
    """The platform with its clock in our hands."""

    def __init__(self, watch: Watch) -> None:
        self.watch, self.now = watch, DAWN

    def record(self, events: pl.DataFrame) -> pl.DataFrame:
        return record(events, self.watch, lambda: self.now).refused

    def look(self, now: int) -> None:
        self.now = now
        while wake(self.watch, lambda: now, 1_000):
            pass

    def see_to(self, now: int, chunk: int = 1_000) -> int:
        self.now, done = now, 0
        while some := see_to_exemptions(response(), self.record, now, chunk):
            done += some
        self.look(now + MINUTE)
        return done

    def sent(self, count: int, prefix: str = "YT") -> None:
        """Parcels leave the hub for an outlet at dawn: they are to be out by half past nine."""
        rows = [
            {"subject_kind": "parcel", "subject": f"{prefix}{n:04d}", "id": "e1", "kind": "departed", "at": self.now,
             "site": "HUB1", "to_site": "OUT1"}
            for n in range(count)
        ]  # fmt: skip
        self.record(conform(pl.DataFrame(rows).with_columns(pl.col("at").cast(INSTANT))))

    def statuses(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for one in Promise.objects.filter(standard=OUT):
            found[one.status] = found.get(one.status, 0) + 1
        return found


@pytest.fixture
def platform(watch: Watch) -> Platform:
    return Platform(watch)


def filed(asked: Application = FLOOD, now: int = DAWN + HOUR, by: str = "OM01") -> Exemption:
    return file_exemption(response(), asked, by, now)


def approved(platform: Platform, asked: Application = FLOOD, now: int = NOON) -> Exemption:
    one = approve(response(), anybody, filed(asked).pk, replace(AREA, now=now))
    platform.see_to(now)
    return one


def test_filing_voids_nothing_and_approval_voids_what_it_touches(platform: Platform) -> None:
    platform.sent(30)
    platform.look(NOON)
    assert platform.statuses() == {"broken": 30}
    one = filed()
    platform.see_to(NOON)
    platform.look(NOON + MINUTE)
    assert platform.statuses() == {"broken": 30}
    approve(response(), anybody, one.pk, AREA)
    platform.see_to(NOON + 2 * MINUTE, chunk=7)
    assert platform.statuses() == {"void": 30}
    assert Exempted.objects.count() == 30
    voided = Promise.objects.filter(standard=OUT).first()
    assert voided is not None and voided.void_reason == "exemption_approved"


def test_what_comes_later_is_touched_too_and_other_sites_are_not(platform: Platform) -> None:
    platform.sent(5)
    approved(platform, now=DAWN + 2 * HOUR)
    assert Exempted.objects.count() == 0
    platform.look(NOON)
    assert platform.statuses() == {"broken": 5}
    platform.see_to(NOON)
    assert platform.statuses() == {"void": 5}
    one = Exemption.objects.get()
    assert one.work_at is not None and one.work_at > NOON
    platform.see_to(one.period_to + 4 * DAY)
    one.refresh_from_db()
    assert one.work_at is None


def test_what_was_withdrawn_after_approval_holds_again(platform: Platform) -> None:
    platform.sent(5)
    platform.look(NOON)
    one = approved(platform)
    assert platform.statuses() == {"void": 5}
    withdraw(response(), anybody, one.pk, replace(AREA, note="照片是旧的"))
    platform.see_to(NOON + MINUTE)
    assert platform.statuses() == {"broken": 5} and not Exempted.objects.exists()
    on_shift = RecordedEvent.objects.filter(subject_kind="shift").order_by("seq").values_list("kind", flat=True)
    assert list(on_shift) == ["exemption_approved", "retracted"]


def test_whoever_is_killed_between_chunks_loses_nothing_and_repeats_nothing(platform: Platform) -> None:
    platform.sent(20)
    platform.look(NOON)
    approve(response(), anybody, filed().pk, AREA)
    calls = 0

    def dying(events: pl.DataFrame) -> pl.DataFrame:
        nonlocal calls
        calls += 1
        refused = platform.record(events)
        if calls % 2:
            raise KeyboardInterrupt
        return refused

    platform.now = NOON + MINUTE
    for _ in range(60):
        try:
            see_to_exemptions(response(), dying, NOON + MINUTE, 3)
        except KeyboardInterrupt:
            continue
    platform.look(NOON + MINUTE)
    assert platform.statuses() == {"void": 20}
    events = RecordedEvent.objects.filter(kind="exemption_approved", subject_kind="parcel")
    assert events.count() == events.values("subject").distinct().count() == 20


def test_only_what_an_exemption_names(platform: Platform) -> None:
    platform.sent(5)
    platform.look(NOON)
    asked = replace(FLOOD, kind="customer_appointment", parcels=("YT0001", "YT0003"), evidence="录音 7")
    approved(platform, asked)
    assert platform.statuses() == {"broken": 3, "void": 2}


def test_the_sites_trail_says_who_filed_and_what_was_decided(platform: Platform) -> None:
    one = filed()
    platform.see_to(DAWN + HOUR)
    reject(anybody, one.pk, AREA)
    platform.see_to(NOON)
    said = RecordedEvent.objects.filter(subject="OUT1/2026-05-06", subject_kind="shift").order_by("seq")
    assert [(each.kind, each.person) for each in said] == [("exemption_filed", "OM01"), ("exemption_refused", "AM01")]


def company() -> None:
    hq, area, other, outlet = (
        Unit.objects.create(code=code, name=code, kind=kind)
        for code, kind in (("HQ", "hq"), ("AREA1", "area"), ("AREA2", "area"), ("OUT1", "outlet"))
    )
    for child, parent in ((area, hq), (other, hq), (outlet, area)):
        Belonging.objects.create(unit=child, parent=parent)
    for number, unit, role in (
        ("OM01", outlet, "outlet_manager"), ("AM01", area, "area_quality"), ("AM02", other, "area_manager"),
        ("HQ01", hq, "hq_quality"), ("AC01", area, "agent"),
    ):  # fmt: skip
        person = Person.objects.create(staff_number=number, name=number)
        Post.objects.create(person=person, unit=unit, role=role)


def test_who_decides_stands_above_the_site() -> None:
    company()
    asked = {number: decides(number, ["OUT1"], NOON) for number in ("OM01", "AM01", "AM02", "HQ01", "AC01", "??")}
    assert asked == {"OM01": False, "AM01": True, "AM02": False, "HQ01": True, "AC01": False, "??": False}
    assert not decides("AM01", ["OUT1", "OUT9"], NOON)
    one = filed()
    with pytest.raises(CannotDo, match="AM02 holds no post above OUT1"):
        approve(response(), decides, one.pk, replace(AREA, by="AM02"))
    assert approve(response(), decides, one.pk, AREA).state == "approved"


def test_nobody_decides_what_they_filed_or_what_is_decided() -> None:
    one = filed(by="AM01")
    with pytest.raises(CannotDo, match="nobody decides what they filed"):
        approve(response(), anybody, one.pk, AREA)
    with pytest.raises(CannotDo, match="needs a reason"):
        reject(anybody, one.pk, Hand("HQ01", NOON))
    reject(anybody, one.pk, Hand("HQ01", NOON, "当天件量正常"))
    with pytest.raises(CannotDo, match="is rejected"):
        approve(response(), anybody, one.pk, Hand("HQ01", NOON))
    story = exemption_story(one.pk)
    assert [(step.act, step.who) for step in story.steps] == [("filed", "AM01"), ("rejected", "HQ01")]
    assert list(AuditEntry.objects.values_list("act", "who")) == [
        ("exemption.filed", "AM01"), ("exemption.rejected", "HQ01"),
    ]  # fmt: skip


def test_what_looks_like_abuse_is_said_to_whoever_approves() -> None:
    assert filed().flags == []
    assert filed().flags == []
    assert filed().flags == ["over_quota", "repeated"]
    late = replace(FLOOD, kind="power_cut", evidence="")
    assert filed(late, DAWN + 5 * HOUR).flags == ["late", "over_quota", "no_evidence"]
    next_month = DAWN + 40 * DAY
    later = replace(FLOOD, period_from=next_month, period_to=next_month + HOUR)
    assert filed(later, next_month).flags == []


def test_too_large_a_share_is_flagged() -> None:
    """Of ten parcels the outlet failed in a month, four were excused: an overflow may excuse three."""
    every = promised(parcels(10), OUT, "OUT1", Said(due_at=DAWN))
    ids = [one.pk for one in every[:4]]
    Promise.objects.filter(pk__in=ids).update(status="void", void_reason="exemption_approved")
    assert filed().flags == ["large_share"]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"kind": "flood"}, "'flood' is no kind of exemption"),
        ({"sites": ()}, "no site"),
        ({"reason": " "}, "no reason"),
        ({"period_to": DAWN}, "ends before it begins"),
        ({"period_to": DAWN + 40 * DAY}, "longer than 31 days"),
        ({"standards": ("out-by-waves",)}, "did you mean 'out-by-wave'"),
        ({"kind": "customer_appointment"}, "for parcels by number"),
    ],
)
def test_a_filing_that_cannot_be_says_why(change: dict[str, object], what: str) -> None:
    with pytest.raises(CannotDo, match=what):
        filed(replace(FLOOD, **change))  # type: ignore[arg-type]
    assert not Exemption.objects.exists()


def test_what_the_exemption_does_not_void_is_held_back_at_the_site(platform: Platform) -> None:
    promised(parcels(9, "OUT1"), "last-mile-same-day", "OUT1", Said(due_at=DAWN + HOUR))
    one = approved(platform, now=DAWN + 2 * HOUR)
    tend_causes(response(), DAWN + 2 * HOUR)
    warn(response(), DAWN + 2 * HOUR)
    assert only(standard="last-mile-same-day").state == "held"
    assert told() == [(f"site-excused exemption:{one.pk}:OUT1", "OUT1", "area_quality", 9)]


def test_the_list_begins_with_the_latest() -> None:
    first, second = filed(), filed(replace(FLOOD, sites=("OUT2",)), now=DAWN + 2 * HOUR)
    assert [one.pk for one in list_exemptions()] == [second.pk, first.pk]
    assert [one.pk for one in list_exemptions(site="OUT2", state="filed")] == [second.pk]
    assert Subject.objects.count() == 0


def test_an_exemption_for_some_standards_voids_those_alone(platform: Platform, watch: Watch) -> None:
    """Live as in replay: it says for which, on the trail itself."""
    platform.sent(5)
    night = DAWN + DAY
    platform.look(night)
    broken = set(Promise.objects.filter(status="broken", site="OUT1").values_list("standard", flat=True))
    assert len(broken) > 1 and OUT in broken

    approved(platform, replace(FLOOD, standards=(OUT,)), now=night)
    platform.look(night + HOUR)
    void = Promise.objects.filter(status="void")
    assert set(void.values_list("standard", "void_reason")) == {(OUT, "exemption_approved")}
    assert platform.statuses() == {"void": 5}
    for standard in broken - {OUT}:
        assert set(Promise.objects.filter(standard=standard).values_list("status", flat=True)) == {"broken"}
    assert live_promises() == replayed_promises(watch, platform.now)
    assert live_log() == replayed_log(watch, platform.now)

    approved(platform, replace(FLOOD, kind="power_cut"), now=night + 2 * HOUR)
    platform.look(night + 3 * HOUR)
    exempt = {id for id in broken if any("exemption_approved" in one.kinds for one in watch.versions[id, 1].void_if)}
    assert exempt > {OUT}
    assert {*Promise.objects.filter(status="void").values_list("standard", flat=True)} == exempt
    assert live_log() == replayed_log(watch, platform.now)
