"""Texts with gaps such as `{to}`: which gaps a text has, and the text with its gaps filled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_GAP: Final = re.compile(r"\{([^{}]*)\}")


def gaps(text: str) -> list[str]:
    """The names, in their order."""
    return _GAP.findall(text)


def filled(text: str, values: Mapping[str, str]) -> str:
    """What fills a gap is not looked at for gaps. Raises `KeyError`."""
    return _GAP.sub(lambda gap: values[gap[1]], text)
