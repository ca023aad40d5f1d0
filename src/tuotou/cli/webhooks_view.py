"""Subscribers, their messages and their health, for the terminal and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from rich.markup import escape
from rich.table import Table

from tuotou.cli.document_table import listing as blank
from tuotou.cli.instant import shown
from tuotou.cli.voice import Voice
from tuotou.operations.deliveries.health import Health, Waiting
from tuotou.operations.deliveries.log import DeliveryStory, LogPage
from tuotou.store.models import Delivery, DeliveryAttempt, Subscriber

STATE: Final[Mapping[str, str]] = {
    "active": "推送中", "disabled": "已停用", "waiting": "待送", "sent": "已送达", "refused": "被拒", "failed": "放弃",
}  # fmt: skip


def as_json(one: Subscriber) -> dict[str, Any]:
    """A subscriber for programs, without its secret; instants are µs UTC."""
    names = (
        "name", "form", "url", "wants", "owner", "unit", "state", "reason", "created_at", "failures", "failing_since",
        "rest_until", "delay_limit", "refused_limit", "unwell_since",
    )  # fmt: skip
    return {name: getattr(one, name) for name in names}


def listing(found: Sequence[Subscriber], voice: Voice) -> Table:
    """Subscribers below one another."""
    table = _table(voice, f"订阅方 {len(found)} 个", f"Subscribers: {len(found)}", "名字 形式 状态 地址 负责 连续失败")
    for one in found:
        failures = str(one.failures or "")
        table.add_row(escape(one.name), one.form, _state(one.state, voice), escape(one.url), one.owner, failures)
    return table


def told(one: Subscriber, voice: Voice, secret: bool) -> Table:
    """One of them, line by line."""
    table = blank(escape(one.name))
    rows = [(name, value) for name, value in as_json(one).items() if value not in ("", None)]
    rows += [("secret", one.secret)] if secret else []
    for name, value in rows:
        seen = shown(value) if name.endswith(("_at", "_since", "_until")) else str(value)
        table.add_row(name, escape(seen))
    return table


def page(found: LogPage, voice: Voice) -> Table:
    """Messages below one another."""
    table = _table(voice, "推送记录", "Messages", "序号 推送 内容 条数 状态 次数 入队 完成")
    for one in found.deliveries:
        over = shown(one.ended_at) if one.ended_at else ""
        state = _state(one.state, voice)
        table.add_row(
            str(one.pk), str(one.uuid), one.topic, str(one.count), state, str(one.attempts), shown(one.created_at), over
        )
    if found.next is not None:
        table.caption = voice.words(f"更早的：--before {found.next}", f"earlier ones: --before {found.next}")
    return table


def page_json(found: LogPage) -> dict[str, Any]:
    """The same for programs."""
    return {"deliveries": [delivery_json(one) for one in found.deliveries], "next": found.next}


def delivery_json(one: Delivery) -> dict[str, Any]:
    """A message without its body."""
    names = ("topic", "count", "state", "attempts", "since", "created_at", "next_try_at", "ended_at")
    return {"number": one.pk, "id": str(one.uuid)} | {name: getattr(one, name) for name in names}


def story(found: DeliveryStory, voice: Voice) -> Iterator[Table | str]:
    """One message: its attempts, and what it says."""
    yield page(LogPage([found.delivery], None), voice)
    for attempt in found.attempts:
        yield attempt_line(attempt, voice)
    yield escape(found.delivery.body)


def story_json(found: DeliveryStory) -> dict[str, Any]:
    """The same for programs."""
    tries = [attempt_json(one) for one in found.attempts]
    return delivery_json(found.delivery) | {"attempts": tries, "body": found.delivery.body}


def attempt_json(one: DeliveryAttempt) -> dict[str, Any]:
    """One attempt for programs."""
    return {name: getattr(one, name) for name in ("at", "outcome", "status", "ms", "error", "answer")}


def attempt_line(one: DeliveryAttempt, voice: Voice) -> str:
    """One attempt on a line."""
    said = " ".join(filter(None, (one.error, one.answer[:120])))
    return f"{shown(one.at)} {_state(one.outcome, voice)} {one.status or '—'} {one.ms} ms {escape(said)}"


def health_table(found: Sequence[Health], names: Mapping[int, str], voice: Voice) -> Table:
    """Hour by hour."""
    headings = "时段 订阅方 送达 时延p50 时延p99 放弃 尝试 被拒 失败"
    table = _table(voice, "推送情况", "How deliveries go", headings)
    for one in found:
        delays = ("" if value is None else f"{value:.1f}" for value in (one.p50, one.p99))
        counts = (one.lost, one.attempts, one.refused, one.failed)
        name = escape(names.get(one.subscriber, ""))
        table.add_row(shown(one.hour), name, str(one.sent), *delays, *map(str, counts))
    return table


def waiting_lines(found: Mapping[int, Waiting], names: Mapping[int, str], voice: Voice) -> Iterator[str]:
    """What is still to be sent."""
    for id, one in found.items():
        since = shown(one.since) if one.since is not None else ""
        name = escape(names.get(id, ""))
        yield voice.words(f"{name}：{one.count} 条待送，自 {since}", f"{name}: {one.count} wait, since {since}")


def health_json(
    found: Sequence[Health], waits: Mapping[int, Waiting], names: Mapping[int, str]
) -> dict[str, list[dict[str, Any]]]:
    """The same for programs."""
    hours = [asdict(one) | {"subscriber": names.get(one.subscriber, "")} for one in found]
    return {"hours": hours, "waiting": [{"subscriber": names.get(id, ""), **asdict(one)} for id, one in waits.items()]}


_ENGLISH: Final[Mapping[str, str]] = {
    "名字": "name", "形式": "form", "状态": "state", "地址": "address", "负责": "owner", "连续失败": "failures",
    "序号": "no.", "推送": "message", "内容": "topic", "条数": "facts", "次数": "attempts", "入队": "queued",
    "完成": "over", "时段": "hour", "订阅方": "subscriber", "送达": "sent", "时延p50": "p50 s", "时延p99": "p99 s",
    "放弃": "lost", "尝试": "attempts", "被拒": "refused", "失败": "failed",
}  # fmt: skip


def _table(voice: Voice, zh: str, en: str, headings: str) -> Table:
    table = blank(voice.words(zh, en))
    for heading in headings.split():
        table.add_column(voice.words(heading, _ENGLISH[heading]), overflow="fold")
    return table


def _state(word: str, voice: Voice) -> str:
    return voice.words(STATE[word], word)
