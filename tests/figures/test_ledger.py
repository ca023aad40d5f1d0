"""What subjects entered is written down as it was, also where they entered nothing."""

from __future__ import annotations

import polars as pl

from tuotou.store.ledger import ENTRIES, pack_entries, unpack_entries

ROWS = [(7, 1, 20_000, 0, 3, 2, 40), (7, 2, 20_000, 1, 0, 1, 0), (9, 1, 20_001, 0, 5, 1, 7)]


def entries(rows: list[tuple[int, ...]]) -> pl.DataFrame:
    """Of `ENTRIES`, however many columns there are."""
    return pl.DataFrame([row[: len(ENTRIES)] for row in rows], schema=ENTRIES, orient="row")


def test_what_was_entered_comes_back_by_subject() -> None:
    packed = pack_entries(entries(ROWS))
    assert sorted(packed) == [7, 9]
    assert unpack_entries(packed.items()).equals(entries(ROWS))


def test_who_entered_nothing_has_nothing() -> None:
    assert pack_entries(entries([])) == {}
    assert unpack_entries([(7, b"")]).is_empty()
