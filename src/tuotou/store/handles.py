"""Handles as they lie in the database: by which subjects are found that one has no number of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from hashlib import blake2b
from typing import Final

import polars as pl
from django.conf import settings

from tuotou.core.trail.handles import SHAPES, meant
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.store import bulk
from tuotou.store.models import Handle
from tuotou.store.veiled import is_veiled, veil

COURIER: Final = "courier"
"""Whoever had a parcel in hand on a day."""
NAMES: Final = ("key", "subject_kind", "number", "at")
_EPOCH: Final = date(1970, 1, 1).toordinal()


def veiled(events: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """The events with what is personal cut to its shape and veiled. Raises `sealed.NotOurs`."""
    names = [name for name in vocabulary.attributes if name in events.columns and is_personal(name, vocabulary)]
    written = []
    for name in names:
        shape = SHAPES.get(vocabulary.attributes[name].finds, str)
        said = events[name].unique().drop_nulls().to_list()
        new = {word: _veiled(name, word, shape) for word in said}
        written.append(pl.col(name).replace_strict(new, default=None, return_dtype=pl.String))
    return events.with_columns(written) if written else events


def is_personal(name: str, vocabulary: Vocabulary) -> bool:
    """Whether an attribute lies veiled."""
    return name in vocabulary.attributes and vocabulary.attributes[name].type == "veiled"


def note_handles(fresh: pl.DataFrame, vocabulary: Vocabulary) -> None:
    """What some events say that their subjects are looked up by. Part of the transaction that records them."""
    rows = [*_named(fresh, vocabulary), *_in_hand(fresh, vocabulary)]
    bulk.append(Handle, NAMES, rows)


def key_of(name: str, value: str) -> int:
    """The same 64 bits for an attribute (or `COURIER`) and its value as it is written, on every machine."""
    return int.from_bytes(blake2b(f"{name}\x1f{value}".encode(), digest_size=8).digest(), signed=True)


def courier_key(person: str, day: date) -> int:
    """Of all that somebody had in hand on a day of the company's zone."""
    return key_of(COURIER, f"{person}\x1f{day.toordinal() - _EPOCH}")


def keys_of(word: str, vocabulary: Vocabulary) -> Mapping[int, str]:
    """Under which keys something would lie that people type, and which attribute each would be."""
    found = {}
    for name, attribute in vocabulary.attributes.items():
        if attribute.finds and (shaped := meant(attribute.finds, word)):
            found[key_of(name, veil(name, shaped) if attribute.type == "veiled" else shaped)] = name
    return found


def found(key: int, since: int, most: int, sites: Collection[str] | None = None) -> Sequence[tuple[str, str]]:
    """(subject kind, number) of what lies under a key since an instant (µs), the latest first.

    `sites`: only what is live and was last at one of these.
    """
    sql, parameters = "SELECT h.subject_kind, h.number FROM handle h", list[object]()
    if sites is not None:
        condition, codes = bulk.among("s.site", sorted(sites))
        sql += f" JOIN subject s ON s.kind = h.subject_kind AND s.number = h.number AND {condition}"
        parameters.append(codes)
    sql += " WHERE h.key = %s AND h.at >= %s ORDER BY h.at DESC LIMIT %s"
    rows = bulk.run(sql, [*parameters, key, since, most])
    return list(dict.fromkeys((kind, number) for kind, number in rows))


def _named(fresh: pl.DataFrame, vocabulary: Vocabulary) -> Iterable[tuple[int, str, str, int]]:
    for name, attribute in vocabulary.attributes.items():
        if attribute.finds and name in fresh.columns:
            shape = str if attribute.type == "veiled" else SHAPES[attribute.finds]
            some = fresh.filter(pl.col(name).is_not_null())
            yield from _rows(some, [key_of(name, shape(value)) for value in some[name]])


def _rows(events: pl.DataFrame, keys: Sequence[int]) -> Iterable[tuple[int, str, str, int]]:
    """Their handles: the key of each beside whose it is."""
    columns = (events["subject_kind"], events["subject"], events["at"].to_physical())
    return zip(keys, *(column.to_list() for column in columns), strict=True)


def _veiled(name: str, word: str, shape: Callable[[str], str]) -> str | None:
    """None: the word is none of its kind, and is not kept. What comes from our own archive is veiled already."""
    if is_veiled(name, word):
        return word
    shaped = shape(word)
    return veil(name, shaped) if shaped else None


def _in_hand(fresh: pl.DataFrame, vocabulary: Vocabulary) -> Iterable[tuple[int, str, str, int]]:
    kinds = [kind.name for kind in vocabulary.kinds.values() if kind.in_hand]
    some = fresh.filter(pl.col("kind").cast(pl.String).is_in(kinds) & pl.col("person").is_not_null())
    days = some["at"].dt.convert_time_zone(settings.TIME_ZONE).dt.date().to_physical().to_list()
    keys = [key_of(COURIER, f"{person}\x1f{day}") for person, day in zip(some["person"], days, strict=True)]
    return _rows(some, keys)
