"""Text to instants: several formats, several zones, dates only, spreadsheet serials."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

import polars as pl

from tuotou.core.trail.event import INSTANT
from tuotou.feeds.mapping import Times

FORMATS: Final = (
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M:%S%.f",
    "%Y/%m/%d %H:%M",
    "%Y年%m月%d日 %H:%M:%S",
    "%Y年%m月%d日 %H:%M",
    "%Y%m%d%H%M%S",
)
"""Formats that are always understood, after those of the mapping."""
DAY_FORMATS: Final = ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d")
"""Understood too where the source has dates only."""
EARLIEST: Final = pl.datetime(1990, 1, 1, time_zone="UTC")  # a spreadsheet's empty date reads as 1900
LATEST: Final = pl.datetime(2100, 1, 1, time_zone="UTC")
_OFFSET: Final = r"(?:Z|[+-]\d{2}:?\d{2})$"
_YEAR: Final = re.compile(r"%[YyFDc]")
_TEXT: Final = pl.col("text")
_FOUND: Final = pl.col("found")
_ZONED: Final = _TEXT.str.contains(r":\d{2}.*" + _OFFSET)


def instants(texts: pl.Series, times: Times) -> pl.Series:
    """Instants in UTC; null where the text is null, fits no format, or is outside 1990–2099.

    An explicit offset is honoured; a text without one is local time in the zone of `times`.
    """
    frame = pl.DataFrame({"text": texts}).with_columns(found=pl.lit(None, INSTANT))
    zoned = frame.select(_ZONED.any()).item()
    for given in (*times.formats, *FORMATS, *(DAY_FORMATS if times.day else ())):
        if not frame.select((_TEXT.is_not_null() & _FOUND.is_null()).any()).item():
            break
        parsed = _parsed(given, times, _TEXT)
        if zoned:
            utc = _parsed(given, replace(times, zone="UTC"), _TEXT.str.replace(_OFFSET, "").str.strip_chars_end())
            parsed = pl.when(_ZONED).then(utc - _offset(_TEXT)).otherwise(parsed)
        frame = frame.with_columns(found=_FOUND.fill_null(parsed))
    begun = _FOUND.dt.convert_time_zone(times.zone).dt.truncate("1d").cast(INSTANT) if times.day else _FOUND
    return frame.select(found=pl.when(_FOUND.is_between(EARLIEST, LATEST, closed="left")).then(begun))["found"]


def _parsed(given: str, times: Times, text: pl.Expr) -> pl.Expr:
    """`text` read in one format, as local time of the zone."""
    if given.startswith("epoch"):
        unit = 1_000_000 if given == "epoch s" else 1_000
        return (text.cast(pl.Float64, strict=False) * unit).round().cast(pl.Int64, strict=False).cast(INSTANT)
    if given == "excel":
        seconds = (text.cast(pl.Float64, strict=False) * 86_400).round().cast(pl.Int64, strict=False)
        return _local(pl.datetime(1899, 12, 30) + pl.duration(seconds=seconds), times)
    if not _YEAR.search(given):
        given, text = f"%Y {given}", pl.lit(f"{times.year} ") + text
    if "T" not in given:
        text = text.str.replace("T", " ", literal=True)
    return _local(text.str.to_datetime(given, time_unit="us", strict=False), times)


def _local(naive: pl.Expr, times: Times) -> pl.Expr:
    zoned = naive.dt.replace_time_zone(times.zone, ambiguous="earliest", non_existent="null")
    return zoned.cast(INSTANT)


def _offset(text: pl.Expr) -> pl.Expr:
    parts = text.str.extract_groups(r"([+-])(\d{2}):?(\d{2})$")
    minutes = parts.struct[1].cast(pl.Int64) * 60 + parts.struct[2].cast(pl.Int64)
    return pl.duration(minutes=pl.when(parts.struct[0] == "-").then(-minutes).otherwise(minutes).fill_null(0))
