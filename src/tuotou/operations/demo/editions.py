"""Editions: now and then the quality department of a company that is made up changes a standard."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final, NamedTuple

from tuotou.handbook import documents
from tuotou.operations.demo.diary import Diary, day_of
from tuotou.operations.standards.held import LEAD
from tuotou.operations.standards.publish import Hand, publish
from tuotou.simulator.simulate import begin_of
from tuotou.store.models import StandardVersion

QUALITY: Final = "HQ002"


class Edition(NamedTuple):
    """What is changed of a standard, so many days after the company's first, and in how many days it holds."""

    day: int
    standard: str
    old: str
    new: str
    note: str
    ahead: int = 1


EDITIONS: Final = (
    Edition(
        9,
        "out-by-wave",
        "{at: 1 h, tell: outlet_agent}",
        "{at: 90 min, tell: outlet_agent}",
        "频次前一小时才提醒，来不及调人",
    ),
    Edition(19, "outlet-3h-after-pickup", "settle: 15 min", "settle: 30 min", "手持回传慢，晚一刻钟再叫人"),
    Edition(29, "pickup-2h", "{at: 50 %, tell: courier}", "{at: 40 %, tell: courier}", "下周起提前提醒业务员", 7),
)


def publish_due(diary: Diary, now: int) -> int:
    """Publish what the company has decided by an instant (µs UTC), and has not published yet; how many standards."""
    today, done = day_of(now), 0
    for each in EDITIONS:
        soon = begin_of(today + timedelta(each.ahead)) < now + 2 * LEAD
        if today < diary.begins + timedelta(each.day) or soon:
            continue
        if not StandardVersion.objects.filter(standard=each.standard, shipped=False).exists():
            publish({f"{each.standard}.yaml": edited(each, today)}, Hand(QUALITY, now, each.note))
            done += 1
    return done


def edited(edition: Edition, today: date) -> str:
    """The newest shipped text of the standard as the next version, with these words of it changed."""
    text = documents()[edition.standard][-1].replace(edition.old, edition.new)
    since = f"effective: {{published: {today}, from: {today + timedelta(edition.ahead)}}}"
    dated = re.sub(r"^effective: .*$", since, text, flags=re.MULTILINE)
    return re.sub(r"^version: (\d+)$", lambda found: f"version: {int(found[1]) + 1}", dated, flags=re.MULTILINE)
