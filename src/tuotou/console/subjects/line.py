"""A line of a batch: a number that was asked for, and what is known of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tuotou.console.listing import Column
from tuotou.console.subjects.rows import Row
from tuotou.console.tags import full, said, words
from tuotou.core.document import Bilingual


@dataclass(frozen=True, slots=True)
class Line:
    """`row` None: nothing is known of it, or nothing that may be seen."""

    asked: str
    row: Row | None


def _known(value: Callable[[Row], Any]) -> Callable[[Line], Any]:
    """Of a line of which something is known."""
    return lambda line: value(line.row) if line.row else None


def _word(line: Line) -> str:
    return said(line.row.word) if line.row else words("查无此件", "not found")


COLUMNS: Final[Sequence[Column]] = (
    Column("asked", Bilingual("查询单号", "Asked"), lambda line: line.asked),
    Column("number", Bilingual("单号", "Number"), _known(lambda row: row.number)),
    Column("state", Bilingual("状态", "State"), _word),
    Column("because", Bilingual("依据", "Because of"), _known(lambda row: row.because)),
    Column("last", Bilingual("最新事件", "Last event"), _known(lambda row: row.last)),
    Column("at", Bilingual("时间", "At"), _known(lambda row: full(row.state.last.at))),
    Column("site", Bilingual("场地", "Site"), _known(lambda row: row.site)),
    Column("person", Bilingual("人员", "Person"), _known(lambda row: row.person)),
    Column("promised_at", Bilingual("承诺时限", "Promised by"), _known(lambda row: full(row.state.promised_at))),
    Column("next_due", Bilingual("下一个到期", "Next due"), _known(lambda row: full(row.state.next_due))),
    Column("open", Bilingual("待兑现", "Open promises"), _known(lambda row: row.state.open)),
    Column("late", Bilingual("已超时", "Late promises"), _known(lambda row: row.state.counts.get("broken", 0))),
)
