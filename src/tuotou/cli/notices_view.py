"""Notices, letters, contacts and preferences for the terminal and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from rich.markup import escape
from rich.table import Table

from tuotou.cli.document_table import listing
from tuotou.cli.instant import shown
from tuotou.cli.standards import LEVEL
from tuotou.cli.voice import Voice
from tuotou.operations.notices.contacts import shown as masked
from tuotou.operations.notices.inbox import Counters, Told
from tuotou.store.models import Contact, Enclosure, Letter, Preference

HOUR: Final = 3_600_000_000
STATE: Final[Mapping[str, str]] = {
    "waiting": "待发", "sending": "发送中", "sent": "已发出", "failed": "被拒收", "unclear": "不确定",
    "spared": "不必发", "routed": "已上路", "inbox": "仅站内", "replaced": "已更新",
}  # fmt: skip
WAY: Final[Mapping[str, str]] = {"chat": "聊天应用", "sms": "短信", "mail": "邮件", "group": "群"}


def inbox_table(found: Sequence[Told], voice: Voice) -> Table:
    """Notices below one another."""
    table = _table("编号 时间 级别 标题 状态", "no. at level title state", voice)
    for one in found:
        unread = "" if one.notice.read_at else voice.words("未读", "unread")
        open_ = voice.words("待处理", "open") if one.open else ""
        level = voice.words(LEVEL[one.notice.level], one.notice.level.replace("_", " "))
        row = (str(one.notice.pk), shown(one.notice.created_at), level, escape(one.title))
        table.add_row(*row, " ".join(filter(None, (unread, open_))))
    return table


def counted(count: Counters, voice: Voice) -> str:
    """How much there is."""
    return voice.words(f"未读 {count.unread} 条，待处理 {count.open} 条", f"Unread: {count.unread}, open: {count.open}")


def told_json(one: Told) -> dict[str, Any]:
    """A notice for programs; instants are µs UTC."""
    names = ("kind", "level", "role", "site", "urgent", "created_at", "due_at", "state", "note", "read_at")
    head = {"id": one.notice.pk, "warning": one.notice.warning_id, "title": one.title, "text": one.text}
    return head | {name: getattr(one.notice, name) for name in names} | {"open": one.open}


def notice_page(told: Told, went: Sequence[Enclosure], voice: Voice) -> Iterator[Table | str]:
    """One notice."""
    yield inbox_table([told], voice)
    yield escape(told.text)
    yield letters([one.letter for one in went if one.letter is not None], voice)


def notice_json(told: Told, went: Sequence[Enclosure]) -> dict[str, Any]:
    """One notice for programs."""
    return told_json(told) | {"letters": [letter_json(one.letter) for one in went if one.letter is not None]}


def letters(found: Sequence[Letter], voice: Voice) -> Table:
    """Letters below one another."""
    table = _table("编号 时间 通道 给谁 标题 状态 说明", "id at channel to title state error", voice)
    for one in found:
        state = voice.words(STATE[one.state], one.state)
        to = one.person or voice.words(f"{one.unit} 群", f"group of {one.unit}")
        row = (one.pk, shown(one.created_at), one.channel.name, to, escape(one.title), state, escape(one.error))
        table.add_row(*row)
    return table


def letter_json(one: Letter) -> dict[str, Any]:
    """A letter for programs; its address is nowhere shown."""
    names = (
        "person", "unit", "lang", "level", "urgent", "title", "text", "template", "created_at", "next_try_at",
        "attempts", "state", "receipt", "error", "sent_at",
    )  # fmt: skip
    return {"id": one.pk, "channel": one.channel.name} | {name: getattr(one, name) for name in names}


def contact_table(found: Sequence[Contact], voice: Voice) -> Table:
    """Contacts below one another, masked."""
    table = _table("工号 通道 地址", "staff channel address", voice)
    for one in found:
        table.add_row(one.person, one.channel.name, escape(masked(one.address)))
    return table


def contact_json(one: Contact) -> dict[str, Any]:
    """A contact for programs, masked."""
    return {"person": one.person, "channel": one.channel.name, "address": masked(one.address)}


def preference_table(found: Sequence[Preference], voice: Voice) -> Table:
    """What somebody chose."""
    table = _table("级别 通道 语言 免打扰", "level ways language quiet", voice)
    for one in found:
        level = voice.words(LEVEL.get(one.level, "全部"), one.level.replace("_", " ") or "all")
        table.add_row(level, _ways(one, voice), one.lang, _hours(one))
    return table


def preference_json(one: Preference) -> dict[str, Any]:
    """What somebody chose, for programs."""
    names = ("level", "ways", "lang", "quiet_since", "quiet_until")
    return {name: getattr(one, name) for name in names}


def _ways(one: Preference, voice: Voice) -> str:
    if one.ways is None:
        return ""
    either = voice.words("或", " or ")
    named = (either.join(voice.words(WAY[way], way) for way in some) for some in one.ways)
    return voice.words("、", ", ").join(named) or voice.words("仅站内", "the inbox alone")


def _hours(one: Preference) -> str:
    if one.quiet_since is None or one.quiet_until is None:
        return ""
    since, until = (f"{at // HOUR:02}:{at % HOUR // 60_000_000:02}" for at in (one.quiet_since, one.quiet_until))
    return f"{since}–{until}"


def _table(zh: str, en: str, voice: Voice) -> Table:
    table = listing("")
    for heading in voice.words(zh, en).split():
        table.add_column(heading, overflow="fold")
    return table
