"""All commands, in the order in which they are used; each is read and built when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any, Final

import typer
from typer.main import get_command, get_group

NAMES: Final = (
    *("replay", "measure", "explain", "backtest", "standards", "indicators", "feed", "organisation", "warnings"),
    *("webhooks", "deliveries", "exemptions", "gate", "notices", "channels", "archive", "simulate", "accounts"),
    *("tokens", "serve", "jobs", "database", "doctor", "backup", "restore", "demo"),
)
ELSEWHERE: Final = {"database": "database_commands", "restore": "backup"}
"""Command → its module, where that is not called like it."""


class Commands(Mapping[str, Any]):
    """Command → how Typer runs it. To build all of them takes longer than most commands do."""

    def __getitem__(self, name: str) -> Any:
        if name not in NAMES:
            raise KeyError(name)
        return _built(name)

    def __iter__(self) -> Iterator[str]:
        return iter(NAMES)

    def __len__(self) -> int:
        return len(NAMES)


@cache
def _built(name: str) -> Any:
    """A group of commands, or a function that is one."""
    found = getattr(import_module(f"tuotou.cli.{ELSEWHERE.get(name, name)}"), name)
    if isinstance(found, typer.Typer):
        built: Any = get_group(found)
        built.name = name
        return built
    alone = typer.Typer(add_completion=False)
    alone.command(name)(found)
    return get_command(alone)
