"""The command that all commands hang on, and what ends one from outside: wrong words, a disk full or closed to us."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

from tuotou.cli.commands import Commands
from tuotou.cli.exits import Exit
from tuotou.cli.voice import Voice, spoken


class Root(TyperGroup):
    """Tells what Typer and the system complain of as commands tell their own: in their language, or as JSON."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.commands = Commands()  # type: ignore[assignment]

    def main(self, *, args: Sequence[str] | None = None, **extra: Any) -> NoReturn:  # type: ignore[override]
        """Run the command that the words name (`args`, else those of the process), and end the process."""
        words = sys.argv[1:] if args is None else list(args)
        voice = Voice(spoken(words), "--json" in words)
        try:
            ended = self._ended(voice, words, **extra)
        except typer.Exit as told:
            ended = told.exit_code
        sys.exit(ended)

    def _ended(self, voice: Voice, words: Sequence[str], **extra: Any) -> int:
        """The exit code. Raises `typer.Exit` once it was told what is wrong."""
        try:
            return super().main(words, **{**extra, "standalone_mode": False}) or Exit.DONE
        except typer.TyperException as wrong:
            _misused(voice, wrong)
        except OSError as error:
            voice.lack(Exit.INPUT, str(error.filename or "tuotou"), error.strerror or str(error), "")


def _misused(voice: Voice, wrong: Any) -> NoReturn:
    """What Typer says of a command's words; where there were none, it has shown the help."""
    from tuotou.core.document import suggest

    what = wrong.message or wrong.format_message()
    if not what:
        raise typer.Exit(Exit.USAGE)
    command, param = wrong.ctx.command_path if wrong.ctx else "tuotou", getattr(wrong, "param", None)
    named = (param.opts[0] if param.opts[0].startswith("-") else param.metavar) if param else None
    option = getattr(wrong, "option_name", None) or named or command
    alike = getattr(wrong, "possibilities", None)
    voice.misused(option, None, what, suggest(option, alike) if alike else f"see {command} --help")
