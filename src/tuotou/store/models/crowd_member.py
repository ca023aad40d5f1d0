"""An event that a standard counts together with those of other subjects (`at_most`)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField


class CrowdMember(models.Model):
    """As its subject's trail has it now: a trail that changes has its members written anew."""

    subject = models.ForeignKey("store.Subject", models.CASCADE, related_name="crowds", db_constraint=False)
    standard = models.CharField(max_length=80)
    version = models.IntegerField()
    value = models.BigIntegerField()
    """The same for what is counted together: of standard, version and the values of `per`."""
    at = InstantField()
    life = models.IntegerField()
    opening = models.CharField(max_length=330)
    """The event; ``NUMBER:id`` where it is another subject's."""
    per = models.TextField()
    """The values of `per`, a JSON list."""
    void_reason = models.CharField(max_length=64, null=True)
    """What voids it, should it be one too many."""
    site = models.CharField(max_length=64, null=True)
    person = models.CharField(max_length=64, null=True)
    doubt = models.BooleanField()

    class Meta:
        db_table = "crowd_member"
        indexes: ClassVar = [models.Index(fields=["value", "at"], name="crowd_member_by_value")]
