"""Reads deadlines: how long, until when, by which cut-off, with which warnings and pauses."""

from __future__ import annotations

import re
from typing import Final

import yaml

from tuotou.core.document import Duration, Fields, duration, suggest
from tuotou.core.standards.condition import Ground
from tuotou.core.standards.role import ROLES
from tuotou.core.standards.selector import selector
from tuotou.core.standards.standard import Due, Pause, Slot, Warning
from tuotou.core.standards.wall_clock import time_of_day

_DUE_FORMS: Final = "for example 8 h, 7 d, 3 wd, promised_at + 2 h, commitment express, {slots: […]}; at most 100 years"
_BY_ATTRIBUTE: Final = re.compile(r"([a-z]\w*)(?:\s*([+-])\s*(.+))?")
_PERCENT: Final = re.compile(r"(\d+(?:\.\d+)?)\s*%")


def dues(fields: Fields, ground: Ground) -> tuple[Due, ...]:
    """The ways to find the due instant, in order; the first that gives one counts (kernel rule 29)."""
    fields.missing("due", _DUE_FORMS)
    return tuple(due for node in fields.each("due") if (due := due_of(fields, node, ground)) is not None)


def due_of(fields: Fields, node: yaml.Node, ground: Ground | None) -> Due | None:
    """One way: a duration, an attribute with an offset, a commitment table or slots.

    Without a ground (in a commitment table) only durations and slots are read.
    """
    if isinstance(node, yaml.MappingNode):
        inner = Fields(node, fields.file, fields.problems)
        inner.missing("slots", _DUE_FORMS)
        slots = _slots(inner)
        inner.finish()
        return Due(slots=slots) if slots else None
    text = str(node.value)
    amount = duration(text)
    if amount is not None:
        return _positive(fields, node, amount)
    if ground is not None and text.startswith("commitment "):
        return Due(commitment=text.removeprefix("commitment ").strip())
    found = _BY_ATTRIBUTE.fullmatch(text)
    if ground is not None and found is not None:
        return _by_attribute(fields, node, found, ground)
    fields.problem_at(node, f"'{text}' is no deadline", _DUE_FORMS)
    return None


def clock(fields: Fields, name: str, *, required: bool = False) -> int | None:
    """A field that is plain clock time, in µs; None where it is absent or of another unit, which is reported."""
    if required:
        fields.missing(name, "for example 30 min or 48 h")
    amount = fields.duration(name)
    if amount is not None and amount.unit != "clock":
        fields.problem(name, f"'{name}' is counted on the clock", "write hours: 24 h instead of 1 d")
        return None
    return None if amount is None else amount.amount


def instant_or_duration(fields: Fields, name: str, ground: Ground) -> Duration | str | None:
    """A field that is an attribute holding an instant, or a duration; None where it is absent."""
    if name not in fields:
        fields.node(name)
        return None
    text = fields.text(name)
    amount = duration(text)
    if amount is None:
        attribute(fields, name, text, ground, "instant")
    return amount or text


def attribute(fields: Fields, name: str, word: str, ground: Ground, of_type: str = "") -> bool:
    """Whether `word` is an attribute that the ground's kinds carry, of the type asked; what is not is reported."""
    known = ground.vocabulary.attributes.get(word)
    if known is None or not ground.carried(word):
        options = [one for one in sorted(ground.vocabulary.attributes) if ground.carried(one)]
        what = f"no attribute '{word}' is carried by {', '.join(ground.kinds[:3]) or 'any event'}"
        fields.problem(name, what, suggest(word, options))
    elif of_type and known.type != of_type:
        fields.problem(name, f"'{word}' holds {known.type}", f"name an attribute that holds {of_type}")
    else:
        return True
    return False


def warnings(fields: Fields) -> tuple[Warning, ...]:
    """The warning levels, in the order of the document."""
    found: list[Warning] = []
    for node in fields.each("warn"):
        inner = fields.inner(node, "a warning")
        if inner is None:
            continue
        level = _level(inner)
        if level in found:
            inner.problem("at", "this level stands twice", "keep one, or tell several roles in several levels")
        found.append(level)
        inner.finish()
    _ascending(fields, found)
    return tuple(found)


def pauses(fields: Fields, ground: Ground) -> tuple[Pause, ...]:
    """The pauses; each needs a maximum, so that no clock stands still for ever (kernel rule 32)."""
    found = []
    for node in fields.each("pause"):
        inner = fields.inner(node, "a pause")
        if inner is None:
            continue
        for name in ("from", "until"):
            inner.missing(name, "the event kind at which the pause begins or ends")
        begins, ends = selector(inner, "from", ground), selector(inner, "until", ground)
        if "max" not in inner:
            inner.missing("max", "a pause needs a maximum, for example max: 48 h")
        limit = clock(inner, "max")
        inner.finish()
        if begins and ends and limit:
            found.append(Pause(begins, ends, limit))
    return tuple(found)


def percent(text: str) -> tuple[int, int] | None:
    """`98 %` as (98, 100), `99.5 %` as (995, 1000); None where it is no share between 0 and 100 %."""
    found = _PERCENT.fullmatch(text.strip())
    if found is None:
        return None
    whole, _, part = found[1].partition(".")
    parts = 100 * 10 ** len(part)
    return (int(whole + part), parts) if 0 < int(whole + part) <= parts else None


def _positive(fields: Fields, node: yaml.Node, amount: Duration) -> Due | None:
    if amount.amount <= 0 and amount.unit in ("clock", "oh"):
        fields.problem_at(node, "a promise needs some time", _DUE_FORMS)
        return None
    return Due(after=amount)


def _by_attribute(fields: Fields, node: yaml.Node, found: re.Match[str], ground: Ground) -> Due | None:
    word, sign, text = found.groups()
    known = ground.vocabulary.attributes.get(word)
    if known is None or known.type != "instant" or not ground.carried(word):
        instants = [name for name, one in ground.vocabulary.attributes.items() if one.type == "instant"]
        options = [name for name in sorted(instants) if ground.carried(name)]
        fields.problem_at(node, f"'{word}' is no instant that the opening event carries", suggest(word, options))
        return None
    offset = duration(text) if text else Duration(0)
    if offset is None or offset.unit != "clock":
        fields.problem_at(node, f"'{text}' is no clock time to add", "for example promised_at + 2 h")
        return None
    return Due(attribute=word, offset=-offset.amount if sign == "-" else offset.amount)


def _slots(inner: Fields) -> tuple[Slot, ...]:
    slots: list[Slot] = []
    for node in inner.each("slots"):
        one = inner.inner(node, "a slot")
        if one is None:
            continue
        slot = _slot(one)
        last = slots[-1].before if slots else 0
        if slot is not None and (last is None or (slot.before is not None and slot.before <= last)):
            inner.problem_at(node, "this slot can never apply", "order slots by 'before'; only the last has none")
        if slot is not None:
            slots.append(slot)
    return tuple(slots)


def _slot(one: Fields) -> Slot | None:
    before = _time(one, "before") if "before" in one else None
    one.missing("days", "for example days: 0 d, or days: 1 wd")
    days = one.duration("days")
    at = _time(one, "at")
    one.finish()
    if days is None or at is None:
        return None
    if days.unit not in ("d", "wd"):
        one.problem("days", "a slot counts days", "write 0 d, 1 d or 1 wd")
        return None
    return Slot(before, days, at)


def _time(one: Fields, name: str) -> int | None:
    text = one.text(name)
    found = time_of_day(text)
    if found is None and text:
        one.problem(name, f"'{text}' is no time of day", "for example 11:00, or end")
    return found


def _level(inner: Fields) -> Warning:
    text = inner.text("at")
    tell = inner.choice("tell", tuple(ROLES))
    share, before = percent(text), duration(text)
    if share is not None:
        return Warning(tell, share=share[0] / share[1])
    if before is None or before.unit != "clock":
        inner.problem("at", f"'{text}' is no warning level", "a share of the clock such as 80 %, or 30 min before due")
        return Warning(tell)
    return Warning(tell, before=before.amount)


def _ascending(fields: Fields, found: list[Warning]) -> None:
    shares = [level.share for level in found if level.share is not None]
    before = [level.before for level in found if level.before is not None]
    if shares != sorted(shares) or before != sorted(before, reverse=True):
        fields.problem("warn", "warning levels must rise towards the due instant", "for example 50 %, 80 %, 100 %")
