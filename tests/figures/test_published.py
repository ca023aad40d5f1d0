"""What is published stays; what comes in later is an adjustment that says how much, why and when."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.figures.books import count_all
from tests.figures.outlets import DAY, MONDAY, NUMBER, come, day_of, event, organisation
from tests.live.turns import HOUR

from tuotou.operations.figures.drilling import drill
from tuotou.operations.figures.publish import publish
from tuotou.operations.figures.ranking import parts, rank_of, ranking, series, worst
from tuotou.operations.figures.reading import CLOSED, LIVE, PUBLISHED, Answer, Desk, NoFigure, Question
from tuotou.operations.live.watch import Watch
from tuotou.store.models import Belonging, Brand, Figure, FigureAdjustment, Publication, PublishedFigure, Unit

pytestmark = pytest.mark.django_db
TUESDAY = MONDAY + DAY
SUCCESS = "first-attempt-success"


@pytest.fixture
def monday(watch: Watch) -> int:
    """What the outlets did on Monday, as of 13:00."""
    organisation()
    at = MONDAY + 10 * HOUR
    rows = [*day_of("A", 38, 2, at), *day_of("B", 30, 10, at), *day_of("C", 5, 0, at)]
    come(rows, watch, at + 3 * HOUR)
    return at + 3 * HOUR


def asked(unit: str | None = None, word: str = "day", **more: str) -> Question:
    return Question(SUCCESS, word, NUMBER, unit, **more)  # type: ignore[arg-type]


def told(watch: Watch, now: int, question: Question) -> tuple[int, int | None, str]:
    found = Desk(watch, now).answer(question)
    return found.figure.counted, found.figure.of, found.state


def late(watch: Watch) -> Answer:
    """One more parcel of Monday, known on Tuesday at nine."""
    row = event("A900", "signed_by_self", MONDAY + 18 * HOUR, "A", person="A-0")
    come([event("A900", "accepted", MONDAY, "ORIGIN"), row], watch, TUESDAY + 9 * HOUR)
    return Desk(watch, TUESDAY + 10 * HOUR).answer(asked("A"))


def test_a_unit_is_the_sum_of_what_belongs_to_it_that_day(monday: int, watch: Watch) -> None:
    assert told(watch, monday, asked("A")) == (38, 40, LIVE)
    assert told(watch, monday, asked("NORTH")) == (68, 80, LIVE)
    assert told(watch, monday, asked("SOUTH")) == (0, 0, LIVE)
    assert told(watch, monday, asked("HQ")) == told(watch, monday, asked()) == (73, 85, LIVE)
    assert told(watch, monday, asked("NORTH", "week")) == (68, 80, LIVE)
    assert told(watch, monday, asked("A", by="person", value="A-1")) == (19, 20, LIVE)
    assert Desk(watch, monday).answer(asked()).as_of == monday


def test_many_indicators_are_asked_of_the_database_like_one(monday: int, watch: Watch) -> None:
    def questions(ids: list[str]) -> int:
        with CaptureQueriesContext(connection) as asked_of_it:
            desk = Desk(watch, monday)
            answers = desk.answers([Question(id, "day", NUMBER) for id in ids])
        assert [answer.indicator.id for answer in answers] == ids
        return len(asked_of_it)

    every = Desk(watch, monday).indicators
    alike = [id for id, one in every.items() if one.calendar == every[SUCCESS].calendar]
    assert len(alike) > 10
    assert questions(alike) <= questions([SUCCESS]) + 2, "and how often each step was measured"


def test_one_brand_alone_is_told_by_its_site_codes(monday: int, watch: Watch) -> None:
    unit = Unit.objects.get(code="A")
    Brand.objects.create(unit=unit, brand="YT", site_code="B", until=MONDAY + 5 * DAY)
    desk = Desk(watch, monday)
    assert desk.answer(asked(brand="YT")).figure.counted == 30, "what was scanned under the brand's code"
    assert desk.answer(asked("NORTH", brand="YT")).figure.counted == 30
    assert desk.answer(asked("SOUTH", brand="YT")).figure.counted == 0
    assert desk.answer(asked(brand="ZT")).figure.counted == 0, "a brand that nobody has"


def test_a_figure_is_told_by_person(monday: int, watch: Watch) -> None:
    found = parts(Desk(watch, monday), asked("A"), "person")
    assert [(name, figure.counted, figure.of) for name, figure in found.items()] == [("A-0", 19, 20), ("A-1", 19, 20)]


def test_sites_are_ranked_fairly(monday: int, watch: Watch) -> None:
    desk = Desk(watch, monday)
    assert [(each.unit, each.rank, each.of) for each in ranking(desk, asked())] == [
        ("A", 1, 2),
        ("B", 2, 2),
        ("C", None, 2),
    ]
    assert [each.unit for each in worst(desk, asked("NORTH"), 1)] == ["B"]
    found = rank_of(desk, asked("SOUTH"), "A")
    assert found is None
    assert [(day, figure.counted) for day, figure in series(desk, asked(), 7)] == [(NUMBER, 73)]


def test_those_behind_a_number_are_named_page_by_page(monday: int, watch: Watch) -> None:
    desk = Desk(watch, monday)
    assert {each.number for each in drill(desk, asked("A"), "others").rows} == {"A038", "A039"}
    seen, after = [], (0, 0, 0)
    while after:
        page = drill(desk, asked("NORTH"), "counted", after, limit=9)
        seen += [each.number for each in page.rows]
        after = page.after or ()  # type: ignore[assignment]
    assert len(seen) == len({*seen}) == 68
    with pytest.raises(NoFigure, match="parcel.product"):
        drill(desk, asked("A", by="parcel.product", value="x"), "counted")


def test_what_is_published_never_changes_and_what_comes_late_stands_beside_it(monday: int, watch: Watch) -> None:
    count_all(watch, TUESDAY + 6 * HOUR)
    publish(watch, TUESDAY + 6 * HOUR)
    assert told(watch, TUESDAY + 6 * HOUR, asked("A"))[2] == LIVE
    count_all(watch, TUESDAY + 7 * HOUR)
    assert publish(watch, TUESDAY + 7 * HOUR) > 0
    assert publish(watch, TUESDAY + 8 * HOUR) == 0
    before = [*PublishedFigure.objects.order_by("pk").values_list()]

    found = late(watch)

    assert [*PublishedFigure.objects.order_by("pk").values_list()] == before
    assert (found.figure.counted, found.figure.of, found.state) == (38, 40, PUBLISHED)
    assert found.as_of == TUESDAY + 7 * HOUR
    assert found.adjusted is not None
    assert (found.adjusted.counted, found.adjusted.of) == (39, 41)
    published = Publication.objects.get(indicator=SUCCESS, period="day", first_day=NUMBER)
    rows = FigureAdjustment.objects.filter(publication=published)
    assert {(row.count, row.per, row.subjects, row.as_of) for row in rows} == {(1, 1, 1, TUESDAY + 9 * HOUR)}
    assert all(row.why["signed_by_self"] == 1 for row in rows)
    assert told(watch, TUESDAY + 10 * HOUR, asked("B")) == (30, 40, PUBLISHED)


def test_a_week_is_closed_with_what_came_in_until_then(monday: int, watch: Watch) -> None:
    count_all(watch, TUESDAY + 7 * HOUR)
    publish(watch, TUESDAY + 7 * HOUR)
    late(watch)
    closing = MONDAY + 10 * DAY + 7 * HOUR
    assert told(watch, closing, asked("NORTH", "week")) == (69, 81, LIVE)
    count_all(watch, closing)
    publish(watch, closing)
    found = Desk(watch, closing).answer(asked("NORTH", "week"))
    assert (found.figure.counted, found.figure.of, found.state) == (69, 81, CLOSED)
    assert (found.as_of, found.adjusted, found.before and found.before.of) == (closing, None, 0)


def test_the_books_are_the_sum_of_what_each_subject_entered(monday: int, watch: Watch) -> None:
    before = {(row.line_id, row.day): (row.count, row.per, row.counted) for row in Figure.objects.all()}
    count_all(watch, monday)
    come(day_of("A", 38, 2, MONDAY + 10 * HOUR), watch, monday + HOUR)  # nothing new
    assert {(row.line_id, row.day): (row.count, row.per, row.counted) for row in Figure.objects.all()} == before


def hubs(watch: Watch, now: int, **good: int) -> list[tuple[str, int | None, int, str]]:
    """How sites stand beside each other once hubs had forty parcels each, so many of them well."""
    for code, well in good.items():
        hub = Unit.objects.create(code=code, name=code, kind="hub")
        Belonging.objects.create(unit=hub, parent=Unit.objects.get(code="HQ"))
        come(day_of(code, well, 40 - well, MONDAY + 10 * HOUR), watch, now)
    return [(each.unit, each.rank, each.of, each.among) for each in ranking(Desk(watch, now), asked(), None)]


def test_hubs_stand_beside_hubs(monday: int, watch: Watch) -> None:
    assert hubs(watch, monday, H1=10, H2=20) == [
        ("H2", 1, 2, "hub"), ("H1", 2, 2, "hub"), ("A", 1, 2, "outlet"), ("B", 2, 2, "outlet"),
        ("C", None, 4, "outlet"),
    ]  # fmt: skip
    assert [each.unit for each in worst(Desk(watch, monday), asked(), 3, None)] == ["B", "A", "H1"]


def test_what_no_hub_ever_keeps_is_not_theirs_to_keep(monday: int, watch: Watch) -> None:
    found = hubs(watch, monday, H1=0, H2=0)
    assert [unit for unit, rank, *_ in found if rank is not None] == ["A", "B"]
    assert "H1" not in [each.unit for each in worst(Desk(watch, monday), asked(), 10, None)]
