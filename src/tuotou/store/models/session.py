"""A browser in which somebody is signed in; it can be ended by whoever administers accounts."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from tuotou.store.instant import InstantField


class Session(AbstractBaseSession):
    """As Django keeps it, and whose it is."""

    account = models.ForeignKey("store.Account", models.CASCADE, null=True, related_name="sessions")
    begun_at = InstantField(null=True)
    seen_at = InstantField(null=True)
    """To the minute."""
    address = models.CharField(max_length=64, default="")
    agent = models.CharField(max_length=200, default="")

    class Meta:
        db_table = "session"
        indexes: ClassVar = []

    @classmethod
    def get_session_store_class(cls) -> type:
        """Where it is kept."""
        from tuotou.store.sessions import SessionStore

        return SessionStore
