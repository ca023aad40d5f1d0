"""A kind of channel: what must be set to open it, and how it is opened. All faults of its settings are told at once."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from tuotou.core.document import suggest
from tuotou.notices.callback import Listener
from tuotou.notices.channel import Channel

Clock = Callable[[], int]
"""Now, in µs since 1970 UTC."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a setting's value looks like."""

    holds: Callable[[str], bool]
    right: str


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that must be known to open a channel. What is empty is not set."""

    name: str
    zh: str
    en: str
    secret: bool = False
    required: bool = False
    default: str = ""
    form: Form | None = None  # None: any text


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
    listen: Listener | None = None
    """How what comes back is understood; None: nothing comes back."""

    def faults(self, given: Mapping[str, str]) -> list[Fault]:
        """Everything that is wrong with the settings; empty: it can be opened."""
        return [*self._unknown(given), *(fault for one in self.settings for fault in _faults(one, given))]

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


def _faults(setting: Setting, given: Mapping[str, str]) -> Iterator[Fault]:
    value = given.get(setting.name, "").strip()
    if not value and setting.required:
        yield Fault(setting.name, "it is missing", setting.form.right if setting.form else setting.en)
    elif value and setting.form and not setting.form.holds(value):
        what = "its value cannot be" if setting.secret else f"'{value}' cannot be"
        yield Fault(setting.name, what, setting.form.right)


def one_of(*words: str) -> Form:
    """One of a few words."""
    return Form(lambda value: value in words, f"one of: {', '.join(words)}")


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username and parts.port != 0
    except ValueError:
        return False


def _is_aes_key(value: str) -> bool:
    try:
        return bool(re.fullmatch(r"[A-Za-z0-9]{43}", value)) and len(b64decode(value + "=")) == 32
    except ValueError:
        return False


ADDRESS: Final = Form(_is_address, "an address such as https://chat.example.com")
NUMBER: Final = Form(lambda value: bool(re.fullmatch(r"[1-9]\d{0,8}", value)), "a whole number such as 1000002")
AMOUNT: Final = Form(lambda value: bool(re.fullmatch(r"\d{1,4}(\.\d{1,4})?", value)), "a number such as 0.045")
SECONDS: Final = Form(
    lambda value: bool(re.fullmatch(r"\d{1,2}(\.\d)?", value)) and float(value) > 0, "seconds, up to 99"
)
PORT: Final = Form(lambda value: value.isdecimal() and 0 < int(value) < 65_536, "a port from 1 to 65535")
AES_KEY: Final = Form(_is_aes_key, "the 43 letters and digits that the app's console made")
PATIENCE: Final = Setting(
    "timeout", "等对方应答多久，秒", "how long an answer is waited for, in seconds", default="10", form=SECONDS
)
PER_MINUTE: Final = Setting(
    "per_minute",
    "每分钟最多发多少条，空着不限",
    "how many letters a minute at most; empty: as many as there are",
    form=NUMBER,
)
