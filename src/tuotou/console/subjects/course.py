"""The way that a subject took, as points and a line of a map (js/map.js)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from tuotou.console.maps import drawn
from tuotou.console.subjects.timeline import Step
from tuotou.console.tags import named, written
from tuotou.operations.inquiry.names import Names

FIRST, LAST, BETWEEN = "#2f9e5b", "#c2456d", "#2f7ed8"
DIGITS: Final = 4
"""Of degrees: about ten metres."""


def course_of(steps: Sequence[Step], names: Names) -> dict[str, Any] | None:
    """Sites with coordinates in the order in which they were reached; None where there is none."""
    at: list[tuple[float, float]] = []
    points: dict[str, dict[str, Any]] = {}
    for step in steps:
        place = names.site(step.entry.site) if step.entry.site and not step.gone else None
        if place is None or place.lat is None or place.lng is None:
            continue
        here = (round(place.lat, DIGITS), round(place.lng, DIGITS))
        if not at or at[-1] != here:
            at.append(here)
        points.setdefault(
            place.code, {"at": here, "title": f"{named(place)} · {written(step.entry.at)}", "color": BETWEEN}
        )
    if not points:
        return None
    every = list(points.values())
    every[-1]["color"], every[0]["color"] = LAST, FIRST
    lines = [{"at": at}] if len(at) > 1 else []
    return drawn(every, lines)
