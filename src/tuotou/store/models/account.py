"""By which somebody signs in: the staff number is the name, the person's posts say what they may see and do."""

from __future__ import annotations

from django.db import models

from tuotou.store.instant import InstantField
from tuotou.store.sealed import SealedField


class Account(models.Model):
    """At most one a person; it is never deleted, only disabled."""

    person = models.OneToOneField("store.Person", models.PROTECT, related_name="account")
    password = models.CharField(max_length=200)
    """As `django.contrib.auth.hashers` writes it; empty: nobody comes in by a password."""
    password_at = InstantField(null=True)
    """Since when it is this one; null: somebody else gave it, and it must be changed first."""
    former = models.JSONField(default=list)
    """The passwords before, as they lay here: none of them is taken again."""
    failures = models.IntegerField(default=0)
    """Wrong passwords and codes since the last right one."""
    locked_until = InstantField(null=True)
    totp = SealedField(default="")
    """The secret of the second factor; empty: there is none."""
    totp_at = InstantField(null=True)
    """Since when it is asked for; null: it was never confirmed."""
    totp_step = models.BigIntegerField(default=0)
    """The last code that was used, by its number: none is taken twice."""
    recovery = models.JSONField(default=list)
    """Digests of the codes that stand in for a lost telephone, each once."""
    language = models.CharField(max_length=8, default="")
    """zh, en; empty: as the browser asks."""
    theme = models.CharField(max_length=8, default="")
    """light, dark; empty: as the device has it."""
    made_at = InstantField()
    disabled_at = InstantField(null=True)
    signed_in_at = InstantField(null=True)

    class Meta:
        db_table = "account"
