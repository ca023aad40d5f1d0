"""Plain Markdown, as letters are written, becomes what a channel understands; text that people typed stays text.

Whoever writes a letter puts `escaped` around every name that comes from outside. Whatever then stands in
a text, such as a site called "](http://…" or "<at user_id=all>", no app makes a link or a mention of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

_PARSER: Final = MarkdownIt("zero").enable(["emphasis", "link", "list", "escape"])
_SIGNS: Final = re.compile(r"([\\`*_\[\]<>#!|~&])")
_BEGINNING: Final = re.compile(r"^(\d{0,9})([-+.)])")
"""Of a list, where the name begins a line."""
_MENTION: Final = re.compile(r"(?<![\w.])@", re.ASCII)
_WIDE: Final = {ord(sign): ord(sign) + 0xFEE0 for sign in "<>[]*_`#~|\\"}
"""Signs that mean something to a chat app which knows no way to write them plainly, and their full-width twins."""
_ENTITIES: Final = {ord(sign): f"&#{ord(sign)};" for sign in "<>[]*_`#~|\\&-!()"}


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one kind of channel writes what Markdown means."""

    text: Callable[[str], str]
    strong: tuple[str, str]
    link: Callable[[str, str], str]  # label as written, address
    paragraph: tuple[str, str] = ("", "")
    item: tuple[str, str] = ("- ", "")
    items: tuple[str, str] = ("", "")
    line: str = ""  # at the end of a line inside a paragraph


def escaped(text: str) -> str:
    """A name, as it stands in Markdown: one line in which no sign means anything."""
    return _BEGINNING.sub(r"\1\\\2", _SIGNS.sub(r"\\\1", one_line(text)))


def one_line(text: str) -> str:
    """The text without line breaks and other control characters."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def lines(text: str, dialect: Dialect) -> list[str]:
    """A letter's text, line by line; an empty one lies between paragraphs."""
    written: list[str] = []
    mark, tight = "", False
    for token in _PARSER.parse(text):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            written += ["", dialect.items[0]] if dialect.items[0] else [""]
            tight = True
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            written += [dialect.items[1]] if dialect.items[1] else []
            tight = token.level > 0
        elif token.type == "list_item_open":
            mark = f"{token.info}. " if token.info and dialect.item[0] == "- " else dialect.item[0]
        elif token.type == "inline":
            before, after = (mark, dialect.item[1]) if tight else dialect.paragraph
            written += [] if tight else [""]
            inner = "".join(_inline(token.children or [], dialect))
            written += (before + inner + after).replace("\n", dialect.line + "\n").split("\n")
            mark = ""
    return written[1:] if written[:1] == [""] else written


def title(text: str, dialect: Dialect) -> str:
    """A letter's title, which is no Markdown."""
    return dialect.text(one_line(text))


def _inline(tokens: list[Token], dialect: Dialect) -> Iterator[str]:
    """Words, strong words and links; a link's label is written before its address is known to be shown."""
    labels: list[tuple[str, list[str]]] = []
    for token in tokens:
        if token.type == "link_open":
            labels.append((str(token.attrs.get("href", "")), []))
            continue
        if token.type == "link_close":
            address, label = labels.pop()
            said = dialect.link("".join(label), address) if _leads_out(address) else "".join(label)
        elif token.type in ("strong_open", "strong_close"):
            said = dialect.strong[token.type == "strong_close"]
        else:
            said = dialect.text(token.content)
        if labels:
            labels[-1][1].append(said)
        else:
            yield said


def _leads_out(address: str) -> bool:
    return re.match(r"https?://", address) is not None


def _wide(text: str) -> str:
    return _MENTION.sub("＠", text.translate(_WIDE))


def _entities(text: str) -> str:
    return _MENTION.sub("＠", text.translate(_ENTITIES))


def _as_chat(label: str, address: str) -> str:
    safe = address.replace("(", "%28").replace(")", "%29").replace(" ", "%20")
    return f"[{label}]({safe})"


HTML: Final = Dialect(
    escape,
    ("<strong>", "</strong>"),
    lambda label, address: f'<a href="{escape(address)}">{label}</a>',
    ("<p>", "</p>"),
    ("<li>", "</li>"),
    ("<ul>", "</ul>"),
    "<br>",
)
TEXT: Final = Dialect(lambda text: text, ("", ""), lambda label, address: f"{label} {address}")
CHAT: Final = Dialect(_wide, ("**", "**"), _as_chat)
"""WeCom and DingTalk."""
FEISHU: Final = Dialect(_entities, ("**", "**"), _as_chat)
