"""What commands read before they call: documents, files, archives. What cannot be read ends the command."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tuotou.cli.count import count
from tuotou.cli.database import open_database
from tuotou.cli.exits import Exit
from tuotou.cli.refused import faults, where_refused
from tuotou.cli.voice import Voice

if TYPE_CHECKING:
    from tuotou.core.standards.handbook import Handbook
    from tuotou.core.trail.vocabulary import Vocabulary
    from tuotou.feeds.mapping import FeedMapping
    from tuotou.feeds.roster import Roster
    from tuotou.operations.history import History
    from tuotou.operations.live.watch import Watch
    from tuotou.operations.reading import Reading

LIVE: Final = Path("@live")
"""Instead of a folder of standards: what the platform holds."""


def load_handbook(voice: Voice, standards: Path | None) -> Handbook:
    """The handbook to judge by; a broken one is refused with all its problems."""
    from tuotou.handbook import BrokenHandbook, load, unread

    if standards == LIVE:
        open_database(voice)
        return load_watch(voice).handbook
    if standards is not None:
        check_folder(voice, standards)
        voice.problems(unread(standards))
    try:
        return load(standards)
    except BrokenHandbook as broken:
        voice.refuse(Exit.DOCUMENTS, broken.problems)


def documents(standards: Path | None) -> dict[str, str]:
    """The documents of the handbook to judge by: file → text. Raises OSError, UnicodeDecodeError."""
    from tuotou.handbook import standards_of

    if standards == LIVE:
        from tuotou.operations.standards.held import called, judging

        return {called(row): row.document for row in judging()}
    return {str(file): file.read_text("utf-8-sig") for file in standards_of(standards).glob("*.yaml")}


def load_watch(voice: Voice) -> Watch:
    """What the platform judges by now; broken standards are refused with all their problems."""
    from tuotou.handbook import BrokenHandbook
    from tuotou.operations.live.watch import current_watch

    try:
        return current_watch()
    except BrokenHandbook as broken:
        voice.refuse(Exit.DOCUMENTS, broken.problems)


def check_folder(voice: Voice, standards: Path) -> None:
    """A folder without documents holds no promises: surely a wrong path."""
    from tuotou.handbook import standards_of, unread

    if standards.is_file():
        voice.lack(Exit.DOCUMENTS, str(standards), "this is a file", "name the folder that it lies in")
    if not next(standards_of(standards).glob("*.yaml"), None):
        left = unread(standards) if standards.is_dir() else []
        if left:
            voice.refuse(Exit.DOCUMENTS, left)
        voice.lack(Exit.DOCUMENTS, str(standards), "no standards here", "name a folder of .yaml documents")


def load_vocabulary(voice: Voice) -> Vocabulary:
    """The shipped vocabulary, for those who judge nothing."""
    from tuotou.handbook import read_vocabulary

    vocabulary, problems = read_vocabulary()
    if problems:
        voice.refuse(Exit.DOCUMENTS, problems)
    return vocabulary


def load_mapping(voice: Voice, name: str, vocabulary: Vocabulary) -> FeedMapping:
    """A shipped mapping by its name, or any by its path."""
    from tuotou.core.document import suggest
    from tuotou.feeds import parse_mapping
    from tuotou.feeds.shipped import SHIPPED, shipped_mapping

    try:
        text, file = shipped_mapping(name) if name in SHIPPED else (Path(name).read_text("utf-8-sig"), name)
    except UnicodeDecodeError:
        voice.lack(Exit.DOCUMENTS, name, "no UTF-8 text", "save the file as UTF-8 text")
    except (OSError, ValueError):
        voice.lack(Exit.DOCUMENTS, name, "no mapping of this name, and no readable file", suggest(name, SHIPPED))
    mapping, problems = parse_mapping(text, file, vocabulary)
    if mapping is None:
        voice.refuse(Exit.DOCUMENTS, problems)
    return mapping


def load_roster(voice: Voice, path: Path | None, handbook: Handbook) -> Roster | None:
    """The roster that is named, if any; refused where no row of it holds."""
    if path is None:
        return None
    from tuotou.feeds.roster import read_roster

    roster = read_roster(path, handbook.vocabulary, handbook.calendars)
    if not len(roster.rows):
        voice.refuse(Exit.INPUT, roster.problems)
    return roster


def refuse_nothing(voice: Voice, files: Sequence[Path], history: History, events: int) -> None:
    """Ends the command where there is no event at all."""
    if events:
        return
    if history.problems:
        voice.refuse(Exit.INPUT, history.problems)
    tell_reading(voice, history, files)
    voice.lack(Exit.INPUT, str(files[0]), "no event could be read", "tuotou feed try says what is wrong")


def tell_reading(voice: Voice, reading: Reading, files: Sequence[Path]) -> Exit:
    """What was wrong with the rows, beside the result."""
    voice.problems(reading.problems)
    voice.findings(reading.findings)
    if reading.refused:
        voice.aside.print(faults(reading.rejected, voice))
        voice.note(
            voice.words(
                f"{reading.refused:,} 行不合格，未计入。",
                f"{count(reading.refused, 'row was', 'rows were')} refused; the figures do without.",
            )
        )
    for line in where_refused(voice, reading, files):
        voice.note(line)
    return Exit.DONE if reading.clean else Exit.PARTLY


def note_reading(voice: Voice, reading: Reading) -> Exit:
    """That some rows or files were not read: one line, beside the view of one subject, which may lack events."""
    voice.problems(reading.problems)
    if reading.refused:
        voice.note(
            voice.words(
                f"{reading.refused:,} 行不合格，未计入；用 tuotou feed try 查看原因，并写成文件来改。",
                f"{count(reading.refused, 'row was', 'rows were')} refused; "
                "tuotou feed try says why and writes them to a file.",
            )
        )
    return Exit.DONE if reading.clean else Exit.PARTLY
