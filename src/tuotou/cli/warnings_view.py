"""Warnings for the terminal and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from rich.table import Table

from tuotou.cli.document_table import listing as blank
from tuotou.cli.instant import local, shown
from tuotou.cli.standards import LEVEL
from tuotou.cli.voice import Voice
from tuotou.core.document import Bilingual
from tuotou.core.standards.role import ROLES
from tuotou.core.warnings.step import BROKEN
from tuotou.handbook.response import Response
from tuotou.operations.warnings.listing import WarningStory
from tuotou.store.models import Warning, WarningItem, WarningStep

STATE: Final[Mapping[str, str]] = {
    "listed": "待观察", "open": "待处理", "acknowledged": "处理中", "snoozed": "已延后", "muted": "已静音",
    "held": "归因中", "resolved": "已办结",
}  # fmt: skip
ACT: Final[Mapping[str, tuple[str, str]]] = {
    "told": ("通知", "told"), "held_back": ("归到原因下", "held back by its cause"),
    "released": ("原因已过，放回", "released, the cause is over"), "escalated": ("升级", "escalated"),
    "reopened": ("重新打开", "opened again"), "withdrawn": ("撤回", "withdrawn"), "closed": ("了结", "closed"),
    "resolved": ("办结", "resolved"), "acknowledged": ("接手", "taken up"), "assigned": ("转交", "assigned"),
    "snoozed": ("延后", "snoozed"), "muted": ("静音", "muted"),
}  # fmt: skip
STATUS: Final[Mapping[str, str]] = {
    "at_risk": "将到时限", "broken": "未兑现", "kept": "已按时", "kept_late": "迟到完成", "void": "免责",
    "gone": "不成立", "open": "未到时限", "acknowledged": "已处理", "closed": "已了结", "not_open": "未开始",
    "cannot_say": "无法判断",
}  # fmt: skip


def as_json(one: Warning) -> dict[str, Any]:
    """A warning for programs; instants are µs UTC."""
    names = (
        "standard", "site", "cause", "severity", "state", "step", "open", "items", "due_at", "opened_at", "changed_at",
        "resolved_at", "role", "told_at", "rung", "look_at", "owner", "cause_code", "action_code",
    )  # fmt: skip
    return {"id": one.pk, "under": one.under_id} | {name: getattr(one, name) for name in names}


def listing(found: Sequence[Warning], response: Response, voice: Voice) -> Table:
    """Warnings below one another."""
    table = blank(voice.words(f"预警 {len(found)} 条", f"Warnings: {len(found)}"))
    headings = "编号 预警 场地 级别 状态 未了 最早时限 负责", "no. warning site level state open due owner"
    for heading in voice.words(*headings).split():
        table.add_column(heading)
    for one in found:
        table.add_row(
            str(one.pk),
            title(one, response, voice),
            one.site,
            voice.words(LEVEL[one.severity], one.severity.replace("_", " ")),
            voice.words(STATE[one.state], one.state),
            f"{one.open:,}",
            "" if one.due_at is None else f"{local(one.due_at):%m-%d %H:%M}",
            one.owner or _role(one.role, voice),
        )
    return table


def title(one: Warning, response: Response, voice: Voice) -> str:
    """What a warning is about, as people call it."""
    if not one.standard:
        rule, _, about = one.cause.partition(" ")
        known = response.warnings.causes.get(rule)
        return f"{voice.of(known.title) if known else rule} · {about}"
    versions = response.handbook.by_id.get(one.standard)
    named = voice.of(versions[-1].title) if versions else one.standard
    return f"{named} · {_step(one.step, voice)}" if one.step else named


def line(one: Warning, voice: Voice) -> str:
    """What became of it."""
    state = voice.words(STATE[one.state], one.state)
    owner = voice.words(f"，负责人 {one.owner}", f", owner {one.owner}") if one.owner else ""
    return voice.words(f"预警 {one.pk}：{state}{owner}", f"Warning {one.pk}: {state}{owner}")


def story(found: WarningStory, response: Response, voice: Voice) -> Iterator[Table | str]:
    """One warning: what it is, its history, its promises, what hangs under it."""
    one = found.warning
    yield listing([one], response, voice)
    yield from _under(one, voice)
    steps = blank(voice.words("经过", "History"))
    for step in found.steps:
        steps.add_row(shown(step.at), step.who, *_told(step, response, voice))
    yield steps
    if found.promises:
        named, every = len(found.promises), f"{one.items:,}"
        rows = blank(voice.words(f"承诺 {every} 个，列出 {named} 个", f"Promises: {every}, {named} of them shown"))
        for item in found.promises:
            rows.add_row(*_item(item, voice))
        yield rows
    if found.consequences:
        yield voice.words("归在它下面的：", "Held back by it:")
        yield listing(found.consequences, response, voice)


def _under(one: Warning, voice: Voice) -> Iterator[str]:
    if one.under_id is not None:
        yield voice.words(f"原因：预警 {one.under_id}", f"Its cause: warning {one.under_id}")


def _told(step: WarningStep, response: Response, voice: Voice) -> tuple[str, str]:
    """What was done, and all that was said with it."""
    codes = ((step.cause_code, response.warnings.cause_codes), (step.action_code, response.warnings.action_codes))
    words = [_code(code, names, voice) for code, names in codes if code]
    to = " ".join([_role(step.role, voice), *step.people]).strip()
    said = [
        voice.words(f"{step.count:,} 件", f"{step.count:,} promises") if step.count else "",
        voice.words(STATUS.get(step.status, step.status), step.status.replace("_", " ")),
        f"→ {to}" if to else "",
        *words,
        voice.words(f"到 {shown(step.until)}", f"until {shown(step.until)}") if step.until else "",
        step.note,
    ]
    return voice.words(*ACT[step.act]), " · ".join(filter(None, said))


def _item(item: WarningItem, voice: Voice) -> tuple[str, str, str, str]:
    status = voice.words(STATUS.get(item.status, item.status), item.status.replace("_", " "))
    return item.subject.number, status, shown(item.due_at), item.promise.person or ""


def _code(code: str, names: Mapping[str, Bilingual], voice: Voice) -> str:
    return voice.of(names[code]) if code in names else code


def _role(role: str, voice: Voice) -> str:
    return voice.words(ROLES.get(role, role), role.replace("_", " "))


def _step(step: int, voice: Voice) -> str:
    return voice.words("未兑现", "broken") if step == BROKEN else voice.words(f"预警 {step} 级", f"at risk {step}")


def story_json(found: WarningStory) -> dict[str, Any]:
    """One warning for programs."""
    names = (
        "at", "who", "act", "step", "count", "role", "people", "status", "cause_code", "action_code", "until", "note",
    )  # fmt: skip
    return as_json(found.warning) | {
        "steps": [{name: getattr(step, name) for name in names} for step in found.steps],
        "promises": [
            {"subject": item.subject.number, "status": item.status, "due_at": item.due_at, "open": item.open}
            for item in found.promises
        ],
        "consequences": [as_json(one) for one in found.consequences],
    }
