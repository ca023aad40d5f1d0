"""Problems in Chinese: the core and the feeds say them in English, the files of `MESSAGES` say them again.

What it does not hold stays English: a message is never lost for want of a translation.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Final

import yaml

MESSAGES: Final = (
    "typer.zh.yaml",
    "usage.zh.yaml",
    "indicators.zh.yaml",
    "messages.zh.yaml",
    "standards.zh.yaml",
    "documents.zh.yaml",
    "database.zh.yaml",
    "organisation.zh.yaml",
    "running.zh.yaml",
    "access.zh.yaml",
    "response.zh.yaml",
    "dictionaries.zh.yaml",
    "sources.zh.yaml",
    "deliveries.zh.yaml",
    "notices.zh.yaml",
    "channels.zh.yaml",
    "subjects.zh.yaml",
)
"""In the order in which they are asked."""
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def chinese(text: str) -> str:
    """A message in Chinese; what fills its gaps is translated too, where it is itself a message."""
    for pattern, said in _messages():
        found = pattern.fullmatch(text)
        if found:
            return said.format(*(chinese(part) for part in found.groups()))
    pieces = text.split("; ")  # several hints in one
    return "；".join(chinese(piece) for piece in pieces) if len(pieces) > 1 else text


@cache
def _messages() -> tuple[tuple[re.Pattern[str], str], ...]:
    texts = ((files("tuotou.handbook.wording") / name).read_text("utf-8") for name in MESSAGES)
    tables = (yaml.load(text, Loader=_LOADER) for text in texts)
    return tuple((_pattern(english), said) for table in tables for english, said in table.items())


def _pattern(english: str) -> re.Pattern[str]:
    return re.compile(re.escape(english).replace(r"\{\}", "(.+?)"), re.S)
