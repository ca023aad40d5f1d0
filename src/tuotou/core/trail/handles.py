"""Handles: what a subject is looked up by beside its own number, and the one shape in which each is written.

Platforms, couriers and callers write the same number in many ways. Of a phone number nothing is kept but its end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

TAIL: Final = 4
"""Digits of a phone number that are kept."""
MAIN: Final = 11
"""Digits of a privacy number before its extension."""
LONGEST: Final = 64
"""Characters of an order number."""
_DIGITS: Final = re.compile(r"[0-9]+")
_CHINA: Final = re.compile(r"^\s*(?:\+|00)86[\s-]*")
_PHONE: Final = re.compile(r"\D*(?:[0-9]{4}|(?:\+?86[\s-]*)?1[3-9][0-9]{9})")
_WIDE: Final = str.maketrans("０１２３４５６７８９－＋", "0123456789-+")


def order(text: str) -> str:
    """An order number: without spaces, in capitals."""
    return "".join(text.split()).upper()[:LONGEST]


def tail(text: str) -> str:
    """The end of a phone number; empty where there are fewer digits."""
    digits = "".join(_DIGITS.findall(text.translate(_WIDE)))
    return digits[-TAIL:] if len(digits) >= TAIL else ""


def virtual(text: str) -> str:
    """A privacy number with its extension: 17012345678-1234, however both were parted; empty where it is none."""
    groups = _DIGITS.findall(_CHINA.sub("", text.translate(_WIDE)))
    digits = "".join(groups)
    if len(digits) < MAIN:
        return ""
    if not digits.startswith("1"):  # no mobile number: it is parted as it was written
        return "-".join(groups)
    return "-".join(part for part in (digits[:MAIN], digits[MAIN:]) if part)


def meant(shape: str, word: str) -> str:
    """A word that somebody looks something up by, in a shape; empty: it is none. The end of a waybill is no phone's."""
    return "" if shape == "tail" and not _PHONE.fullmatch(word) else SHAPES[shape](word)


SHAPES: Final[Mapping[str, Callable[[str], str]]] = {"order": order, "tail": tail, "virtual": virtual}
"""What `finds:` may say of an attribute → its shape; empty: the value is none, and is not kept."""
