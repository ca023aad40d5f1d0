"""The rows of a sheet's table that are there already, as far as the sheet may touch them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Model, Q, QuerySet

from tuotou.operations.organisation.register import Register
from tuotou.operations.organisation.timeline import Key, Row


def stored_rows(register: Register, rows: Sequence[Row]) -> Mapping[Key, Row]:
    """Key → row, with its primary key as `id`."""
    fields = [each.attname for each in register.model._meta.concrete_fields]
    found = (dict(zip(fields, values, strict=True)) for values in _near(register, rows).values_list(*fields))
    return {key_of(register, values): Row(-1, key_of(register, values), values) for values in found}


def key_of(register: Register, values: Mapping[str, object]) -> Key:
    """What tells a row apart."""
    return tuple(values[name] for name in register.key)


def _near(register: Register, rows: Sequence[Row]) -> QuerySet[Model]:
    """All of a table; of one that grows with the days, those that meet the days of the rows."""
    every = register.model._default_manager.all()
    if not register.whole:
        return every
    if not rows:
        return every.none()
    begins, ends = min(row.since for row in rows), max(row.until for row in rows)
    return every.filter(Q(since__lt=ends) & Q(until__gt=begins))
