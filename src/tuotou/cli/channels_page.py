"""The tables of docs/channels.md that are told by the kinds themselves: what each must be set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tuotou.notices.kind import ChannelKind, Setting

_HEAD: Final[Mapping[str, str]] = {
    "en": "| setting | what it is | needed | secret | without |",
    "zh": "| 设置 | 含义 | 必填 | 保密 | 缺省 |",
}
_YES: Final[Mapping[str, str]] = {"en": "yes", "zh": "是"}


def settings_table(kind: ChannelKind, lang: str) -> str:
    """A kind's settings as a Markdown table; empty where there is nothing to set."""
    if not kind.settings:
        return ""
    rows = (" | ".join(_row(one, lang)) for one in kind.settings)
    return "\n".join([_HEAD[lang], "| --- | --- | --- | --- | --- |", *(f"| {row} |" for row in rows)]) + "\n"


def _row(one: Setting, lang: str) -> tuple[str, ...]:
    what = one.zh if lang == "zh" else one.en
    default = f"`{one.default}`" if one.default else "–"
    return f"`{one.name}`", what, _YES[lang] if one.required else "–", _YES[lang] if one.secret else "–", default
