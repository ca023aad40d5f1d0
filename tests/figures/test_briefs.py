"""In the morning who leads a unit finds in the inbox how it did: once, and in plain words."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from tests.figures.books import count_all
from tests.figures.outlets import DAY, MONDAY, NUMBER, come, day_of, organisation
from tests.live.turns import HOUR

from tuotou.operations.figures.briefs import send_briefs
from tuotou.operations.figures.publish import publish
from tuotou.operations.figures.targets import NewTarget, set_target
from tuotou.operations.live.watch import Watch
from tuotou.operations.notices.picture import picture
from tuotou.operations.notices.wording import Words
from tuotou.store.models import Notice, Person, Post, Unit

pytestmark = pytest.mark.django_db
TUESDAY = MONDAY + DAY
SUCCESS = "first-attempt-success"


@pytest.fixture
def people() -> None:
    organisation()
    for number, role, unit in (
        ("901", "outlet_manager", "A"),
        ("902", "outlet_manager", "B"),
        ("903", "area_manager", "NORTH"),
        ("904", "management", "HQ"),
        ("905", "hq_quality", "HQ"),
    ):
        person = Person.objects.create(staff_number=number, name=f"P{number}")
        Post.objects.create(person=person, unit=Unit.objects.get(code=unit), role=role)


def test_units_are_told_in_the_morning_and_once(people: None, watch: Watch) -> None:
    set_target(NewTarget(SUCCESS, NUMBER, 90.0, 70.0), {one.id: one for one in watch.indicators}, "905", MONDAY)
    come([*day_of("A", 38, 2, MONDAY + 10 * HOUR), *day_of("B", 30, 10, MONDAY + 10 * HOUR)], watch, MONDAY + 13 * HOUR)
    count_all(watch, TUESDAY + 7 * HOUR)
    publish(watch, TUESDAY + 7 * HOUR)
    assert send_briefs(watch, TUESDAY + 7 * HOUR) == 0

    assert send_briefs(watch, TUESDAY + 7 * HOUR + HOUR // 2) > 0
    assert send_briefs(watch, TUESDAY + 8 * HOUR) == 0

    told = {one.person: one for one in Notice.objects.filter(kind="brief")}
    assert {"901", "902", "904"} <= told.keys()
    words = Words(watch.response, "zh", TUESDAY + 8 * HOUR)
    title, text = words.said(told["902"])
    assert title.startswith("B 日报 8 月 3 日：")
    assert "首派成功率 75 %，目标 90 %，未达标，全公司第 2（共 2）" in text.replace("\\", "")
    course = told["902"].parameters["course"]
    assert course["values"] == [None] * 13 + [75.0] and (course["last"], course["target"]) == (NUMBER, 90.0)
    assert told["904"].parameters["course"]["values"][-1] == 85.0, "an area's is the sum of its sites"
    title, text = Words(watch.response, "en", TUESDAY + 8 * HOUR).said(told["904"])
    assert title.startswith("Daily brief of HQ, 2026-08-03")
    assert "85 %, misses its target 90 %" in text


def test_the_picture_shows_the_days_and_is_named_after_what_it_shows(watch: Watch) -> None:
    title, unit = {"zh": "首派成功率", "en": "first attempt"}, {"zh": "%", "en": "%"}
    course = {"title": title, "unit": unit, "last": NUMBER, "values": [None, 91.5, 88.0], "target": 90.0}
    words = Words(watch.response, "zh", MONDAY)
    drawn = picture(words, course)
    assert drawn is not None and drawn.name == "近3天-首派成功率.png"
    blue, red = (0x16, 0x68, 0xB8), (0xC9, 0x2A, 0x2A)
    assert {blue, red} <= colours(drawn.content)
    assert picture(words, {**course, "values": [None]}) is None
    without = picture(words, {**course, "target": None})
    assert without is not None and red not in colours(without.content)


def colours(png: bytes) -> set[object]:
    image = Image.open(BytesIO(png))
    assert image.format == "PNG" and image.size == (1_080, 480)
    return {colour for _, colour in image.convert("RGB").getcolors(1 << 20) or []}
