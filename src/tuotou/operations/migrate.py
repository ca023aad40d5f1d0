"""The tables of the database: brought to what this program expects."""

from __future__ import annotations

from django.core.management import call_command

from tuotou.store.health import foreign_migrations, missing_migrations
from tuotou.store.migrating import one_at_a_time


class NewerDatabase(Exception):
    """The database was made by a newer program; the message names what is not known of it."""


def migrate() -> list[str]:
    """Make the changes that are missing, and say which they were. Raises `NewerDatabase`."""
    with one_at_a_time():
        foreign = foreign_migrations()
        if foreign:
            raise NewerDatabase(", ".join(foreign))
        missing = missing_migrations()
        if missing:
            call_command("migrate", verbosity=0, interactive=False)
        return missing
