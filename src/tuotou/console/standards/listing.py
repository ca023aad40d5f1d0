"""The list of standards, with their figures of the last days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.http.response import HttpResponseBase
from django.urls import reverse

from tuotou.console.listing import Choice, Column, Filter, Listing, listed
from tuotou.console.page import Request
from tuotou.console.standards.names import FORM, STAGE, STATUS
from tuotou.console.tags import english, said
from tuotou.core.document import Bilingual
from tuotou.core.standards.standard import LEVELS, Standard
from tuotou.operations.live.watch import current_watch
from tuotou.operations.notices.wording import LEVEL
from tuotou.operations.standards.figures import Lately, lately
from tuotou.store.models import StandardDraft
from tuotou.store.models.standard_draft import OPEN

WIDTH: Final = 90
HEIGHT: Final = 22


@dataclass
class Line:
    """A standard in the list."""

    standard: Standard
    drafts: int = 0
    lately: Lately = field(default_factory=Lately)

    @property
    def points(self) -> str:
        """Its last days as the points of a line; empty: nothing happened."""
        days = self.lately.by_day
        most = max(days)
        step = WIDTH / (len(days) - 1)
        up = [HEIGHT - 1 - (HEIGHT - 3) * day / most for day in days] if most else []
        return " ".join(f"{n * step:.1f},{each:.1f}" for n, each in enumerate(up))


def main_version(versions: Sequence[Standard], now: int) -> Standard:
    """What a standard is called by: the version that holds everywhere now, else the last one before, else the first."""
    whole = [each for each in versions if each.scope is None and each.status != "draft"] or versions
    begun = [each for each in whole if each.effective <= now]
    return begun[-1] if begun else whole[0]


def _rows(request: Request) -> Sequence[Line]:
    by_id = current_watch().handbook.by_id
    drafted: dict[str, int] = {}
    for id in StandardDraft.objects.filter(state__in=OPEN).values_list("standard", flat=True):
        drafted[id] = drafted.get(id, 0) + 1
    figures = lately(request.member.sight, request.now)
    rows = (
        Line(main_version(versions, request.now), drafted.get(id, 0), figures.get(id, Lately()))
        for id, versions in by_id.items()
    )
    return sorted(rows, key=_in_order)


def _in_order(row: Line) -> Any:
    """Those that were kept least come first, then the more serious."""
    return -row.lately.not_kept, LEVELS.index(row.standard.level), row.standard.id


def _search(rows: Sequence[Line], text: str) -> Sequence[Line]:
    wanted = text.casefold()
    return [row for row in rows if any(wanted in each.casefold() for each in _words(row.standard))]


def _words(one: Standard) -> Sequence[str]:
    return (one.id, one.title.zh, one.title.en, one.rule.zh, one.rule.en, *(source.text for source in one.sources))


def _filter(key: str, title: Bilingual, choices: Mapping[str, Bilingual], of: Any) -> Filter:
    """A filter by words of the document."""
    return Filter(
        key,
        title,
        lambda rows, value: [row for row in rows if value in of(row)],
        lambda _: [Choice(word, name) for word, name in choices.items()],
    )


def _stages(row: Line) -> Sequence[str]:
    return list(dict.fromkeys(each[0] for each in row.standard.rows))


def _source(row: Line) -> str:
    return "；".join(f"{each.text}（{each.edition}）" for each in row.standard.sources)


LISTING: Final = Listing(
    "standards",
    Bilingual("服务标准", "Standards"),
    _rows,
    (
        Column("title", Bilingual("标准", "Standard"), lambda row: said(row.standard.title), "title"),
        Column("id", Bilingual("编号", "Id"), lambda row: row.standard.id, "id", shown=False),
        Column("status", Bilingual("状态", "State"), lambda row: said(STATUS[row.standard.status]), "status",
               "standards/cells/status.html"),
        Column("stage", Bilingual("环节", "Stage"), lambda row: ("、", ", ")[english()].join(
            said(STAGE[each]) for each in _stages(row)), "stage"),
        Column("level", Bilingual("级别", "Level"), lambda row: said(LEVEL[row.standard.level]), "level",
               "standards/cells/level.html"),
        Column("form", Bilingual("形式", "Form"), lambda row: said(FORM[row.standard.form]), "form", shown=False),
        Column("not_kept", Bilingual("未按时 · 30 天", "Not in time, 30 days"), lambda row: row.lately.not_kept,
               "not_kept", figure=True),
        Column("line", Bilingual("走势", "Trend"), lambda row: " ".join(map(str, row.lately.by_day)), "",
               "standards/cells/line.html"),
        Column("at_risk", Bilingual("有风险", "At risk"), lambda row: row.lately.at_risk, "at_risk", figure=True),
        Column("share", Bilingual("达标率", "Share"), lambda row: row.lately.share, "share",
               "standards/cells/share.html", figure=True),
        Column("source", Bilingual("依据", "Source"), _source, "source", shown=False),
    ),
    (
        _filter("status", Bilingual("状态", "State"), STATUS, lambda row: (row.standard.status,)),
        _filter("stage", Bilingual("环节", "Stage"), STAGE, _stages),
        _filter("level", Bilingual("级别", "Level"), LEVEL, lambda row: (row.standard.level,)),
        _filter("form", Bilingual("形式", "Form"), FORM, lambda row: (row.standard.form,)),
        _filter("kept", Bilingual("近 30 天", "Last 30 days"), {
            "late": Bilingual("有未按时", "not in time"), "risk": Bilingual("有风险", "at risk")},
            lambda row: [word for word, n in (("late", row.lately.not_kept), ("risk", row.lately.at_risk)) if n]),
    ),
    _search,
    Bilingual("名称、编号、规则、依据", "Title, id, rule, source"),
    link=lambda row: reverse("standard", args=[row.standard.id]),
)  # fmt: skip


def standards(request: Request) -> HttpResponseBase:
    """All that the company promises."""
    waiting = StandardDraft.objects.filter(state="submitted").count() if request.member.can("standards.approve") else 0
    return listed(request, LISTING, "standards/list.html", {"waiting": waiting, "tab": "standards"})
