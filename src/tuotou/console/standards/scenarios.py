"""What a standard makes of its scenarios: small histories in the trade's own text, drawn with the promises of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

from django.http.response import HttpResponseBase

from tuotou.console.page import Request, refuse, show
from tuotou.core.document import Bilingual
from tuotou.core.promises.docket import Docket, compile_docket
from tuotou.core.promises.evaluate import evaluate_docket
from tuotou.core.standards.handbook import Handbook
from tuotou.core.standards.scenario import Scenario, parse_scenarios
from tuotou.core.standards.scenario_line import Expectation
from tuotou.core.trail.facts import believed
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.handbook import scenarios as shipped
from tuotou.operations.live.watch import current_watch
from tuotou.operations.timeline import (
    DUE,
    KEPT,
    LOCAL,
    OPENS,
    RUNS,
    VOID,
    WAITS,
    Drawing,
    Line,
    Row,
    carried,
    drawings,
)

MARKS: Final = {OPENS: "opens", RUNS: "runs", KEPT: "kept", DUE: "due", VOID: "void", WAITS: "waits"}
"""How each mark is drawn."""
VERDICT: Final = {
    "kept": ("good", Bilingual("按时", "kept in time")),
    "kept_late": ("bad", Bilingual("迟到", "kept late")),
    "broken": ("bad", Bilingual("未兑现", "broken")),
    "at_risk": ("warn", Bilingual("有风险", "at risk")),
    "open": ("calm", Bilingual("未到期", "not due yet")),
    "not_open": ("calm", Bilingual("未起算", "not open")),
    "void": ("calm", Bilingual("免除", "void")),
    "cannot_say": ("calm", Bilingual("说不准", "cannot say")),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A line of a drawing as a page says it."""

    at: str
    marks: Sequence[tuple[str, str]]  # (sign, look)
    event: Bilingual | None
    carried: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A scenario as a page draws it."""

    title: str
    as_of: int
    verdicts: Sequence[tuple[str, Bilingual, int]]  # look, words, how many
    trails: Sequence[tuple[str, Sequence[Said]]]  # of each subject


def has_scenarios(id: str) -> bool:
    """Whether some are shipped with a standard."""
    return id in _shipped()


def scenarios(request: Request, id: str) -> HttpResponseBase:
    """Those of a standard, as the versions held judge them."""
    handbook = current_watch().handbook
    if id not in handbook.by_id or not has_scenarios(id):
        return refuse(request, 404)
    template = "standards/scenarios.html" if "HX-Request" in request.headers else "standards/scenarios_page.html"
    return show(request, template, {"scenarios": [*drawn(id, handbook)], "id": id})


def drawn(id: str, handbook: Handbook) -> Iterator[Drawn]:
    """The scenarios of a standard, judged by a handbook that has it."""
    found, _ = parse_scenarios(_shipped()[id], f"{id}.trail", handbook.vocabulary)
    wanted = {id} | {name for one in handbook.by_id[id] if one.share for name in one.share.of}
    docket = compile_docket(replace(handbook, standards=tuple(s for s in handbook.standards if s.id in wanted)))
    return (_judged(id, each, docket) for each in found)


@lru_cache(maxsize=1)
def _shipped() -> Mapping[str, str]:
    return shipped()


def _judged(id: str, scenario: Scenario[Expectation], docket: Docket) -> Drawn:
    events, until = scenario.events, scenario.as_of
    found = evaluate_docket(believed(events, until), docket, until).promises
    promises: Sequence[Row] = found.filter(standard=id).sort("opens_at", "opening").to_dicts()
    counted = Counter(str(each["status"]) for each in promises)
    words = docket.handbook.vocabulary
    return Drawn(
        scenario.title,
        until,
        [(*VERDICT[status], n) for status, n in counted.items()],
        [_trail(each, words) for each in drawings(events, promises, _at(until))],
    )


def _at(micros: int) -> datetime:
    """µs UTC as frames say instants."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)


def _trail(drawn: Drawing, words: Vocabulary) -> tuple[str, Sequence[Said]]:
    return drawn.subject, [_said(line, words) for line in drawn.lines]


def _said(line: Line, words: Vocabulary) -> Said:
    event = line.event
    kind = words.kinds.get(event["kind"]) if event else None
    return Said(
        f"{line.at.astimezone(LOCAL):%m-%d %H:%M}" if line.at else "",
        [(mark, MARKS.get(mark, "none")) for mark in line.marks],
        kind.title if kind else None,
        " ".join(carried(event)) if event else "",
    )
