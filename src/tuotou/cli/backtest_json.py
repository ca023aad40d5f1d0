"""The back-test for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tuotou.cli.report_json import head

if TYPE_CHECKING:
    from tuotou.operations.history import History
    from tuotou.operations.trial.backtest import Backtest


def backtest_json(found: Backtest, history: History) -> dict[str, Any]:
    """Every figure; shares are of promises that count, null where none does. Instants are in Beijing time."""
    from tuotou.operations.trial.told import plainly

    return {**head(found.as_of, found.events, history), **plainly(found)}
