"""A message as it leaves the house, whichever way it goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with it."""

    name: str
    content: bytes
    type: str  # as mail names it: application/…


@dataclass(frozen=True, slots=True)
class Button:
    """What the reader may do at once; it comes back as a callback of the channel."""

    act: str  # acknowledge, snooze …
    label: str
    value: str  # what it is done to, for us alone to understand


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one address."""

    id: str  # the same however often it is tried: who gets it twice can tell
    to: str  # of the channel: a mail address, somebody in the chat app, a mobile number; a robot knows its group
    title: str  # one line
    text: str  # Markdown of the plain kind: paragraphs, lists, **strong**, links
    level: str  # one of `core.standards.standard.LEVELS`
    lang: str = "zh"  # zh or en
    attachments: tuple[Attachment, ...] = ()
    buttons: tuple[Button, ...] = ()
    template: str = ""  # which template of the provider says it, where a channel sends nothing else (SMS) …
    parameters: Mapping[str, str] = field(default_factory=dict)  # … and what stands in its gaps
