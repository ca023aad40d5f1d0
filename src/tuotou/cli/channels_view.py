"""Channels for the terminal and for programs: of what is secret, that it is there and no more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.markup import escape
from rich.table import Table

from tuotou.cli.document_table import listing, told
from tuotou.cli.instant import shown
from tuotou.cli.notices_view import WAY
from tuotou.cli.voice import Voice
from tuotou.notices.shipped import KINDS
from tuotou.operations.notices.channels import Installed
from tuotou.operations.notices.doors import secret_names


def table(found: Sequence[Installed], voice: Voice) -> Table:
    """Channels below one another."""
    made = listing(voice.words(f"通道 {len(found)} 个", f"Channels: {len(found)}"))
    for heading in voice.words(
        "通道 种类 通向 状态 待发 最早 被拒收 说明", "channel kind way state waiting since refused error"
    ).split():
        made.add_column(heading, overflow="fold")
    for one in found:
        made.add_row(
            one.channel.name,
            one.channel.kind,
            voice.words(WAY.get(one.channel.way, one.channel.way), one.channel.way),
            _state(one, voice),
            f"{one.waiting:,}",
            "" if one.since is None else shown(one.since),
            f"{one.failed:,}",
            escape(one.channel.error),
        )
    return made


def as_json(one: Installed) -> dict[str, Any]:
    """A channel for programs."""
    names = ("name", "kind", "way", "enabled", "failures", "error", "next_at")
    counts = {"waiting": one.waiting, "since": one.since, "failed": one.failed}
    return {name: getattr(one.channel, name) for name in names} | counts


def one_json(one: Installed) -> dict[str, Any]:
    """One channel with its settings and groups, for programs."""
    return as_json(one) | {"settings": one.channel.settings, "secrets": secret_names(one.channel), "groups": one.groups}


def one_table(one: Installed, voice: Voice) -> Table:
    """One channel."""
    rows = [
        (voice.words("种类", "kind"), one.channel.kind),
        (voice.words("通向", "leads to"), voice.words(WAY.get(one.channel.way, ""), one.channel.way)),
        (voice.words("状态", "state"), _state(one, voice)),
        *((name, escape(str(value))) for name, value in one.channel.settings.items()),
        *((name, voice.words("（密）", "(secret)")) for name in secret_names(one.channel)),
        (voice.words("群", "groups"), " ".join(one.groups)),
        (voice.words("说明", "error"), escape(one.channel.error)),
    ]
    return told(one.channel.name, [row for row in rows if row[1]], (), voice)


def kinds_table(voice: Voice) -> Table:
    """The kinds, and what each must be told."""
    made = listing(voice.words("通道种类", "Kinds of channels"))
    for heading in voice.words("种类 名称 设置", "kind name settings").split():
        made.add_column(heading, overflow="fold")
    for kind in KINDS.values():
        settings = (
            f"{one.name}{'*' if one.required else ''}: {voice.words(one.zh, one.en)}{_secret(one.secret, voice)}"
            for one in kind.settings
        )
        made.add_row(kind.name, voice.words(kind.zh, kind.en), escape("\n".join(settings)))
    return made


def kinds_json() -> list[dict[str, Any]]:
    """The kinds for programs."""
    names = ("name", "zh", "en", "secret", "required", "default")
    return [
        {
            "kind": kind.name, "zh": kind.zh, "en": kind.en,
            "settings": [{name: getattr(one, name) for name in names} for one in kind.settings],
        }
        for kind in KINDS.values()
    ]  # fmt: skip


def _state(one: Installed, voice: Voice) -> str:
    if not one.channel.enabled:
        return voice.words("停用", "off")
    if one.channel.failures > 1:
        return voice.words(f"连续 {one.channel.failures} 次没发出", f"failed {one.channel.failures} times in a row")
    return voice.words("启用", "on")


def _secret(secret: bool, voice: Voice) -> str:
    return voice.words("（密）", " (secret)") if secret else ""
