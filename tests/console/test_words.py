"""Pages speak two languages, each completely; what others made is listed, and nothing is sent that is not ours."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tuotou.console import page

CONSOLE = Path(page.__file__).parent
TEMPLATES = sorted((CONSOLE / "templates").rglob("*.html"))
VENDOR = CONSOLE / "static" / "vendor"
SAID = re.compile(r"""\{%\s*t\s+("[^"]*"|'[^']*')\s+("[^"]*"|'[^']*')""")
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(CONSOLE / "templates")))
def test_both_languages_say_everything(template: Path) -> None:
    text = template.read_text("utf-8")
    for zh, en in SAID.findall(text):
        assert len(zh) > 2 and len(en) > 2, (zh, en)
        assert not CHINESE.search(en), en
    bare = re.sub(r"\{%.*?%\}|\{#.*?#\}", "", text, flags=re.DOTALL)
    assert CHINESE.findall(bare.replace("中文", "")) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(CONSOLE / "templates")))
def test_templates_keep_to_the_policy(template: Path) -> None:
    text = re.sub(r"\{%.*?%\}", "", template.read_text("utf-8"), flags=re.DOTALL)
    for forbidden in (r"\sstyle=", r"\son[a-z]+=", r"<script>", r"javascript:", r"hx-on", r"https?://(?!www\.w3\.org)"):
        assert not re.search(forbidden, text), forbidden


def test_what_others_made_is_listed_with_its_licence() -> None:
    listed = re.findall(r"\| `([\w.-]+)` \|", (VENDOR / "README.md").read_text("utf-8"))
    folders = sorted(path.name for path in VENDOR.iterdir() if path.is_dir())
    assert sorted(listed) == folders
    assert all((VENDOR / folder / "LICENSE").is_file() for folder in folders)


def test_icons_that_pages_name_are_there() -> None:
    there = set(re.findall(r'<symbol id="([\w-]+)"', next(VENDOR.glob("icons-*/icons.svg")).read_text("utf-8")))
    named = {name for path in TEMPLATES for name in re.findall(r'\{% icon "([\w-]+)"', path.read_text("utf-8"))}
    assert named <= there
