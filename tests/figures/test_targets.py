"""Targets hold from a day on, are set by who may, and leave a trace."""

from __future__ import annotations

import pytest
from tests.figures.outlets import DAY, MONDAY, NUMBER, come, day_of, organisation
from tests.live.turns import HOUR

from tuotou.operations.figures.reading import Desk, Question
from tuotou.operations.figures.targets import NewTarget, set_target
from tuotou.operations.live.watch import Watch
from tuotou.operations.warnings.handling import CannotDo
from tuotou.store.models import AuditEntry, Person, Post, Unit

pytestmark = pytest.mark.django_db
SUCCESS, SHIPPED = "first-attempt-success", "on-time-rate"


@pytest.fixture
def desk(watch: Watch) -> Desk:
    organisation()
    for number, role, unit in (("911", "hq_quality", "HQ"), ("912", "area_manager", "NORTH"), ("913", "courier", "A")):
        person = Person.objects.create(staff_number=number, name=number)
        Post.objects.create(person=person, unit=Unit.objects.get(code=unit), role=role)
    return Desk(watch, MONDAY + DAY)


def put(
    desk: Desk, who: str, unit: str = "", target: float = 90.0, since: int = NUMBER, indicator: str = SUCCESS
) -> None:
    new = NewTarget(indicator, since, target, 70.0, unit, "a programme")
    set_target(new, dict(desk.indicators), who, desk.now)


def test_the_nearest_target_that_has_begun_holds(desk: Desk) -> None:
    put(desk, "911", target=90.0)
    put(desk, "911", target=95.0, since=NUMBER + 10)
    put(desk, "912", unit="B", target=80.0, since=NUMBER + 1)
    one = desk.indicator(SUCCESS)
    assert desk.aim(desk.indicator(SHIPPED), "A", NUMBER).target == 80
    assert desk.aim(one, None, NUMBER - 1).target == one.target
    desk = Desk(desk.watch, desk.now)
    asked = [(None, 0), (None, 10), ("B", 0), ("B", 1), ("B", 10), ("A", 10)]
    assert [desk.aim(one, unit, NUMBER + day).target for unit, day in asked] == [90, 95, 90, 80, 80, 95]


@pytest.mark.parametrize(("who", "unit"), [("912", ""), ("913", "A"), ("912", "C"), ("nobody", "")])
def test_who_may_not_is_told_who_may(desk: Desk, who: str, unit: str) -> None:
    with pytest.raises(CannotDo, match="may not set"):
        put(desk, who, unit)
    assert not AuditEntry.objects.exists()


def test_an_unknown_indicator_is_refused_and_a_change_is_audited(desk: Desk) -> None:
    with pytest.raises(CannotDo, match="no indicator"):
        put(desk, "911", indicator="nonsense")
    put(desk, "911")
    put(desk, "911", target=92.0)
    audited = [entry.details["target"] for entry in AuditEntry.objects.filter(act="target.set").order_by("id")]
    assert audited == [90.0, 92.0]


def test_progress_goes_from_the_baseline_to_the_target(desk: Desk, watch: Watch) -> None:
    put(desk, "911", target=90.0)
    come(day_of("B", 32, 8, MONDAY + 10 * HOUR), watch, MONDAY + 13 * HOUR)
    found = Desk(watch, MONDAY + 13 * HOUR).answer(Question(SUCCESS, "day", NUMBER))
    assert found.aim is not None
    assert (found.value, found.meets, found.aim.progress(found.value)) == (80.0, False, 0.5)
    assert found.aim.progress(None) is None
