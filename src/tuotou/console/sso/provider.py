"""Who else may say who somebody is: one protocol, whoever it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from tuotou.core.document import Bilingual


class NotSaid(Exception):
    """It did not say who it is; `what` is for the log, people are told to try again."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True, slots=True)
class Begun:
    """Where a browser is sent, and what is kept until it comes back."""

    address: str
    kept: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Back:
    """What it came back with: the address it came to, what stood after the question mark, what was kept."""

    address: str
    given: Mapping[str, str]
    kept: Mapping[str, str]


class Provider(Protocol):
    """One of them."""

    name: str
    title: Bilingual

    def begin(self, back: str, state: str) -> Begun:
        """Send a browser there, to come back to an address with a state. Raises `NotSaid`."""

    def staff_number(self, back: Back) -> str:
        """Who came back, by staff number. Raises `NotSaid`."""
