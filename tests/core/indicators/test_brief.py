"""A brief says in plain words what the facts say: what misses its target first, with ranks, changes and names."""

from __future__ import annotations

from datetime import date

from tuotou import handbook
from tuotou.core.document import Bilingual
from tuotou.core.indicators.brief import Cause, Facts, Place, Stand, brief

DAY = (date(2026, 8, 3) - date(1970, 1, 1)).days
OUTLET = Bilingual("福田一部", "Futian 1")
COMPANY, AREA = Bilingual("全公司", "in the company"), Bilingual("片区", "in its area")


def stand(id: str, **more: object) -> Stand:
    (one,) = [one for one in handbook.load_indicators(handbook.load()) if one.id == id]
    return Stand(one, **more)  # type: ignore[arg-type]


def test_an_outlet_reads_what_it_missed_first() -> None:
    places = [Place(COMPANY, 40, 60), Place(AREA, 3, 12)]
    missed = stand("on-time-rate", value=78.46, target=80.0, met=False, change=-1.25, places=places)
    well = stand("damage-at-site-per-100k", value=12.0, target=100.0, met=True, change=-3.0)
    cause = Cause(Bilingual("当日签收", "Signed the same day"), 12, [("张三", 5), ("李四", 3)])

    said = brief(Facts(OUTLET, "day", DAY, DAY, [well, missed], [cause]))

    assert said.heading == Bilingual(
        "福田一部 日报 8 月 3 日：1 项未达标", "Daily brief of Futian 1, 2026-08-03: 1 of 2 targets missed"
    )
    assert [line.zh for line in said.lines] == [
        "时限达成率 78.4 %，目标 80 %，未达标，比前一天降 1.25 个百分点（变差），"
        "全公司第 40（共 60），片区第 3（共 12）。",
        "场地破损率（十万分比） 12 /十万，目标 100 /十万，达标，比前一天降 3 /十万（变好）。",
        "没做到最多的：当日签收 12（张三 5、李四 3）。",
    ]
    assert said.lines[0].en == (
        "On time 78.4 %, misses its target 80 %, down 1.25 points on the day before (worse), "
        "rank 40 of 60 in the company, rank 3 of 12 in its area."
    )
    assert said.lines[2].en == "Missed most: Signed the same day 12 (张三 5, 李四 3)."


def test_an_area_reads_who_is_last_and_a_week_its_days() -> None:
    one = stand("on-time-rate", value=81.0, target=80.0, met=True, change=0.001, last=[("B", 60.0), ("D", 71.5)])
    said = brief(Facts(Bilingual("北片", "North"), "week", DAY, DAY + 6, [one]))
    assert said.heading.zh == "北片 周报 8 月 3 日至 8 月 9 日：全部达标"
    assert said.lines[0].zh == "时限达成率 81 %，目标 80 %，达标，与前一周持平，排在最后：B 60 %、D 71.5 %。"


def test_nothing_to_compare_is_said() -> None:
    said = brief(Facts(OUTLET, "month", DAY, DAY + 28, []))
    assert said.heading.en == "Monthly brief of Futian 1, 2026-08: nothing to compare"
    assert [line.en for line in said.lines] == ["There are no figures to compare."]
    few = brief(Facts(OUTLET, "day", DAY, DAY, [stand("on-time-rate", value=50.0, target=80.0, met=None)]))
    assert few.lines[0].zh == "时限达成率 50 %，目标 80 %（票数太少，不评）。"
