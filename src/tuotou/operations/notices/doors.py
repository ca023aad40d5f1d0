"""Channels as they are installed, opened: what lies in the database made into what letters leave by."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache

from tuotou.core.document import suggest
from tuotou.notices.channel import Channel as Door
from tuotou.notices.channel import Refused
from tuotou.notices.kind import ChannelKind, Clock
from tuotou.notices.shipped import KINDS
from tuotou.store.models import Channel


def door(channel: Channel, clock: Clock) -> Door:
    """A channel, opened; one that is asked for again is the same as long as its settings are. Raises `Refused`."""
    return _opened(channel.kind, tuple(sorted(all_settings(channel).items())), clock)


def find(name: str) -> tuple[ChannelKind, Mapping[str, str]] | None:
    """The kind of a channel and all its settings, for what comes back; None: none is called so, or it is off."""
    channel = Channel.objects.filter(name=name, enabled=True).first()
    if channel is None or channel.kind not in KINDS:
        return None
    return KINDS[channel.kind], all_settings(channel)


def all_settings(channel: Channel) -> Mapping[str, str]:
    """Its settings, the secret ones too: for opening it alone."""
    secrets: dict[str, str] = json.loads(channel.secrets) if channel.secrets else {}
    return {**channel.settings, **secrets}


def secret_names(channel: Channel) -> list[str]:
    """Which secret settings it has."""
    return sorted(json.loads(channel.secrets)) if channel.secrets else []


@lru_cache(maxsize=1_024)
def _opened(kind: str, settings: tuple[tuple[str, str], ...], clock: Clock) -> Door:
    if kind not in KINDS:
        raise Refused(f"no kind of channel is called '{kind}' ({suggest(kind, sorted(KINDS))})")
    try:
        return KINDS[kind].open(KINDS[kind].settled(dict(settings)), clock)
    except ValueError as error:
        raise Refused(str(error)) from None
