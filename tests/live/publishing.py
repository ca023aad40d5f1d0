"""How live tests publish: a held standard with some words changed, at an instant of the test."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tuotou.core.standards.wall_clock import instant
from tuotou.handbook import documents
from tuotou.operations.standards.publish import Hand, publish
from tuotou.store.models import StandardVersion

QUALITY = "HQ001"


def at(text: str) -> int:
    """`2026-05-01 10:00` on the wall in China, µs UTC."""
    found = instant(text)
    assert found is not None
    return found


def edited(id: str, version: int, since: str, *changes: tuple[str, str]) -> str:
    """The newest shipped text of a standard as another version from an instant on, words of it changed."""
    text = documents()[id][-1]
    text = re.sub(r"^version: \d+", f"version: {version}", text, flags=re.M)
    dated, times = re.subn(r"^effective: .*$", f"effective: {{published: 2026-01-01, from: {since}}}", text, flags=re.M)
    assert times == 1
    for old, new in changes:
        assert old in dated, old
        dated = dated.replace(old, new)
    return dated


def published(now: int, *texts: str, note: str = "") -> list[StandardVersion]:
    """Documents published by the quality department."""
    return publish({f"{place}.yaml": text for place, text in enumerate(texts)}, Hand(QUALITY, now, note))


def held(id: str) -> Sequence[tuple[int, bool, bool]]:
    """(version, shipped, set aside) of what the platform holds of a standard."""
    rows = StandardVersion.objects.filter(standard=id).order_by("version", "set_aside", "id")
    return [*rows.values_list("version", "shipped", "set_aside")]
