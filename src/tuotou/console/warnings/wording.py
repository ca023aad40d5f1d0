"""What pages call a warning, its states, and what was done with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tuotou.console import trade
from tuotou.core.document import Bilingual
from tuotou.core.warnings.step import BROKEN
from tuotou.handbook.response import Response
from tuotou.store.models import Warning

STATES: Final[Mapping[str, Bilingual]] = {
    "open": Bilingual("待处理", "open"), "listed": Bilingual("待观察", "listed"),
    "acknowledged": Bilingual("处理中", "taken up"), "snoozed": Bilingual("已延后", "snoozed"),
    "muted": Bilingual("已静音", "muted"), "held": Bilingual("归因中", "held back"),
    "resolved": Bilingual("已办结", "resolved"),
}  # fmt: skip
STATE_LOOK: Final[Mapping[str, str]] = {"open": "bad", "listed": "warn", "acknowledged": "calm", "resolved": "good"}
ACTS: Final[Mapping[str, Bilingual]] = {
    "told": Bilingual("通知", "told"), "held_back": Bilingual("归到原因下", "held back by its cause"),
    "released": Bilingual("原因已过，放回", "released, the cause is over"), "escalated": Bilingual("升级", "escalated"),
    "reopened": Bilingual("重新打开", "opened again"), "withdrawn": Bilingual("撤回", "withdrawn"),
    "closed": Bilingual("了结", "closed"), "resolved": Bilingual("办结", "resolved"),
    "acknowledged": Bilingual("接手", "taken up"), "assigned": Bilingual("转交", "assigned"),
    "snoozed": Bilingual("延后", "snoozed"), "muted": Bilingual("静音", "muted"),
}  # fmt: skip
LETTERS: Final[Mapping[str, Bilingual]] = {
    "waiting": Bilingual("待发", "waiting"), "sending": Bilingual("发送中", "being sent"),
    "sent": Bilingual("已送出", "sent"), "failed": Bilingual("未送达", "failed"),
    "unclear": Bilingual("不确定", "unclear"), "spared": Bilingual("已免发", "spared"),
}  # fmt: skip


def what(response: Response, one: Warning) -> Bilingual:
    """What a warning is about: its standard, or the cause that it stands for."""
    return trade.standard(response, one.standard) if one.standard else cause(response, one.cause)


def cause(response: Response, key: str) -> Bilingual:
    """A cause by its key: the rule, and the trip or site it is about."""
    rule, _, about = key.partition(" ")
    known = response.warnings.causes.get(rule)
    title = known.title if known else Bilingual(rule, rule)
    about = about.partition(":")[2] or about
    return Bilingual(f"{title.zh} · {about}", f"{title.en} · {about}") if about else title


def step(number: int) -> Bilingual:
    """How far it went."""
    if number == BROKEN:
        return Bilingual("未兑现", "broken")
    return Bilingual(f"预警 {number} 级", f"at risk, level {number}") if number else Bilingual("", "")
