"""The document of acts: every error is told at once with its line and column."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tuotou.core.gate.document import parse_acts
from tuotou.handbook import SHIPPED, BrokenHandbook
from tuotou.handbook.acts import load_acts
from tuotou.operations.gate.ask import Gate

GOOD = """\
acts:
  accept:
    title: {zh: 收寄, en: Accept}
    kinds: [accepted]
    stops: [red_line]
    when_unsure: open
    when_unavailable: closed
    patience: 80
"""


def told(gate: Gate, old: str, new: str) -> list[tuple[int, int, str]]:
    assert old in GOOD
    acts, problems = parse_acts(GOOD.replace(old, new), "acts.yaml", gate.docket.handbook.vocabulary)
    assert acts is None
    return [(problem.line, problem.column, problem.what) for problem in problems]


def test_a_good_one_is_read(gate: Gate) -> None:
    acts, problems = parse_acts(GOOD, "acts.yaml", gate.docket.handbook.vocabulary)
    assert (acts and [*acts], problems) == (["accept"], [])
    assert acts and (acts["accept"].subject, acts["accept"].patience) == ("parcel", 80)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("[accepted]", "[acepted]", (4, 13, "'acepted' does not happen to a parcel")),
        ("[accepted]", "[]", (4, 12, "an act is at least one event kind")),
        ("[red_line]", "[redline]", (5, 12, "'stops' cannot be 'redline'")),
        ("open", "ajar", (6, 18, "'when_unsure' cannot be 'ajar'")),
        ("80", "8", (8, 15, "'patience' is out of range")),
        ("80", "soon", (8, 15, "'patience' must be a whole number, not 'soon'")),
        ("title", "titel", (3, 5, "field 'title' is missing")),
        ("    kinds", "    subject: bag\n    kinds", (4, 14, "what happens to a bag reaches all that ride in it")),
        ("acts:", "act:", (1, 1, "field 'acts' is missing")),
        (GOOD, "", (1, 1, "the document is empty or no mapping")),
    ],
)
def test_an_error_is_told_with_its_place(gate: Gate, old: str, new: str, place: tuple[int, int, str]) -> None:
    assert place in told(gate, old, new)


def test_all_are_told_at_once(gate: Gate) -> None:
    assert len(told(gate, "[accepted]\n    stops: [red_line]\n", "[nothing]\n    stops: [nowhere]\n    more: 1\n")) == 3


def test_a_broken_document_is_not_used(gate: Gate, tmp_path: Path) -> None:
    shutil.copytree(SHIPPED / "gate", tmp_path / "gate")
    path = tmp_path / "gate" / "acts.yaml"
    path.write_text(path.read_text("utf-8").replace("patience: 1000", "patience: 1"), "utf-8")
    with pytest.raises(BrokenHandbook, match="acts.yaml:"):
        load_acts(gate.docket.handbook.vocabulary, tmp_path)
