"""HTML that cannot be forgotten to be escaped: text is, unless it is markup already."""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape
from typing import Any, Final, TypeAlias

from tuotou.core.document import Bilingual

EMPTY: Final = frozenset({"meta", "input", "rect", "line", "path", "circle", "col"})
"""Elements that hold nothing."""


class Markup(str):
    """HTML as it stands."""

    __slots__ = ()


Node: TypeAlias = "str | Markup | Iterable[Node] | None"


def element(name: str, *children: Node, **attributes: str | float | bool | None) -> Markup:
    """An element. `class_` is class, `data_x` is data-x; an attribute that is None or False is left out."""
    said = "".join(_attribute(key, value) for key, value in attributes.items() if value is not None)
    if name in EMPTY:
        return Markup(f"<{name}{said}>" if name in ("meta", "input", "col") else f"<{name}{said}/>")
    return Markup(f"<{name}{said}>{inner(children)}</{name}>")


def inner(children: Node) -> Markup:
    """Several nodes as one."""
    if children is None:
        return Markup()
    if isinstance(children, Markup):
        return children
    if isinstance(children, str):
        return Markup(escape(children))
    return Markup("".join(inner(child) for child in children))


def _attribute(key: str, value: str | float | bool) -> str:
    name = key.rstrip("_").replace("_", "-")
    if isinstance(value, bool):
        return f" {name}" if value else ""
    text = f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    return f' {name}="{escape(text)}"'


def both(zh: Node, en: Node, name: str = "span") -> Markup:
    """Two wordings, of which the page shows the one of its language."""
    return inner((element(name, zh, class_="zh", lang="zh"), element(name, en, class_="en", lang="en")))


def said(text: Bilingual, name: str = "span") -> Markup:
    """The wordings of a document."""
    return both(text.zh, text.en, name)


def data(value: Any, name: str) -> Markup:
    """Data for the page's script: nothing in it can end the element that holds it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(f'<script type="application/json" id="{escape(name)}">{text}</script>')


def chapter(title: Node, beside: Node, content: Node) -> Markup:
    """A part that stands open on a desk; on a phone the page's script folds it, so that the next is not far."""
    head = element("summary", element("h3", title), " ", element("span", beside, class_="note"))
    return element("details", head, content, class_="chapter", open=True)
