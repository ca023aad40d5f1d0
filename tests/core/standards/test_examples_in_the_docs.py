"""The examples of docs/standards.md can be copied as they stand."""

from __future__ import annotations

import re
from pathlib import Path

from standard_cast import standard, words

from tuotou.core.standards.commitment_document import parse_commitments
from tuotou.core.standards.scenario import parse_scenarios

PAGE = Path(__file__).parents[3] / "docs" / "standards.md"
EXAMPLES = re.findall(r"```(?:yaml)?\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def test_the_standard() -> None:
    assert standard(EXAMPLES[0]).id == "hub-sorted-8h"


def test_the_table_of_commitments() -> None:
    table, problems = parse_commitments(EXAMPLES[1], "express.yaml")
    assert table is not None, problems
    assert len(table.rows) == 3


def test_the_scenario() -> None:
    (scenario,), problems = parse_scenarios(EXAMPLES[2], "hub-sorted-8h.trail", words())
    assert problems == []
    assert scenario.expectations[0].status == "kept_late"
