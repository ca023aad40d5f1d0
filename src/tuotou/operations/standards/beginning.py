"""What a draft begins as: the words of a version, with its number, its dates, and how it is to be brought in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Max

from tuotou.core.standards.editing import drop, put, value_at
from tuotou.core.standards.wall_clock import CHINA
from tuotou.store.models import StandardVersion

MONTH: Final = 30
NEW: Final = """\
id: {id}
version: 1
status: trial
form: within
subject: parcel
rows: [H2]
level: normal
title: {{zh: , en: }}
rule: {{zh: , en: }}
how_to_keep: {{zh: , en: }}
falsely_trips_when: {{zh: , en: }}
source: {{text: , edition: , confidence: L}}
effective: {{published: 2026-01-01, from: 2026-01-01}}
opens: {{kind: arrived, where: site LIKE 'HUB%'}}
per: [site]
keep: {{kind: sorted, or_later: true}}
due: 8 h
warn: [{{at: 80 %, tell: hub_manager}}]
then: [open_case]
"""


class Way(StrEnum):
    """How a version is brought in."""

    CHANGE = "change"
    """It takes the place of the one in force."""
    PILOT = "pilot"
    """It holds at some sites, for a while; everywhere else the one in force goes on (rule 34)."""
    TRIAL = "trial"
    """Judged beside the one in force, as a standard of its own; nobody is warned, no figure counts it (rule 35)."""
    RETIRE = "retire"
    """Nothing opens it any more."""


def begun_as(based: StandardVersion | None, id: str, way: Way, sites: Sequence[str], now: int) -> str:
    """The document with which a draft begins."""
    if based is None:
        return _dated(NEW.format(id=id), now)
    text = put(based.document, ("version",), str(_next(id)))
    text = drop(drop(text, ("effective", "suspended")), ("effective", "until"))
    text = put(drop(text, ("scope",)), ("status",), "in_force") if way != Way.TRIAL else drop(text, ("scope",))
    text = _dated(text, now)
    if way == Way.PILOT:
        return _until(put(text, ("scope",), scope_of(sites)), now)
    if way == Way.TRIAL:
        name = f"{id}-trial"
        text = put(put(text, ("id",), name), ("version",), str(_next(name)))
        return _until(put(text, ("status",), "trial"), now)
    return _retired(text, now) if way == Way.RETIRE else text


def scope_of(sites: Sequence[str]) -> str:
    """The condition that an event happened at one of some sites."""
    named = ", ".join(f"'{site}'" for site in sites)
    return f"site IN ({named})"


def _next(id: str) -> int:
    last: int | None = StandardVersion.objects.filter(standard=id).aggregate(last=Max("version"))["last"]
    return (last or 0) + 1


def _first(now: int) -> datetime:
    """The first midnight in China that leaves a day to decide."""
    local = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=now)).astimezone(ZoneInfo(CHINA))
    return local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=2)


def _dated(text: str, now: int) -> str:
    first = _first(now)
    text = put(text, ("effective", "published"), f"{first - timedelta(days=2):%Y-%m-%d}")
    return put(text, ("effective", "from"), f"{first:%Y-%m-%d}")


def _until(text: str, now: int) -> str:
    return put(text, ("effective", "until"), f"{_first(now) + timedelta(days=MONTH):%Y-%m-%d}")


def _retired(text: str, now: int) -> str:
    """It ends at that midnight: a version holds for a minute at least, which is the one before."""
    end = value_at(text, ("effective", "from")) or ""
    text = put(text, ("effective", "from"), f"{_first(now) - timedelta(minutes=1):%Y-%m-%d %H:%M}")
    return put(put(text, ("effective", "until"), end), ("status",), "retired")
