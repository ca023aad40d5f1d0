"""`/metrics` in the form of Prometheus: what waits in the database at the moment of asking, and what this process did.

Figures of the database are the same whichever process is asked; with several, take their maximum, not their sum.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from hmac import compare_digest

import structlog
from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, disable_created_metrics, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from tuotou.clockwork.clock import SECOND, clock
from tuotou.clockwork.state import JobState, states
from tuotou.operations.deliveries import health as deliveries
from tuotou.store import health
from tuotou.store.models import Source
from tuotou.store.said_so_far import SaidSoFar

log = structlog.get_logger("tuotou.web")


def metrics(request: HttpRequest) -> HttpResponse:
    """All figures, for who has the token, or else for allowed addresses."""
    if not _may_read(request):
        return HttpResponse("metrics are for the operator: see docs/settings.md\n", "text/plain", status=403)
    return HttpResponse(generate_latest(REGISTRY), CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").encode()
        return compare_digest(given, f"Bearer {settings.METRICS_TOKEN}".encode())
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return any(address in network for network in settings.METRICS_ALLOW)


class Watched(Collector):
    """Reads the database each time it is asked; where that cannot be reached, it says so and nothing else."""

    def __init__(self) -> None:
        self._said = SaidSoFar()

    def describe(self) -> list[Metric]:
        """Nothing: what is told beforehand would have to be read from the database as the program starts."""
        return []

    def collect(self) -> Iterator[Metric]:
        """All figures of the database, or that it is away."""
        try:
            found = [*self._read(clock())]
        except Error:
            log.exception("unreachable")
            found = []
        yield GaugeMetricFamily("tuotou_database_up", "Whether the database answers", value=bool(found))
        yield from found

    def _read(self, now: int) -> Iterator[Metric]:
        yield CounterMetricFamily("tuotou_events_recorded", "Events in the log", value=health.recorded())
        yield _by("tuotou_verdicts", "Changes of what is believed of a promise", "status", self._said.by_status(), True)
        yield _by("tuotou_promises_at_risk", "Promises at risk now", "standard", health.at_risk())
        yield from _backlog(health.backlog(now), now)
        yield from _letters(health.letters(now))
        yield from _jobs(states(now))
        yield from _sources(now)
        yield from _deliveries(now)


def _deliveries(now: int) -> Iterator[Metric]:
    """What leaves the house: what waits, and how the last hour went, by subscriber."""
    names, waits = deliveries.names(), deliveries.waiting()
    last = {one.subscriber: one for one in deliveries.health(now - deliveries.HOUR + 1, now + 1)}
    waited = {id: max(now - (one.since or now), 0) / SECOND for id, one in waits.items()}
    figures: tuple[tuple[str, str, Mapping[int, float]], ...] = (
        ("waiting", "Messages to be sent", {id: one.count for id, one in waits.items()}),
        ("waiting_lag_seconds", "Messages to be sent: since when the first of them waits", waited),
        ("sent_hour", "Messages accepted in the last hour", {id: one.sent for id, one in last.items()}),
        ("delay_p50_seconds", "From recording to acceptance", {id: one.p50 or 0 for id, one in last.items()}),
        ("delay_p99_seconds", "From recording to acceptance", {id: one.p99 or 0 for id, one in last.items()}),
        ("lost_hour", "Messages given up in the last hour", {id: one.lost for id, one in last.items()}),
        ("refused_hour", "Attempts refused in the last hour", {id: one.refused for id, one in last.items()}),
        ("failed_hour", "Attempts without an answer in the last hour", {id: one.failed for id, one in last.items()}),
    )
    for name, what, values in figures:
        yield _by(f"tuotou_deliveries_{name}", what, "subscriber", {names.get(id, ""): n for id, n in values.items()})


def _backlog(waits: health.Backlog, now: int) -> Iterator[Metric]:
    for name, what, count, since in (
        ("tuotou_subjects_due", "Subjects to be looked at", waits.subjects, waits.subject_since),
        ("tuotou_verdicts_untold", "Verdicts to be told to people", waits.untold, waits.untold_since),
        ("tuotou_marks", "Containers whose members have yet to learn of an event", waits.marks, waits.marks_since),
    ):
        yield GaugeMetricFamily(name, what, value=count)
        lag = max(now - since, 0) / SECOND if since is not None else 0.0
        yield GaugeMetricFamily(f"{name}_lag_seconds", f"{what}: since when the first of them waits", value=lag)


def _sources(now: int) -> Iterator[Metric]:
    every = list(Source.objects.defer("secrets", "document"))
    for name, what, totals in (
        ("tuotou_source_messages", "Messages taken, those that came again too", {s.name: s.messages for s in every}),
        ("tuotou_source_recorded", "Events of a source that were new", {s.name: s.recorded for s in every}),
        ("tuotou_source_repeated", "Events of a source that were known", {s.name: s.repeated for s in every}),
        ("tuotou_source_refused", "Messages and records that were no event", {s.name: s.refused for s in every}),
    ):
        yield _by(name, what, "source", totals, total=True)
    enabled = [one for one in every if one.enabled]
    lags = {s.name: max(now - s.last_message_at, 0) / SECOND for s in enabled if s.last_message_at is not None}
    yield _by("tuotou_source_lag_seconds", "Since when nothing came of a source that is enabled", "source", lags)
    silent = {one.name: int(one.silent_since is not None) for one in enabled}
    yield _by("tuotou_source_silent", "Whether it was told that it is silent", "source", silent)
    failing = {one.name: int((one.last_error_at or 0) > (one.last_message_at or 0)) for one in enabled}
    yield _by("tuotou_source_failing", "Whether it failed since its last message", "source", failing)


def _letters(channels: dict[str, tuple[int, float, int]]) -> Iterator[Metric]:
    for place, name, what in (
        (0, "tuotou_letters_waiting", "Letters that wait for a channel"),
        (1, "tuotou_letters_waiting_lag_seconds", "Since when the first letter waits for a channel"),
        (2, "tuotou_letters_failed", "Letters that a channel did not take"),
    ):
        yield _by(name, what, "channel", {channel: float(found[place]) for channel, found in channels.items()})


def _jobs(jobs: list[JobState]) -> Iterator[Metric]:
    known = [job for job in jobs if job.started_at is not None]
    for name, what, values in (
        ("tuotou_job_seconds", "How long its last run took", {job.name: job.seconds or 0 for job in known}),
        ("tuotou_job_failures", "How often in a row it failed", {job.name: job.failures for job in known}),
        ("tuotou_job_late", "Whether it should have run and did not", {job.name: int(job.late) for job in jobs}),
        (
            "tuotou_job_started_timestamp_seconds",
            "When its last run began",
            {job.name: (job.started_at or 0) / SECOND for job in known},
        ),
    ):
        yield _by(name, what, "job", values)


def _by(name: str, what: str, label: str, values: Mapping[str, float], total: bool = False) -> Metric:
    family = (CounterMetricFamily if total else GaugeMetricFamily)(name, what, labels=[label])
    for word, value in values.items():
        family.add_metric([word], value)
    return family


disable_created_metrics()  # type: ignore[no-untyped-call]
REGISTRY.register(Watched())
