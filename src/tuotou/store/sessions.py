"""Sessions in the database, each with the account that it belongs to: `SESSION_ENGINE`."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.sessions.backends.db import SessionStore as Kept

from tuotou.store.models.session import Session

ACCOUNT: Final = "account"
"""Under which a session says whose it is."""
BEGUN, SEEN, FROM = "begun", "seen", "from"
"""Since when, when it was used last (µs, to the minute), and from where: address and browser."""


class SessionStore(Kept):
    """As Django's, over a table of ours."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The table."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """A row of it."""
        row: Any = super().create_model_instance(data)
        row.account_id = data.get(ACCOUNT)
        row.begun_at, row.seen_at = data.get(BEGUN), data.get(SEEN)
        address, agent = data.get(FROM, ("", ""))
        row.address, row.agent = address[:64], agent[:200]
        return row
