"""The values of buttons: which letter they are of and how long they work, signed, so that nobody makes one up."""

from __future__ import annotations

from typing import Final

from django.core.signing import BadSignature, Signer

_SALT: Final = "tuotou.notices.button"
_SECOND: Final = 1_000_000


class NotOurs(ValueError):
    """A value that this installation never gave, or that works no longer; the message says which."""


def value(letter: str, until: int) -> str:
    """What a button of a letter carries. `until`: µs UTC."""
    return Signer(salt=_SALT).sign(f"{letter}.{until // _SECOND}")


def letter_of(value: str, now: int) -> str:
    """The letter whose button it is. Raises `NotOurs`."""
    try:
        letter, _, until = Signer(salt=_SALT).unsign(value).partition(".")
    except BadSignature:
        raise NotOurs("this button is none of ours") from None
    if int(until) * _SECOND < now:
        raise NotOurs("this button works no longer")
    return letter
