"""The shipped handbook: documents in, one checked `Handbook` out. Other folders of documents read the same way.

A folder holds the documents of standards, or a whole handbook: `standards/`, and what is to be added to the shipped
`calendars/` and `commitments/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tuotou.core.document import Problem
from tuotou.core.standards.handbook import Handbook, fingerprint, read_standards
from tuotou.core.standards.indicator import Indicator
from tuotou.core.standards.indicator_document import read_indicators
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.core.trail.vocabulary_document import parse_vocabulary
from tuotou.handbook.compiled import read_compiled, write_compiled
from tuotou.handbook.dictionaries import with_words
from tuotou.handbook.ground import SHIPPED, Ground, read_ground, texts_of

FOLDERS: Final = ("standards", "calendars", "commitments")
"""What a handbook of one's own may hold."""
NOTHING: Final = Ground()


class BrokenHandbook(Exception):
    """The handbook has errors and must not be used to judge; `problems` says where and what would be right."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def load(standards: Path | None = None) -> Handbook:
    """The handbook, with the shipped documents or those of another folder. Raises `BrokenHandbook`."""
    if standards is None and (compiled := read_compiled()):
        return compiled
    handbook, problems = read(standards)
    if problems:
        raise BrokenHandbook(problems)
    if standards is None:
        write_compiled(handbook)
    return handbook


def read(standards: Path | None = None, own: Ground = NOTHING) -> tuple[Handbook, list[Problem]]:
    """The handbook and every problem of every document, in the order of files and lines."""
    ground = Ground.of(standards) if standards is not None and _whole(standards) else own
    texts, unreadable = texts_of(standards_of(standards), "*.yaml")
    handbook, problems = read_with(texts, ground)
    return handbook, sorted([*problems, *unreadable])


def read_with(standards: Mapping[str, str], own: Ground = NOTHING) -> tuple[Handbook, list[Problem]]:
    """The shipped handbook with other documents of standards (name → text), and every problem of all documents.

    `own`: calendars, announced years and commitments that stand beside the shipped ones, and the company's words.
    """
    vocabulary, problems = read_vocabulary(own)
    ground = read_ground(own)
    every = {**standards, **own.every}
    for folder, pattern in (("vocabulary", "*.yaml"), ("calendars", "**/*.*"), ("commitments", "*.*")):
        every |= texts_of(SHIPPED / folder, pattern)[0]
    bare = Handbook(vocabulary, ground.calendars, ground.commitments, (), fingerprint(every))
    handbook, wrong = read_standards(standards, bare)
    return handbook, sorted([*problems, *ground.problems, *wrong])


def standards_of(folder: Path | None) -> Path:
    """Where the documents of standards lie: in the folder, in its `standards/`, or among the shipped ones."""
    if folder is None:
        return SHIPPED / "standards"
    return folder / "standards" if _whole(folder) else folder


def unread(folder: Path) -> list[Problem]:
    """The YAML files of a folder that nobody reads, as problems: they lie too deep, beside, or are called otherwise."""
    read_from = [folder / name for name in FOLDERS] if _whole(folder) else [folder]
    right = "documents are called .yaml and lie directly in the folder"
    if _whole(folder):
        right = "documents are called .yaml and lie directly in standards/, calendars/ or commitments/"
    yamls = sorted(path for path in folder.rglob("*") if path.suffix.lower() in (".yaml", ".yml") and path.is_file())
    left = [path for path in yamls if path.suffix != ".yaml" or path.parent not in read_from]
    return [Problem(str(path), 0, 0, "this file is not read", right) for path in left]


def load_indicators(handbook: Handbook, folder: Path | None = None) -> tuple[Indicator, ...]:
    """The shipped indicators, or those of another folder, over the standards of a handbook. Raises `BrokenHandbook`.

    Read apart from the handbook: most commands judge, and measure nothing.
    """
    texts, unreadable = texts_of(folder or SHIPPED / "indicators", "*.yaml")
    indicators, problems = read_indicators(texts, handbook)
    if unreadable or problems:
        raise BrokenHandbook(sorted([*unreadable, *problems]))
    return indicators


def fitting_indicators(handbook: Handbook) -> tuple[Indicator, ...]:
    """The shipped indicators that can be told of a handbook of other standards: it may lack what some count."""
    texts, _ = texts_of(SHIPPED / "indicators", "*.yaml")
    found = [read_indicators({file: text}, handbook) for file, text in texts.items()]
    return tuple(one for indicators, problems in found if not problems for one in indicators)


def read_vocabulary(own: Ground = NOTHING) -> tuple[Vocabulary, list[Problem]]:
    """The vocabulary alone, by the company's own words: what feeds need."""
    texts, problems = texts_of(SHIPPED / "vocabulary", "*.yaml")
    vocabulary, wrong = parse_vocabulary(texts)
    vocabulary, theirs = with_words(vocabulary, own)
    return vocabulary, [*problems, *wrong, *theirs]


def scenarios() -> Mapping[str, str]:
    """Standard id → the text of its scenarios."""
    return {Path(name).stem: text for name, text in texts_of(SHIPPED / "scenarios", "*.trail")[0].items()}


def documents() -> Mapping[str, list[str]]:
    """Standard id → the texts of its versions, the first one first."""
    found: dict[str, list[str]] = {}
    for name, text in sorted(texts_of(SHIPPED / "standards", "*.yaml")[0].items(), key=lambda each: Path(each[0]).stem):
        found.setdefault(Path(name).stem.partition(".")[0], []).append(text)
    return found


def _whole(folder: Path) -> bool:
    """Whether a folder holds a whole handbook."""
    return (folder / "standards").is_dir()
