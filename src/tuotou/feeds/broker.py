"""Brokers: message queues that events come from. Each kind is a folder that knows how to read one; all look alike here.

What was taken is acknowledged only when it is on disk. Until then it is the broker's, and comes again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Final, Protocol

MOST: Final = 5_000
"""Messages that are taken at once."""
HUSH: Final = ("password", "secret", "token", "key.pem")
"""In the name of a setting: what it holds is shown to nobody."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it came."""

    position: str  # where it lies with its broker: the same whenever it comes again
    topic: str
    body: bytes
    received_at: int | None = None  # µs UTC, by the broker's clock; None: it does not say


@dataclass(frozen=True, slots=True)
class Where:
    """Where a source is read, and as whom."""

    name: str
    address: str
    options: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


class Broker(Protocol):
    """A broker that is being read. Whatever is wrong with it is a `BrokerAway`: it is closed then and opened anew."""

    def take(self, most: int, wait: float) -> list[Message]:
        """At most so many messages, of those that come within `wait` seconds."""
        ...

    def acknowledge(self) -> None:
        """All that was taken is safe: it need not come again."""
        ...

    def close(self) -> None:
        """What was taken and not acknowledged comes again, to whoever reads next. Never raises `BrokerAway`."""
        ...


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of broker: what it must and may be told, and how it is opened."""

    name: str
    needed: tuple[str, ...]
    options: tuple[str, ...]
    secrets: tuple[str, ...]
    open: Callable[[Where, bool], Broker]
    """Raises `BrokerAway` and `WrongWhere`. The flag: only to look; nobody else's reading is changed by it."""
    dotted: bool = False  # names with a dot are the client's own settings
    alone: bool = False  # two that read the same source would throw each other out


class BrokerAway(Exception):
    """The broker cannot be reached, or broke off. It is tried again."""


class WrongWhere(ValueError):
    """What a source is told cannot be; `what` is wrong and `right` would be right."""

    def __init__(self, what: str, right: str) -> None:
        super().__init__(f"{what} ({right})")
        self.what, self.right = what, right


def client(module: str, package: str) -> Any:
    """The library that speaks with a broker. Raises `WrongWhere` where it is not installed."""
    try:
        return import_module(module)
    except ImportError:
        raise WrongWhere(f"the client {package} is not installed", "install it with pip: tuotou[brokers]") from None


def check(kind: Kind, where: Where) -> None:
    """Raises `WrongWhere` for what this kind of broker does not know, or lacks."""
    _check_secrecy(where)
    for name in kind.needed:
        if not where.options.get(name):
            raise WrongWhere(f"{kind.name} needs the option '{name}'", _known(kind.needed))
    for what, given, known in (
        ("option", where.options, (*kind.needed, *kind.options)),
        ("secret", where.secrets, kind.secrets),
    ):
        for name in given:
            if name not in known and not (kind.dotted and "." in name):
                raise WrongWhere(f"{kind.name} has no {what} '{name}'", _known(known))


def _check_secrecy(where: Where) -> None:
    """What everybody may see holds no secret."""
    if not where.address:
        raise WrongWhere("no address", "name the machine and the port of the broker")
    if "@" in where.address:
        raise WrongWhere("an address holds no password", "give the user as an option, the password with --secrets")
    for name in where.options:
        if any(word in name for word in HUSH):
            raise WrongWhere(f"'{name}' is a secret", "give it with --secrets")


def _known(names: Sequence[str]) -> str:
    return f"one of {', '.join(names)}"
