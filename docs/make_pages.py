"""Remakes what is derived from the product: commands.md, vocabulary.md, handbook/ and images/ in this folder."""

import re
from html import escape, unescape
from io import StringIO
from itertools import groupby
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console

from tuotou.cli.asked import ask
from tuotou.cli.commands_page import commands_page
from tuotou.cli.meaning import meaning
from tuotou.cli.report_view import report_view
from tuotou.cli.standard_pages import standard_pages
from tuotou.cli.voice import Language, Voice
from tuotou.core.trail.vocabulary_page import vocabulary_page
from tuotou.feeds.shipped import jilin_deliveries
from tuotou.handbook import documents, load, read_vocabulary, scenarios
from tuotou.operations.replay import replay

DOCS = Path(__file__).parent
TEXT = re.compile(r'(<text [^>]*?)x="([\d.]+)"([^>]*?)textLength="([\d.]+)"([^>]*)>([^<]+)</text>')
FONTS = "'Sarasa Mono SC', 'Noto Sans Mono CJK SC', 'Source Han Mono SC', Menlo, Consolas, monospace"


def picture(language: Language) -> str:
    """The report of the demonstration as it looks in a terminal; fetches no font."""
    console = Console(record=True, width=92, file=StringIO(), highlight=False, force_terminal=True)
    voice = Voice(language, as_json=False, out=console)
    asked = ask(voice, [jilin_deliveries()], "lade", None, None, None)
    history, now = asked.history()
    report = replay(history.events, asked.handbook, now)
    voice.show(*report_view(report, voice), *meaning(report, history, voice))
    svg = re.sub(r"\s*@font-face \{.*?\}", "", console.export_svg(title="make run"), flags=re.S)
    return TEXT.sub(_in_cells, svg.replace("Fira Code", FONTS))


def _in_cells(text: re.Match[str]) -> str:
    """A run of text as runs of equal width: Rich gives a Chinese character the width of a Latin one."""
    before, x, middle, length, after, shown = text.groups()
    plain = unescape(shown)
    cell, at, parts = float(length) / len(plain), float(x), []
    for _, run in groupby(plain, key=cell_len):
        part = "".join(run)
        width = cell * cell_len(part)
        words = escape(part).replace(" ", "&#160;").replace("\xa0", "&#160;")
        parts.append(f'{before}x="{at:g}"{middle}textLength="{width:g}"{after}>{words}</text>')
        at += width
    return "".join(parts)


(DOCS / "commands.md").write_text(commands_page(), "utf-8")
(DOCS / "vocabulary.md").write_text(vocabulary_page(read_vocabulary()[0]), "utf-8")
(DOCS / "handbook").mkdir(exist_ok=True)
pages = standard_pages(load(), documents(), scenarios())
for page in (DOCS / "handbook").glob("*.md"):
    if page.name not in pages:
        page.unlink()
for name, text in pages.items():
    (DOCS / "handbook" / name).write_text(text, "utf-8")
(DOCS / "images").mkdir(exist_ok=True)
(DOCS / "images" / "report.svg").write_text(picture(Language.EN), "utf-8")
(DOCS / "images" / "report.zh-CN.svg").write_text(picture(Language.ZH), "utf-8")
