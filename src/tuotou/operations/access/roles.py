"""What roles may in this company: as shipped, with what was given and taken since; what is asked of who has them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from tuotou.core.document import suggest
from tuotou.operations.access.administrators import keeping
from tuotou.operations.access.permissions import MAY, PERMISSIONS
from tuotou.store.models import AuditEntry, RoleGrant, RolePolicy
from tuotou.store.whole import writing


class CannotGrant(ValueError):
    """A role that cannot be so; `what` says why and `right` what would be right."""

    def __init__(self, what: str, right: str) -> None:
        super().__init__(f"{what}; right: {right}")
        self.what, self.right = what, right


@dataclass(frozen=True, slots=True)
class Granted:
    """What some roles together may, and whether a second factor is asked of who has them."""

    may: frozenset[str]
    second_factor: bool


@dataclass(frozen=True, slots=True)
class Role:
    """One role as it stands."""

    name: str
    may: frozenset[str]
    shipped: frozenset[str]
    second_factor: bool


def granted(roles: Iterable[str]) -> Granted:
    """What somebody may who holds these roles."""
    names = list(roles)
    changes, asked = _changes(names), _asked(names)
    held = [_role(name, changes, asked) for name in names]
    return Granted(frozenset().union(*(each.may for each in held)), any(each.second_factor for each in held))


def every_role() -> list[Role]:
    """All of them, in the order in which they are shipped."""
    changes, asked = _changes(MAY), _asked(MAY)
    return [_role(name, changes, asked) for name in MAY]


def change_role(role: Role, by: str, now: int) -> None:
    """From now on the role may what it says, and no more. Raises `CannotGrant`, `LastAdministrator`."""
    if role.name not in MAY:
        raise CannotGrant(f"there is no role '{role.name}'", suggest(role.name, list(MAY)))
    if strange := sorted(role.may - set(PERMISSIONS)):
        raise CannotGrant(f"there is no permission '{strange[0]}'", suggest(strange[0], list(PERMISSIONS)))
    with writing(), keeping(now):
        before = next(each for each in every_role() if each.name == role.name)
        RoleGrant.objects.filter(role=role.name).delete()
        shipped = frozenset(MAY[role.name])
        RoleGrant.objects.bulk_create(
            RoleGrant(role=role.name, permission=word, given=word in role.may, by=by, at=now)
            for word in sorted(role.may ^ shipped)
        )
        RolePolicy.objects.update_or_create(role=role.name, defaults={"second_factor": role.second_factor})
        _note(before, role, by, now)


def _role(name: str, changes: Mapping[tuple[str, str], bool], asked: Collection[str]) -> Role:
    shipped = frozenset(MAY.get(name, ()))
    may = {word for word in PERMISSIONS if changes.get((name, word), word in shipped)}
    return Role(name, frozenset(may), shipped, name in asked)


def _changes(roles: Collection[str]) -> dict[tuple[str, str], bool]:
    rows = RoleGrant.objects.filter(role__in=list(roles)).values_list("role", "permission", "given")
    return {(role, permission): given for role, permission, given in rows}


def _asked(roles: Collection[str]) -> frozenset[str]:
    asked = RolePolicy.objects.filter(role__in=list(roles), second_factor=True)
    return frozenset(asked.values_list("role", flat=True))


def _note(before: Role, after: Role, by: str, now: int) -> None:
    details = {
        "given": sorted(after.may - before.may),
        "taken": sorted(before.may - after.may),
        "second_factor": after.second_factor,
    }
    AuditEntry.objects.create(at=now, who=by, act="role.change", what=f"role {after.name}", details=details)
