"""The head of the page: how it stands, in six numbers and a few sentences."""

from __future__ import annotations

from collections.abc import Iterator

from tuotou.cli.instant import shown
from tuotou.cli.meaning import meaning
from tuotou.cli.page.causes import causes
from tuotou.cli.page.markup import Markup, Node, both, element, inner, said
from tuotou.cli.page.number import counted, share
from tuotou.cli.page.subject import Subject
from tuotou.cli.report_view import days_come, percent
from tuotou.cli.voice import Language, Voice

UNSAYABLE = "说不准的："


def masthead(subject: Subject) -> Markup:
    """Title, instant and extent."""
    report, at = subject.report, shown(subject.report.as_of)
    events, promises = counted(report.events), counted(report.promises)
    days = [line.day.isoformat() for line in days_come(report)]
    span = f"{days[0]} – {days[-1]}" if days else "–"
    return element(
        "div",
        element("h1", said(subject.title)),
        element(
            "p",
            both(
                f"服务质量报告 · 截至 {at}（北京时间）· 到期日 {span} · {events} 个事件 · {promises} 个承诺",
                f"Service quality report · as of {at} (Beijing time) · due {span} · "
                f"{events} events · {promises} promises",
            ),
            class_="extent",
        ),
    )


def headline(subject: Subject) -> Markup:
    """The six numbers, and what they mean."""
    total = subject.report.total
    going = total.open + total.at_risk + total.not_open
    risk = counted(total.at_risk)
    outside = both(f"另免除 {counted(total.void)}，都不计入", f"void {counted(total.void)}; in no share")
    n = counted(total.counted)
    tiles = (
        _proper(subject),
        (both("承诺按时率", "Promises kept in time"), share(total), both(f"计入 n {n}", f"of {n} counted"), ""),
        (both("迟到", "Late"), counted(total.kept_late), both("过时才兑现", "kept after it was due"), "late"),
        (both("未兑现", "Broken"), counted(total.broken), both("到期仍没做到", "due, and not kept"), "broken"),
        (both("进行中", "Open"), counted(going), both(f"有风险 {risk}", f"{risk} at risk"), ""),
        (both("说不准", "Cannot say"), counted(total.cannot_say), outside, ""),
    )  # fmt: skip
    told = inner(sentences(subject, last=False))
    return inner((element("div", [_tile(*each) for each in tiles], class_="tiles"), told, causes(subject)))


def _proper(subject: Subject) -> tuple[Node, Node, Node, str]:
    """Of the parcels with an outcome, those of which every promise was kept in time: delivered properly."""
    name = both("妥投率", "Without fault")
    decided, proper = subject.report.lives.get("parcel", (0, 0))
    if not decided:
        return name, "–", both("没有快件", "no parcels"), "first"
    n = counted(decided)
    beside = both(f"{n} 票里每个承诺都按时的", f"of {n} parcels, every promise in time")
    return name, percent(proper / decided), beside, "first"


def _tile(name: Node, number: Node, beside: Node, kind: str) -> Markup:
    parts = (element("dt", name), element("dd", number), element("dd", beside, class_="beside"))
    return element("dl", parts, class_=f"tile {kind}".strip())


def sentences(subject: Subject, *, last: bool) -> Iterator[Markup]:
    """What the figures mean; `last`: what cannot be said."""
    spoken = (
        meaning(subject.report, subject.history, Voice(language, as_json=False))
        for language in (Language.ZH, Language.EN)
    )
    for zh, en in zip(*spoken, strict=True):
        if (zh.heading == UNSAYABLE) == last:
            bold = element("strong", both(zh.heading, en.heading))
            yield element("p", None if last else bold, both(zh.text, en.text), class_="sentence")
