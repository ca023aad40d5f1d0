"""How a command speaks: in Chinese or English to people, in JSON to programs; results on stdout, the rest on stderr."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NoReturn

import typer
from rich.console import Console, RenderableType

from tuotou.cli.exits import Exit

if TYPE_CHECKING:
    from tuotou.core.document import Bilingual, Problem
    from tuotou.feeds import Finding


class Language(StrEnum):
    """The languages a report can be written in."""

    ZH = "zh"
    EN = "en"


def language() -> Language:
    """English where the system speaks English, else Chinese."""
    spoken = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return Language.EN if spoken.lower().startswith("en") else Language.ZH


def spoken(arguments: Sequence[str]) -> Language:
    """The language that the arguments ask for, for what goes wrong outside a command."""
    asked = [word.removeprefix("--lang=") for word in arguments if word.startswith("--lang=")]
    asked += [after for word, after in pairwise(arguments) if word == "--lang"]
    return Language(asked[-1]) if asked and asked[-1] in list(Language) else language()


@dataclass(frozen=True, slots=True)
class Voice:
    """The ways of one command to say something."""

    language: Language
    as_json: bool
    out: Console = field(default_factory=lambda: Console(highlight=False))
    aside: Console = field(default_factory=lambda: Console(stderr=True, highlight=False))

    def words(self, zh: str, en: str) -> str:
        """One of two wordings."""
        return zh if self.language is Language.ZH else en

    def of(self, both: Bilingual) -> str:
        """The wording of a document."""
        return self.words(both.zh, both.en)

    def told(self, message: str) -> str:
        """A message of the core or of a feed."""
        if self.language is Language.EN:
            return message
        from tuotou.handbook.wording.chinese import chinese

        return chinese(message)

    def beside(self, what: str, right: str) -> str:
        """What is wrong or odd, and in brackets what would be right."""
        hint = self.words(f"（{self.told(right)}）", f" ({right})") if right else ""
        return self.told(what) + hint

    def show(self, *things: RenderableType) -> None:
        """Result for people: tables, or lines of markup."""
        for thing in things:
            self.out.print(thing)

    def json(self, data: Any) -> None:
        """Result for programs."""
        typer.echo(json.dumps(data, ensure_ascii=False, indent=2, default=_plain))

    def note(self, text: str) -> None:
        """A line beside the result, as it stands."""
        self.aside.print(text, markup=False, soft_wrap=True)

    def problems(self, problems: Sequence[Problem]) -> None:
        """Everything that is wrong: where, what, and what would be right."""
        for problem in problems:
            where = f"{problem.file}:{problem.line}:{problem.column}" if problem.line else problem.file
            self.note(f"{where}: {self.beside(problem.what, problem.right)}")

    def findings(self, findings: Sequence[Finding]) -> None:
        """What is odd about the rows and stops none of them."""
        for found in findings:
            times = self.words(f"{found.count:,} 处：", f"{found.count:,} × ")
            self.note(times + self.beside(found.what, found.right))

    def refuse(self, code: Exit, problems: Sequence[Problem]) -> NoReturn:
        """End the command with what is wrong."""
        if self.as_json:
            self.json({"exit_code": code, "problems": [asdict(problem) for problem in problems]})
        else:
            self.problems(problems)
        raise typer.Exit(code)

    def lack(self, code: Exit, name: str, what: str, right: str) -> NoReturn:
        """End the command for want of something that was named: no place in a document."""
        from tuotou.core.document import Problem

        self.refuse(code, [Problem(name, 0, 0, what, right)])

    def misused(self, option: str, value: object, what: str, right: str) -> NoReturn:
        """End the command for how it was written: the option or argument, and its value if it matters."""
        if self.as_json:
            problem = {"option": option, "value": value, "what": what, "right": right}
            self.json({"exit_code": Exit.USAGE, "problems": [problem]})
        else:
            where = option if value is None else f"{option} {value}"
            self.note(f"{where}: {self.beside(what, right)}")
        raise typer.Exit(Exit.USAGE)

    @contextmanager
    def progress(self, title: str) -> Iterator[Callable[[int, int | None], None]]:
        """A progress bar on stderr, told (done, of all or None); gone when the work is done."""
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = (
            SpinnerColumn(),
            TextColumn("{task.description} {task.completed:,}"),
            BarColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=self.aside, transient=True, disable=not self.aside.is_terminal) as bar:
            task = bar.add_task(title, total=None)
            yield lambda done, of: bar.update(task, completed=done, total=of)


def _plain(value: object) -> object:
    """What JSON has no word for."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
