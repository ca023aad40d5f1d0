"""Whatever the cells hold: no row is lost, none is judged by its neighbours, and reading never raises."""

from __future__ import annotations

import csv
import io

import polars as pl
from feed_desk import Read
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

CELLS = st.one_of(
    st.sampled_from(
        [
            "",
            " ",
            "YT1",
            "7.7E+13",
            "2026-05-02 08:10",
            "2026-02-30 08:10",
            "2026-05-02T00:10:00Z",
            '="YT2"',
            "9" * 30,
            "-",
        ]
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8),
)
ROWS = st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=12)
SETTINGS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _table(rows: list[list[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(["运单号", "派件时间", "签收时间"])
    writer.writerows(rows)
    return text.getvalue()


@SETTINGS
@given(ROWS)
@example([["", "", "", "", "0"]])  # a cell far beyond the header, and nothing else
@example([["YT1", "2026-05-02 08:10", "", "", "", "9"], ["", "", ""]])
@example([["", " ", "\u3000"], [" ", "", "", "", " "]])  # blanks only
def test_every_row_is_an_event_or_a_rejection(read: Read, rows: list[list[str]]) -> None:
    found = read(_table(rows))
    refused = found.bad.height
    accepted = found.events["id"].str.split(".").list.first().n_unique()
    blank = sum(1 for row in rows if pl.Series(row).str.strip_chars().eq("").all())
    assert accepted + refused + blank == len(rows)
    assert set(found.rejected["row"].to_list()) <= set(range(2, len(rows) + 2))
    assert found.problems == []


@SETTINGS
@given(ROWS, ROWS)
def test_a_row_is_accepted_or_refused_whatever_stands_beside_it(
    read: Read, first: list[list[str]], second: list[list[str]]
) -> None:
    together = read(_table(first + second))
    apart = [read(_table(first)), read(_table(second))]
    assert together.events.height == sum(part.events.height for part in apart)
    faults = [(row, field, reason) for row, field, _, reason in together.faults()]
    shifted = [
        (int(str(row)) + shift, field, reason)
        for part, shift in zip(apart, (0, len(first)), strict=True)
        for row, field, _, reason in part.faults()
    ]
    assert faults == shifted
