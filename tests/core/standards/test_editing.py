"""A value of a document is changed where it stands; whatever stands around it is the same as before."""

from __future__ import annotations

import pytest

from tuotou.core.standards.editing import NotEditable, append, drop, put, scalar, value_at
from tuotou.core.standards.parts import parts_of, with_parts
from tuotou.handbook import documents

WIDE = """\
id: hub   # of hubs
due: 8 h  # by night
warn:
  # who is asked first
  - at: 50 %
    tell: courier
  - {at: 80 %, tell: hr}
title: {zh: '八: 小时', en: "Eight"}
void_if: [a,
  b]
"""
EVERY = [(id, text) for id, texts in documents().items() for text in texts]


def changed(old: str, new: str) -> list[str]:
    """The lines that differ."""
    return [line for line in new.splitlines() if line not in old.splitlines()]


@pytest.mark.parametrize(
    ("place", "value", "lines"),
    [
        (("due",), "6 h", ["due: 6 h  # by night"]),
        (("warn", 0, "at"), "40 %", ["  - at: 40 %"]),
        (("warn", 1, "at"), "90 %", ["  - {at: 90 %, tell: hr}"]),
        (("title", "zh"), "八", ["title: {zh: '八', en: \"Eight\"}"]),
        (("title", "en"), "it's", ["title: {zh: '八: 小时', en: 'it''s'}"]),
        (("early",), "10 min", ["early: 10 min"]),
        (("penalty", "amount"), "5", ["penalty: {amount: 5}"]),
        (("warn", 0, "more"), "1", ["    more: 1"]),
        (("due",), "a, b: c", ["due: 'a, b: c'  # by night"]),
    ],
)
def test_a_value_is_put_where_it_belongs(place: tuple[str | int, ...], value: str, lines: list[str]) -> None:
    new = put(WIDE, place, value)
    assert changed(WIDE, new) == lines
    assert value_at(new, place) == value


def test_items_come_and_go() -> None:
    assert changed(WIDE, append(WIDE, "warn", "{at: 1 h, tell: hr}")) == ["  - {at: 1 h, tell: hr}"]
    assert "void_if: [b]" in drop(WIDE, ("void_if", 0))
    assert append("then: open_case\n", "then", "rectify") == "then: [open_case, rectify]\n"
    assert drop("a: {b: 1}\nc: 2\n", ("a", "b")) == "c: 2\n"
    assert drop(WIDE, ("nothing",)) == WIDE
    without = drop(drop(WIDE, ("warn", 1)), ("warn", 0))
    assert "warn" not in without and "tell" not in without


def test_what_is_no_single_value_is_left_alone() -> None:
    for text, place in ((WIDE, ("warn",)), ("a: |\n  b\n", ("a",)), ("[", ("a",)), ("a: 1\n", ("a", "b"))):
        with pytest.raises(NotEditable):
            put(text, place, "x")


@pytest.mark.parametrize(
    "value", ["a: b", "- a", "#a", "a #b", "[a", "{", "'", "a, b", "", "&a", "*a", "%a", "@a", "`a", "a\tb"]
)
def test_whatever_is_said_reads_the_same(value: str) -> None:
    for text in ("x: 1\n", "{x: 1}\n", "a: {x: 1}\n"):
        place = ("a", "x") if text.startswith("a") else ("x",)
        assert value_at(put(text, place, value), place) == value
    assert scalar("出仓六小时内妥投") == "出仓六小时内妥投"


@pytest.mark.parametrize(("id", "text"), EVERY, ids=[f"{id}-{turn}" for turn, (id, _) in enumerate(EVERY)])
def test_a_form_that_says_what_stands_there_changes_nothing(id: str, text: str) -> None:
    parts = parts_of(text)
    assert {"title.zh", "effective.from", "level"} <= {part.word for part in parts}
    assert with_parts(text, {part.name: part.value for part in parts}) == text
