"""The words of a notice, with named gaps: text in, a checked template out, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Final

from tuotou.core.document import Bilingual, suggest

_WARNING: Final = ("number", "level", "what", "site", "count", "due", "names", "role", "note")
OFFERS: Final[Mapping[str, tuple[str, ...]]] = {
    "told": _WARNING, "reopened": _WARNING, "escalated": _WARNING, "assigned": _WARNING,
    "incident": ("what", "site", "subject", "at", "audience"),
    "unmanned": ("site", "role"),
    "channel_refused": ("channel", "why"),
    "pressed": ("done", "left"), "put_off": ("done", "left"), "not_pressed": (),
    "trial": ("channel",),
    "brief": ("what", "lines"), "reminder": ("count", "site", "by"),
    "many": ("count", "kinds", "lines", "earliest", "left", "attached"),
    "line": ("what", "site", "count", "due", "names"),
}  # fmt: skip
"""Kind of notice → what may stand in its gaps; `many` and its `line` make one message of many."""


@dataclass(frozen=True, slots=True)
class Template:
    """A title of one line and a text, each in both languages."""

    title: Bilingual
    text: Bilingual

    def say(self, lang: str, values: Mapping[str, str], marked: Mapping[str, str] | None = None) -> tuple[str, str]:
        """Title and text, with their gaps filled. `marked`: what fills those of the text, which is Markdown."""
        title, text = (part.en if lang == "en" else part.zh for part in (self.title, self.text))
        return " ".join(title.format_map(values).split()), text.format_map(values if marked is None else marked).strip()


def faults(words: str, offered: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """What is wrong with the gaps of a template: what, and what would be right."""
    try:
        parts = list(Formatter().parse(words))
    except ValueError:
        yield "a brace is not closed", "write {name}, and {{ for a brace itself"
        return
    for _, name, form, conversion in parts:
        if name is None:
            continue
        if form or conversion or not name.isidentifier():
            yield f"a gap is a name alone, not '{name}'", "write {name}"
        elif name not in offered:
            yield f"nothing fills the gap '{name}'", suggest(name, offered)
