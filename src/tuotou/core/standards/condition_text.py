"""The words of a condition: its text cut into tokens that know where they stand.

Only the words of docs/standards.md pass; names go on quoted, so that no name is taken for a word of SQL.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

KEYWORDS: Final = frozenset({"AND", "OR", "NOT", "IN", "BETWEEN", "LIKE", "IS", "NULL", "TRUE", "FALSE"})
SQL: Final = frozenset(
    {"SELECT", "FROM", "WHERE", "CASE", "WHEN", "THEN", "ELSE", "END", "CAST", "EXISTS", "UNION", "JOIN", "DISTINCT"}
)
"""Words of SQL that mean nothing here; an attribute may be called so all the same."""
_BEFORE_BRACKET: Final = frozenset({"AND", "OR", "NOT", "IN", "BETWEEN", "ABS"})
_TOKEN: Final = re.compile(
    r"""(?P<text>'(?:[^']|'')*')
      | (?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?![\w.]))
      | (?P<word>[^\W\d]\w*(?:\.\w+)*)
      | (?P<sign><>|<=|>=|[=<>+\-*/(),])
      | (?P<space>\s+)""",
    re.VERBOSE,
)
_QUOTES: Final = "'\""
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


def tokens(text: str) -> tuple[tuple[Token, ...], list[Flaw]]:
    """The tokens of a condition, and all that cannot be one; behind an open quote nothing is read."""
    found, flaws, offset = list[Token](), list[Flaw](), 0
    while offset < len(text):
        match = _TOKEN.match(text, offset)
        if match is None:
            sign = text[offset]
            flaws.append(Flaw(offset, f"'{sign}' has no place in a condition", _instead(sign)))
            offset = len(text) if sign in _QUOTES else offset + len(text[offset:]) - len(text[offset:].lstrip(sign))
            continue
        if match.lastgroup != "space":
            found.append(_token(match))
        offset = match.end()
    return tuple(found), [*flaws, *_misused(found)]


def pieces(found: Sequence[Token]) -> list[list[Token]]:
    """The tokens between AND and OR, in order; what has BETWEEN stands twice, as Polars compares it twice."""
    cut, between = [list[Token]()], False
    for token in found:
        joins = token.kind == "keyword" and (token.text == "OR" or token.text == "AND" and not between)
        if joins:
            cut.append([])
        else:
            cut[-1].append(token)
        if token.kind == "keyword" and token.text in ("AND", "OR", "BETWEEN"):
            between = token.text == "BETWEEN"
    return [piece for piece in cut for _ in range(1 + any(token.text == "BETWEEN" for token in piece))]


def _instead(sign: str) -> str:
    return _INSTEAD.get(sign, "allowed: names, 'text', numbers and = <> < <= > >= + - * / ( ) ,")


def _token(match: re.Match[str]) -> Token:
    kind, text = match.lastgroup or "", match.group()
    if kind != "word":
        return Token(kind, text, match.start())
    if text.upper() in KEYWORDS | {"ABS"}:
        return Token("keyword", text.upper(), match.start())
    return Token("name", text, match.start())


def _misused(found: list[Token]) -> Iterator[Flaw]:
    """Functions that are none of ours, and IS before anything but [NOT] NULL, which would not be three-valued."""
    for this, following in zip(found, found[1:], strict=False):
        if following.text == "(" and this.kind in ("name", "keyword") and this.text not in _BEFORE_BRACKET:
            yield Flaw(this.offset, f"'{this.text}' is no function that a condition may use", "only abs(…)")
        if this.text == "IS" and following.text not in ("NULL", "NOT"):
            yield Flaw(following.offset, "IS stands before NULL or NOT NULL only", "for a flag write flag = true")
        if this.text == following.text == "=":
            yield Flaw(following.offset, "'=' stands twice", "write = once")
    for this, following, third in zip(found, found[1:], found[2:], strict=False):
        if (this.text, following.text) == ("IS", "NOT") and third.text != "NULL":
            yield Flaw(third.offset, "IS NOT stands before NULL only", "for a flag write flag = false")
