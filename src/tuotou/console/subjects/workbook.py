"""A subject as a workbook: its trail and its promises, as they may be shown to who takes them away."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Final

from django.http.response import HttpResponseBase

from tuotou.console.export import Part, file_of, write_parts
from tuotou.console.listing import Column
from tuotou.console.page import Request
from tuotou.console.subjects.promises import Told
from tuotou.console.subjects.timeline import Step, steps_of
from tuotou.console.subjects.told import Page
from tuotou.console.subjects.words import Wording
from tuotou.console.tags import full, said, words
from tuotou.core.document import Bilingual

TRAIL: Final[Sequence[Column]] = (
    Column("at", Bilingual("发生时间", "Happened"), lambda step: full(step.entry.at)),
    Column("recorded_at", Bilingual("录入时间", "Recorded"), lambda step: full(step.entry.recorded_at)),
    Column("event", Bilingual("事件", "Event"), lambda step: step.title),
    Column("site", Bilingual("场地", "Site"), lambda step: step.site),
    Column("person", Bilingual("人员", "Person"), lambda step: step.person),
    Column("source", Bilingual("来源", "Source"), lambda step: step.entry.source),
    Column("via", Bilingual("来自", "From"), lambda step: step.via),
    Column("attributes", Bilingual("内容", "Details"), lambda step: _attributes(step)),
    Column("evidence", Bilingual("凭证", "Evidence"), lambda step: "；".join(proof.text for proof in step.proofs)),
    Column("doubt", Bilingual("说明", "Remark"), lambda step: step.doubt),
)
PROMISES: Final[Sequence[Column]] = (
    Column("standard", Bilingual("承诺", "Promise"), lambda told: said(told.title)),
    Column("version", Bilingual("版本", "Version"), lambda told: told.row["version"]),
    Column("status", Bilingual("结果", "Status"), lambda told: said(told.status)),
    Column("opens_at", Bilingual("起算", "Opens"), lambda told: full(told.row["opens_at"])),
    Column("due_at", Bilingual("到期", "Due"), lambda told: full(told.row["due_at"])),
    Column("kept_at", Bilingual("兑现", "Kept"), lambda told: full(told.row["kept_at"])),
    Column("void_at", Bilingual("免除", "Void"), lambda told: full(told.row["void_at"])),
    Column("site", Bilingual("责任场地", "Site that answers"), lambda told: told.site),
    Column("person", Bilingual("责任人", "Person who answers"), lambda told: told.person),
    Column("rule", Bilingual("要求", "Rule"), lambda told: _rule(told)),
)


def taken_away(request: Request, page: Page) -> HttpResponseBase:
    """The workbook. Who reads what is personal reads it on the page: it is not taken away."""
    masked = Wording(page.watch.vocabulary, page.names)
    steps = [step for first in range(0, len(page.life.entries), 500) for step in _some(page, first, masked)]
    parts = [
        Part(words("轨迹", "Trail"), TRAIL, steps),
        Part(words("承诺", "Promises"), PROMISES, page.promises),
    ]
    file = BytesIO()
    title = f"{said(page.kind)} {page.found.number}"
    count = write_parts(file, title, parts, request)
    return file_of(
        request, file, (f"{page.found.kind}-{page.found.number}", f"{page.found.kind} {page.found.number}"), count
    )


def _some(page: Page, first: int, wording: Wording) -> list[Step]:
    return steps_of(page.life.entries[first : first + 500], wording)


def _attributes(step: Step) -> str:
    return "；".join(f"{said(word.title)}: {word.text}" for word in step.attributes)


def _rule(told: Told) -> str:
    return said(told.standard.rule) if told.standard else ""
