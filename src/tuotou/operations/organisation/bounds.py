"""Which rows of the organisation somebody may change: those of their own units and people, and no administrator's."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tuotou.feeds.sheet import Fault, SheetRows
from tuotou.operations.access.member import Member
from tuotou.operations.access.permissions import ADMINISTERS
from tuotou.operations.access.reach import managed_within
from tuotou.operations.access.roles import every_role
from tuotou.store.models import Franchisee, Person
from tuotou.store.organisation import Organisation

Cells = Mapping[str, Any]
Bound = Callable[[SheetRows], None]
SYSTEM: Final = (ADMINISTERS, "system.write")
"""Who may any of these runs the installation."""
_OUTSIDE: Final = ("not within your scope", "a unit of your own, or below it")
_SHARED: Final = ("others use it too", "ask headquarters to change it")
_NOT_YOURS: Final = ("this person works elsewhere too", "ask headquarters to change it")
_POWER: Final = ("only an administrator gives this role", "ask an administrator")


def bound_of(member: Member, now: int) -> Bound | None:
    """What is refused to somebody; None: nothing."""
    if member.sight.sites is None and member.can(ADMINISTERS):
        return None

    def bound(rows: SheetRows) -> None:
        limits = _Limits.of(member, now)
        faults: dict[tuple[str, Fault], list[int]] = {}
        for place, cells in rows.good():
            trouble = limits.trouble(rows.sheet.name, cells)
            if trouble:
                faults.setdefault(trouble, []).append(place)
        rows.refuse(faults)

    return bound


@dataclass(frozen=True, slots=True)
class _Limits:
    """What lies within the sight of a member; None: everything."""

    units: Collection[str] | None
    """Their own, and all that belong to these now."""
    placed: Collection[str]
    """Units that belong to anybody."""
    known: Collection[str]
    people: Collection[str]
    strangers: Collection[str]
    franchisees: Collection[str]
    powers: Collection[str]
    """Roles that only an administrator gives."""

    @classmethod
    def of(cls, member: Member, now: int) -> _Limits:
        powers = () if member.can(ADMINISTERS) else [one.name for one in every_role() if one.may.intersection(SYSTEM)]
        sites = member.sight.sites
        if sites is None:
            return cls(None, (), (), (), (), (), powers)
        here = Organisation.at(now)
        ours = {unit for unit in here.units if unit in sites or sites.intersection(here.above(unit))}
        managed = set(managed_within(member.sight, now).values_list("staff_number", flat=True))
        people = set(Person.objects.values_list("staff_number", flat=True))
        franchisees = set(Franchisee.objects.values_list("code", flat=True))
        return cls(ours, set(here.parents), set(here.units), managed, people - managed, franchisees, powers)

    def trouble(self, sheet: str, cells: Cells) -> tuple[str, Fault] | None:
        """The column at fault, and why."""
        if sheet in ("posts", "duties") and cells.get("role") in self.powers:
            return "role", _POWER
        if self.units is None:
            return None
        if sheet == "franchisees":
            return ("code", _SHARED) if cells["code"] in self.franchisees else None
        if sheet == "people":
            return ("staff_number", _NOT_YOURS) if cells["staff_number"] in self.strangers else None
        return self._elsewhere(sheet, cells)

    def _elsewhere(self, sheet: str, cells: Cells) -> tuple[str, Fault] | None:
        """A unit that is named and lies outside; one that is new, or belongs to nobody yet, may be taken in."""
        ours = self.units or ()
        if sheet == "units":
            return ("code", _OUTSIDE) if cells["code"] in self.known and cells["code"] not in ours else None
        if sheet == "belongings" and cells["parent"] not in ours:
            return "parent", _OUTSIDE
        column = "origin" if sheet == "lines" else "unit"
        inside = cells[column] in ours or (sheet == "belongings" and cells[column] not in self.placed)
        return None if inside else (column, _OUTSIDE)
