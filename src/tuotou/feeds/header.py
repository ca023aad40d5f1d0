"""The header of a table, as companies write it: one row, or a merged row of groups above the names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from tuotou.feeds.batch import BAD_COLUMNS
from tuotou.feeds.mapping import Layout

BLANKS: Final = " \t\r\n\u3000\u00a0\ufeff\u200b"
"""What is trimmed from headers: spaces, tabs, full-width and hard spaces, byte-order marks."""
_INNER_BREAK: Final = re.compile(r"\s*[\r\n]+\s*")


def column_names(rows: Sequence[Sequence[str | None]]) -> list[str]:
    """One unique name for each column; of two rows "group|name", a group reaching to the next one."""
    trimmed = [[_INNER_BREAK.sub("", (cell or "").strip(BLANKS)) for cell in row] for row in rows]
    if len(trimmed) == 2:
        groups = list(_carried(trimmed[0], len(trimmed[1])))
        names = [_joined(group, name) for group, name in zip(groups, trimmed[1], strict=True)]
    else:
        names = trimmed[0]
    return _unique([name or f"column {place}" for place, name in enumerate(names, 1)])


def is_correction(names: Sequence[str]) -> bool:
    """Whether these are the columns of a file of bad rows."""
    return tuple(names[-len(BAD_COLUMNS) :]) == BAD_COLUMNS


CORRECTION_LAYOUT: Final = Layout(encoding="utf-8", delimiter=",")
"""How a file of bad rows lies, whatever its original was."""


def _carried(groups: Sequence[str], width: int) -> Iterator[str]:
    last = ""
    for place in range(width):
        last = (groups[place] if place < len(groups) else "") or last
        yield last


def _joined(group: str, name: str) -> str:
    return f"{group}|{name}" if group and name and group != name else name or group


def _unique(names: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    for place, name in enumerate(names):
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            names[place] = f"{name} ({seen[name]})"
    return names
