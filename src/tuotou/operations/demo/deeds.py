"""Deeds: what the people of a company that is made up do with its warnings: some are taken up, some sites file.

Whatever they do goes through the verbs that real people use, and follows from the day and the number alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from tuotou.core.working_time.instant import DAY
from tuotou.handbook.response import Response
from tuotou.operations.demo.diary import day_of
from tuotou.operations.exemptions.authority import decides
from tuotou.operations.exemptions.deciding import Application, approve, file_exemption, reject
from tuotou.operations.warnings.handling import Hand, Taking, acknowledge, snooze
from tuotou.simulator.simulate import begin_of
from tuotou.store.models import Exemption, Unit, Warning
from tuotou.store.models.exemption import FILED
from tuotou.store.models.warning import OPEN
from tuotou.store.organisation import Organisation

HOUR: Final = 3_600_000_000
AFTER: Final = HOUR
"""µs that a warning was told before one of the company takes it up: who looks on has the first turn."""
ONE_IN: Final = 3
SNOOZED: Final = 4
"""One in so many is taken up; of these one in so many is let be for a while."""
CODES: Final = (
    ("trip-", "truck_late", "add_vehicle", "前方事故缓行，已联系下一站调整卸车"),
    ("hub-", "overflow", "add_people", "晚班加两组人清场"),
    ("scan-", "late_upload", "rescan", "手持断网，已补传"),
    ("delivered-", "upstream", "go_first", "到件晚，优先派送并联系客户"),
    ("attempted-", "upstream", "go_first", "到件晚，加派一频次"),
    ("out-by-", "short_staffed", "add_people", "两名业务员请假，站内支援"),
    ("complaint-", "short_staffed", "call_customer", "客服排班缺人，已回电致歉"),
    ("trace-", "missed_scan", "search", "疑似漏扫，已盘点找件"),
    ("", "courier", "instruct", "当面讲清规范，明日复查"),
)
"""Begin of a standard's name → why it came, what is done, what is noted."""


class Trouble(NamedTuple):
    """What a site files for."""

    kind: str
    reason: str
    evidence: str


TROUBLES: Final = (
    Trouble("power_cut", "变压器检修，上午停电", "供电公司通知 1 份、照片 2 张"),
    Trouble("road_closure", "马拉松封路，车辆绕行", "交警通告 1 份"),
    Trouble("weather", "大雾，高速封闭", "气象预警截图"),
    Trouble("overflow", "直播大促，到件量为平日三倍", "到件预报截图"),
)
EVERY: Final = 2  # days: so often somebody files
REFUSED: Final = 5  # one in so many
PERIOD: Final = (8 * HOUR, 12 * HOUR)
DECIDED_AFTER: Final = 90 * 60_000_000


def act(response: Response, company: Organisation, now: int) -> int:
    """What is done by an instant (µs UTC), and was not done yet; how many deeds."""
    return _take_up(response, company, now) + _file(response, now) + _decide(response, company, now)


def _take_up(response: Response, company: Organisation, now: int) -> int:
    told = Warning.objects.filter(state=OPEN, told_at__lte=now - AFTER, told_at__gt=now - DAY).order_by("pk")
    done = 0
    for pk, standard, site, role in told.values_list("pk", "standard", "site", "role"):
        unit = company.unit_of(site)
        if pk % ONE_IN or unit is None:
            continue
        if people := company.on_duty(unit, role):
            _take(response, pk, standard, people[0].staff_number, now)
            done += 1
    return done


def _take(response: Response, pk: int, standard: str, who: str, now: int) -> None:
    _, cause, action, note = next(each for each in CODES if standard.startswith(each[0]))
    if pk // ONE_IN % SNOOZED:
        acknowledge(response, pk, Hand(who, now, note), Taking(cause, action))
    else:
        snooze(pk, Hand(who, now, "已安排，晚些再看"), now + 2 * HOUR)


def _file(response: Response, now: int) -> int:
    """An outlet files for the morning, every few days."""
    day = day_of(now)
    turn, left = divmod(day.toordinal(), EVERY)
    begin, end = (begin_of(day) + each for each in PERIOD)
    if left or now < end:
        return 0
    sites = [*_outlets()]
    site, trouble = sites[turn * 7 % len(sites)], TROUBLES[turn % len(TROUBLES)]
    if Exemption.objects.filter(period_from=begin, sites=[site]).exists():
        return 0
    asked = Application(trouble.kind, [site], begin, end, trouble.reason, trouble.evidence)
    file_exemption(response, asked, f"{site}001", now)
    return 1


def _outlets() -> Iterator[str]:
    kinds = ("outlet", "sub_outlet")
    yield from Unit.objects.filter(kind__in=kinds).order_by("code").values_list("code", flat=True)


def _decide(response: Response, company: Organisation, now: int) -> int:
    """Who stands above decides a while later; of some the proof is not enough."""
    waiting = Exemption.objects.filter(state=FILED, filed_at__lte=now - DECIDED_AFTER, filed_at__gt=now - DAY)
    done = 0
    for one in waiting.order_by("pk"):
        by = next((up + "001" for up in company.above(one.sites[0]) if company.units[up].kind == "area"), None)
        if by is None:
            continue
        done += 1
        if one.pk % REFUSED:
            approve(response, decides, one.pk, Hand(by, now, "属实"))
        else:
            reject(decides, one.pk, Hand(by, now, "证据看不出影响到派送"))
    return done
