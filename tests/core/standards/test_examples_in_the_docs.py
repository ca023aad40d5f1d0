"""The examples of docs/standards.md and docs/calendars.md can be copied as they stand."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from standard_cast import FORMS, changed, standard, words

from tuotou.core.document import Duration
from tuotou.core.standards.scenario import parse_scenarios
from tuotou.core.standards.wall_clock import instant as wall
from tuotou.handbook import load

HOUR = 3_600_000_000
DOCS = Path(__file__).parents[3] / "docs"


def instant(text: str) -> int:
    found = wall(text)
    assert found is not None
    return found


def examples(page: str, kind: str = "(?:yaml)?") -> list[str]:
    found: list[str] = re.findall(rf"```{kind}\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL)
    return found


def test_the_standard() -> None:
    assert standard(examples("standards.md")[0]).id == "hub-sorted-8h"


def test_the_scenario() -> None:
    (scenario,), problems = parse_scenarios(examples("standards.md")[1], "hub-sorted-8h.trail", words())
    assert problems == []
    assert scenario.expectations[0].status == "kept_late"


def test_a_handbook_of_ones_own(tmp_path: Path) -> None:
    calendar, table = examples("calendars.md", "yaml")
    (year,) = examples("calendars.md", "json")
    for folder, name, text in (
        ("standards", "mine.yaml", changed("calendar: nangang", "due: 8 oh", of=FORMS["within"])),
        ("calendars", "nangang.yaml", calendar.replace("[2025, 2026]", "[2025, 2026, 2027]")),
        ("calendars/holidays", "2027.json", year),
        ("commitments", "express.yaml", table),
    ):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / name).write_text(text, "utf-8")
    shipped, own = load(), load(tmp_path)
    assert [one.id for one in own.standards] == ["hub-sorted-8h"]
    assert set(own.calendars) == {*shipped.calendars, "nangang"}
    assert (len(own.commitments["express"].rows), set(own.commitments)) == (3, set(shipped.commitments))
    nangang = own.calendars["nangang"]
    eve = instant("2026-12-31 17:00")
    (due,) = nangang.add(np.array([eve]), Duration(5 * HOUR, "oh")).due
    assert due == instant("2027-01-01 11:00"), "four hours in the evening, one of the announced holiday's"
    (tmp_path / "commitments" / "express.yaml").write_text(table.replace("72 h", "96 h"), "utf-8")
    assert load(tmp_path).fingerprint != own.fingerprint, "a verdict tells by which table it was given"
