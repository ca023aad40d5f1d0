"""What is to be done first where nothing is there yet: the way from an empty installation to one that works."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tuotou.core.document import Bilingual
from tuotou.operations.access.member import Member
from tuotou.store.organisation import Organisation


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, and the page where it is done."""

    page: str
    needs: str
    icon: str
    title: Bilingual
    why: Bilingual


STEPS: Final = (
    Step("organisation-exchange", "organisation.write", "sitemap",
         Bilingual("导入组织架构", "Import the organisation"),
         Bilingual("单位、人员、任职、值班，一个 Excel", "Units, people, posts and shifts, in one workbook")),
    Step("accounts", "accounts.write", "user-check",
         Bilingual("给同事开账号", "Give colleagues their accounts"),
         Bilingual("有任职的人才看得到自己的单位", "Whoever holds a post sees the unit of it")),
    Step("uploads", "feeds.write", "upload",
         Bilingual("上传或接入扫描数据", "Bring scans, or connect a source"),
         Bilingual("先上传一天的扫描表试试", "Try it with the scans of one day")),
    Step("channels", "system.write", "send",
         Bilingual("设置通知通道", "Set up the channels"),
         Bilingual("预警从这里发给值班的人", "Warnings go out by them to whoever is on duty")),
)  # fmt: skip
"""In their order."""


def first_steps(member: Member, company: Organisation) -> Sequence[Step]:
    """Those that the member may take; none where a company is there already."""
    return [step for step in STEPS if member.can(step.needs)] if len(company.units) <= 1 else []
