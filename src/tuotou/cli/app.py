"""All commands, in the order in which they are used."""

from __future__ import annotations

import typer

from tuotou.cli.accounts import accounts
from tuotou.cli.archive import archive
from tuotou.cli.backtest import backtest
from tuotou.cli.backup import backup, restore
from tuotou.cli.channels import channels
from tuotou.cli.database_commands import database
from tuotou.cli.deliveries import deliveries
from tuotou.cli.demo import demo
from tuotou.cli.doctor import doctor
from tuotou.cli.exemptions import exemptions
from tuotou.cli.explain import explain
from tuotou.cli.feed import feed
from tuotou.cli.figures import figure, target
from tuotou.cli.gate import gate
from tuotou.cli.indicators import indicators
from tuotou.cli.jobs import jobs
from tuotou.cli.measure import measure
from tuotou.cli.notices import notices
from tuotou.cli.organisation import organisation
from tuotou.cli.replay import replay
from tuotou.cli.root import Root
from tuotou.cli.serve import serve
from tuotou.cli.simulate import simulate
from tuotou.cli.standards import standards
from tuotou.cli.tokens import tokens
from tuotou.cli.warnings import warnings
from tuotou.cli.webhooks import webhooks

app = typer.Typer(
    name="tuotou",
    cls=Root,
    help="妥投：盯住每一票快件的承诺 · Tuotou watches every promise made about a parcel.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(replay)
app.command()(measure)
app.command()(explain)
app.command()(backtest)
app.add_typer(standards, name="standards")
app.add_typer(indicators, name="indicators")
indicators.command()(figure)
indicators.command()(target)
app.add_typer(feed, name="feed")
app.add_typer(organisation, name="organisation")
app.add_typer(warnings, name="warnings")
app.add_typer(webhooks, name="webhooks")
app.add_typer(deliveries, name="deliveries")
app.add_typer(exemptions, name="exemptions")
app.add_typer(gate, name="gate")
app.add_typer(notices, name="notices")
app.add_typer(channels, name="channels")
app.command()(archive)
app.command()(simulate)
app.add_typer(accounts, name="accounts")
app.add_typer(tokens, name="tokens")
app.command()(serve)
app.command()(jobs)
app.add_typer(database, name="database")
app.command()(doctor)
app.command()(backup)
app.command()(restore)
app.add_typer(demo, name="demo")
