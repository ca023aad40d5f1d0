"""The database brought to what this program expects: its tables, and the standards that it ships."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.management import call_command

from tuotou.operations.standards.shipped import TakenIn, take_in_shipped
from tuotou.store.health import foreign_migrations, missing_migrations
from tuotou.store.migrating import one_at_a_time


class NewerDatabase(Exception):
    """The database was made by a newer program; the message names what is not known of it."""


@dataclass(frozen=True, slots=True)
class Migrated:
    """What was missing and is there now."""

    changes: list[str]
    standards: TakenIn


def migrate(now: int) -> Migrated:
    """Make the changes that are missing, take in the standards that are. Raises `NewerDatabase`, `BrokenHandbook`."""
    with one_at_a_time():
        foreign = foreign_migrations()
        if foreign:
            raise NewerDatabase(", ".join(foreign))
        missing = missing_migrations()
        if missing:
            call_command("migrate", verbosity=0, interactive=False)
        return Migrated(missing, take_in_shipped(now))
