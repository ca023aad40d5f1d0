"""The nodes of a YAML document: text in, nodes that know their place out, and what a plain word means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import yaml

_NOTHING: Final = ("", "~", "null")
_INTEGER: Final = re.compile(r"[-+]?\d{1,300}")  # with more digits it is a word: a float could not hold it
_NUMBER: Final = re.compile(r"[-+]?\d+\.\d+")
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEPEST: Final = 20
"""Levels of a document: those in use have seven at most, and some thousand would exhaust the stack."""


FAULTS: Final = {
    "',' or ']'": "a [ is not closed with ]",
    "',' or '}'": "a { is not closed with }",
    "mapping": "a colon too many, or a line indented otherwise; text with a colon needs quotes",
    "stream": "a quotation mark is not closed",
    "token": "no text begins with this sign; put it in quotes",
    "'-'": "this line is indented unlike the list before it",
    "key": "this line is indented unlike those before it",
    "<document": "this line is indented unlike those before it",
    "':'": "this line lacks its colon",
    "content": "a value is missing, or begins with a sign that needs quotes",
    "escape": "no such sign after a backslash; use single quotes",
    "sequence": "a list begins on a line of its own",
    "another": "the file holds a second document; give it a file of its own",
}
"""A word by which a message of libyaml is known, and the mistake in words that help."""


class TooDeep(yaml.MarkedYAMLError):
    """A document has more than `DEEPEST` levels."""

    def __init__(self, mark: Any) -> None:
        """`mark`: where it goes too deep."""
        super().__init__(problem_mark=mark)


class _Shallow(_LOADER):  # type: ignore[misc, valid-type]
    """A loader that counts levels, in the two hooks that its composer calls around every node."""

    _level = 0

    def descend_resolver(self, parent: yaml.Node | None, _index: object) -> None:
        self._level += 1
        if parent is not None and self._level > DEEPEST:
            raise TooDeep(parent.start_mark)

    def ascend_resolver(self) -> None:
        self._level -= 1

    def resolve(self, *_: object) -> str:
        return "tag:yaml.org,2002:str"  # what a plain word means is told by `plain`: to guess costs a fifth of reading


def compose(text: str) -> yaml.Node | None:
    """The root of a document; None where it is empty.

    Raises `TooDeep` and other `yaml.MarkedYAMLError`, `yaml.reader.ReaderError`.
    """
    return yaml.compose(text, Loader=_Shallow)


def anchored(text: str) -> Iterator[yaml.Event]:
    """The anchors and aliases of a document. Raises as `compose` does."""
    level = 0
    for event in yaml.parse(text, Loader=_LOADER):
        level += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if level > DEEPEST:
            raise TooDeep(event.start_mark)
        if getattr(event, "anchor", None):
            yield event


def plain(node: yaml.Node) -> object:
    """The node as plain Python; times such as 11:00 and dates stay text, `yes` is just a word."""
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node)
    if isinstance(node, yaml.MappingNode):
        return {str(k.value): plain(v) for k, v in node.value}
    return [plain(item) for item in node.value]


def is_nothing(node: yaml.Node) -> bool:
    """Whether the node says nothing: `plain` would give None."""
    return isinstance(node, yaml.ScalarNode) and not node.style and node.value in _NOTHING


def _scalar(node: yaml.ScalarNode) -> object:
    text: str = node.value
    if node.style:  # quoted: text as it stands (the C parser gives "" for plain words)
        return text
    if text in _NOTHING:
        return None
    if text in ("true", "false"):
        return text == "true"
    if not (text[0].isdecimal() or text[0] in "+-"):  # most words: no need to look closer
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _NUMBER.fullmatch(text) else text


def fault(problem: str) -> str:
    """What libyaml says of a mistake, in words that help."""
    return next((said for word, said in FAULTS.items() if word in problem), "this line has no such form")
