"""Somebody who works for the company. The mobile number is personal data: it lies here and nowhere else."""

from __future__ import annotations

from typing import Final

from django.db import models

from tuotou.store.sealed import SealedField

_SEEN: Final = (3, 4)
"""Digits of a mobile number that everybody may see: at its start, at its end."""


class Person(models.Model):
    """By the staff number that events carry; what they do is told by `Post` and `Duty`."""

    staff_number = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=120)
    mobile = SealedField(default="")
    """Lies encrypted; never shown but through `masked`."""

    class Meta:
        db_table = "person"


def masked(mobile: str) -> str:
    """A mobile number as it may be shown: 138****5678; of a short one nothing."""
    start, end = _SEEN
    hidden = len(mobile) - start - end
    return f"{mobile[:start]}{'*' * hidden}{mobile[-end:]}" if hidden > 0 else "*" * len(mobile)
