"""The rows of a sheet on their way into the database: what they name is looked up, what changed is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import CharField, TextField

from tuotou.operations.organisation.register import NATURAL, PRIVATE, UNKNOWN, Register
from tuotou.operations.organisation.stored import key_of
from tuotou.operations.organisation.timeline import Faults, Key, Row, Trouble

AT_ONCE: Final = 1_000
STRUCK: Final = "struck"
_ENDS_FIRST: Final = (
    "it ends before it begins",
    "until: the first instant or day on which it no longer holds, or empty",
)


@dataclass(frozen=True, slots=True)
class Written:
    """What was done to a table; `changed`: key, field, before, after."""

    added: int
    changed: list[dict[str, object]]
    removed: int


def linked(register: Register, rows: Iterable[tuple[int, dict[str, Any]]]) -> tuple[list[Row], Faults]:
    """Rows of a sheet as rows of the table; those that name what is not there are refused."""
    ids = {model: _ids(register, model) for model in set(register.links.values())}
    found, faults = list[Row](), Faults()
    for place, cells in rows:
        struck = bool(cells.pop(STRUCK, None))
        trouble = _unknown(register, cells, ids) or _ends_first(cells)
        if trouble:
            faults[place] = trouble
        else:
            values = _values(register, cells, ids)
            found.append(Row(place, key_of(register, values), values, struck))
    return found, faults


def write(register: Register, rows: Sequence[Row], stored: Mapping[Key, Row], whole: bool) -> Written:
    """Bring a table to what its rows say; where the sheet is a `whole` list, what it no longer names goes."""
    objects = register.model._default_manager
    gone = [stored[row.key].values["id"] for row in rows if row.struck and row.key in stored]
    if whole and register.whole:
        gone += list(_no_longer(register, rows, stored))
    kept = [row for row in rows if not row.struck]
    new = [register.model(**row.values) for row in kept if row.key not in stored]
    changes = {row.key: _changes(row, stored[row.key]) for row in kept if row.key in stored}
    changed = [row for row in kept if changes.get(row.key)]
    for start in range(0, len(gone), AT_ONCE):
        objects.filter(pk__in=gone[start : start + AT_ONCE]).delete()
    objects.bulk_create(new, batch_size=AT_ONCE)
    others = [name for name in rows[0].values if name not in register.key] if rows else []
    if changed:
        updated = [register.model(id=stored[row.key].values["id"], **row.values) for row in changed]
        objects.bulk_update(updated, [name.removesuffix("_id") for name in others], batch_size=AT_ONCE)
    told = [{"key": [str(part) for part in row.key], **_shown(changes[row.key])} for row in changed]
    return Written(len(new), told, len(gone))


def _ids(register: Register, model: Any) -> dict[str, int]:
    return dict(model._default_manager.values_list(NATURAL[model], "id"))


def _unknown(register: Register, cells: Mapping[str, Any], ids: Mapping[Any, Mapping[str, int]]) -> Trouble | None:
    """The first column that names what is not there."""
    for column, model in register.links.items():
        code = cells.get(column)
        if code and code not in ids[model]:
            return column, (UNKNOWN[model].format(code), "check the code, or import the sheet that holds it first")
    return None


def _ends_first(cells: Mapping[str, Any]) -> Trouble | None:
    until = cells.get("until")
    return ("until", _ENDS_FIRST) if until is not None and until <= (cells["since"] or 0) else None


def _values(register: Register, cells: Mapping[str, Any], ids: Mapping[Any, Mapping[str, int]]) -> dict[str, Any]:
    """Cells as the database keeps them: links as ids, no text as the empty one, always as 0."""
    values: dict[str, Any] = {}
    for name, cell in cells.items():
        field = register.model._meta.get_field(name)
        if name in register.links:
            values[f"{name}_id"] = ids[register.links[name]][cell] if cell else None
        elif name == "since":
            values[name] = cell or 0
        else:
            values[name] = "" if cell is None and isinstance(field, CharField | TextField) else cell
    return values


def _changes(row: Row, before: Row) -> dict[str, tuple[object, object]]:
    return {name: (before.values[name], value) for name, value in row.values.items() if before.values[name] != value}


def _shown(changes: Mapping[str, tuple[object, object]]) -> dict[str, object]:
    """Before and after, but of personal data only that they changed."""
    return {name: None if name in PRIVATE else list(pair) for name, pair in changes.items()}


def _no_longer(register: Register, rows: Iterable[Row], stored: Mapping[Key, Row]) -> Iterator[int]:
    """The stored rows of the groups that a sheet lists, between its first and its last row of each, and not in it."""
    spans: dict[Key, tuple[int, int]] = {}
    for row in rows:
        group = tuple(row.values[name] for name in register.whole)
        begins, ends = spans.get(group, (row.since, row.until))
        spans[group] = min(begins, row.since), max(ends, row.until)
    keys = {row.key for row in rows}
    for key, there in stored.items():
        span = spans.get(tuple(there.values[name] for name in register.whole))
        if span and key not in keys and span[0] <= there.since < span[1]:
            yield int(there.values["id"])
