"""The index of all indicators, as Markdown made from the documents and their scenarios: what, in which unit, why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from tuotou.cli.figure_text import amount
from tuotou.cli.indicators import BETTER
from tuotou.cli.standard_pages import MADE, cell, cited
from tuotou.core.standards.indicator import Indicator
from tuotou.core.standards.role import ROLES
from tuotou.operations.stage import STAGES, stage_of

HANDBOOK: Final = "../../src/tuotou/handbook"
HEADING: Final = """\
| 指标 Indicator | 口径与剔除 Formula, and what is left out | 单位 Unit | 方向 Better | 目标 Target | 按 Told by | 依据 Source | 判例 Proof |
| --- | --- | --- | --- | --- | --- | --- | --- |"""  # noqa: E501


def indicator_page(indicators: Sequence[Indicator], proofs: Mapping[str, str]) -> str:
    """The page; `proofs`: the text of the scenarios by the id that they prove."""
    return "\n".join(_page(indicators, proofs)) + "\n"


def _page(indicators: Sequence[Indicator], proofs: Mapping[str, str]) -> Iterator[str]:
    yield "# 指标 Indicators\n"
    yield f"{len(indicators)} 项指标 indicators. {MADE.replace('标准', '指标')}\n"
    yield "怎么读、怎么写 How to read and write one: [indicators.md](../indicators.md)."
    yield "标准 The standards: [README.md](README.md).\n"
    for stage, name in STAGES.items():
        mine = [one for one in indicators if stage_of(one) == stage]
        if mine:
            yield f"## {name.zh} {name.en}\n"
            yield HEADING
            yield from (_row(one, proofs[one.id]) for one in mine)
            yield ""


def _row(one: Indicator, proof: str) -> str:
    scenarios = sum(line.startswith("scenario:") for line in proof.splitlines())
    cells = (
        f"[{one.title.zh}]({HANDBOOK}/indicators/{one.id}.yaml)<br>{one.title.en}<br>`{one.id}` v{one.version}",
        f"{one.formula.zh}<br>不计：{one.excludes.zh}<br>{one.formula.en}<br>Left out: {one.excludes.en}",
        _unit(one),
        "<br>".join(BETTER[one.better]),
        "" if one.target is None else amount(one.target),
        "、".join(f"`{word}`" for word in ("day", *one.by)),
        "<br>".join((*map(cited, one.sources), f"负责 owner: {ROLES[one.owner]} {one.owner.replace('_', ' ')}")),
        f"[{scenarios} 例]({HANDBOOK}/scenarios/{one.id}.trail)",
    )
    return f"| {' | '.join(map(cell, cells))} |"


def _unit(one: Indicator) -> str:
    told = dict.fromkeys(word for word in (one.told_in.zh, one.told_in.en) if word)
    return "<br>".join((*(told or ("每一个 each",)), *one.figures))
