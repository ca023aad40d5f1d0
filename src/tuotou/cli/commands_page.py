"""The commands as a page people read, made from the commands themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import typer

from tuotou.cli.app import app
from tuotou.cli.exits import MEANING

_HEAD: Final = """# Commands 命令

*Made from the commands themselves by `make docs`; edit those, not this page.*

`MAP` is the name of a shipped mapping (`lade`, `changshu`, `changshu_days`, `kuaidi100`) or a file, see
[mapping.md](mapping.md).
`FILES…` are files of one source (CSV, NDJSON, JSON, Parquet, Excel; gzip too), or one folder that `tuotou archive`
wrote, which needs no mapping. Results go to stdout, problems and progress to stderr. Every command takes `--json` for
programs and `--lang zh|en`; without it Chinese is spoken, English where the system speaks English. With `--json` a
command that gives no answer prints `{"exit_code": …, "problems": […]}`: each problem says what is wrong and what would
be right, at a place of a file or, where the command is written wrongly, at an option. What a command writes may not be
what it reads; it takes its name when it is whole, and until then an older file of that name stays.

## Exit codes 退出码

| code | 含义 | meaning |
| --- | --- | --- |
"""


def commands_page() -> str:
    """`docs/commands.md`: exit codes, then every command with its arguments and options."""
    codes = "\n".join(f"| {code.value} | {zh} | {en} |" for code, (zh, en) in MEANING.items())
    sections = "\n".join(_section(name, command) for name, command in _commands("tuotou", typer.main.get_command(app)))
    return f"{_HEAD}{codes}\n\n{sections}"


def _commands(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    """The commands under a name; groups are only a part of it."""
    inner = getattr(command, "commands", {})
    for word, each in inner.items():
        yield from _commands(f"{name} {word}", each)
    if not inner:
        yield name, command


def _section(name: str, command: Any) -> str:
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    options = [each for each in command.params if each.param_type_name == "option"]
    usage = " ".join([name, *(each.metavar for each in arguments), *(_usage(each) for each in options)])
    rows = [(each.metavar, each.help) for each in arguments]
    rows += [(f"{each.opts[0]} {each.metavar}" if each.metavar else each.opts[0], each.help) for each in options]
    table = "\n".join(f"| `{word}` | {said} |" for word, said in rows)
    return f"## {name}\n\n{command.help}\n\n    {usage}\n\n| | |\n| --- | --- |\n{table}\n"


def _usage(option: Any) -> str:
    written = f"{option.opts[0]} {option.metavar}" if option.metavar else str(option.opts[0])
    return written if option.required else f"[{written}]"
