"""Warnings of the small company, for tests of its pages: promises of today that are at risk or broken."""

from __future__ import annotations

import re

import polars as pl
from django.test import Client
from tests.live.warned import HOUR, Said, parcels, promised, response

from tuotou.clockwork.clock import clock
from tuotou.core.trail.event import conform
from tuotou.operations.live.record_events import record_events
from tuotou.operations.live.watch import current_watch
from tuotou.operations.warnings.warn import warn
from tuotou.store.models import Promise, Warning

OUT, THROWN, SORTED = "out-by-wave", "parcel-thrown-high", "hub-sorted-8h"
CODES = {"cause": "truck_late", "action": "add_people"}
CHINESE = re.compile("[\u4e00-\u9fff]")


def begin(site: str, prefix: str, standard: str = OUT, count: int = 6, status: str = "at_risk") -> Warning:
    """A warning of some parcels at a site; they are due in two hours, or were due two hours ago."""
    now = clock()
    due = now + 2 * HOUR if status == "at_risk" else now - 2 * HOUR
    level = 1 if status == "at_risk" else 0
    promised(parcels(count, site, prefix), standard, site, Said(status, level, due, due - 4 * HOUR, now - HOUR))
    warn(response(), now)
    return Warning.objects.get(standard=standard, site=site)


def page(browser: Client, address: str, language: str = "zh") -> str:
    """A page that is shown."""
    browser.cookies["language"] = language
    answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def rows(browser: Client, address: str) -> list[int]:
    """The numbers of the warnings of a list, in its order."""
    return [int(id) for id in re.findall(r'class="list-link" href="/warnings/(\d+)/"', page(browser, address))]


def answered_by(person: str, *promises: Promise) -> None:
    """Who answers for some promises."""
    Promise.objects.filter(pk__in=[one.pk for one in promises]).update(person=person)


def recorded(*rows: dict[str, object]) -> None:
    """Events come in."""
    now = clock()
    whole = [{"subject_kind": "parcel", "site": "SZ01", "source": "handheld", "at": now - HOUR} | row for row in rows]
    frame = pl.DataFrame(whole, infer_schema_length=None)
    instants = [name for name in ("at", "expires_at") if name in frame.columns]
    events = conform(frame.with_columns(pl.col(instants).cast(pl.Int64).cast(pl.Datetime("us", "UTC"))))
    assert not record_events(events, current_watch(), clock).refused.height
