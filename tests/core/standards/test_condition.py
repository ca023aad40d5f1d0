"""Conditions: SQL's words, three values, and a clear answer to everything that is not allowed."""

from __future__ import annotations

import polars as pl
import pytest

from tuotou.core.document import Bilingual
from tuotou.core.standards.condition import Condition, Ground, parse_condition
from tuotou.core.trail.vocabulary import Attribute, Kind, SubjectKind, Vocabulary

NAME = Bilingual("", "")
TYPES = {"pieces": "integer", "weight": "number", "product": "text", "fragile": "flag", "slot_from": "instant",
         "slot_to": "instant", "order": "text", "height": "number"}  # fmt: skip
VOCABULARY = Vocabulary(
    subjects={"parcel": SubjectKind("parcel", NAME), "case": SubjectKind("case", NAME)},
    kinds={"arrived": Kind("arrived", NAME, ("parcel",), tuple(name for name in TYPES if name != "height"))},
    attributes={name: Attribute(name, kind, NAME) for name, kind in TYPES.items()},
    sources={},
)
ON_ARRIVAL = Ground(VOCABULARY, "parcel", ("arrived",))


def read(text: str) -> Condition:
    condition, flaws = parse_condition(text, ON_ARRIVAL)
    assert condition is not None, flaws
    return condition


def judged(text: str, **row: object) -> bool | None:
    """What a condition says of one event; attributes that are not given have no value."""
    condition = read(text)
    frame = pl.DataFrame(
        {name: [row.get(name.replace(".", "_"))] for name in (*condition.columns, *condition.facts)},
        schema={name: ON_ARRIVAL.dtype(name) for name in (*condition.columns, *condition.facts)},
    )
    return frame.select(condition.expr.alias("judged")).item()


@pytest.mark.parametrize(
    ("text", "row", "expected"),
    [
        ("site LIKE 'HUB%'", {"site": "HUB1"}, True),
        ("site LIKE 'HUB%'", {"site": "SZ01"}, False),
        ("site LIKE 'HUB%'", {}, None),
        ("product NOT LIKE '%day'", {"product": "next_day"}, False),
        ("product IN ('fresh', 'frozen')", {"product": "frozen"}, True),
        ("product IN ('fresh', 'frozen')", {}, None),
        ("product NOT IN ('fresh', NULL)", {"product": "frozen"}, None),
        ("product NOT IN ('fresh', NULL)", {"product": "fresh"}, False),
        ("pieces BETWEEN 2 AND 4", {"pieces": 4}, True),
        ("weight > 1.5", {"weight": 1.5}, False),
        ("weight >= 1.5", {"weight": 1.5}, True),
        ("weight <> 1.5", {}, None),
        ("weight > 1 OR fragile", {"weight": 2.0}, True),
        ("weight > 1 OR fragile", {"weight": 0.5}, None),
        ("weight > 1 AND fragile", {"weight": 0.5}, False),
        ("weight > 1 AND fragile", {"weight": 2.0}, None),
        ("NOT fragile", {}, None),
        ("NOT fragile", {"fragile": False}, True),
        ("fragile IS NULL", {}, True),
        ("product = NULL", {"product": "fresh"}, None),
        ("abs(weight - 2 * pieces) > 0.5", {"weight": 3.0, "pieces": 1}, True),
        ("weight / 2 > -1", {"weight": 3.0}, True),
        ("parcel.product = 'it''s'", {"parcel_product": "it's"}, True),
        ("order = 'x'", {"order": "x"}, True),
        ("product = 'parcel.product AND site'", {"product": "parcel.product AND site"}, True),
    ],
)
def test_three_values(text: str, row: dict[str, object], expected: bool | None) -> None:
    assert judged(text, **row) is expected


def test_a_condition_knows_what_it_reads_and_how_narrow_it_is() -> None:
    found = read("site = 'HUB1' AND parcel.product = 'fresh' AND (pieces > 1 OR weight > 2)")
    assert (found.columns, found.facts, found.terms) == (("site", "pieces", "weight"), ("parcel.product",), 3)


def test_a_condition_says_the_same_of_whole_columns() -> None:
    frame = pl.DataFrame({"site": ["HUB1", "SZ01", None]}).with_columns(read("site LIKE 'HUB%'").expr.alias("hub"))
    assert frame["hub"].to_list() == [True, False, None]


@pytest.mark.parametrize(
    ("text", "offset", "what"),
    [
        ("pieces > 1 AND heigth > 3", 15, "no attribute 'heigth'"),
        ("height > 3", 0, "'height' is not carried by arrived"),
        ("case.product = 'x'", 0, "a condition on a parcel cannot read a case"),
        ("percel.product = 'x'", 0, "no subject 'percel'"),
        ("pieces > 1 AND product = 5", 15, "compares text with a number"),
        ("fragile = 1", 0, "compares a flag with a number"),
        ("fragile < true", 0, "a flag has no order"),
        ("NOT product", 4, "'product' is text, not a yes or no"),
        ("pieces LIKE '1%'", 0, "not text"),
        ("slot_to - slot_from > 3", 0, "an instant, not a number"),
        ("weight / pieces > 1", 0, "divide by a number other than 0"),
        ("weight / 0 > 1", 0, "divide by a number other than 0"),
        ("product", 0, "no yes or no"),
        ("1 = 1", 0, "no yes or no about the event"),
        ("fragile IS TRUE", 11, "IS stands before NULL"),
        ("product == 'x'", 9, "'=' stands twice"),
        ("product != 'x'", 8, "'!' has no place"),
        ('product = "x"', 10, "has no place"),
        ("product = 'x", 10, "has no place"),
        ("pieces > 1; drop", 10, "has no place"),
        ("pieces >", 0, "cannot be read"),
        ("pieces > AND", 9, "'AND' stands where a name should"),
        ("", 0, "cannot be read"),
        ("upper(product) = 'X'", 0, "'upper' is no function"),
        ("exists(select 1)", 0, "'exists' is no function"),
        ("weight < (select 1)", 10, "'select' is a word of SQL"),
        ("weight IN (select 1)", 11, "'select' is a word of SQL"),
        ("slot_from < current_date", 12, "no attribute 'current_date'"),
        ("CASE WHEN fragile THEN true END", 0, "'CASE' is a word of SQL"),
        ("product = 'a' 'b'", 0, "more than a condition may say"),
    ],
)
def test_what_is_not_allowed_is_told_where_it_stands(text: str, offset: int, what: str) -> None:
    condition, flaws = parse_condition(text, ON_ARRIVAL)
    assert condition is None
    assert flaws[0].offset == offset
    assert what in flaws[0].what
    assert flaws[0].right


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "exists(select 1) OR foo = 1",
            [(0, "'exists' is no func"), (7, "'select' is a word"), (20, "no attribute 'foo'")],
        ),
        ("weight = 'x' AND site > 3", [(0, "'weight' compares"), (17, "'site' compares")]),
        ("weight = 'x' OR NOT (weight = 'y' AND pieces > 1)", [(0, "'weight'"), (21, "'weight'")]),
        ("site BETWEEN 1 AND 3 AND site = 4", [(0, "'site' compares"), (25, "'site' compares")]),
        ("site NOT BETWEEN 1 AND 3 OR weight = 'x'", [(0, "'site' compares"), (28, "'weight' compares")]),
        ("foo = 1 AND site > 3", [(0, "no attribute 'foo'"), (12, "'site' compares")]),
        ("foo > 1 AND weight >", [(0, "'foo > 1 AND weight >' cannot be read"), (0, "no attribute 'foo'")]),
        ("foo = 1 AND site != 'x' AND fragile IS TRUE", [(0, "'foo'"), (17, "'!'"), (39, "IS stands")]),
        ("site || 'x' = 'ax' AND foo = 1", [(5, "'|' has no place"), (23, "no attribute 'foo'")]),
        ("foo = 1 AND product = 'x AND bar = 2", [(0, "no attribute 'foo'"), (22, "has no place")]),
        ("fragile AND weight AND foo", [(12, "'weight' is a number"), (23, "no attribute 'foo'")]),
    ],
)
def test_everything_that_is_wrong_is_told_at_once(text: str, told: list[tuple[int, str]]) -> None:
    _, flaws = parse_condition(text, ON_ARRIVAL)
    assert [flaw.offset for flaw in flaws] == [offset for offset, _ in told], flaws
    assert all(what in flaw.what for flaw, (_, what) in zip(flaws, told, strict=True)), flaws


def test_a_misspelt_name_gets_a_suggestion() -> None:
    _, flaws = parse_condition("prodcut = 'x'", ON_ARRIVAL)
    assert flaws[0].right == "did you mean 'product'?"


def test_a_condition_without_kinds_may_read_any_attribute() -> None:
    condition, _ = parse_condition("height > 3", Ground(VOCABULARY, "parcel"))
    assert condition is not None
