"""`python -m bench`: measures all there is to measure, shows it as it comes, and writes the page."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Final

from rich.console import Console
from rich.table import Table

from bench import (
    backtest,
    belief,
    big_trip,
    brokers,
    commands,
    deliveries,
    doors,
    gate,
    live,
    notices,
    pages,
    reading,
    recording,
    replaying,
    serving,
    simulating,
    trials,
    whole,
    windows,
)
from bench.archives import Scale
from bench.figure import Figure
from bench.page import machine, page

HERE: Final = Path(__file__).parent
EVENTS: Final = 20_000_000
LIVE: Final = (live, recording, big_trip, doors, pages, brokers, gate, deliveries, notices)
BENCHES: Final = (replaying, whole, windows, backtest, trials, simulating, *LIVE, belief, commands, serving, reading)
"""The first makes the archive that others read."""


def main() -> None:
    """Run every bench at the scale that the arguments say."""
    parser = ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--events", type=int, default=EVENTS, help="events in the archive (%(default)s)")
    parser.add_argument(
        "--large", action="store_true", help="measure one ten times larger too (an hour, 30 GB of disk)"
    )
    parser.add_argument("--data", type=Path, default=HERE / "data", help="where archives are kept")
    parser.add_argument("--page", type=Path, default=HERE.parent / "docs" / "benchmarks.md", help="the page to write")
    names = [bench.__name__.rpartition(".")[2] for bench in BENCHES]
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="PART", help=", ".join(names))
    asked = parser.parse_args()
    asked.data.mkdir(parents=True, exist_ok=True)
    console, on = Console(), machine()
    console.print(on)
    found: dict[ModuleType, list[Figure]] = {bench: [] for bench in BENCHES}
    for name, bench in zip(names, BENCHES, strict=True):
        if name in asked.only:
            with console.status(bench.TITLE):
                found[bench] = list(bench.measure(Scale(asked.data, asked.events, asked.large)))
            console.print(_table(bench.TITLE, found[bench]))
    before = asked.page.read_text(encoding="utf-8") if asked.page.exists() else ""
    asked.page.write_text(page(found, on, datetime.now(UTC).date(), before), encoding="utf-8")


def _table(title: str, figures: list[Figure]) -> Table:
    table = Table(title=title, title_justify="left", min_width=100)
    for heading in ("", "figure", "aim", "ratio", ""):
        table.add_column(heading, justify="right" if heading else "left")
    for figure in figures:
        table.add_row(*figure.cells(), style="red" if figure.met is False else None)
    return table


if __name__ == "__main__":
    main()
