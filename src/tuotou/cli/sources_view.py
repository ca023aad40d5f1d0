"""Sources for the terminal and for programs. Secrets are in neither."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from rich.table import Table
from rich.text import Text

from tuotou.cli.document_table import listing as blank
from tuotou.cli.instant import shown
from tuotou.cli.voice import Voice
from tuotou.store.models import RefusedMessage, Source

SHORT: Final = 60
"""Characters of a body that are shown."""


def as_json(one: Source) -> dict[str, Any]:
    """A source for programs; instants are µs UTC."""
    names = (
        "name", "kind", "address", "options", "mapping", "site", "enabled", "silent_after", "changed_at", "messages",
        "recorded", "repeated", "refused", "last_message_at", "last_recorded_at", "last_error", "last_error_at",
        "silent_since",
    )  # fmt: skip
    return {name: getattr(one, name) for name in names}


def refused_json(row: RefusedMessage) -> dict[str, Any]:
    """A refused message for programs."""
    names = ("position", "row", "received_at", "length", "field", "value", "reason", "right")
    return {name: getattr(row, name) for name in names} | {"body": bytes(row.body).decode("utf-8", "replace")}


def listing(found: Sequence[Source], voice: Voice) -> Table:
    """Sources below one another."""
    table = blank(voice.words(f"数据源 {len(found)} 个", f"Sources: {len(found)}"))
    headings = "名称 种类 状态 消息 新增 重复 不合格 上次消息", "name kind state messages new repeated refused last"
    for heading in voice.words(*headings).split():
        table.add_column(heading)
    for one in found:
        counts = (f"{count:,}" for count in (one.messages, one.recorded, one.repeated, one.refused))
        table.add_row(one.name, one.kind, state(one, voice), *counts, _when(one.last_message_at))
    return table


def state(one: Source, voice: Voice) -> str:
    """How a source stands, in a word."""
    if not one.enabled:
        return voice.words("停用", "disabled")
    if (one.last_error_at or 0) > (one.last_message_at or 0):
        return voice.words("出错", "failing")
    if one.silent_since is not None:
        return voice.words("静默", "silent")
    return voice.words("启用", "enabled")


def line(one: Source, voice: Voice) -> str:
    """What became of it."""
    return f"{one.name}{voice.words('：', ': ')}{state(one, voice)}"


def story(one: Source, voice: Voice) -> Table:
    """One source: how it is read, and how it stands."""
    table = blank(f"{one.name} · {state(one, voice)}")
    table.show_header = False
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    silent = "" if one.silent_after is None else voice.words(f"{one.silent_after} 秒", f"{one.silent_after} s")
    for zh, en, said in (
        ("地址", "address", f"{one.kind} {one.address}"),
        ("选项", "options", " ".join(f"{name}={value}" for name, value in one.options.items())),
        ("映射", "mapping", one.mapping or voice.words("无，消息就是事件", "none: messages are events")),
        ("场地", "site", one.site),
        ("多久算静默", "silent after", silent),
        ("消息", "messages", f"{one.messages:,}"),
        ("新增、重复事件", "events new, repeated", f"{one.recorded:,} · {one.repeated:,}"),
        ("不合格", "refused", f"{one.refused:,}"),
        ("上次消息、入库", "last message, recorded", f"{_when(one.last_message_at)} · {_when(one.last_recorded_at)}"),
        ("上次出错", "last error", f"{_when(one.last_error_at)} {one.last_error}".strip()),
        ("静默始于", "silent since", _when(one.silent_since)),
    ):
        if said:
            table.add_row(voice.words(zh, en), Text(said))
    return table


def refusals(one: Source, found: Sequence[RefusedMessage], voice: Voice) -> Table:
    """What a source refused, the latest first."""
    table = blank(voice.words(f"{one.name} 不合格 {len(found)} 条", f"{one.name}: {len(found)} refused"))
    headings = "位置 收到 列 值 原因和改法 内容", "position received field value reason body"
    for heading in voice.words(*headings).split():
        table.add_column(heading, overflow="fold")
    for row in found:
        body = bytes(row.body).decode("utf-8", "replace")
        why = voice.beside(row.reason, row.right)
        place = f"{row.position} {row.row}" if row.row > 1 else row.position
        cells = (place, shown(row.received_at), row.field, row.value[:SHORT], why, body[:SHORT])
        table.add_row(*(Text(cell) for cell in cells))
    return table


def _when(at: int | None) -> str:
    return "—" if at is None else shown(at)
