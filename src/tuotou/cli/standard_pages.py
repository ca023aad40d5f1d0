"""A page for every standard and an index of them, as Markdown made from the documents and their scenarios."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, TypeAlias

from tuotou.cli.document_table import STATUS
from tuotou.cli.instant import local
from tuotou.cli.standards import LEVEL
from tuotou.core.promises.docket import compile_docket
from tuotou.core.promises.evaluate import evaluate_docket
from tuotou.core.standards.handbook import Handbook
from tuotou.core.standards.role import ROLES
from tuotou.core.standards.scenario import Scenario, parse_scenarios
from tuotou.core.standards.scenario_line import Expectation
from tuotou.core.standards.standard import Source, Standard
from tuotou.core.trail.facts import believed
from tuotou.operations.timeline import LEGEND, timeline

Line: TypeAlias = str
STAGES: Final = {
    "P": "揽收 Pickup", "L": "运输 Line-haul", "H": "分拣与网点 Hub and outlet", "D": "派送 Delivery",
    "A": "售后 After-sales", "W": "监控 The watch", "S": "人员与安全 People and safety", "X": "平台 Platform",
}  # fmt: skip
THEN: Final = {
    "open_case": "立案", "notify_customer": "告知客户", "notify_sender": "告知寄件人", "stop_parcel": "停止流转",
    "call_back": "回访", "rectify": "整改",
}  # fmt: skip
MADE: Final = "*由 `make docs` 按标准和判例生成，请改文件。 Made from the documents by `make docs`; edit those.*"
OWN: Final = "公司目标与行业口径 Company targets and custom of the trade"


def standard_pages(
    handbook: Handbook, documents: Mapping[str, Sequence[str]], proofs: Mapping[str, str]
) -> dict[str, str]:
    """File name → text: a page for each standard, and `README.md`, the index.

    `documents`: the texts of a standard's versions; `proofs`: the text of its scenarios.
    """
    pages = {
        f"{id}.md": "\n".join(_page(versions, handbook, documents[id], proofs[id])) + "\n"
        for id, versions in handbook.by_id.items()
    }
    return {**pages, "README.md": "\n".join(_index(handbook)) + "\n"}


def _page(versions: Sequence[Standard], handbook: Handbook, texts: Sequence[str], proof: str) -> Iterator[Line]:
    newest = _main(versions)
    yield f"# {newest.title.zh} · {newest.title.en}\n"
    yield f"[全部标准 All standards](README.md) · {MADE}\n"
    for standard in versions:
        yield from _described(standard)
    yield "## 判例 Scenarios\n"
    yield f"{LEGEND}\n"
    scenarios, _ = parse_scenarios(proof, f"{newest.id}.trail", handbook.vocabulary)
    docket = compile_docket(_with_those_counted(newest, handbook))
    for scenario in scenarios:
        every = evaluate_docket(believed(scenario.events, scenario.as_of), docket, scenario.as_of).promises
        found = every.filter(standard=newest.id).sort("opens_at", "opening")
        yield from _scenario(scenario, found.to_dicts(), handbook)
    yield "## 文件 Document\n"
    for text in texts:
        yield f"```yaml\n{text.rstrip()}\n```\n"


def _main(versions: Sequence[Standard]) -> Standard:
    """The newest version that holds everywhere: pilots and promotions are not what a standard is called by."""
    return next((each for each in reversed(versions) if each.scope is None), versions[-1])


def _with_those_counted(standard: Standard, handbook: Handbook) -> Handbook:
    """The standard alone, with those that it counts."""
    wanted = {standard.id, *(standard.share.of if standard.share else ())}
    return replace(handbook, standards=tuple(s for s in handbook.standards if s.id in wanted))


def _described(s: Standard) -> Iterator[Line]:
    until = f" – {local(s.until):%Y-%m-%d}" if s.until else ""
    stages = "、".join(dict.fromkeys(STAGES[row[0]] for row in s.rows))
    yield f"## {s.id} v{s.version}\n"
    yield f"> **{s.rule.zh}**\n>\n> {s.rule.en}\n"
    yield "| | |\n| --- | --- |"
    for name, words in (
        ("怎么做到<br>How to keep it", f"{s.how_to_keep.zh}<br>{s.how_to_keep.en}"),
        ("何时误判<br>When it is wrong", f"{s.falsely_trips_when.zh}<br>{s.falsely_trips_when.en}"),
        ("级别 Level", f"{LEVEL[s.level]} {_words(s.level)}"),
        ("状态 Status", f"{STATUS[s.status]} {_words(s.status)}，{local(s.effective):%Y-%m-%d}{until}"),
        ("环节 Stage", f"{stages}（{'、'.join(s.rows)}）"),
        ("预警 Warnings", "；".join(_warning(each) for each in s.warnings)),
        ("之后 What follows", "；".join(f"{THEN[each]} {_words(each)}" for each in s.then)),
        ("依据 Source", "<br>".join(cited(source) for source in s.sources)),
    ):
        if words:
            yield f"| {name} | {cell(words)} |"
    yield ""


def _warning(warning: Any) -> str:
    when = f"{warning.share:.0%}" if warning.share is not None else f"到期前 {_span(warning.before)} before"
    return f"{when} → {_role(warning.tell)}"


def _role(name: str) -> str:
    return f"{ROLES[name]} {_words(name)}"


def _words(name: str) -> str:
    return name.replace("_", " ")


def _span(micros: int) -> str:
    minutes = micros // 60_000_000
    return f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes} min"


def cited(source: Source) -> str:
    """A source with its edition and how sure it is."""
    return f"{source.text}（{source.edition}，{source.confidence}）"


def _scenario(
    scenario: Scenario[Expectation], promises: Sequence[dict[str, Any]], handbook: Handbook
) -> Iterator[Line]:
    yield f"### {scenario.title}\n"
    drawn = timeline(scenario.events, promises, local(scenario.as_of), handbook.vocabulary)
    yield f"```text\n{drawn}\n```\n"
    statuses = [p["status"] for p in promises]
    counted = "、".join(f"{statuses.count(each)} × {_words(each)}" for each in dict.fromkeys(statuses))
    yield f"截至 as of {local(scenario.as_of):%Y-%m-%d %H:%M}：{counted or '没有承诺 no promise'}\n"


def _index(handbook: Handbook) -> Iterator[Line]:
    newest = [_main(versions) for versions in handbook.by_id.values()]
    yield "# 标准手册 The handbook\n"
    yield f"{len(newest)} 条标准 standards. {MADE}\n"
    yield "量得怎么样 How it is measured: [指标 Indicators](indicators.md).\n"
    by_stage: list[tuple[str, Callable[[Standard], Iterable[str]]]] = [
        ("按环节 By stage", lambda s: (STAGES[row[0]] for row in s.rows)),
        ("按岗位（谁收到预警）By role: who is warned", lambda s: (_role(warning.tell) for warning in s.warnings)),
        ("按依据 By source", lambda s: (_law(source.text) for source in s.sources)),
    ]
    for heading, of in by_stage:
        yield f"## {heading}\n"
        yield from _grouped(newest, of)


def _grouped(standards: Iterable[Standard], of: Callable[[Standard], Iterable[str]]) -> Iterator[Line]:
    groups: dict[str, list[Standard]] = {}
    for standard in standards:
        for group in dict.fromkeys(of(standard)):
            groups.setdefault(group, []).append(standard)
    order = [*STAGES.values(), *map(_role, ROLES)]
    for group in sorted(groups, key=lambda g: (order.index(g) if g in order else len(order), g)):
        yield f"### {group}\n"
        yield "| 标准 Standard | 规则 Rule | 级别 Level |\n| --- | --- | --- |"
        for s in groups[group]:
            trial = "（试行 trial）" if s.status == "trial" else ""
            named = f"[{s.title.zh}]({s.id}.md)<br>{s.title.en}{trial}"
            yield f"| {named} | {cell(s.rule.zh)} | {LEVEL[s.level]} {_words(s.level)} |"
        yield ""


def _law(text: str) -> str:
    """The law or standard that a source names, else the company's own target."""
    if "《" in text:
        return text[text.index("《") : text.index("》") + 1]
    return " ".join(text.split(" ")[:2]) if text[:2] in ("YZ", "GB", "JT", "DB") else OWN


def cell(text: str) -> str:
    """Text as a cell of a table."""
    return text.replace("|", "\\|").replace("\n", " ")
