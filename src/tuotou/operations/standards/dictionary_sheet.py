"""A dictionary's entries out of a table: the list as it is exported, corrected by people and handed in again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Final

from tuotou.core.dictionary import Entries, Entry
from tuotou.core.document import Bilingual, Problem
from tuotou.feeds.batch import TableError
from tuotou.feeds.mapping import Layout
from tuotou.feeds.table import read_table
from tuotou.handbook.dictionaries import CODES

MOST: Final = 5_000
"""Rows of a sheet."""
CODE, ZH, EN, KIND, STATE = (
    ("代码", "Code"),
    ("中文名", "Chinese name"),
    ("英文名", "English name"),
    ("事件", "Event"),
    ("状态", "State"),
)
RETIRED: Final[Mapping[str, bool]] = {"": False, "在用": False, "in use": False, "停用": True, "retired": True}
Row = Mapping[str, str]


def read_sheet(path: Path, dictionary: str) -> tuple[Entries, list[Problem]]:
    """Code → entry, and every problem with its row. What the sheet does not hold stays as it is."""
    found, problems = dict[str, Entry](), list[Problem]()
    try:
        for number, row in _rows(path):
            entry, wrong = _entry(row, dictionary, number)
            code = _cell(row, CODE)
            if code and code in found:
                wrong.append(_problem(number, f"'{code}' stands twice", "keep one of the rows"))
            problems += wrong
            found[code] = entry
    except TableError as error:
        problems.append(replace(error.problem, right="the list as it is exported, corrected"))
    if len(found) > MOST:
        problems.append(_problem(MOST, f"more than {MOST} rows", "hand it in in parts"))
    return found, problems


def _rows(path: Path) -> list[tuple[int, Row]]:
    """The rows that say something, with their numbers in the sheet."""
    rows = list[tuple[int, Row]]()
    for batch in read_table(path, Layout()):
        cells = (dict(zip(batch.frame.columns, row, strict=True)) for row in batch.frame.iter_rows())
        for number, row in enumerate(islice(cells, MOST + 1), batch.first_row):
            said = {name.strip(): (value or "").strip() for name, value in row.items()}
            if any(_cell(said, heading) for heading in (CODE, ZH, EN)):
                rows.append((number, said))
    return rows


def _entry(row: Row, dictionary: str, number: int) -> tuple[Entry, list[Problem]]:
    needed = (CODE, ZH, EN, KIND) if dictionary == CODES else (CODE, ZH, EN)
    problems = [
        _problem(number, f"'{heading[0]}' has no value", "every row says its code and both its names")
        for heading in needed
        if not _cell(row, heading)
    ]
    state = _cell(row, STATE).lower()
    if state not in RETIRED:
        problems.append(_problem(number, f"the state cannot be '{state}'", "在用 / in use, or 停用 / retired"))
    title = Bilingual(_cell(row, ZH), _cell(row, EN))
    kind = _cell(row, KIND) if dictionary == CODES else ""
    return Entry(title, RETIRED.get(state, False), kind), problems


def _cell(row: Row, heading: tuple[str, str]) -> str:
    """Under the Chinese heading or the English one."""
    return row.get(heading[0]) or row.get(heading[1]) or ""


def _problem(number: int, what: str, right: str) -> Problem:
    return Problem(f"row {number}", 0, 0, what, right)
