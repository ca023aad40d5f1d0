"""What sites filed and failed before: by it whoever approves sees who files late, often, or for nearly everything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from tuotou.core.exemptions.kind import EVENTS, Past
from tuotou.core.standards.wall_clock import CHINA
from tuotou.core.working_time.instant import DAY
from tuotou.store.models import ExemptionSite, Promise
from tuotou.store.models.exemption import APPROVED, FILED

LOOK_BACK: Final = 30 * DAY
EXCUSED: Final = Q(status="void", void_reason__in=EVENTS)


def past_of(sites: Sequence[str], kind: str, now: int) -> Past:
    """The worst of some sites in each respect. A rejected or withdrawn filing does not count."""
    filed = ExemptionSite.objects.filter(site__in=sites, exemption__state__in=(FILED, APPROVED)).values("site")
    lately = filed.filter(filed_at__gte=now - LOOK_BACK, exemption__kind=kind).annotate(n=Count("pk"))
    in_month = filed.filter(filed_at__gte=month_begin(now)).annotate(n=Count("pk"))
    failed = Promise.objects.filter(site__in=sites, due_at__gte=now - LOOK_BACK, trial=False).values("site")
    failed = failed.filter(EXCUSED | Q(status__in=("broken", "kept_late")))
    shares = [(row["n"], row["excused"]) for row in failed.annotate(n=Count("pk"), excused=Count("pk", filter=EXCUSED))]
    most = max(shares, key=lambda each: each[1] / each[0], default=(0, 0))
    return Past(max((row["n"] for row in in_month), default=0), max((row["n"] for row in lately), default=0), *most)


def month_begin(now: int) -> int:
    """The first instant of the local month, µs UTC."""
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    local = (epoch + timedelta(microseconds=now)).astimezone(ZoneInfo(CHINA))
    return (local.replace(day=1, hour=0, minute=0, second=0, microsecond=0) - epoch) // timedelta(microseconds=1)
