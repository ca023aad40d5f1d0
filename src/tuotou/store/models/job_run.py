"""What runs by itself: when it ran last, how long, what came of it, and when it runs next."""

from __future__ import annotations

from django.db import models

from tuotou.store.instant import InstantField


class JobRun(models.Model):
    """A job of `clockwork.jobs` by its name."""

    name = models.CharField(max_length=64, primary_key=True)
    started_at = InstantField(null=True)
    finished_at = InstantField(null=True)
    next_at = InstantField(default=0)
    result = models.TextField(default="")
    """What it said it had done, or what stopped it."""
    failed = models.BooleanField(default=False)
    failures = models.IntegerField(default=0)
    """How often in a row it failed; it is tried again later and later."""
    worker = models.CharField(max_length=120, default="")

    class Meta:
        db_table = "job_run"
