"""Causes that events show, as they are recorded: an accident, a site that is closed, a feed that went silent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import polars as pl

from tuotou.core.warnings.cause import CauseRule
from tuotou.core.warnings.rules import WarningRules
from tuotou.operations.warnings.causes import Beginning, begin, end
from tuotou.store.models import Cause, Subject

_NAMES: Final = ("subject_kind", "subject", "kind", "site", "at", "period_from", "period_to")


def notice_causes(events: pl.DataFrame, rules: WarningRules, now: int) -> int:
    """Begin and end the causes that newly recorded events show, in the transaction that records them.

    Cheap where there are none. What the causes explain of earlier warnings is moved later. Returns how many began.
    """
    mine = _signs(events, rules)
    if not mine.height:
        return 0
    ids = _subjects(mine.filter(pl.col("kind").is_in(_kinds(rule.sign.events for rule in rules.causes.values()))))
    _end(mine, rules)
    return len(begin(_beginnings(mine, rules, ids), now))


def _end(events: pl.DataFrame, rules: WarningRules) -> None:
    """End the causes that stand and that these events say are over."""
    stand = set(Cause.objects.filter(released_at=None, ended_at=None).values_list("key", flat=True))
    for row in events.iter_rows(named=True) if stand else ():
        ending = (rule for rule in rules.causes.values() if row["kind"] in rule.sign.until)
        over = {key: rule for rule in ending if (key := rule.key(_about(row))) in stand}
        if over:
            end(over, row["at"])


def _kinds(named: Iterable[Sequence[str]]) -> list[str]:
    return sorted({kind for kinds in named for kind in kinds})


def _signs(events: pl.DataFrame, rules: WarningRules) -> pl.DataFrame:
    """The events that begin or end a cause, in the order of time, with instants in µs."""
    kinds = _kinds((*rule.sign.events, *rule.sign.until) for rule in rules.causes.values())
    mine = events.filter(pl.col("kind").cast(pl.String).is_in(kinds))
    blank = [pl.lit(None, dtype=pl.Datetime("us", "UTC")).alias(name) for name in _NAMES if name not in mine.columns]
    words = pl.col("subject_kind", "subject", "kind", "site").cast(pl.String)
    return (
        mine.with_columns(blank)
        .select(_NAMES)
        .with_columns(words)
        .with_columns(pl.col(pl.Datetime).to_physical())
        .sort("at")
    )


def _subjects(events: pl.DataFrame) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for (kind,), mine in events.group_by("subject_kind", maintain_order=True):
        named = Subject.objects.filter(kind=kind, number__in=mine["subject"].unique().to_list())
        found |= {(str(kind), number): id for number, id in named.values_list("number", "pk")}
    return found


def _beginnings(events: pl.DataFrame, rules: WarningRules, ids: Mapping[tuple[str, str], int]) -> Iterator[Beginning]:
    """The causes that begin and are not over by what else these events say."""
    for row in events.iter_rows(named=True):
        for rule in rules.causes.values():
            if row["kind"] not in rule.sign.events or _over(events, rule, row):
                continue
            began = row["at"] if row["period_from"] is None else row["period_from"]
            site = row["site"] or (
                row["subject"] if row["subject_kind"] == "site" else row["subject"].partition("/")[0]
            )
            whom = ids.get((row["subject_kind"], row["subject"])) if rule.reach == "members" else None
            if whom is not None or (rule.reach == "site" and _is_place(row)):
                yield Beginning(rule, _about(row), began, site, whom, row["period_to"])


def _over(events: pl.DataFrame, rule: CauseRule, row: Mapping[str, Any]) -> bool:
    same = pl.col("subject").eq(row["subject"]) & pl.col("subject_kind").eq(row["subject_kind"])
    later = pl.col("kind").is_in(rule.sign.until) & (pl.col("at") > row["at"])
    return bool(rule.sign.until) and events.filter(same & later).height > 0


def _is_place(row: Mapping[str, Any]) -> bool:
    """Whether an event says something of a site as a whole."""
    return row["subject_kind"] in ("site", "shift") or (row["subject_kind"] == "feed" and row["site"] is not None)


def _about(row: Mapping[str, Any]) -> str:
    return f"{row['subject_kind']}:{row['subject']}"
