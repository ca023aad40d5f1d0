"""An act that somebody asks leave for: the events it would put on a trail, and what the company decides by policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from tuotou.core.document import Bilingual

Policy = Literal["open", "closed"]
POLICIES: Final[tuple[Policy, ...]] = ("open", "closed")
"""Open: the act may be done. Closed: it may not."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act, such as the acceptance of a parcel."""

    name: str
    title: Bilingual
    subject: str  # subject kind; nothing rides in it
    kinds: tuple[str, ...]  # the events that the act may be; the first where the question does not say which
    stops: tuple[str, ...]  # levels of standards that stop it; all others only advise
    when_unsure: Policy  # no standard that stops is surely broken, but of one it cannot be said
    when_unavailable: Policy  # no judgement within the patience
    patience: int  # ms


Acts = Mapping[str, Act]
