"""A document that no field can save: what a reader of YAML stumbles over is told in one line, at its place."""

from __future__ import annotations

import pytest

from tuotou.core.document import DAYS, Duration, Fields, duration, read

HOUR = 3_600_000_000


def told(text: str) -> list[str]:
    return [str(problem) for problem in read(text, "x.yaml")[1]]


def fields(text: str) -> Fields:
    found, problems = read(text, "x.yaml")
    assert found is not None, problems
    return found


BOMB = "a: &a [x, x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\nd: [*c, *c, *c]\n"


@pytest.mark.parametrize(
    ("text", "place"),
    [("id: x\nkeep: &a [*a]\n", "2:7"), (BOMB, "1:4"), ("zh: *note\n", "1:5"), ("id: x\nrows: &rows\n", "2:7")],
)
def test_no_part_stands_for_another(text: str, place: str) -> None:
    assert told(text)[0] == (
        f"x.yaml:{place}: no part may stand for another "
        "(write the part out; put text that begins with & or * in quotes)"
    )
    assert fields("zh: '*注意'\nen: R&D 5 * 3\n").text("en") == "R&D 5 * 3"


def test_a_control_character_is_told_in_one_line_where_it_stands() -> None:
    assert told("id: x\n题: 一\0二\n") == [
        "x.yaml:2:5: not valid YAML: the character U+0000 is not allowed (delete it, or save the file as UTF-8 text)"
    ]


DEEP = 200_000  # levels: far beyond what a stack holds


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("id: x\nkeep: " + "[" * DEEP, "2:25"),
        ("id: x\nkeep: " + "[" * DEEP + "]" * DEEP, "2:25"),
        ("id: " + "{a: " * DEEP + "}" * DEEP, "1:77"),
        ("keep:\n  " + "- " * DEEP + "x", "2:39"),
        ("".join(" " * level + "a:\n" for level in range(1_000)), "20:20"),
        ("id: &a " + "[" * DEEP, "1:27"),
    ],
)
def test_a_document_is_not_nested_without_end(text: str, place: str) -> None:
    assert told(text) == [f"x.yaml:{place}: nested more than 20 levels deep (take away brackets or indents)"]


def test_twenty_levels_are_a_document() -> None:
    assert fields("id: x\nkeep: " + "[" * 18 + "x" + "]" * 18).names() == ("id", "keep")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1.5 h", Duration(HOUR * 3 // 2)),
        ("8 oh", Duration(8 * HOUR, "oh")),
        (f"{DAYS} wd", Duration(DAYS, "wd")),
        (f"{DAYS * 24} h", Duration(DAYS * 24 * HOUR)),
        (f"{DAYS + 1} d", None),
        (f"{DAYS * 24}.1 oh", None),
        ("99999999999999 h", None),
        (f"{'9' * 5_000} s", None),
        (f"{'9' * 5_000} d", None),
        ("1.5 d", None),
    ],
)
def test_a_duration_is_at_most_a_hundred_years(text: str, found: Duration | None) -> None:
    assert duration(text) == found


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("2147483648", "'n' is out of range: 2147483648 (from -2147483647 to 2147483647)"),
        ("-99999999999", "'n' is out of range: -99999999999 (from -2147483647 to 2147483647)"),
        ("9" * 5_000, "'n' must be a whole number, not '999"),
    ],
)
def test_a_whole_number_has_at_most_32_bits(number: str, said: str) -> None:
    document = fields(f"n: {number}")
    document.integer("n")
    assert [str(problem).startswith(f"x.yaml:1:4: {said}") for problem in document.problems] == [True]
    assert fields("n: -2147483647").integer("n") == -2147483647


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a: [1, 2\n", "a [ is not closed with ]"),
        ("a: {x: 1\n", "a { is not closed with }"),
        ("a: b: c\n", "a colon too many"),
        ("a: 'x\n", "a quotation mark is not closed"),
        ("a: @x\n", "put it in quotes"),
        ("  a: b\nc: d\n", "indented unlike"),
        ("- a\nb: c\n", "indented unlike the list"),
        ("a: b\nfoo\nc: d\n", "lacks its colon"),
        ("a: - b\n", "a list begins on a line of its own"),
        ("---\na: b\n---\nc: d\n", "a second document"),
        ("%FOO\n---\na: b\n", "this line has no such form"),
    ],
)
def test_what_is_no_yaml_is_told_in_our_own_words(text: str, what: str) -> None:
    (problem,) = read(text, "x.yaml")[1]
    assert what in problem.what
    assert problem.what.startswith("not valid YAML: ")
