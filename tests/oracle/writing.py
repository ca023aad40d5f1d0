"""Standards written in Python: selectors, dues and a standard with the usual fields filled in."""

from __future__ import annotations

from tuotou.core.document import Duration
from tuotou.core.standards.standard import Due, Selector, Standard

from .words import ANY_SCAN, KINDS, PARCEL, both

START = 1_777_564_800_000_000
"""Midnight of 1 May 2026 in Shanghai: all histories begin here."""


def on(*kinds: str, where: str | None = None, other: str | None = None, later: bool = False) -> Selector:
    """Kinds with a condition."""
    return Selector(kinds, where, other, later)


def or_later(kind: str, *, per_site: bool = True) -> tuple[Selector, ...]:
    """The kind, or a scan that shows it was missed (rules 17, 18)."""
    stage = {k.name: k.stage for k in KINDS}[kind] or 0
    later = [Selector(tuple(k.name for k in KINDS if k.name in ANY_SCAN and (k.stage or 0) > stage), later=True)]
    elsewhere = [Selector(ANY_SCAN, other="site", later=True)] if per_site else []
    return (on(kind), *later, *elsewhere)


def within(amount: int, unit: str = "clock") -> tuple[Due, ...]:
    """Due so long after the opening: µs of clock time, or days."""
    return (Due(after=Duration(amount, unit)),)


def standard(id: str, form: str, opens: Selector | tuple[Selector, ...], **words: object) -> Standard:
    """A standard in force since long ago; the words of its document are the dataclass's fields."""
    text = both(id)
    fields: dict[str, object] = {
        "id": id,
        "version": 1,
        "form": form,
        "subject": PARCEL,
        "status": "in_force",
        "title": text,
        "rule": text,
        "how_to_keep": text,
        "falsely_trips_when": text,
        "level": "normal",
        "rows": (),
        "sources": (),
        "published": 0,
        "effective": 0,
        "opens": (opens,) if isinstance(opens, Selector) else opens,
        **words,
    }
    return Standard(**fields)  # type: ignore[arg-type]
