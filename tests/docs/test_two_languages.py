"""A page in two languages says the same twice: no command, heading, row, name or link stands in one of them alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tuotou.handbook.wording.chinese import chinese

ROOT = Path(__file__).parents[2]
CHINESE = sorted((ROOT / "docs").glob("*.zh-CN.md"))
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
COMMENT = re.compile(r"(^|\s+)# .*$", re.MULTILINE)
BEGINNING = re.compile(r"^(#+|[*-]|\d\.) |^\|.*$|\n\n(?=.)", re.MULTILINE)
LINK = re.compile(r"\]\(([^)]+)\)")
both = pytest.mark.parametrize("page", CHINESE, ids=lambda page: page.name)


def test_who_runs_the_platform_reads_about_it_in_chinese() -> None:
    assert {"live", "operators", "organisation", "warnings"} <= {page.name.split(".")[0] for page in CHINESE}


@both
def test_the_examples_are_the_same(page: Path) -> None:
    assert examples(page) == examples(english(page))
    assert examples(page) != []


@both
def test_the_headings_rows_and_items_are_the_same(page: Path) -> None:
    assert skeleton(page) == skeleton(english(page))


@both
def test_the_names_are_the_same_and_messages_those_of_the_screen(page: Path) -> None:
    ours = names(page)
    assert ours == {name if name in ours else chinese(name) for name in names(english(page))}


@both
def test_the_links_lead_to_the_same_pages(page: Path) -> None:
    theirs = LINK.findall(english(page).read_text("utf-8"))
    assert LINK.findall(page.read_text("utf-8"))[0] == english(page).name
    assert theirs[0] == page.name
    assert sorted(targets(page)) == sorted(targets(english(page)))


@both
def test_a_chinese_page_leads_to_chinese_pages(page: Path) -> None:
    linked = {link.split("#")[0] for link in LINK.findall(page.read_text("utf-8"))[1:]}
    assert linked & {english(other).name for other in CHINESE} == set()
    assert [link for link in linked if not (page.parent / link).exists()] == []


@both
def test_the_chinese_readme_leads_to_it(page: Path) -> None:
    readme = (ROOT / "README.zh-CN.md").read_text("utf-8")
    assert f"(docs/{page.name}" in readme
    assert f"(docs/{english(page).name}" not in readme


def test_a_heading_that_a_readme_names_is_there() -> None:
    for readme in (ROOT / "README.md", ROOT / "README.zh-CN.md"):
        for link in LINK.findall(readme.read_text("utf-8")):
            page, _, heading = link.partition("#")
            titles = re.findall(r"^#+ (.+)$", (ROOT / page).read_text("utf-8"), re.MULTILINE) if heading else []
            assert heading in ("", *(title.lower().replace(" ", "-") for title in titles)), link


def english(page: Path) -> Path:
    return page.with_name(page.name.replace(".zh-CN", ""))


def examples(page: Path) -> list[str]:
    """What can be copied from a page, line by line; what is said of it beside it may be in any language."""
    text = page.read_text("utf-8")
    fenced = [line for block in FENCED.findall(text) for line in block.splitlines()]
    indented = [line for line in prose(text).splitlines() if line.startswith("    ")]
    return [COMMENT.sub("", line).rstrip() for line in (*fenced, *indented)]


def skeleton(page: Path) -> list[str]:
    """How headings and items begin, of each row how many cells it has, and "" for each paragraph, in their order."""
    found = BEGINNING.finditer(prose(page.read_text("utf-8")))
    return [mark[1] or mark[0].strip() and str(mark[0].count(" | ")) for mark in found]


def names(page: Path) -> set[str]:
    return set(re.findall(r"`([^`]+)`", prose(page.read_text("utf-8")).replace("\n", " ")))


def targets(page: Path) -> set[str]:
    """The pages and headings that a page leads to; a heading is called differently in each language."""
    links = LINK.findall(page.read_text("utf-8"))[1:]
    return {link.split("#")[0].replace(".zh-CN", "") for link in links}


def prose(text: str) -> str:
    return FENCED.sub("", text)
