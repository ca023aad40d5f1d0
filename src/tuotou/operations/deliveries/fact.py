"""A fact as it may leave the house: what it is about, and what is said of it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from tuotou.store.models.person import masked

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_CODE: Final = re.compile(r"[\w.:/|,;+-]*", re.ASCII)
_MOBILE: Final = re.compile(r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)")
_DIGITS: Final = re.compile(r"\d{6,}")


@dataclass(frozen=True, slots=True)
class Fact:
    """Something new of one of the streams."""

    topic: str  # one of `wants.TOPICS`
    about: str  # what keeps its order: nothing that is about the same overtakes
    since: int  # µs UTC: when it was recorded
    body: Mapping[str, Any]  # JSON, instants as ISO 8601
    site: str = ""
    subject_kind: str = ""
    subject: str = ""
    kind: str = ""  # of an event
    standard: str = ""
    id: str = ""  # of an event


def iso(at: int | None) -> str | None:
    """µs UTC as other systems read them: 2026-05-01T02:00:00.000000Z."""
    return None if at is None else f"{_EPOCH + timedelta(microseconds=at):%Y-%m-%dT%H:%M:%S.%fZ}"


def as_json(body: Mapping[str, Any]) -> str:
    """As it is sent: the same bytes whenever it is made."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def unnamed(value: Any) -> Any:
    """A value of an attribute without anybody's phone number in it.

    A code of letters and digits stays, unless it is a mobile number; in what people wrote, six digits in a row go.
    """
    if not isinstance(value, str):
        return value
    hidden = _MOBILE.sub(lambda found: masked(re.sub(r"\D", "", found[0])), value)
    if _CODE.fullmatch(value):
        return hidden
    return _DIGITS.sub(lambda found: masked(found[0]), hidden)
