"""Who a warning may be passed to: people with a post, those nearby first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tuotou.operations.access.permissions import MAY
from tuotou.operations.inquiry.sight import Sight
from tuotou.store.models import Post
from tuotou.store.models.dated import holding

OFFERED: Final = 60
HANDLES: Final = [role for role, words in MAY.items() if "warnings.handle" in words]


def colleagues(unit: str, sight: Sight, now: int) -> Sequence[tuple[str, str]]:
    """Staff numbers and names: who handles warnings at one's unit, then below it."""
    posts = Post.objects.filter(holding(now), role__in=HANDLES)
    here = posts.filter(unit__code=unit)
    below = posts if sight.sites is None else posts.filter(unit__code__in=sorted(sight.sites))
    found: dict[str, str] = {}
    for some in (here, below):
        found |= dict(some.order_by("pk").values_list("person__staff_number", "person__name")[:OFFERED])
    return list(found.items())[:OFFERED]


def is_somebody(staff_number: str, now: int) -> bool:
    """Whether there is such a person, who holds a post."""
    return Post.objects.filter(holding(now), person__staff_number=staff_number).exists()
