"""Exemptions for the terminal and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from rich.table import Table

from tuotou.cli.document_table import listing as blank
from tuotou.cli.instant import shown
from tuotou.cli.voice import Voice
from tuotou.handbook.response import Response
from tuotou.operations.exemptions.listing import ExemptionStory
from tuotou.store.models import Exemption

STATE: Final[Mapping[str, str]] = {"filed": "待审批", "approved": "已通过", "rejected": "已驳回", "withdrawn": "已撤回"}
FLAG: Final[Mapping[str, tuple[str, str]]] = {
    "late": ("超过报备时限", "filed too late"),
    "over_quota": ("超过当月次数", "more than a site may file in a month"),
    "repeated": ("同类反复报备", "the same kind again and again"),
    "large_share": ("豁免占比过高", "too large a share of what the site failed"),
    "no_evidence": ("没有证据", "no evidence"),
}


def as_json(one: Exemption) -> dict[str, Any]:
    """An exemption for programs; instants are µs UTC."""
    names = (
        "kind", "sites", "period_from", "period_to", "standards", "parcels", "reason", "evidence", "filed_by",
        "filed_at", "state", "flags", "decided_by", "decided_at",
    )  # fmt: skip
    return {"id": one.pk} | {name: getattr(one, name) for name in names}


def listing(found: Sequence[Exemption], response: Response, voice: Voice) -> Table:
    """Exemptions below one another."""
    table = blank(voice.words(f"报备 {len(found)} 条", f"Exemptions: {len(found)}"))
    for heading in voice.words(
        "编号 类别 场地 期间 提交人 状态 提醒", "no. kind sites period filed_by state flags"
    ).split():
        table.add_column(heading.replace("_", " "))
    for one in found:
        table.add_row(
            str(one.pk),
            _kind(one.kind, response, voice),
            ", ".join(one.sites),
            f"{shown(one.period_from)} – {shown(one.period_to)}",
            one.filed_by,
            voice.words(STATE[one.state], one.state),
            "\n".join(voice.words(*FLAG[flag]) for flag in one.flags),
        )
    return table


def line(one: Exemption, voice: Voice) -> str:
    """What became of it."""
    flags = [voice.words(*FLAG[flag]) for flag in one.flags]
    warned = voice.words(f"（提醒：{'、'.join(flags)}）", f" ({', '.join(flags)})") if flags else ""
    return voice.words(f"报备 {one.pk}：{STATE[one.state]}{warned}", f"Exemption {one.pk}: {one.state}{warned}")


def story(found: ExemptionStory, response: Response, voice: Voice) -> Iterator[Table | str]:
    """One exemption: what was asked, what was done, what it touched."""
    one = found.exemption
    yield listing([one], response, voice)
    yield voice.words(f"事由：{one.reason}", f"Reason: {one.reason}")
    if one.evidence:
        yield voice.words(f"证据：{one.evidence}", f"Evidence: {one.evidence}")
    if one.standards:
        yield voice.words("标准：", "Standards: ") + ", ".join(one.standards)
    if one.parcels:
        yield voice.words(f"单号 {len(one.parcels):,} 个", f"Parcels: {len(one.parcels):,}")
    yield voice.words(f"已写入 {found.touched:,} 个对象的轨迹", f"Written on the trails of {found.touched:,} subjects")
    steps = blank(voice.words("经过", "History"))
    for step in found.steps:
        steps.add_row(shown(step.at), step.who, voice.words(STATE.get(step.act, step.act), step.act), step.note)
    yield steps


def story_json(found: ExemptionStory) -> dict[str, Any]:
    """One exemption for programs."""
    names = ("at", "who", "act", "note", "details")
    steps = [{name: getattr(step, name) for name in names} for step in found.steps]
    return as_json(found.exemption) | {"steps": steps, "touched": found.touched}


def _kind(word: str, response: Response, voice: Voice) -> str:
    kind = response.exemptions.get(word)
    return voice.of(kind.title) if kind else word
