"""`tuotou backtest`: a new or changed standard tried on history before it is switched on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

import typer

from tuotou.cli.asked import Asked, ask
from tuotou.cli.exits import Exit
from tuotou.cli.loading import documents, tell_reading
from tuotou.cli.options import At, BadRows, Given, Json, Lang, Map, Roster, Standards
from tuotou.cli.outputs import BAD_ROWS, check_outputs
from tuotou.cli.voice import Voice

if TYPE_CHECKING:
    from tuotou.core.standards.handbook import Handbook
    from tuotou.core.standards.standard import Standard
    from tuotou.operations.history import History
    from tuotou.operations.trial.backtest import Backtest
    from tuotou.operations.trial.trial import Trial

EXAMPLES: Final = 3
Tried = Annotated[
    str,
    typer.Argument(
        metavar="STANDARD",
        help="要试的标准：文件，或编号、编号@版本 · What is tried: a document, or an id, or ID@VERSION.",
    ),
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
    check_outputs(voice, {BAD_ROWS: bad_rows}, [*files, map, roster, standard, against], [standards])
    asked = ask(voice, files, map, at, standards, roster, bad_rows)
    tried = _standard(voice, standard, asked.handbook, standards)
    old = None if against is None else _standard(voice, against, asked.handbook, standards)
    found, history = _found(asked, _Tried(tried, old, against, examples), beliefs=not quick)
    ended = tell_reading(voice, history, files)
    if json:
        voice.json(backtest_json(found, history))
    else:
        voice.show(*backtest_view(found, history, voice))
    raise typer.Exit(ended)


class _Tried(NamedTuple):
    """What is tried and compared, and how it is told."""

    new: Standard
    old: Standard | None
    against: str | None  # as it was written; the version of an id is the one in force
    examples: int

    def trial(self, handbook: Handbook, now: int) -> Trial:
        """The trial: an id alone, or none, means the version in force at `now` (µs UTC)."""
        from tuotou.operations.trial.document import in_force
        from tuotou.operations.trial.trial import Trial

        held = in_force(handbook, self.against or self.new.id, now)
        old = (held if held != self.new else None) if self.against is None else held or self.old
        return Trial(handbook, self.new, old, self.examples)


def _standard(voice: Voice, name: str, handbook: Handbook, folder: Path | None) -> Standard:
    """A standard by its document, or by its id; refused where there is none."""
    from tuotou.core.document import suggest
    from tuotou.operations.trial.document import named, read_tried

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
        found, problems = read_tried(path, handbook, documents(folder))
    except UnicodeDecodeError:
        voice.lack(Exit.DOCUMENTS, name, "no UTF-8 text", "save the file as UTF-8 text")
    except OSError as error:
        voice.lack(Exit.DOCUMENTS, name, error.strerror or str(error), "check the path")
    if found is None:
        voice.refuse(Exit.DOCUMENTS, problems)
    return found


def _found(asked: Asked, tried: _Tried, *, beliefs: bool) -> tuple[Backtest, History]:
    """The back-test on files or on an archive."""
    from tuotou.operations.trial.backtest import backtest as run
    from tuotou.operations.trial.backtest import backtest_archive

    voice, trying = asked.voice, asked.voice.words("试判", "Trying")
    if asked.held:
        history, now = asked.history()
        with voice.progress(trying) as progress:
            return run(history.events, tried.trial(asked.handbook, now), now, progress, beliefs=beliefs), history
    with asked.archive() as (archive, history), voice.progress(trying) as progress:
        now = asked.instant(archive)
        trial = tried.trial(asked.handbook, now)
        return backtest_archive(archive.root, trial, now, progress, beliefs=beliefs), history
