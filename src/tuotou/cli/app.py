"""The program `tuotou`."""

from __future__ import annotations

import typer

from tuotou.cli.root import Root

app = typer.Typer(
    name="tuotou",
    cls=Root,
    help="妥投：盯住每一票快件的承诺 · Tuotou watches every promise made about a parcel.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def _hung_on() -> None:
    pass  # the commands hang on `Root`
