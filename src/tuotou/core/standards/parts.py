"""The parts of a standard's document that a form shows: where each stands, what it says, and what may be said there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import yaml

from tuotou.core.node import compose
from tuotou.core.standards.editing import Place, drop, put
from tuotou.core.standards.penalty import CHARGED
from tuotou.core.standards.role import ROLES
from tuotou.core.standards.standard import LEVELS

NAMES: Final = ("title", "rule", "how_to_keep", "falsely_trips_when")
CLOCKS: Final[Mapping[str, Sequence[str]]] = {
    "within": ("due", "early", "not_before"),
    "needs": ("at_least", "expires"),
    "never": ("if", "for"),
    "at_most": ("at_most", "window"),
    "share": ("target", "min", "streak"),
}
"""Form → the times and limits of it; those that are not said yet may be."""
CHOICES: Final[Mapping[str, Sequence[str]]] = {"level": LEVELS, "tell": tuple(ROLES), "per": CHARGED}


@dataclass(frozen=True, slots=True)
class Part:
    """One value of a document."""

    group: str  # names, clock, warn, dates, money
    place: Place
    value: str  # empty: not said
    long: bool = False  # a sentence

    @property
    def word(self) -> str:
        """The word of documents that names it: `due`, `warn.at`, `title.zh`."""
        return ".".join(step for step in self.place if isinstance(step, str))

    @property
    def name(self) -> str:
        """The place as one word, for forms."""
        return ".".join(map(str, self.place))

    @property
    def choices(self) -> Sequence[str]:
        """What may stand there; empty: anything that can be read."""
        return CHOICES.get(str(self.place[-1]), ()) if self.place != ("per",) else ()

    @property
    def turn(self) -> int | None:
        """The number of the level that it belongs to."""
        return next((step for step in self.place if isinstance(step, int)), None)


def parts_of(text: str) -> list[Part]:
    """The parts of a document; none where it cannot be read."""
    try:
        root = compose(text)
    except yaml.YAMLError:
        return []
    if not isinstance(root, yaml.MappingNode):
        return []
    said = {str(key.value): value for key, value in root.value}
    return [*_names(said), *_clock(said), *_warn(said), *_dates(said), *_money(said)]


def with_parts(text: str, values: Mapping[str, str]) -> str:
    """The text with other values where a form (name → value) says so. Raises `NotEditable`."""
    for part in parts_of(text):
        value = " ".join(values.get(part.name, part.value).split())
        if value != part.value:
            text = put(text, part.place, value) if value else drop(text, part.place)
    return text


def _names(said: Mapping[str, yaml.Node]) -> Iterator[Part]:
    for name in NAMES:
        for language in ("zh", "en"):
            yield Part("names", (name, language), _inner(said.get(name), language), long=name != "title")
    yield Part("names", ("level",), _text(said.get("level")))


def _clock(said: Mapping[str, yaml.Node]) -> Iterator[Part]:
    for name in CLOCKS.get(_text(said.get("form")), ()):
        node = said.get(name)
        if node is None or isinstance(node, yaml.ScalarNode):
            yield Part("clock", (name,), _text(node))
        else:
            yield from (Part("clock", place, value) for place, value in _scalars(node, (name,)))


def _warn(said: Mapping[str, yaml.Node]) -> Iterator[Part]:
    node = said.get("warn")
    for turn, item in enumerate(node.value if isinstance(node, yaml.SequenceNode) else ()):
        if isinstance(item, yaml.MappingNode):
            for name in ("at", "tell"):
                yield Part("warn", ("warn", turn, name), _inner(item, name))


def _dates(said: Mapping[str, yaml.Node]) -> Iterator[Part]:
    yield Part("dates", ("version",), _text(said.get("version")))
    for name in ("from", "until"):
        yield Part("dates", ("effective", name), _inner(said.get("effective"), name))
    if _text(said.get("form")) != "share":
        yield Part("dates", ("scope",), _text(said.get("scope")))


def _money(said: Mapping[str, yaml.Node]) -> Iterator[Part]:
    for name in ("amount", "cap", "per"):
        yield Part("money", ("penalty", name), _inner(said.get("penalty"), name))


def _scalars(node: yaml.Node, place: Place) -> Iterator[tuple[Place, str]]:
    """Every single value below a node."""
    if isinstance(node, yaml.ScalarNode):
        yield place, str(node.value)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _scalars(value, (*place, str(key.value)))
    else:
        for turn, item in enumerate(node.value):
            yield from _scalars(item, (*place, turn))


def _text(node: yaml.Node | None) -> str:
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""


def _inner(node: yaml.Node | None, name: str) -> str:
    if not isinstance(node, yaml.MappingNode):
        return ""
    return next((_text(value) for key, value in node.value if key.value == name), "")
