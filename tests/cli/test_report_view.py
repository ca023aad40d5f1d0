"""The report's tables in the terminal: whole names and figures at any width."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from tuotou import handbook
from tuotou.cli.report_view import report_view
from tuotou.cli.voice import Language, Voice
from tuotou.core.trail import event
from tuotou.operations.replay import replay
from tuotou.operations.report import Counts, StandardLine

HANDBOOK = handbook.load()
FULL = Counts(kept=1_144_106, kept_late=101_519, broken=20_287, at_risk=1_153, open=10_835, cannot_say=1_002)


@pytest.mark.parametrize(("width", "there"), [(80, "1,153"), (120, "10,835")])
def test_full_tables_fit(width: int, there: str) -> None:
    report = replay(event.empty(), HANDBOOK, 0)
    line = StandardLine(HANDBOOK.by_id["last-mile-hours"][-1], FULL, 0)
    out = Console(width=width, file=StringIO(), color_system=None, highlight=False)
    voice = Voice(Language.ZH, as_json=False, out=out)
    voice.show(*report_view(replace(report, standards=(line,)), voice))
    told = out.file.getvalue()
    assert all(figure in told for figure in ("出仓六小时", "1,144,106", "101,519", "20,287", there))
    assert "…" not in told, "nothing is cut off"
    assert ("未列进行中、说不准" in told) == (width < 100)
