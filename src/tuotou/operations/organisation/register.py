"""What each sheet of an organisation is in the database: its table, what tells rows apart, what must be there first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Model

from tuotou.operations.organisation.circle import belonging_check
from tuotou.operations.organisation.timeline import Check
from tuotou.store import models

NATURAL: Final[Mapping[type[Model], str]] = {
    models.Unit: "code",
    models.Person: "staff_number",
    models.Franchisee: "code",
}
"""Table → the field by which sheets name its rows."""
UNKNOWN: Final[Mapping[type[Model], str]] = {
    models.Unit: "no unit '{}' is known",
    models.Person: "no person '{}' is known",
    models.Franchisee: "no franchisee '{}' is known",
}
PRIVATE: Final = ("mobile",)
"""Fields that no log may hold."""


@dataclass(frozen=True, slots=True)
class Register:
    """`alone`: of dated rows that agree in these fields only one holds at a time.

    `whole`: a sheet says all there is of its rows that agree in these, from the first that it names to the last.
    """

    model: type[Model]
    key: tuple[str, ...]
    links: Mapping[str, type[Model]] = field(default_factory=dict)  # column → the table that it names a row of
    alone: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    check: Callable[[], Check] | None = None

    def field_of(self, column: str) -> str:
        """The database's name of a column."""
        return f"{column}_id" if column in self.links else column


_UNIT: Final[Mapping[str, type[Model]]] = {"unit": models.Unit}
_PERSON: Final[Mapping[str, type[Model]]] = {"person": models.Person}

REGISTERS: Final[Mapping[str, Register]] = {
    "units": Register(models.Unit, ("code",)),
    "belongings": Register(
        models.Belonging,
        ("unit_id", "since"),
        {**_UNIT, "parent": models.Unit},
        alone=("unit_id",),
        check=belonging_check,
    ),
    "franchisees": Register(models.Franchisee, ("code",)),
    "franchises": Register(
        models.Franchise, ("unit_id", "since"), {**_UNIT, "franchisee": models.Franchisee}, alone=("unit_id",)
    ),
    "brands": Register(models.Brand, ("unit_id", "brand", "site_code", "since"), _UNIT, alone=("brand", "site_code")),
    "served_areas": Register(models.ServedArea, ("unit_id", "area", "since"), _UNIT, alone=("unit_id", "area")),
    "people": Register(models.Person, ("staff_number",)),
    "posts": Register(
        models.Post,
        ("person_id", "unit_id", "role", "since"),
        {**_PERSON, **_UNIT},
        alone=("person_id", "unit_id", "role"),
    ),
    "duties": Register(
        models.Duty,
        ("unit_id", "role", "person_id", "since"),
        {**_UNIT, **_PERSON, "deputy": models.Person},
        alone=("unit_id", "role", "person_id"),
        whole=("unit_id", "role"),
    ),
    "vehicles": Register(models.Vehicle, ("plate", "since"), _UNIT, alone=("plate",)),
    "lines": Register(
        models.Line, ("code", "since"), {"origin": models.Unit, "destination": models.Unit}, alone=("code",)
    ),
}
"""Sheet → its register."""
