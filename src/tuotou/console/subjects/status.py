"""How promises stand, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tuotou.core.document import Bilingual
from tuotou.core.trail.vocabulary import Vocabulary

STATUS: Final[Mapping[str, Bilingual]] = {
    "broken": Bilingual("未兑现", "broken"),
    "at_risk": Bilingual("有风险", "at risk"),
    "kept_late": Bilingual("迟到兑现", "kept late"),
    "open": Bilingual("进行中", "open"),
    "not_open": Bilingual("未开始", "not open yet"),
    "kept": Bilingual("按时兑现", "kept"),
    "void": Bilingual("已免除", "void"),
    "cannot_say": Bilingual("说不准", "cannot be said"),
    "gone": Bilingual("已撤回", "withdrawn"),
}
"""In the order in which they matter."""
LOOK: Final[Mapping[str, str]] = {
    "broken": "bad", "kept_late": "bad", "gone": "calm", "at_risk": "warn", "open": "calm", "not_open": "calm",
    "kept": "good", "void": "calm", "cannot_say": "calm",
}  # fmt: skip
"""Status → class of the style sheet."""
FOLDED: Final = ("kept", "not_open", "void", "cannot_say", "gone")
"""What nobody has to do anything about."""
REASONS: Final[Mapping[str, Bilingual]] = {
    "event": Bilingual("有免除事件", "something happened that voids it"),
    "period": Bilingual("报备时段", "a declared period"),
    "suspended": Bilingual("标准暂停执行", "the standard was suspended"),
    "ended": Bilingual("这一程已终结", "its life had ended"),
    "superseded": Bilingual("重新起算", "begun anew"),
    "impossible": Bilingual("时限早于起算", "due before it began"),
    "too_few": Bilingual("数量太少", "too few"),
}


def why_void(reason: str | None, vocabulary: Vocabulary) -> Bilingual | None:
    """Why a promise is void: one of `REASONS`, or what happened."""
    if reason is None:
        return None
    kind = vocabulary.kinds.get(reason)
    return REASONS.get(reason) or (kind.title if kind else Bilingual(reason, reason))
