"""What belongs to a subject: its other numbers, the pieces of its consignment, what rides in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tuotou.store import retired
from tuotou.store.models import Membership, Piece, Subject

MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Related:
    """Numbers, each of its kind. What rides in it: at most `MOST`, those put in last first."""

    others: Sequence[tuple[str, str]]
    mothers: Sequence[str]
    children: Sequence[str]
    riders: Sequence[tuple[str, str]]


def related(kind: str, number: str, contains: bool) -> Related:
    """What belongs to a subject."""
    groups = retired.linked({(kind, number)})
    others = sorted(key for group in groups for key in group if key != (kind, number))
    mothers = Piece.objects.filter(child=number).order_by("mother").values_list("mother", flat=True)
    children = Piece.objects.filter(mother=number).order_by("child").values_list("child", flat=True)
    return Related(others, list(mothers[:MOST]), list(children[:MOST]), _riders(kind, number) if contains else ())


def _riders(kind: str, number: str) -> list[tuple[str, str]]:
    """Those who ride in a container or rode in it since: who has retired is told by its own page alone."""
    container = Subject.objects.filter(kind=kind, number=number).values_list("pk", flat=True).first()
    rows = Membership.objects.filter(container=container).order_by("-entered_at", "subject_id")
    return list(dict.fromkeys(rows.values_list("subject__kind", "subject__number")[:MOST]))
