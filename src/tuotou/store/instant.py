"""How the database keeps an instant: µs since 1970 in UTC, the same integer in both databases and in the core."""

from __future__ import annotations

from django.db.models import BigIntegerField

InstantField = BigIntegerField
