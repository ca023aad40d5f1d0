"""An empty workbook with the columns that a mapping reads, for people to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import xlsxwriter  # type: ignore[import-untyped]

from tuotou.feeds.mapping import FeedMapping

WIDTH: Final = 18


def write_template(path: Path, mapping: FeedMapping) -> None:
    """Its columns as headings, the needed ones in bold; what a column takes stands as a note. Raises OSError."""
    needed, told = mapping.needed(), _told(mapping)
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet(mapping.title.zh[:31])
        bold, plain, text = book.add_format({"bold": True}), book.add_format(), book.add_format({"num_format": "@"})
        page.freeze_panes(1, 0)
        page.set_column(0, len(mapping.columns()) - 1, WIDTH, text)  # as text: numbers keep their digits
        for place, column in enumerate(mapping.columns()):
            page.write_string(0, place, column, bold if column in needed else plain)
            if note := told.get(column):
                page.write_comment(0, place, note)
        for rule in mapping.events:
            if rule.kind_from and rule.kind_from.columns[0] in mapping.columns():
                _choices(page, mapping.columns().index(rule.kind_from.columns[0]), list(rule.kind_from.words))


def _choices(page: object, place: int, words: list[str]) -> None:
    """The words that a column takes, to choose from; a workbook lists 255 characters of them."""
    shown = [word for turn, word in enumerate(words) if len(",".join(words[: turn + 1])) <= 255]
    page.data_validation(1, place, 1_048_575, place, {"validate": "list", "source": shown, "error_type": "warning"})  # type: ignore[attr-defined]


def _told(mapping: FeedMapping) -> dict[str, str]:
    times = {rule.at for rule in mapping.events}
    formats = mapping.times.formats[0] if mapping.times.formats else "2026-05-01 10:30:00"
    told = dict.fromkeys(times, f"时间 time: {formats}（{mapping.times.zone}）")
    others: dict[str, list[str]] = {}
    for other, column in mapping.aliases.items():
        others.setdefault(column, []).append(other)
    return told | {name: f"也可写作 also: {', '.join(names)}" for name, names in others.items() if name not in told}
