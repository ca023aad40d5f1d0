"""Stage by stage as bars of equal length: what part was kept, late, broken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tuotou.cli.page.drawing import bar, drawing, two, words
from tuotou.cli.page.markup import Markup, Node
from tuotou.cli.page.number import counted
from tuotou.cli.report_view import percent
from tuotou.core.document import Bilingual
from tuotou.operations.report import Counts

ROW: Final = 52
PARTS: Final = (("kept", "kept"), ("kept_late", "late"), ("broken", "broken"))  # status, colour


def stacks(rows: Sequence[tuple[Bilingual, Counts]], width: int) -> Markup:
    """One bar for each name; those of nothing that counts are left empty."""
    parts = [_row(name, counts, ROW * place, width) for place, (name, counts) in enumerate(rows)]
    return drawing(width, ROW * len(rows), ("各环节兑现情况", "What was kept, stage by stage"), parts)


def _row(name: Bilingual, counts: Counts, top: float, width: int) -> list[Node]:
    n = f"n = {counted(counts.counted)}"
    beside = two(f"{_share(counts, '按时')} {n}", f"{_share(counts, 'kept')} {n}")
    return [
        words(0, top + 16, two(name.zh, name.en), "label"),
        words(width, top + 16, beside, "value", "end"),
        bar(0, top + 24, width, 14, "missing"),
        *_parts(counts, top + 24, width),
    ]


def _share(counts: Counts, word: str) -> str:
    return f"{word} {percent(counts.share)} ·" if counts.share is not None and counts.ranked else ""


def _parts(counts: Counts, top: float, width: int) -> list[Node]:
    """What is not kept is at least a pixel wide, or nobody would see it."""
    found, right = list[Node](), float(width)
    for status, kind in reversed(PARTS):
        number = getattr(counts, status)
        if number:
            wide = max(number / counts.counted * width, 1.5) if kind != "kept" else right
            right -= wide
            found.append(bar(right, top, wide, 14, kind, counted(number)))
    return found
