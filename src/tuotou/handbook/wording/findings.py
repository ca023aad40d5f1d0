"""What is odd in data and stops nothing, in words: the findings of `core`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tuotou.core.document import Bilingual

FINDINGS: Final[Mapping[str, Bilingual]] = {
    "after_end": Bilingual(
        "轨迹终结之后的起算事件，不计", "events that would begin a promise after the trail has ended"
    ),
    "before_birth": Bilingual("环节时间早于下单、收件", "stages dated before the order or the acceptance"),
    "conflict": Bilingual("同一编号内容不同", "one id with different content"),
    "impossible": Bilingual("承诺时刻早于起算时刻", "due before it opened"),
    "link_refused": Bilingual("换单、转寄关系不能成立", "a link between numbers that cannot hold"),
    "long_life": Bilingual("单个对象事件过多", "too many events on one subject"),
    "unannounced": Bilingual(
        "年度放假安排尚未公布，时限算不出",
        "the holidays of a year on the way are not announced, so no deadline",
    ),
    "no_value": Bilingual("起算事件缺少要对应的字段", "what begins a promise lacks the value that it is told apart by"),
    "nobody_on_duty": Bilingual("预警无人可通知", "nobody was there to be told of a warning"),
    "no_deadline": Bilingual("没有可用的时限", "no deadline to be found"),
    "unheard": Bilingual("词汇表没有这种事件", "an event this kind of subject does not know"),
    "unknown": Bilingual("未识别的外部状态码", "a foreign code nobody mapped"),
}


def named(finding: str) -> Bilingual:
    """A finding in words; one that has none says its own name."""
    return FINDINGS.get(finding) or Bilingual(finding, finding.replace("_", " "))
