"""Charts: what lies where, in numbers that can be checked without looking."""

from __future__ import annotations

import re

import pytest

from tuotou.cli.page.markup import Markup, both, data, element, inner
from tuotou.cli.page.number import lasting
from tuotou.cli.page.scale import every, floor_of, linear, longer, ticks, times
from tuotou.cli.page.stacks import Stack, stacks
from tuotou.cli.page.trend import Point, trend
from tuotou.core.document import Bilingual
from tuotou.operations.report import Counts


def bars(svg: str, kind: str) -> list[tuple[float, float]]:
    """(width, height) of all bars of one colour."""
    shape = rf'<rect x="[\d.-]+" y="[\d.-]+" width="([\d.]+)" height="([\d.]+)" class="{kind}"/>'
    return [(float(width), float(height)) for width, height in re.findall(shape, svg)]


def test_text_is_escaped_and_markup_is_not() -> None:
    assert element("p", "<b>", Markup("<i>x</i>")) == "<p>&lt;b&gt;<i>x</i></p>"
    assert element("a", title='"><script>') == '<a title="&quot;&gt;&lt;script&gt;"></a>'
    assert inner([None, ["1", ("<",)]]) == "1&lt;"
    assert both("<", ">") == '<span class="zh" lang="zh">&lt;</span><span class="en" lang="en">&gt;</span>'


def test_data_cannot_end_its_element() -> None:
    told = data({"site": "</script><!--\u2028&"}, "data")
    assert told.count("<") == 2
    assert "\\u003c/script\\u003e" in told and "\u2028" not in told


@pytest.mark.parametrize(
    ("most", "written"),
    [(0, [0, 1]), (3, [0, 1, 2, 3]), (7, [0, 2, 4, 6, 8]), (35_789, [0, 10_000, 20_000, 30_000, 40_000])],
)
def test_an_axis_is_written_in_round_numbers_that_reach_everything(most: int, written: list[int]) -> None:
    assert ticks(most) == written


def test_an_axis_of_shares_begins_below_the_lowest() -> None:
    assert [floor_of(shares) for shares in ([0.973, 0.999], [0.95], [1.0], [0.1], [])] == [0.95, 0.9, 0.995, 0.0, 0.0]


def test_places_on_paper() -> None:
    assert [linear((0, 10), (100, 200))(value) for value in (0, 5, 10)] == [100, 150, 200]
    assert linear((3, 3), (7, 9))(3) == 7
    place = longer(1_440, (0, 100))
    assert place(0) == 0 and place(1_440) == pytest.approx(100) and place(60) > place(30) > place(15)
    assert times(300) == [1, 5, 15, 60, 240] and times(0) == [1]
    assert every(24, 980, 46) == 2 and every(3, 980, 46) == 1


def test_a_trend_draws_every_promise_and_no_share_of_few() -> None:
    points = [
        Point("06-01", Counts(kept=90, kept_late=6, broken=4)),
        Point("06-02", Counts(kept=3)),
        Point("06-03", Counts()),
    ]
    svg = trend(points, ("按日", "By day"), 1_040)
    kept, late, broken = (bars(svg, kind) for kind in ("kept", "late", "broken"))
    assert (len(kept), len(late), len(broken)) == (2, 1, 1)
    assert kept[0][1] / late[0][1] == pytest.approx(15, rel=0.01)
    assert kept[0][1] / kept[1][1] == pytest.approx(30, rel=0.02)
    assert svg.count("<circle") == 1
    assert "90.0 %, n = 100" in svg


def test_the_longest_stack_fills_the_paper_and_none_hides_what_is_there() -> None:
    rows = [
        Stack(Bilingual("派送", "Delivery"), 75_000, 25_000, ("甲", "a")),
        Stack(Bilingual("揽收", "Pickup"), 1, 0, ("乙", "b")),
        Stack(Bilingual("运输", "Line-haul"), 0, 0, ("丙", "c")),
    ]
    svg = stacks(rows, ("未按时", "Missed"), 1_000)
    late, broken = bars(svg, "late"), bars(svg, "broken")
    assert [width for width, _ in late] == [pytest.approx(750), 1.5], "one of a hundred thousand is still seen"
    assert [width for width, _ in broken] == [pytest.approx(250)]
    assert len(bars(svg, "missing")) == 3, "who missed nothing has a row too"
    wide, narrow = (stacks(rows, ("未按时", "Missed"), width).count('text-anchor="end"') for width in (1_040, 340))
    assert (wide, narrow) == (3, 0), "on a phone the figures stand below the bar, not on the name"


def test_a_stack_of_nothing_is_empty() -> None:
    svg = stacks([Stack(Bilingual("派送", "Delivery"), 0, 0, ("甲", "a"))], ("未按时", "Missed"), 340)
    assert not bars(svg, "late") and not bars(svg, "broken")


@pytest.mark.parametrize(
    ("minutes", "zh", "en"),
    [(0, "0 分", "0 min"), (75, "1 小时 15 分", "1 h 15 min"), (1_440, "24 小时", "24 h"), (4_330, "3 天", "3 d")],
)
def test_times_are_said_in_their_largest_units(minutes: int, zh: str, en: str) -> None:
    assert lasting(minutes) == (zh, en)
