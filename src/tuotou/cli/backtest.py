"""`tuotou backtest`: a new or changed standard tried on history before it is switched on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

import typer

from tuotou.cli.exits import Exit
from tuotou.cli.instant import instant
from tuotou.cli.loading import (
    check_given,
    is_archive,
    judged_at,
    load_handbook,
    load_history,
    load_mapping,
    load_roster,
    needed,
    refuse_nothing,
    tell_reading,
)
from tuotou.cli.options import At, BadRows, Json, Lang, Map, Roster, Standards
from tuotou.cli.refused import bad_rows_file
from tuotou.cli.replay import HELD
from tuotou.cli.voice import Voice

if TYPE_CHECKING:
    from tuotou.core.standards.handbook import Handbook
    from tuotou.core.standards.standard import Standard
    from tuotou.feeds import roster as feeds
    from tuotou.operations.backtest import Backtest
    from tuotou.operations.history import History
    from tuotou.operations.trial import Trial

EXAMPLES: Final = 3
Tried = Annotated[
    str,
    typer.Argument(
        metavar="STANDARD",
        help="要试的标准：文件，或编号、编号@版本 · What is tried: a document, or an id, or ID@VERSION.",
    ),
]
Given = Annotated[
    list[Path], typer.Argument(metavar="FILES…", help="文件，或一个归档目录 · Files, or one archive folder.")
]
Against = Annotated[
    str | None,
    typer.Option(
        "--against",
        metavar="OLD",
        help="与哪个标准比（写法同上），缺省为同一编号现行的版本 · What it is compared with, written alike; "
        "without it, the version of the same id in force.",
    ),
]
Examples = Annotated[
    int, typer.Option("--examples", metavar="N", min=0, max=1_000, help="每类举几例 · Examples of each difference.")
]
Quick = Annotated[
    bool,
    typer.Option("--quick", help="不算哪些判定会撤回 · Leave out which verdicts would have been withdrawn."),
]


def backtest(
    standard: Tried,
    files: Given,
    lang: Lang,
    against: Against = None,
    map: Map = None,
    at: At = None,
    standards: Standards = None,
    examples: Examples = EXAMPLES,
    quick: Quick = False,
    bad_rows: BadRows = None,
    roster: Roster = None,
    json: Json = False,
) -> None:
    """启用之前先拿历史试：会怎样，与现行标准差在哪里 · Try a standard on history before it is switched on."""
    from tuotou.cli.backtest_json import backtest_json
    from tuotou.cli.backtest_view import backtest_view

    voice = Voice(lang, json)
    check_given(files, bad_rows, roster)
    handbook = load_handbook(voice, standards)
    tried = _standard(voice, standard, handbook, standards)
    old = None if against is None else _standard(voice, against, handbook, standards)
    watched = load_roster(voice, roster, handbook)
    as_of = None if at is None else instant(at)
    asked = _Asked(handbook, tried, old, against, as_of, examples, not quick, bad_rows, watched)
    found, history = _found(voice, files, map, asked)
    ended = tell_reading(voice, history, files)
    if json:
        voice.json(backtest_json(found, history))
    else:
        voice.show(*backtest_view(found, history, voice))
    raise typer.Exit(ended)


class _Asked(NamedTuple):
    """What is tried and compared, at which instant, how it is told, and where refused rows go."""

    handbook: Handbook
    new: Standard
    old: Standard | None
    against: str | None  # as it was written; the version of an id is the one in force
    as_of: int | None
    examples: int
    beliefs: bool
    bad_rows: Path | None
    roster: feeds.Roster | None

    def trial(self, now: int) -> Trial:
        """The trial: an id alone, or none, means the version in force at `now` (µs UTC)."""
        from tuotou.operations.trial import Trial
        from tuotou.operations.trial_document import in_force

        held = in_force(self.handbook, self.against or self.new.id, now)
        old = (held if held != self.new else None) if self.against is None else held or self.old
        return Trial(self.handbook, self.new, old, self.examples)


def _standard(voice: Voice, name: str, handbook: Handbook, folder: Path | None) -> Standard:
    """A standard by its document, or by its id; refused where there is none."""
    from tuotou.core.document import suggest
    from tuotou.handbook import SHIPPED
    from tuotou.operations.trial_document import named, read_tried

    path = Path(name)
    if not path.is_file() and path.suffix not in (".yaml", ".yml"):
        found = named(handbook, name)
        if found is None:
            id, _, version = name.partition("@")
            versions = [str(one.version) for one in handbook.by_id.get(id, ())]
            right = suggest(version, versions) if versions else suggest(id, sorted(handbook.by_id))
            voice.lack(Exit.NOT_THERE, name, "no standard of this id", right)
        return found
    try:
        beside = {str(file): file.read_text("utf-8-sig") for file in (folder or SHIPPED / "standards").glob("*.yaml")}
        found, problems = read_tried(path, handbook, beside)
    except UnicodeDecodeError:
        voice.lack(Exit.DOCUMENTS, name, "no UTF-8 text", "save the file as UTF-8 text")
    except OSError as error:
        voice.lack(Exit.DOCUMENTS, name, error.strerror or str(error), "check the path")
    if found is None:
        voice.refuse(Exit.DOCUMENTS, problems)
    return found


def _found(voice: Voice, files: Sequence[Path], map: str | None, asked: _Asked) -> tuple[Backtest, History]:
    """The back-test on files or on an archive; files too large to be held are archived for the while."""
    from tuotou.operations.backtest import backtest as run
    from tuotou.operations.history import Files, stage
    from tuotou.operations.roster import archive_roster, noted

    handbook = asked.handbook
    if is_archive(files):
        return _of_archive(voice, files[0], asked)
    if sum(file.stat().st_size for file in files if file.is_file()) <= HELD:
        history = load_history(voice, files, map, handbook.vocabulary, asked.bad_rows)
        history, now = judged_at(history, asked.roster, handbook, asked.as_of)
        with voice.progress(voice.words("试判", "Trying")) as progress:
            return run(history.events, asked.trial(now), now, progress, beliefs=asked.beliefs), history
    feed = load_mapping(voice, needed(map), handbook.vocabulary)
    with TemporaryDirectory(prefix="tuotou-") as folder:
        with voice.progress(voice.words("读取", "Reading")) as progress:
            given = Files(files, feed, handbook.vocabulary, bad_rows_file(voice, asked.bad_rows))
            history = stage(given, Path(folder), progress)
        refuse_nothing(voice, files, history, int((Path(folder) / "archive.json").exists()))
        if asked.roster:
            archive_roster(Path(folder), asked.roster, handbook, asked.as_of)
            history = noted(history, asked.roster)
        return _of_archive(voice, Path(folder), asked)[0], history


def _of_archive(voice: Voice, root: Path, asked: _Asked) -> tuple[Backtest, History]:
    from tuotou.archive.layout import ArchiveError
    from tuotou.archive.read import Archive
    from tuotou.operations.backtest import backtest_archive
    from tuotou.operations.history import describe_archive

    with voice.progress(voice.words("试判", "Trying")) as progress:
        try:
            history = describe_archive(root)
            refuse_nothing(voice, [root], history, history.rows)
            now = Archive.open(root).recorded_until or 0 if asked.as_of is None else asked.as_of
            return backtest_archive(root, asked.trial(now), now, progress, beliefs=asked.beliefs), history
        except ArchiveError as error:
            voice.lack(Exit.INPUT, str(root), str(error), "see tuotou archive --help")
