"""`tuotou explain`: one subject's trail, with every promise beside the event that opened or kept it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tuotou.cli.asked import Asked, ask
from tuotou.cli.exits import Exit
from tuotou.cli.instant import local
from tuotou.cli.loading import note_reading
from tuotou.cli.options import At, Given, Json, Lang, Map, Roster, Standards
from tuotou.cli.voice import Voice

if TYPE_CHECKING:
    from tuotou.core.trail.vocabulary import Vocabulary
    from tuotou.operations.explain import Explanation, Mark, Shelf
    from tuotou.operations.said import Said


def explain(
    subject: Annotated[
        str, typer.Argument(metavar="SUBJECT", help="单号，或 类别:编号 如 bag:B7 · A number, or kind:number.")
    ],
    files: Given,
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
    asked = ask(voice, files, map, at, standards, roster)
    handbook = asked.handbook
    try:
        shelf, now, ended = _shelf(asked)
        meant = _meant(subject, shelf, handbook.vocabulary)
        explanation = run(meant, shelf, handbook, now) if meant else None
    except ArchiveError as error:  # a day is read only when it is asked for
        voice.lack(Exit.INPUT, str(files[0]), str(error), "see tuotou archive --help")
    if explanation is None:
        voice.lack(Exit.NOT_THERE, subject, "no event of this subject by then", "check the number, the files and --at")
    if json:
        voice.json(_as_json(explanation))
    else:
        voice.show(*explain_view(explanation, handbook.vocabulary, voice))
    raise typer.Exit(ended)


def _shelf(asked: Asked) -> tuple[Shelf, int, Exit]:
    """Where the trails are, the instant to judge at, and whether every row was read. Raises `ArchiveError`."""
    from tuotou.archive.read import Archive
    from tuotou.operations.explain import shelf_of_archive, shelf_of_events

    if asked.feed is not None:
        history, now = asked.history()
        return shelf_of_events(history.events, asked.handbook.vocabulary), now, note_reading(asked.voice, history)
    archive = Archive.open(asked.files[0])
    return shelf_of_archive(archive), asked.instant(archive), Exit.DONE


def _meant(subject: str, shelf: Shelf, vocabulary: Vocabulary) -> tuple[str, str] | None:
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
                "without_deadline": [
                    {
                        "opens_at": local(one.opens_at).isoformat(),
                        "opening": one.opening,
                        "standard": one.standard.id,
                        "calendar": one.calendar,
                        "unannounced_year": one.year,
                    }
                    for one in life.undated
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
        "estimated": mark.estimated,
        **({"said": _said(mark.said)} if mark.said else {}),
    }


def _said(said: Sequence[Said]) -> list[dict[str, str]]:
    return [{"known_at": local(one.known_at).isoformat(), "verdict": one.verdict} for one in said]
