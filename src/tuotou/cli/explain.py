"""`tuotou explain`: one subject's trail, with every promise beside the event that opened or kept it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from tuotou.cli.exits import Exit
from tuotou.cli.instant import instant, local
from tuotou.cli.loading import (
    check_given,
    is_archive,
    judged_at,
    load_handbook,
    load_history,
    load_roster,
    note_reading,
)
from tuotou.cli.options import At, Json, Lang, Map, Roster, Standards
from tuotou.cli.voice import Voice

if TYPE_CHECKING:
    from tuotou.core.standards.handbook import Handbook
    from tuotou.core.trail.vocabulary import Vocabulary
    from tuotou.feeds import roster as feeds
    from tuotou.operations.explain import Explanation, Mark, Shelf
    from tuotou.operations.said import Said


def explain(
    subject: Annotated[
        str, typer.Argument(metavar="SUBJECT", help="单号，或 类别:编号 如 bag:B7 · A number, or kind:number.")
    ],
    files: Annotated[
        list[Path], typer.Argument(metavar="FILES…", help="文件，或一个归档目录 · Files, or one archive folder.")
    ],
    lang: Lang,
    map: Map = None,
    at: At = None,
    standards: Standards = None,
    roster: Roster = None,
    json: Json = False,
) -> None:
    """说清一票快件：每个事件开启、兑现了哪些承诺 · One subject's trail, with every promise beside its event."""
    from tuotou.archive.layout import ArchiveError
    from tuotou.cli.explain_view import explain_view
    from tuotou.operations.explain import explain as run

    voice = Voice(lang, json)
    as_of = None if at is None else instant(at)
    check_given(files, None, roster)
    handbook = load_handbook(voice, standards)
    watched = load_roster(voice, roster, handbook)
    shelf, now, ended = _shelf(voice, files, map, _Asked(handbook, as_of, watched))
    try:
        asked = _asked(subject, shelf, handbook.vocabulary)
        explanation = run(asked, shelf, handbook, now) if asked else None
    except ArchiveError as error:  # a day is read only when it is asked for
        voice.lack(Exit.INPUT, str(files[0]), str(error), "see tuotou archive --help")
    if explanation is None:
        voice.lack(Exit.NOT_THERE, subject, "no event of this subject by then", "check the number, the files and --at")
    if json:
        voice.json(_as_json(explanation))
    else:
        voice.show(*explain_view(explanation, handbook.vocabulary, voice))
    raise typer.Exit(ended)


class _Asked(NamedTuple):
    """By which handbook, at which instant, and with whose days."""

    handbook: Handbook
    as_of: int | None
    roster: feeds.Roster | None


def _shelf(voice: Voice, files: Sequence[Path], map: str | None, asked: _Asked) -> tuple[Shelf, int, Exit]:
    """Where the trails are, the instant to judge at, and whether every row was read."""
    from tuotou.archive.layout import ArchiveError
    from tuotou.archive.read import Archive
    from tuotou.operations.explain import shelf_of_archive, shelf_of_events

    handbook, as_of, roster = asked
    if not is_archive(files):
        history = load_history(voice, files, map, handbook.vocabulary)
        history, now = judged_at(history, roster, handbook, as_of)
        return shelf_of_events(history.events, handbook.vocabulary), now, note_reading(voice, history)
    try:
        archive = Archive.open(files[0])
    except ArchiveError as error:
        voice.lack(Exit.INPUT, str(files[0]), str(error), "see tuotou archive --help")
    return shelf_of_archive(archive), archive.recorded_until or 0 if as_of is None else as_of, Exit.DONE


def _asked(subject: str, shelf: Shelf, vocabulary: Vocabulary) -> tuple[str, str] | None:
    """The kind and number that are meant: the kind may stand before a colon, else the first that has the number."""
    kind, colon, number = subject.partition(":")
    if colon and kind in vocabulary.subjects:
        return kind, number
    return next(((kind, subject) for kind in vocabulary.subjects if len(shelf.find(kind, (subject,)))), None)


def _as_json(explanation: Explanation) -> dict[str, Any]:
    return {
        "subject_kind": explanation.subject_kind,
        "subject": explanation.subject,
        "as_of": local(explanation.as_of).isoformat(),
        "lives": [
            {
                "subject": life.subject,
                "life": life.number,
                "trail": [
                    {
                        **{name: value for name, value in asdict(line).items() if name != "marks"},
                        "at": local(line.at).isoformat(),
                        "recorded_at": line.recorded_at and local(line.recorded_at).isoformat(),
                        "promises": [_mark(mark) for mark in line.marks],
                    }
                    for line in life.lines
                ],
            }
            for life in explanation.lives
        ],
        "no_longer_believed": [
            {"standard": gone.standard.id, "opening": gone.opening, "said": _said(gone.said)}
            for gone in explanation.gone
        ],
        "recording_times_assumed": explanation.recording_assumed,
    }


def _mark(mark: Mark) -> dict[str, Any]:
    return {
        "what": mark.what,
        "standard": mark.standard.id,
        "version": mark.standard.version,
        "status": mark.status,
        "due_at": local(mark.due_at).isoformat(),
        "void_reason": mark.void_reason,
        "site": mark.site,
        "person": mark.person,
        "doubt": mark.doubt,
        **({"said": _said(mark.said)} if mark.said else {}),
    }


def _said(said: Sequence[Said]) -> list[dict[str, str]]:
    return [{"known_at": local(one.known_at).isoformat(), "verdict": one.verdict} for one in said]
