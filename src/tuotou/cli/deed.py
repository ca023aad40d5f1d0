"""What a person does to what the platform holds: in whose name, when, and what is said if it cannot be done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from tuotou.cli.exits import Exit
from tuotou.cli.instant import instant
from tuotou.cli.voice import Voice

if TYPE_CHECKING:
    from tuotou.handbook.response import Response
    from tuotou.operations.live.watch import Watch

By = Annotated[str, typer.Option("--by", metavar="STAFF", help="谁（工号），记入审计 · Who, by staff number; audited.")]
Note = Annotated[str, typer.Option("--note", metavar="TEXT", help="说明 · A note that stays.")]


def now() -> int:
    """Now, µs UTC."""
    from tuotou.clockwork.clock import clock

    return clock()


def moment(voice: Voice, option: str, text: str) -> int:
    """An instant as people write it, µs UTC."""
    try:
        return instant(text)
    except ValueError:
        voice.misused(option, text, f"'{text}' is no date", "for example 2026-05-01 or 2026-05-01 10:00")


def documents(voice: Voice, watch: Watch | None = None) -> Response:
    """The documents by which people are warned and exemptions decided; ends the command where they have errors.

    They are the platform's, with the company's own codes, where its watch is given; else the shipped ones.
    """
    from tuotou.cli.loading import load_handbook
    from tuotou.handbook import BrokenHandbook
    from tuotou.handbook.response import load_response

    try:
        return watch.response if watch else load_response(load_handbook(voice, None))
    except BrokenHandbook as error:
        voice.refuse(Exit.DOCUMENTS, error.problems)


@contextmanager
def deed(voice: Voice, what: str) -> Iterator[Response]:
    """The documents by which something is done to what is named; ends the command with the reason if it cannot be."""
    from tuotou.cli.loading import load_watch
    from tuotou.operations.warnings.handling import CannotDo, NotThere

    response = documents(voice, load_watch(voice))
    try:
        yield response
    except NotThere as error:
        voice.lack(Exit.NOT_THERE, what, error.what, error.right)
    except CannotDo as error:
        voice.lack(Exit.NOT_DONE, what, error.what, error.right)
