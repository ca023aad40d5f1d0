"""The name of a promise for stores and other systems: the same wherever and whenever it is judged (rule 15)."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

SEPARATOR = "\x1f"


def promise_id(key: Sequence[Any]) -> str:
    """The id of a promise, 32 hexadecimal digits, from its identity: the values of `naming.KEY` in that order."""
    standard, subject_kind, subject, life, per, opening = key
    text = SEPARATOR.join((standard, subject_kind, subject, str(life), *per, opening))
    return blake2b(text.encode(), digest_size=16).hexdigest()
