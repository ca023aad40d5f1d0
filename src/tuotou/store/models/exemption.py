"""An exemption 报备: an outlet asks that promises it cannot keep are not counted; the area decides."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tuotou.store.instant import InstantField

FILED, APPROVED, REJECTED, WITHDRAWN = STATES = ("filed", "approved", "rejected", "withdrawn")


class Exemption(models.Model):
    """As it stands; what was done with it stands in its steps."""

    kind = models.CharField(max_length=64)
    """See `handbook/exemptions/kinds.yaml`."""
    sites = models.JSONField()
    """Codes of the sites it is for."""
    period_from = InstantField()
    period_to = InstantField()
    standards = models.JSONField(default=list)
    """Only what these promise; empty: whatever such an exemption voids."""
    parcels = models.JSONField(default=list)
    """Only these, by number; empty: all that the sites answer for."""
    reason = models.TextField()
    evidence = models.CharField(max_length=330, default="")
    filed_by = models.CharField(max_length=64)
    filed_at = InstantField()
    state = models.CharField(max_length=16, default=FILED)
    flags = models.JSONField(default=list)
    """What whoever approves is warned of; see `core.exemptions.kind.FLAGS`."""
    decided_by = models.CharField(max_length=64, default="")
    decided_at = InstantField(null=True)
    said = models.CharField(max_length=16, default="")
    """The last state that the trails of its sites tell."""
    work_at = InstantField(null=True)
    """When its effects are to be seen to next; null: never again."""

    class Meta:
        db_table = "exemption"
        indexes: ClassVar = [
            models.Index(fields=["state", "filed_at"], name="exemption_by_state"),
            models.Index(fields=["work_at"], name="exemption_work", condition=models.Q(work_at__isnull=False)),
        ]
