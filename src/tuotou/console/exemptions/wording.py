"""What pages call exemptions: their states, what was done with them, what whoever decides is warned of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tuotou.core.document import Bilingual
from tuotou.handbook.response import Response

STATES: Final[Mapping[str, Bilingual]] = {
    "filed": Bilingual("待审批", "waiting"), "approved": Bilingual("已通过", "approved"),
    "rejected": Bilingual("已驳回", "refused"), "withdrawn": Bilingual("已撤回", "withdrawn"),
}  # fmt: skip
LOOK: Final[Mapping[str, str]] = {"filed": "warn", "approved": "good", "rejected": "bad"}
ACTS: Final[Mapping[str, Bilingual]] = {
    "filed": Bilingual("提交", "filed"), "approved": Bilingual("通过", "approved"),
    "rejected": Bilingual("驳回", "refused"), "withdrawn": Bilingual("撤回", "withdrawn"),
    "spread": Bilingual("写入快件", "written to its parcels"),
}  # fmt: skip
FLAGS: Final[Mapping[str, Bilingual]] = {
    "late": Bilingual("事后补报，超过时限", "filed too late"),
    "over_quota": Bilingual("本月次数超额", "more than the month's quota"),
    "repeated": Bilingual("同类频繁报备", "the same kind again and again"),
    "large_share": Bilingual("免责占比过高", "too large a share excused"),
    "no_evidence": Bilingual("没有凭证", "no evidence named"),
}  # fmt: skip


def kind(response: Response, word: str) -> Bilingual:
    """A kind of exemption."""
    known = response.exemptions.get(word)
    return known.title if known else Bilingual(word, word)
