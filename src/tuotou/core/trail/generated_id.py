"""Ids of events that nobody sent: the same inputs give the same id, live and in replay (kernel rules 47, 48)."""

from __future__ import annotations

import hashlib
from typing import NamedTuple


def calendar_id(kind: str, subject_kind: str, subject: str, day: int) -> str:
    """Of what the calendar says of a roster's row on a day, counted from 1970-01-01."""
    return _hash(kind, subject_kind, subject, day)


class Episode(NamedTuple):
    """What makes an episode the same whenever its reducer finds it."""

    version: str  # of the reducer: another may see it otherwise
    subject_kind: str
    subject: str
    began_at: int  # µs UTC


def episode_id(episode: Episode, kind: str, at: int) -> str:
    """Of one of the two events of an episode, `…_began` or `…_ended`, that happened at `at` µs.

    An end that moves, because measurements came late, is another event: a retraction is final (rule 11), so under the
    id of the end that was retracted it could never be said anew.
    """
    return _hash(*episode, kind, at)


def content_id(content: str) -> str:
    """Of an event whose sender gave it none, by all that it says: said again it is the same."""
    return _hash("content", content)


def _hash(*parts: object) -> str:
    return hashlib.blake2b("|".join(map(str, parts)).encode(), digest_size=8).hexdigest()
