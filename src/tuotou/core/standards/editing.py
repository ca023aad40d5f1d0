"""Edits the text of a document where one value stands: comments, order and all other words stay as they are.

Places are told by names and numbers: `("warn", 0, "at")`. Text ends its lines with a line feed (`held.plain`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

import yaml

from tuotou.core.node import compose

Place: TypeAlias = tuple[str | int, ...]
ORDER: Final = (
    "id", "version", "status", "form", "subject", "rows", "level", "title", "rule", "how_to_keep",
    "falsely_trips_when", "source", "effective", "scope", "opens", "if", "after", "until", "for", "per", "again", "of",
    "where", "period", "target", "min", "streak", "at_most", "window", "count", "early", "not_before", "keep",
    "at_least", "covers", "expires", "withdrawn_by", "due", "roll", "calendar", "pause", "warn", "void_if", "answers",
    "outlives", "settle", "then", "penalty", "tags",
)  # fmt: skip
"""In which order documents say their words: what is added stands behind those before it."""


class NotEditable(ValueError):
    """The text cannot be read, or nothing single stands at the place."""


def value_at(text: str, place: Place) -> str | None:
    """The word or sentence at a place; None where there is none."""
    node = _node(_root(text), place)
    return str(node.value) if isinstance(node, yaml.ScalarNode) else None


def put(text: str, place: Place, value: str) -> str:
    """The text with another value at a place; where nothing stands there yet, it is added. Raises `NotEditable`."""
    root = _root(text)
    node = _node(root, place)
    if node is None:
        return _added(text, root, place, value)
    if not isinstance(node, yaml.ScalarNode) or node.style in ("|", ">"):
        raise NotEditable(".".join(map(str, place)))
    if node.value == value:
        return text
    start, end = _offset(text, node.start_mark), _offset(text, node.end_mark)
    return text[:start] + scalar(value, _within(root, place), quoted=bool(node.style)) + text[end:]


def append(text: str, name: str, item: str) -> str:
    """The text with one more item (as YAML) in the list of a word; a list of one may stand without its brackets."""
    root = _root(text)
    node = _node(root, (name,))
    if node is None:
        return _added(text, root, (name,), f"[{item}]", raw=True)
    start, end = _offset(text, node.start_mark), _offset(text, _end(node))
    if not isinstance(node, yaml.SequenceNode):
        return f"{text[:start]}[{text[start:end]}, {item}]{text[end:]}"
    if node.flow_style:
        inner = text[start + 1 : end - 1].rstrip()
        return f"{text[:start]}[{inner}{', ' if inner else ''}{item}]{text[end:]}"
    return _line_after(text, node, " " * node.start_mark.column + f"- {item}")


def drop(text: str, place: Place) -> str:
    """The text without what stands at a place; a word's list or mapping that would be empty goes too."""
    root = _root(text)
    if _node(root, place) is None:
        return text
    above = _node(root, place[:-1])
    assert isinstance(above, yaml.CollectionNode)
    if len(place) > 1 and len(above.value) == 1:
        return drop(text, place[:-1])
    pieces = _pieces(above)
    turn = next(turn for turn, (name, _, _) in enumerate(pieces) if name == place[-1])
    _, first, last = pieces[turn]
    if not above.flow_style:
        lines = text.splitlines(keepends=True)
        return "".join(lines[: first.start_mark.line] + lines[_last_line(last) + 1 :])
    if turn:
        return text[: _offset(text, _end(pieces[turn - 1][2]))] + text[_offset(text, _end(last)) :]
    return text[: _offset(text, first.start_mark)] + text[_offset(text, pieces[1][1].start_mark) :]


def scalar(value: str, within: bool = True, quoted: bool = False) -> str:
    """A value as YAML writes it: as it is where that reads the same, else in quotes. `within`: brackets."""
    value = " ".join(value.split("\n"))
    return f"'{value.replace(chr(39), chr(39) * 2)}'" if quoted or not _plain(value, within) else value


def _plain(value: str, within: bool) -> bool:
    """Whether it reads the same without quotes."""
    try:
        root = compose(f"{{x: {value}}}" if within else f"x: {value}")
    except yaml.YAMLError:
        return False
    found = [item for _, item in root.value] if isinstance(root, yaml.MappingNode) else []
    return len(found) == 1 and isinstance(found[0], yaml.ScalarNode) and found[0].value == value and not found[0].style


def _within(root: yaml.Node, place: Place) -> bool:
    """Whether a place lies within brackets."""
    above = (_node(root, place[:depth]) for depth in range(len(place)))
    return any(isinstance(node, yaml.CollectionNode) and bool(node.flow_style) for node in above)


def _root(text: str) -> yaml.MappingNode:
    try:
        root = compose(text)
    except yaml.YAMLError:
        root = None
    if not isinstance(root, yaml.MappingNode):
        raise NotEditable("the document cannot be read")
    return root


def _node(node: yaml.Node | None, place: Place) -> yaml.Node | None:
    """What stands at a place below a node."""
    for step in place:
        if isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == step), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step] if step < len(node.value) else None
        else:
            return None
    return node


def _pieces(node: yaml.Node) -> Sequence[tuple[str | int, yaml.Node, yaml.Node]]:
    """(name or number, where it begins, where it ends) of each part of a collection."""
    if isinstance(node, yaml.MappingNode):
        return [(key.value, key, value) for key, value in node.value]
    return [(turn, item, item) for turn, item in enumerate(node.value)]


def _added(text: str, root: yaml.MappingNode, place: Place, value: str, *, raw: bool = False) -> str:
    """The text with a word more: in the mapping that is there, or with the mapping that it needs. `raw`: as YAML."""
    *above, name = place
    node = _node(root, tuple(above))
    if node is None and len(above) == 1:
        return _added(text, root, tuple(above), f"{{{name}: {scalar(value)}}}", raw=True)
    if not isinstance(node, yaml.MappingNode):
        raise NotEditable(".".join(map(str, place)))
    said = f"{name}: {value if raw else scalar(value, _within(root, place))}"
    if node.flow_style:
        end = _offset(text, node.end_mark) - 1
        return f"{text[:end].rstrip()}{', ' if node.value else ''}{said}{text[end:]}"
    line = " " * node.start_mark.column + said
    before = [value for key, value in node.value if above or _turn(key.value) < _turn(str(name))]
    return _line_after(text, before[-1], line) if before else f"{line}\n{text}"


def _turn(name: str) -> int:
    return ORDER.index(name) if name in ORDER else len(ORDER)


def _line_after(text: str, node: yaml.Node, line: str) -> str:
    lines = text.splitlines(keepends=True)
    at = _last_line(node) + 1
    if at >= len(lines) and lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    return "".join([*lines[:at], f"{line}\n", *lines[at:]])


def _last_line(node: yaml.Node) -> int:
    mark = _end(node)
    return int(mark.line) - (mark.column == 0 and mark.line > node.start_mark.line)


def _end(node: yaml.Node) -> yaml.Mark:
    """Where a node's own words end: a collection without brackets ends with its last part."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    return node.end_mark


def _offset(text: str, mark: yaml.Mark) -> int:
    """The place of a mark in the text, characters from its beginning."""
    lines = text.split("\n")
    return sum(len(line) + 1 for line in lines[: mark.line]) + int(mark.column)
