"""Remakes what is derived from the product: commands.md, settings.md, vocabulary.md and handbook/ in this folder."""

from pathlib import Path

from tuotou.cli.commands_page import commands_page
from tuotou.cli.indicator_page import indicator_page
from tuotou.cli.standard_pages import standard_pages
from tuotou.config.settings_page import settings_page
from tuotou.core.standards.asked import values_of
from tuotou.core.trail.vocabulary_page import vocabulary_page
from tuotou.handbook import documents, load, load_indicators, read_vocabulary, scenarios

DOCS = Path(__file__).parent
(DOCS / "commands.md").write_text(commands_page(), "utf-8")
(DOCS / "vocabulary.md").write_text(vocabulary_page(read_vocabulary()[0], values_of(load().standards)), "utf-8")
(DOCS / "settings.md").write_text(settings_page(), "utf-8")
(DOCS / "handbook").mkdir(exist_ok=True)
pages = standard_pages(load(), documents(), scenarios())
pages["indicators.md"] = indicator_page(load_indicators(load()), scenarios())
for page in (DOCS / "handbook").glob("*.md"):
    if page.name not in pages:
        page.unlink()
for name, text in pages.items():
    (DOCS / "handbook" / name).write_text(text, "utf-8")
