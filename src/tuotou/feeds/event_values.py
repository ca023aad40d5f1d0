"""Values of JSON as values of attributes: nothing is guessed, a number stays a number and a text a text."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from tuotou.core.trail.vocabulary import Attribute

EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(2100, 1, 1, tzinfo=UTC)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO: Final = timedelta(microseconds=1)
INSTANT_RIGHT: Final = "2026-05-01T10:30:00+08:00, or whole milliseconds since 1970, between 1990 and 2099"
INTEGERS: Final = 2**63


class Wrong(ValueError):
    """No such value; `what` says why, `right` what would be right."""

    def __init__(self, what: str, right: str) -> None:
        super().__init__(what)
        self.what, self.right = what, right


def instant(value: object) -> int:
    """µs UTC of a text with its offset, or of milliseconds. Raises `Wrong`."""
    try:
        if isinstance(value, str):
            at = datetime.fromisoformat(value)
            if at.tzinfo is None:
                raise Wrong("a time without its offset", INSTANT_RIGHT)
        elif isinstance(value, int) and not isinstance(value, bool):
            at = _EPOCH + timedelta(milliseconds=value)
        else:
            raise Wrong("no instant", INSTANT_RIGHT)
        if not EARLIEST <= at < LATEST:
            raise Wrong("outside the years 1990 to 2099", INSTANT_RIGHT)
    except (ValueError, OverflowError) as error:
        raise error if isinstance(error, Wrong) else Wrong("no such date or time", INSTANT_RIGHT) from None
    return (at - _EPOCH) // _MICRO


def text(value: object, most: int) -> str:
    """A text that can be kept. Raises `Wrong`."""
    if not isinstance(value, str):
        raise Wrong("no text", "in quotes: a number would lose its digits")
    if len(value) > most:
        raise Wrong(f"longer than {most:,} characters", f"at most {most:,}")
    if not value.isprintable() and ("\0" in value or not _encodes(value)):
        raise Wrong("characters that no text has", "UTF-8 without NUL and halves of surrogate pairs")
    return value


def attribute(value: object, meant: Attribute) -> Any:
    """The value of an attribute. Raises `Wrong`."""
    return _BY_TYPE[meant.type](value, meant)


def _encodes(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _text(value: object, _: Attribute) -> str:
    return text(value, 4_000)


def _number(value: object, meant: Attribute) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Wrong("no number", "a JSON number, for example 1.35")
    return float(_within(value, meant))


def _integer(value: object, meant: Attribute) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or _within(value, meant) != int(value):
        raise Wrong("no whole number", "a JSON number, for example 3")
    return int(value)


def _within(value: float, meant: Attribute) -> float:
    """Some weights cannot be: below nothing, or in another unit."""
    unit = f" {meant.unit}" if meant.unit else ""
    if meant.least is not None and value < meant.least:
        raise Wrong("cannot be so little", f"{meant.least:g}{unit} or more")
    if (meant.most is not None and value > meant.most) or abs(value) >= INTEGERS:
        most = INTEGERS if meant.most is None else meant.most
        raise Wrong("cannot be so much", f"{most:g}{unit} or less")
    return value


def _flag(value: object, _: Attribute) -> bool:
    if not isinstance(value, bool):
        raise Wrong("neither true nor false", "true or false, without quotes")
    return value


def _instant(value: object, _: Attribute) -> int:
    return instant(value)


def _list(value: object, meant: Attribute) -> str:
    if isinstance(value, list) and all(isinstance(word, str) and "," not in word for word in value):
        return _text(",".join(value), meant)
    if isinstance(value, str):
        return _text(value, meant)
    raise Wrong("no list of words", '["locker", "station"]')


_BY_TYPE: Final[Mapping[str, Callable[[object, Attribute], Any]]] = {
    "text": _text,
    "number": _number,
    "integer": _integer,
    "flag": _flag,
    "instant": _instant,
    "list": _list,
    "veiled": _text,
}


def shown(value: object) -> str:
    """A value as it stood, short enough to be answered."""
    return json.dumps(value, ensure_ascii=False, default=str)[:200]
