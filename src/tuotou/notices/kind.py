"""A kind of channel: what must be set so that it can be opened, and how it is opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from tuotou.core.document import suggest
from tuotou.notices.channel import Channel

Clock = Callable[[], int]
"""Now, in µs since 1970 UTC."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that must be known to open a channel. What is empty is not set."""

    name: str
    zh: str
    en: str
    secret: bool = False
    required: bool = False
    default: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """A setting that is wrong: which, what, and what would be right."""

    setting: str
    what: str
    right: str

    def __str__(self) -> str:
        return f"{self.setting}: {self.what} ({self.right})"


@dataclass(frozen=True, slots=True)
class ChannelKind:
    """One way by which letters can leave; a company may have several channels of a kind."""

    name: str
    zh: str
    en: str
    settings: tuple[Setting, ...]
    open: Callable[[Mapping[str, str], Clock], Channel]
    """Settings as `settled` gives them, and the clock, in; a channel out. Nothing is asked of the other side yet."""

    def faults(self, given: Mapping[str, str]) -> list[Fault]:
        """Everything that is wrong with the settings; empty: it can be opened."""
        return [*self._unknown(given), *self._missing(given)]

    def settled(self, given: Mapping[str, str]) -> dict[str, str]:
        """What is given, and the defaults of the rest. Raises `ValueError` with every fault."""
        if faults := self.faults(given):
            raise ValueError("; ".join(map(str, faults)))
        return {one.name: given.get(one.name, "").strip() or one.default for one in self.settings}

    def _unknown(self, given: Mapping[str, str]) -> Iterator[Fault]:
        names = [one.name for one in self.settings]
        for name in given:
            if name not in names:
                yield Fault(name, f"{self.name} has no such setting", suggest(name, names))

    def _missing(self, given: Mapping[str, str]) -> Iterator[Fault]:
        for one in self.settings:
            if one.required and not given.get(one.name, "").strip():
                yield Fault(one.name, "it is missing", one.en)
