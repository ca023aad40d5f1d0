"""Cells to typed values: words, numbers with their unit, flags, lists; what cannot be read is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import polars as pl

from tuotou.core.trail.vocabulary import Attribute
from tuotou.feeds.instants import instants
from tuotou.feeds.mapping import Cell, FeedMapping, Times
from tuotou.feeds.review import Review

TRUE: Final = ("true", "1", "1.0", "t", "yes", "y", "是", "有")
FALSE: Final = ("false", "0", "0.0", "f", "no", "n", "否", "无")
LOST_DIGITS: Final = (
    "a spreadsheet turned the number into scientific notation and lost its digits",
    "format the column as text in the source and export again",
)
_SCIENTIFIC: Final = r"^[+-]?\d(?:\.\d+)?[eE]\+?\d+$"
_SCIENTIFIC_IN_TEXT: Final = r"^\d\.\d+[eE]\+\d+$"
_ODD_NUMBER: Final = r"""[.'"=+]|^\d[eE]"""
_LONG_FLOAT: Final = r"^\d{16,}\.0*$"
_NOISE: Final = 1e-6  # share by which arithmetic with floats may miss a whole number, in the source or here


def time_fault(times: Times) -> tuple[str, str]:
    """Why a cell is no instant, and what would be."""
    example = "2024-05-01" if times.day else "2024-05-01 10:30:00"
    wanted = f", or written as {' or '.join(times.formats)}" if times.formats else ""
    return "no such date or time", f"a date between 1990 and 2099, for example {example}{wanted}"


def written(review: Review, cell: Cell) -> pl.Series:
    """The text of a cell: column or constant, through the table of words, with the prefix before it."""
    if cell.column is None:
        return review.constant(cell.value)
    text = review.text(cell.column)
    if cell.only:
        text = text.replace_strict(list(cell.words), list(cell.words.values()), default=None, return_dtype=pl.String)
    elif cell.words:
        text = text.replace(list(cell.words), list(cell.words.values()))
    return cell.prefix + text if cell.prefix else text


def number_of(review: Review, column: str) -> pl.Series:
    """A waybill's or other running number: never rounded, refused where a spreadsheet lost its digits."""
    text = review.text(column)
    if not text.str.contains(_ODD_NUMBER).any():
        return text
    text = text.str.replace(r'^=?["\'](.*?)["\']?$', "${1}")  # ="773…" and '773… keep Excel off
    review.refuse(text.str.contains(_SCIENTIFIC) | text.str.contains(_LONG_FLOAT), column, text, LOST_DIGITS)
    return text.str.replace(r"^(\d{1,15})\.0*$", "${1}")


def attribute(review: Review, cell: Cell, meant: Attribute, mapping: FeedMapping) -> pl.Series:
    """The cell as a value of an attribute; rows whose cell cannot be read as one, or cannot be true, are refused."""
    text = written(review, cell)
    if meant.type == "instant":
        return _read(review, cell, text, (instants(text, mapping.times), time_fault(mapping.times)))
    if meant.type in _NUMERIC:
        convert, fault = _NUMERIC[meant.type]
        values = _read(review, cell, text, (convert(text, cell.factor), fault))
        _check_bounds(review, cell, meant, values)
        return values
    if meant.type == "list":
        return text.str.replace_all(r"\s*[、;；|，,/]\s*", ",")
    review.refuse(text.str.contains(_SCIENTIFIC_IN_TEXT), cell.column or "", text, LOST_DIGITS)
    return text


def _check_bounds(review: Review, cell: Cell, meant: Attribute, values: pl.Series) -> None:
    """A weight below nothing or a latitude of 999 is a slip of the pen, a shifted column or another unit."""
    unit = f" {meant.unit}" if meant.unit else ""
    for bound, beyond, right in (
        (meant.least, values.lt, f"{meant.least or 0:g}{unit} or more"),
        (meant.most, values.gt, f"{meant.most or 0:g}{unit} or less"),
    ):
        if bound is not None:
            fault = (f"'{meant.name}' cannot be so", right)
            review.refuse(beyond(bound), cell.column or "", written(review, cell), fault)


def _read(review: Review, cell: Cell, text: pl.Series, read: tuple[pl.Series, tuple[str, str]]) -> pl.Series:
    values, fault = read
    review.refuse(text.is_not_null() & values.is_null(), cell.column or "", text, fault)
    return values


def _decimal(text: pl.Series, factor: float) -> pl.Series:
    value = text.str.replace_all(",", "", literal=True).cast(pl.Float64, strict=False)
    finite = pl.select(pl.when(value.is_finite()).then(value)).to_series()
    return finite if factor == 1.0 else finite * factor


def _whole(text: pl.Series, factor: float) -> pl.Series:
    decimal = _decimal(text, factor)
    whole = decimal.round()
    noise = _NOISE * whole.abs().clip(upper_bound=1_000)  # 8.12 kg are 8119.999… g; 1,234,567.4 is a fraction
    meant = pl.select(pl.when((decimal - whole).abs() <= noise).then(whole)).to_series().cast(pl.Int64, strict=False)
    return meant if factor != 1.0 else text.cast(pl.Int64, strict=False).fill_null(meant)


def _flag(text: pl.Series, _factor: float) -> pl.Series:
    flags = dict.fromkeys(TRUE, True) | dict.fromkeys(FALSE, False)
    return text.str.to_lowercase().replace_strict(flags, default=None, return_dtype=pl.Boolean)


_NUMERIC: Final[Mapping[str, tuple[Callable[[pl.Series, float], pl.Series], tuple[str, str]]]] = {
    "number": (_decimal, ("not a number", "digits with a decimal point, for example 1.35")),
    "integer": (_whole, ("not a whole number", "digits, for example 3")),
    "flag": (_flag, ("neither true nor false", "true or false, 1 or 0, 是 or 否")),
}
