"""A notice: one thing that one person is told. All of a person's are their inbox."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models

from tuotou.store.instant import InstantField

WAITING, ROUTED, INBOX, SPARED, REPLACED = STATES = ("waiting", "routed", "inbox", "spared", "replaced")
"""Until `due_at` · on its way by channels · in the inbox alone · it was settled before anybody was called · something
newer of the same warning stands for it."""


class Notice(models.Model):
    """Never removed; how its warning stands is asked of the warning, so what is taken up once is so everywhere."""

    key = models.CharField(max_length=160, unique=True)
    """What is told and to whom: it is told once, however often it is tried."""
    person = models.CharField(max_length=64)
    """Staff number."""
    kind = models.CharField(max_length=24)
    """Its template; see `core.notices.template`."""
    level = models.CharField(max_length=16)
    role = models.CharField(max_length=32, default="")
    """As what they are told."""
    site = models.CharField(max_length=64, default="")
    warning = models.ForeignKey("store.Warning", models.CASCADE, null=True, related_name="notices")
    parameters = models.JSONField(default=dict)
    """What was so when it was said: what, count, due_at, site …; the gaps of its template."""
    urgent = models.BooleanField(default=False)
    """Waits for nobody's sleep."""
    created_at = InstantField()
    due_at = InstantField(null=True)
    """From then on it may be sent; null: it was, or is not to be."""
    state = models.CharField(max_length=16)
    """One of `STATES`."""
    note = models.CharField(max_length=64, default="")
    """Why it went nowhere: settled, no_way …"""
    read_at = InstantField(null=True)

    class Meta:
        db_table = "notice"
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="notice_due", condition=models.Q(due_at__isnull=False)),
            models.Index(fields=["person", "-id"], name="notice_inbox"),
            models.Index(fields=["person"], name="notice_unread", condition=models.Q(read_at__isnull=True)),
        ]


INCIDENT: Final = "incident"
"""The kind that all concerned must hear, whoever has taken the warning up."""
