"""What the words of documents are called on pages."""

from __future__ import annotations

from typing import Final

from tuotou.console.trade import role
from tuotou.core.document import Bilingual
from tuotou.core.standards.sentence import spelled
from tuotou.core.standards.standard import Warning
from tuotou.operations.notices.wording import LEVEL

STATUS: Final = {
    "draft": Bilingual("草稿", "draft"),
    "trial": Bilingual("试行", "on trial"),
    "in_force": Bilingual("现行", "in force"),
    "retired": Bilingual("停用", "retired"),
}
HOLDING: Final = {
    "holds": Bilingual("生效中", "holds"),
    "to_come": Bilingual("待生效", "to come"),
    "ended": Bilingual("已结束", "ended"),
    "draft": Bilingual("未启用", "not in use"),
    "set_aside": Bilingual("已存档", "set aside"),
}
FORM: Final = {
    "within": Bilingual("限时完成", "done in time"),
    "needs": Bilingual("先有凭据", "evidence first"),
    "never": Bilingual("不得发生", "must not happen"),
    "at_most": Bilingual("限定次数", "at most so often"),
    "share": Bilingual("达标率", "a share"),
}
STAGE: Final = {
    "P": Bilingual("揽收", "Pickup"),
    "L": Bilingual("运输", "Line-haul"),
    "H": Bilingual("分拣与网点", "Hub and outlet"),
    "D": Bilingual("派送", "Delivery"),
    "A": Bilingual("售后", "After-sales"),
    "S": Bilingual("人员与安全", "People and safety"),
    "W": Bilingual("全程", "The whole way"),
    "X": Bilingual("平台", "Platform"),
}
THEN: Final = {
    "open_case": Bilingual("立案跟进", "a case is opened"),
    "notify_customer": Bilingual("告知客户", "the customer is told"),
    "notify_sender": Bilingual("告知寄件人", "the sender is told"),
    "stop_parcel": Bilingual("停止流转", "the parcel is stopped"),
    "call_back": Bilingual("回访", "the customer is called back"),
    "rectify": Bilingual("整改", "it must be put right"),
}
CONFIDENCE: Final = {
    "H": Bilingual("已读原文", "read in the text itself"),
    "M": Bilingual("二手资料一致", "secondary texts agree"),
    "L": Bilingual("单一来源或自定目标", "one weak source, or an own target"),
    "GK": Bilingual("行业常识，未核对", "general knowledge, unchecked"),
}
RUN: Final = {
    "waiting": ("calm", Bilingual("排队中", "waits")),
    "running": ("warn", Bilingual("回测中", "under way")),
    "done": ("good", Bilingual("已完成", "done")),
    "failed": ("bad", Bilingual("没有做成", "failed")),
    "cancelled": ("calm", Bilingual("已取消", "cancelled")),
}
"""How a back-test stands."""
SUBJECT: Final = {"promise": Bilingual("每次", "each promise"), "subject": Bilingual("每件一次", "once a subject")}
PART: Final = {
    "title.zh": Bilingual("名称（中文）", "Title in Chinese"),
    "title.en": Bilingual("名称（英文）", "Title in English"),
    "rule.zh": Bilingual("规则（中文一句话）", "The rule in one Chinese sentence"),
    "rule.en": Bilingual("规则（英文一句话）", "The rule in one English sentence"),
    "how_to_keep.zh": Bilingual("怎么做到（中文）", "How to keep it, in Chinese"),
    "how_to_keep.en": Bilingual("怎么做到（英文）", "How to keep it, in English"),
    "falsely_trips_when.zh": Bilingual("何时误判（中文）", "When it is wrong, in Chinese"),
    "falsely_trips_when.en": Bilingual("何时误判（英文）", "When it is wrong, in English"),
    "level": Bilingual("级别", "Level"),
    "due": Bilingual("时限", "Due"),
    "due.slots.before": Bilingual("此刻之前", "Before"),
    "due.slots.days": Bilingual("几天后", "Days later"),
    "due.slots.at": Bilingual("截止时刻", "At"),
    "early": Bilingual("可提前", "May come early by"),
    "not_before": Bilingual("不早于", "Not before"),
    "at_least": Bilingual("至少几份凭据", "Pieces of evidence at least"),
    "expires": Bilingual("凭据有效期", "Evidence expires after"),
    "if": Bilingual("违反的条件", "A breach where"),
    "for": Bilingual("持续时间", "For so long"),
    "at_most": Bilingual("最多次数", "At most"),
    "window": Bilingual("统计时间窗", "Within"),
    "target": Bilingual("目标", "Target"),
    "min": Bilingual("最少件数", "Minimum count"),
    "streak": Bilingual("连续几期", "Periods in a row"),
    "warn.at": Bilingual("何时预警", "Warn at"),
    "warn.tell": Bilingual("告知谁", "Tell"),
    "version": Bilingual("版本号", "Version"),
    "effective.from": Bilingual("生效自", "Holds from"),
    "effective.until": Bilingual("截止（不含当日）", "Until (not included)"),
    "scope": Bilingual("适用范围（条件）", "Scope (a condition)"),
    "penalty.amount": Bilingual("每次扣款（元）", "Penalty"),
    "penalty.cap": Bilingual("单件封顶（元）", "Cap for one subject"),
    "penalty.per": Bilingual("按什么扣", "Charged for"),
}
GROUP: Final = {
    "clock": Bilingual("时限与阈值", "Times and thresholds"),
    "warn": Bilingual("预警级别", "Warning levels"),
    "dates": Bilingual("生效与范围", "Dates and scope"),
    "money": Bilingual("扣款", "Penalty"),
    "names": Bilingual("名称与说明", "Names and sentences"),
}
"""In the order of the form."""


def level_of(warning: Warning) -> Bilingual:
    """When a level is reached."""
    if warning.share is not None:
        return Bilingual(f"时限过 {warning.share:.0%}", f"{warning.share:.0%} of the clock")
    before = spelled(warning.before or 0)
    return Bilingual(f"到期前 {before.zh}", f"{before.en} before due")


def choice(word: str) -> Bilingual:
    """A value that is chosen in a form."""
    return LEVEL.get(word) or SUBJECT.get(word) or role(word)
