"""The words of a condition: its text cut into tokens that know where they stand.

Only the words of docs/standards.md pass; names go on quoted, so that no name is taken for a word of SQL.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

KEYWORDS: Final = frozenset({"AND", "OR", "NOT", "IN", "BETWEEN", "LIKE", "IS", "NULL", "TRUE", "FALSE"})
_BEFORE_BRACKET: Final = frozenset({"AND", "OR", "NOT", "IN", "BETWEEN", "ABS"})
_TOKEN: Final = re.compile(
    r"""(?P<text>'(?:[^']|'')*')
      | (?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?![\w.]))
      | (?P<word>[^\W\d]\w*(?:\.\w+)*)
      | (?P<sign><>|<=|>=|[=<>+\-*/(),])
      | (?P<space>\s+)""",
    re.VERBOSE,
)
_INSTEAD: Final = {
    "!": "write <> for unequal",
    '"': "text stands in single quotes: 'standard'; a name needs none",
    "'": "close the text with a single quote",
    ";": "a condition is one expression",
    "%": "no remainder; % belongs into the text of LIKE",
    "|": "texts are not joined: compare each",
}


class Flaw(NamedTuple):
    """Something wrong in a condition, `offset` characters into its text."""

    offset: int
    what: str
    right: str = ""


class Token(NamedTuple):
    """A piece of the text: a name, a keyword, a number, a text or a sign."""

    kind: str  # name, keyword, number, text or sign
    text: str  # keywords in capitals
    offset: int

    @property
    def sql(self) -> str:
        """The piece as Polars reads it: names quoted, numbers with a point as floats, not decimals."""
        if self.kind == "name":
            return f'"{self.text}"'
        return f"{self.text}e0" if self.kind == "number" and "." in self.text else self.text


def tokens(text: str) -> tuple[tuple[Token, ...], Flaw | None]:
    """The tokens of a condition, and what cannot be one, if anything."""
    found: list[Token] = []
    offset = 0
    while offset < len(text):
        match = _TOKEN.match(text, offset)
        if match is None:
            return (), Flaw(offset, f"'{text[offset]}' has no place in a condition", _instead(text, offset))
        if match.lastgroup != "space":
            found.append(_token(match))
        offset = match.end()
    return tuple(found), _misused(found)


def _instead(text: str, offset: int) -> str:
    return _INSTEAD.get(text[offset], "allowed: names, 'text', numbers and = <> < <= > >= + - * / ( ) ,")


def _token(match: re.Match[str]) -> Token:
    kind, text = match.lastgroup or "", match.group()
    if kind != "word":
        return Token(kind, text, match.start())
    if text.upper() in KEYWORDS | {"ABS"}:
        return Token("keyword", text.upper(), match.start())
    return Token("name", text, match.start())


def _misused(found: list[Token]) -> Flaw | None:
    """A function that is none of ours, or IS before anything but [NOT] NULL, which would not be three-valued."""
    for this, following in zip(found, found[1:], strict=False):
        if following.text == "(" and this.kind in ("name", "keyword") and this.text not in _BEFORE_BRACKET:
            return Flaw(this.offset, f"'{this.text}' is no function that a condition may use", "only abs(…)")
        if this.text == "IS" and following.text not in ("NULL", "NOT"):
            return Flaw(following.offset, "IS stands before NULL or NOT NULL only", "for a flag write flag = true")
        if this.text == following.text == "=":
            return Flaw(following.offset, "'=' stands twice", "write = once")
    return _is_not(found)


def _is_not(found: list[Token]) -> Flaw | None:
    for this, following, third in zip(found, found[1:], found[2:], strict=False):
        if (this.text, following.text) == ("IS", "NOT") and third.text != "NULL":
            return Flaw(third.offset, "IS NOT stands before NULL only", "for a flag write flag = false")
    return None
