"""docs/commands.md says what the commands are now."""

from pathlib import Path

from tuotou.cli.commands_page import commands_page

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"


def test_the_page_is_fresh() -> None:
    assert PAGE.read_text("utf-8") == commands_page(), "make docs"
