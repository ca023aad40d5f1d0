"""A promise as a bar: its five instants on the axis of the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tuotou.console.subjects.axis import Axis
from tuotou.console.tags import words, written

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the bar, in percent."""

    x: float
    width: float
    look: str


@dataclass(frozen=True, slots=True)
class Point:
    """An instant of the promise."""

    x: float
    look: str  # opens, warn, due, kept, void
    title: str

    @property
    def size(self) -> float:
        """The radius: what decides is drawn large."""
        return {"warn": 2, "opens": 3}.get(self.look, 4.5)


@dataclass(frozen=True, slots=True)
class Bar:
    """What is drawn, and the same in words."""

    pieces: tuple[Piece, ...]
    points: tuple[Point, ...]
    label: str

    @classmethod
    def of(cls, promise: Row, axis: Axis, until: int) -> Bar:
        """The bar of a promise (`naming.SCHEMA`, µs). `until`: how far what is not kept reaches."""
        points = tuple(_points(promise, axis))
        return cls(tuple(_pieces(promise, axis, until)), points, "，".join(point.title for point in points))


def _pieces(promise: Row, axis: Axis, until: int) -> Iterator[Piece]:
    opens, due, status = promise["opens_at"], promise["due_at"], promise["status"]
    void, kept = promise["void_at"], promise["kept_at"]
    if status == "void" and void is not None:
        yield _piece(axis, opens, void, "none")
    elif status == "kept":
        yield _piece(axis, opens, kept, "good")
        yield _piece(axis, kept, due, "left")
    elif status in ("broken", "kept_late"):
        yield _piece(axis, opens, due, "spent")
        yield _piece(axis, due, kept or until, "bad")
    else:
        yield _piece(axis, opens, min(until, due), "warn" if status == "at_risk" else "run")
        yield _piece(axis, min(until, due), due, "left")


def _piece(axis: Axis, begin: int, end: int, look: str) -> Piece:
    x = axis.x(begin)
    return Piece(x, round(max(axis.x(end) - x, 0), 2), look)


def _points(promise: Row, axis: Axis) -> Iterator[Point]:
    """In order of time; what lies beyond the axis is told, and stands at its edge."""
    told = [(promise["opens_at"], "opens", words("起算", "opens"))]
    told += [(at, "warn", words("提醒", "warning")) for at in promise["warn_at"] or ()]
    told += [(promise["due_at"], "due", words("到期", "due"))]
    told += [(promise["kept_at"], "kept", words("兑现", "kept"))]
    told += [(promise["void_at"], "void", words("免除", "void"))]
    for at, look, word in sorted(((a, b, c) for a, b, c in told if a is not None), key=lambda each: each[0]):
        yield Point(axis.x(at), look, f"{word} {written(at)}")
