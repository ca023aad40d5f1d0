"""Whether the process answers, and whether it can do its work: for supervisors and load balancers."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from django.db import Error
from django.http import HttpRequest, JsonResponse

from tuotou.clockwork.clock import clock
from tuotou.clockwork.state import states
from tuotou.store.health import missing_migrations


async def alive(request: HttpRequest) -> JsonResponse:
    """Answers without asking anybody: a database that is away is no reason to restart the process."""
    return JsonResponse({"status": "ok", "version": version("tuotou")})


def ready(request: HttpRequest) -> JsonResponse:
    """200 where the database is reachable and migrated and everything that runs by itself ran in time, else 503."""
    said = _checked(clock())
    well = said["database"] == "ok" and not said["late"]
    return JsonResponse({"status": "ok" if well else "unready", **said}, status=200 if well else 503)


def _checked(now: int) -> dict[str, Any]:
    try:
        if missing_migrations():
            return {"database": "not migrated", "late": [], "failing": []}
        jobs = states(now)
    except Error:
        return {"database": "unreachable", "late": [], "failing": []}
    return {
        "database": "ok",
        "late": [job.name for job in jobs if job.late],
        "failing": [job.name for job in jobs if job.failures],
    }
