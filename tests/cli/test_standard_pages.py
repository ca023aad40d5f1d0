"""docs/handbook/ says what the handbook is now; what is drawn is what was judged."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tuotou.cli.standard_pages import standard_pages
from tuotou.handbook import documents, load, scenarios
from tuotou.operations.timeline import DUE, KEPT, OPENS, VOID, WAITS, Lane

FOLDER = Path(__file__).parents[2] / "docs" / "handbook"


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return standard_pages(load(), documents(), scenarios())


def test_the_pages_are_fresh(pages: dict[str, str]) -> None:
    made = {page.name: page.read_text("utf-8") for page in FOLDER.glob("*.md") if page.name != "indicators.md"}
    assert made == pages, "make docs"


def test_a_page_says_what_a_reader_needs(pages: dict[str, str]) -> None:
    page = pages["hub-sorted-8h.md"]
    assert page.startswith("# 中转八小时内分拣 · Sorted within 8 hours at the hub\n")
    for words in (
        "怎么做到",
        "何时误判",
        "依据 Source",
        "hub-sorted-8h v1",
        "hub-sorted-8h v2",
        "```yaml\nid: hub-sorted-8h",
    ):
        assert words in page
    assert f"05-01 18:00  {DUE}\n05-01 19:00  {KEPT}  分拣 sorted @HUB1" in page


def test_every_standard_is_in_the_index_under_stage_and_source(pages: dict[str, str]) -> None:
    stage, rest = pages["README.md"].split("## 按岗位")
    source = rest.split("## 按依据")[1]
    for id in load().by_id:
        assert f"({id}.md)" in stage
        assert f"({id}.md)" in source


def hour(number: int) -> datetime:
    return datetime(2026, 5, 1, number, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "kept", "void", "drawn"),
    [
        ("kept", 10, None, {9: OPENS, 10: KEPT}),
        ("kept_late", 12, None, {9: OPENS, 11: DUE, 12: KEPT}),
        ("broken", None, None, {9: OPENS, 11: DUE}),
        ("void", None, 10, {9: OPENS, 10: VOID}),
        ("open", None, None, {9: OPENS, 20: WAITS}),
    ],
)
def test_a_lane_shows_where_a_promise_stands(
    status: str, kept: int | None, void: int | None, drawn: dict[int, str]
) -> None:
    promise = {"opens_at": hour(9), "due_at": hour(11), "kept_at": kept and hour(kept), "void_at": void and hour(void)}
    lane = Lane.of({**promise, "status": status}, hour(20))
    assert lane.marks == {hour(number): mark for number, mark in drawn.items()}
