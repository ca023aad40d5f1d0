"""The shipped handbook: documents in, one checked `Handbook` out. Other folders of documents read the same way.

A folder holds the documents of standards, or a whole handbook: `standards/`, and what is to be added to the shipped
`calendars/` and `commitments/`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, Protocol, TypeVar

from tuotou.core.document import Problem
from tuotou.core.standards.commitment_document import parse_commitments
from tuotou.core.standards.handbook import Handbook, fingerprint, read_standards
from tuotou.core.standards.indicator import Indicator
from tuotou.core.standards.indicator_document import read_indicators
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.core.trail.vocabulary_document import parse_vocabulary
from tuotou.core.working_time import Calendar, parse_calendar, parse_holidays

SHIPPED: Final = Path(__file__).parent
FOLDERS: Final = ("standards", "calendars", "commitments")
"""What a handbook of one's own may hold."""


class _Named(Protocol):
    @property
    def id(self) -> str: ...


Document = TypeVar("Document", bound=_Named)


class BrokenHandbook(Exception):
    """The handbook has errors and must not be used to judge; `problems` says where and what would be right."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def load(standards: Path | None = None) -> Handbook:
    """The handbook, with the shipped documents or those of another folder. Raises `BrokenHandbook`."""
    handbook, problems = read(standards)
    if problems:
        raise BrokenHandbook(problems)
    return handbook


def read(standards: Path | None = None) -> tuple[Handbook, list[Problem]]:
    """The handbook and every problem of every document, in the order of files and lines."""
    own = standards if standards is not None and _whole(standards) else None
    texts, unreadable = _texts(standards_of(standards), "*.yaml")
    handbook, problems = _on_ground(texts, own)
    return handbook, sorted([*problems, *unreadable])


def read_with(standards: Mapping[str, str]) -> tuple[Handbook, list[Problem]]:
    """The shipped handbook with other documents of standards (name → text), and every problem of all documents."""
    return _on_ground(standards, None)


def _on_ground(texts: Mapping[str, str], own: Path | None) -> tuple[Handbook, list[Problem]]:
    """Some documents of standards on the shipped words, calendars and tables, and those of a handbook of one's own."""
    vocabulary, problems = read_vocabulary()
    calendars, wrong_calendars = _calendars(SHIPPED, {})
    commitments, wrong_commitments = _documents(SHIPPED / "commitments", parse_commitments)
    every = dict(texts)
    for folder, pattern in (("vocabulary", "*.yaml"), ("calendars", "**/*.*"), ("commitments", "*.*")):
        every |= _texts(SHIPPED / folder, pattern)[0]
    if own is not None:
        calendars, wrong = _calendars(own, calendars)
        tables, wrong_tables = _documents(own / "commitments", parse_commitments)
        commitments |= tables
        problems += [*wrong, *wrong_tables]
        every |= _texts(own / "calendars", "**/*.*")[0] | _texts(own / "commitments", "*.yaml")[0]
    ground = Handbook(vocabulary, calendars, commitments, (), fingerprint(every))
    handbook, wrong_standards = read_standards(texts, ground)
    return handbook, sorted([*problems, *wrong_calendars, *wrong_commitments, *wrong_standards])


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
    texts, unreadable = _texts(folder or SHIPPED / "indicators", "*.yaml")
    indicators, problems = read_indicators(texts, handbook)
    if unreadable or problems:
        raise BrokenHandbook(sorted([*unreadable, *problems]))
    return indicators


def fitting_indicators(handbook: Handbook) -> tuple[Indicator, ...]:
    """The shipped indicators that can be told of a handbook of other standards: it may lack what some count."""
    texts, _ = _texts(SHIPPED / "indicators", "*.yaml")
    found = [read_indicators({file: text}, handbook) for file, text in texts.items()]
    return tuple(one for indicators, problems in found if not problems for one in indicators)


def read_vocabulary() -> tuple[Vocabulary, list[Problem]]:
    """The shipped vocabulary alone: what feeds need."""
    texts, problems = _texts(SHIPPED / "vocabulary", "*.yaml")
    vocabulary, wrong = parse_vocabulary(texts)
    return vocabulary, [*problems, *wrong]


def scenarios() -> Mapping[str, str]:
    """Standard id → the text of its scenarios."""
    return {Path(name).stem: text for name, text in _texts(SHIPPED / "scenarios", "*.trail")[0].items()}


def documents() -> Mapping[str, list[str]]:
    """Standard id → the texts of its versions, the first one first."""
    found: dict[str, list[str]] = {}
    for name, text in sorted(_texts(SHIPPED / "standards", "*.yaml")[0].items(), key=lambda each: Path(each[0]).stem):
        found.setdefault(Path(name).stem.partition(".")[0], []).append(text)
    return found


def _texts(folder: Path, pattern: str) -> tuple[dict[str, str], list[Problem]]:
    """File → text of the documents of a folder, and a problem for each that is no text."""
    texts, problems = {}, []
    for path in sorted(path for path in folder.glob(pattern) if path.is_file()):
        try:
            texts[str(path)] = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            problems.append(Problem(str(path), 1, 1, "no UTF-8 text", "save the file as UTF-8 text"))
    return texts, problems


def _whole(folder: Path) -> bool:
    """Whether a folder holds a whole handbook."""
    return (folder / "standards").is_dir()


def _calendars(folder: Path, shipped: Mapping[str, Calendar]) -> tuple[dict[str, Calendar], list[Problem]]:
    """The calendars of a handbook in place of shipped ones, or beside them; announced years likewise."""
    holidays, problems = _holidays(SHIPPED)
    if folder != SHIPPED:
        own, problems = _holidays(folder)
        holidays |= own
    found, wrong = _documents(folder / "calendars", lambda text, file: parse_calendar(text, file, holidays))
    return {**shipped, **found}, [*problems, *wrong]


def _holidays(folder: Path) -> tuple[dict[int, Mapping[str, bool]], list[Problem]]:
    years, problems = _texts(folder / "calendars" / "holidays", "*.json")
    found = {}
    for file, text in years.items():
        year, wrong = parse_holidays(text, file)
        problems += wrong
        if year:
            found[year.year] = year.days
    return found, problems


def _documents(
    folder: Path, parse: Callable[[str, str], tuple[Document | None, list[Problem]]]
) -> tuple[dict[str, Document], list[Problem]]:
    """Id → the document of a folder that has it, and all that is wrong with them."""
    texts, problems = _texts(folder, "*.yaml")
    found: dict[str, Document] = {}
    files: dict[str, str] = {}
    for file, text in texts.items():
        document, wrong = parse(text, file)
        problems += wrong
        if document is None:
            continue
        if document.id in found:
            what = f"'{document.id}' stands in {files[document.id]} too"
            problems.append(Problem(file, 1, 1, what, "give one of them another id, or take it out"))
        found[document.id], files[document.id] = document, file
    return found, problems
