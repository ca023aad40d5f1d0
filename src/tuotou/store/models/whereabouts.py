"""At which stage a subject is, where, with whom, since when: one short row each, for what is to be done today."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField


class Whereabouts(models.Model):
    """As the core says it (`core.trail.whereabouts`) of what was known when the subject was counted last."""

    subject = models.OneToOneField(
        "store.Subject", models.CASCADE, primary_key=True, related_name="+", db_constraint=False
    )
    kind = models.CharField(max_length=32)
    stage = models.CharField(max_length=16)
    site = models.CharField(max_length=64, null=True)
    person = models.CharField(max_length=64, null=True)
    to_site = models.CharField(max_length=64, null=True)
    wave = models.CharField(max_length=64, null=True)
    since = InstantField()
    expected_at = InstantField(null=True)
    arrived_at = InstantField(null=True)
    out_at = InstantField(null=True)
    seen_at = InstantField()
    missed = models.BooleanField(default=False)

    class Meta:
        db_table = "whereabouts"
        indexes: ClassVar = [
            models.Index(fields=["site", "kind", "stage", "since"], name="whereabouts_by_site"),
            models.Index(
                fields=["to_site", "kind", "since"],
                name="whereabouts_coming",
                condition=models.Q(to_site__isnull=False),
            ),
        ]
