"""A promise that somebody had to be warned of, or that was not kept: the exceptions (kernel rule 64)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField


class Promise(models.Model):
    """As it was last believed. Promises that are kept in time, and those that wait quietly, have no row."""

    id = models.CharField(max_length=32, primary_key=True)
    """Made from what it is: standard, subject, life, values of `per`, opening event (rule 15)."""
    subject = models.ForeignKey("store.Subject", models.CASCADE, related_name="promises", db_constraint=False)
    standard = models.CharField(max_length=80)
    version = models.IntegerField()
    trial = models.BooleanField()
    life = models.IntegerField()
    per = models.JSONField()
    opening = models.CharField(max_length=330)
    """The event that opened it; ``NUMBER:id`` where that is another subject's."""
    opens_at = InstantField()
    due_at = InstantField()
    kept_at = InstantField(null=True)
    void_at = InstantField(null=True)
    void_reason = models.CharField(max_length=64, null=True)
    kept_by = models.CharField(max_length=330, null=True)
    status = models.CharField(max_length=16)
    """at_risk, broken, kept_late; what it turned out to be after that: kept, void, open, or gone."""
    level = models.IntegerField(default=0)
    """How many of its warning levels were reached."""
    doubt = models.BooleanField(default=False)
    estimated = models.BooleanField(default=False)
    site = models.CharField(max_length=64, null=True)
    """Who answers: the site …"""
    person = models.CharField(max_length=64, null=True)
    """… and the person."""
    known_at = InstantField()
    """Since when it stands so."""

    class Meta:
        db_table = "promise"
        indexes: ClassVar = [
            models.Index(fields=["standard", "site", "due_at", "status"], name="promise_by_standard"),
            models.Index(fields=["site", "status", "due_at"], name="promise_by_site"),
            models.Index(fields=["known_at", "id"], name="promise_by_change"),
            models.Index(fields=["site", "known_at", "id"], name="promise_by_site_change"),
            models.Index(fields=["standard", "known_at", "id"], name="promise_by_standard_change"),
            models.Index(
                fields=["status", "known_at", "id"],
                name="promise_seldom",
                condition=models.Q(status__in=["void", "open", "gone", "not_open", "cannot_say"]),
            ),
            models.Index(fields=["standard"], name="promise_at_risk", condition=models.Q(status="at_risk")),
            models.Index(
                fields=["person", "due_at"], name="promise_by_person", condition=models.Q(person__isnull=False)
            ),
        ]
