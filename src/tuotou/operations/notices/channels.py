"""Channels as people install them: added with their settings, tried, switched off and on, given to groups, removed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import uuid4

from django.db.models import Count, Min, Q

from tuotou.core.document import suggest
from tuotou.core.notices.rules import GROUP, WAYS, NoticeRules
from tuotou.notices.kind import Clock
from tuotou.notices.letter import Letter as Message
from tuotou.notices.shipped import KINDS
from tuotou.operations.notices.doors import door
from tuotou.operations.warnings.handling import CannotDo, Hand, NotThere
from tuotou.store.models import AuditEntry, Channel, ChatGroup, Letter, Unit
from tuotou.store.models.letter import FAILED
from tuotou.store.whole import writing

LANGUAGES: Final = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Installed:
    """A channel and how it fares."""

    channel: Channel
    waiting: int
    since: int | None
    failed: int
    groups: tuple[str, ...] = ()  # the units whose group it is


class NoChannel(NotThere):
    """There is no channel of this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no channel '{name}'", suggest(name, _names()) or "see tuotou channels list")


def channels() -> Sequence[Installed]:
    """All channels, and what waits for them."""
    waiting = Q(letters__next_try_at__isnull=False)
    counted = Channel.objects.annotate(
        waiting=Count("letters", filter=waiting),
        since=Min("letters__created_at", filter=waiting),
        failed=Count("letters", filter=Q(letters__state=FAILED)),
    )
    return [Installed(one, one.waiting, one.since, one.failed) for one in counted.order_by("name")]


def installed(name: str) -> Installed:
    """One channel, with the groups that it posts into. Raises `NoChannel`."""
    found = next((one for one in channels() if one.channel.name == name), None)
    if found is None:
        raise NoChannel(name)
    units = ChatGroup.objects.filter(channel=found.channel).order_by("unit").values_list("unit", flat=True)
    return replace(found, groups=tuple(units))


def add_channel(rules: NoticeRules, name: str, kind: str, given: Mapping[str, str], hand: Hand) -> Channel:
    """Install a channel, or change the settings of one: its way follows from its kind. Raises `CannotDo`."""
    if kind not in KINDS:
        raise CannotDo(f"no kind of channel is called '{kind}'", suggest(kind, sorted(KINDS)))
    if not name or len(name) > 64 or not name.replace("-", "").replace("_", "").isalnum():
        raise CannotDo(f"a channel cannot be called '{name}'", "letters, digits, - and _, at most 64")
    faults = KINDS[kind].faults(given)
    if faults:
        first = faults[0]
        raise CannotDo(f"{first.setting}: {first.what}", first.right)
    secret = {one.name for one in KINDS[kind].settings if one.secret}
    open_ = {name: value for name, value in given.items() if name not in secret}
    sealed = {name: value for name, value in given.items() if name in secret}
    with writing():
        before = Channel.objects.filter(name=name).first()
        if before is not None and before.kind != kind:
            raise CannotDo(f"channel '{name}' is of the kind {before.kind}", "remove it first, or choose another name")
        values = {"kind": kind, "way": rules.way(kind), "settings": open_, "failures": 0, "error": "", "next_at": 0}
        values["secrets"] = json.dumps(sealed) if sealed else ""
        one, _ = Channel.objects.update_or_create(name=name, defaults=values)
        _note(hand, "channel.add", name, {"kind": kind, "settings": open_})
    return one


def lead(name: str, way: str, hand: Hand) -> Channel:
    """Say where a channel leads: chat, sms, mail or group. Raises `CannotDo`."""
    if way not in WAYS:
        raise CannotDo(f"there is no way '{way}'", suggest(way, WAYS))
    return _change(name, hand, "channel.lead", {"way": way})


def enable(name: str, on: bool, hand: Hand) -> Channel:
    """Switch a channel on or off; what waits for it waits on. Raises `CannotDo`."""
    changes = {"enabled": on} | ({"failures": 0, "error": "", "next_at": 0} if on else {})
    return _change(name, hand, "channel.enable" if on else "channel.disable", changes)


def remove(name: str, hand: Hand) -> None:
    """Remove a channel by which nothing ever left. Raises `CannotDo`."""
    with writing():
        one = _held(name)
        if Letter.objects.filter(channel=one).exists():
            raise CannotDo(f"letters went by channel '{name}'", "disable it: what was sent must stay known")
        one.delete()
        _note(hand, "channel.remove", name, {})


def give_group(name: str, unit: str, lang: str, hand: Hand) -> ChatGroup:
    """Make a channel the group of a unit, in a language. Raises `CannotDo`."""
    if lang not in LANGUAGES:
        raise CannotDo(f"there is no language '{lang}'", suggest(lang, LANGUAGES))
    with writing():
        one = _held(name)
        if one.way != GROUP:
            raise CannotDo(f"channel '{name}' leads to people, not to a group", "choose a robot of a group")
        if not Unit.objects.filter(code=unit).exists():
            raise NotThere(f"there is no unit '{unit}'", "see tuotou organisation show")
        group, _ = ChatGroup.objects.update_or_create(unit=unit, channel=one, defaults={"lang": lang})
        _note(hand, "channel.group", name, {"unit": unit, "lang": lang})
    return group


def try_channel(rules: NoticeRules, name: str, to: str, lang: str, clock: Clock) -> str:
    """Send a letter that says that it works, past the queue; its receipt. Raises `NoChannel`, `TryLater`, `Refused`."""
    one = Channel.objects.filter(name=name).first()
    if one is None:
        raise NoChannel(name)
    title, text = rules.templates["trial"].say(lang, {"channel": name})
    return door(one, clock).send(Message(uuid4().hex, to, title, text, "notice", lang))


def _change(name: str, hand: Hand, act: str, changes: Mapping[str, object]) -> Channel:
    with writing():
        one = _held(name)
        for field, value in changes.items():
            setattr(one, field, value)
        one.save(update_fields=list(changes))
        _note(hand, act, name, {})
    return one


def _held(name: str) -> Channel:
    one = Channel.objects.select_for_update().filter(name=name).first()
    if one is None:
        raise NoChannel(name)
    return one


def _note(hand: Hand, act: str, name: str, details: Mapping[str, object]) -> None:
    if not hand.by:
        raise CannotDo("nobody changes no channel", "name your staff number")
    AuditEntry.objects.create(at=hand.now, who=hand.by, act=act, what=f"channel {name}", details=dict(details))


def _names() -> list[str]:
    return list(Channel.objects.order_by("name").values_list("name", flat=True))
