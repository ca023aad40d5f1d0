"""A back-test that somebody asked for: what is tried, how far it has come, and what it came to."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models

from tuotou.store.instant import InstantField

WAITING, RUNNING, DONE, FAILED, CANCELLED = "waiting", "running", "done", "failed", "cancelled"
STATES: Final = (WAITING, RUNNING, DONE, FAILED, CANCELLED)
ACTIVE: Final = (WAITING, RUNNING)


class TrialRun(models.Model):
    """A process of its own does it; one that is killed is begun again by whoever finds that nothing is heard of it."""

    standard = models.CharField(max_length=80)
    draft = models.ForeignKey("store.StandardDraft", models.CASCADE, null=True, related_name="trials")
    document = models.TextField()
    """As it was when it was asked for."""
    against = models.CharField(max_length=100, default="")
    """`ID@VERSION` that it is compared with; empty: nothing."""
    days = models.IntegerField()
    """Of recording, up to `as_of`."""
    said = models.BooleanField(default=False)
    """Whether it tells too what would have been said broken, and withdrawn: that takes much longer."""
    as_of = InstantField()
    asked_by = models.CharField(max_length=64)
    asked_at = InstantField()
    state = models.CharField(max_length=16, default=WAITING)
    worker = models.CharField(max_length=160, default="")
    tries = models.IntegerField(default=0)
    heard_at = InstantField(default=0)
    """When its process was heard of last."""
    started_at = InstantField(null=True)
    first_at = InstantField(null=True)
    """When there was a first figure to show."""
    finished_at = InstantField(null=True)
    done = models.BigIntegerField(default=0)
    """Events …"""
    events = models.BigIntegerField(default=0)
    """… of so many."""
    result = models.JSONField(null=True)
    """As `tuotou backtest --json` tells it; while it runs, of what was judged so far."""
    why = models.TextField(default="")
    """What stopped it."""

    class Meta:
        db_table = "trial_run"
        indexes: ClassVar = [
            models.Index(fields=["standard", "asked_at"], name="trial_run_by_standard"),
            models.Index(
                fields=["asked_at"], name="trial_run_active", condition=models.Q(state__in=["waiting", "running"])
            ),
        ]
