"""A trend: above the share kept as a line, below how many promises as columns, on one axis of days or hours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from tuotou.cli.page.drawing import bar, drawing, rule, two, words
from tuotou.cli.page.markup import Markup, Node, element
from tuotou.cli.page.number import counted
from tuotou.cli.page.scale import Place, every, floor_of, linear, ticks
from tuotou.cli.report_view import percent
from tuotou.operations.report import Counts

LEFT: Final = 58
UPPER: Final = (26, 166)  # where the share lies, from top to bottom
LOWER: Final = (204, 310)  # where the columns lie
HEIGHT: Final = 338
LABEL: Final = 46  # room of one label, pixels


class Point(NamedTuple):
    """A day or an hour."""

    label: str
    counts: Counts


def trend(points: Sequence[Point], name: tuple[str, str], width: int) -> Markup:
    """The chart of some points in order; at least one."""
    step = (width - LEFT - 4) / len(points)
    middle: list[float] = [LEFT + step * (place + 0.5) for place in range(len(points))]
    return drawing(
        width,
        HEIGHT,
        name,
        _line(points, middle, width),
        _columns(points, middle, min(step * 0.8, 28), width),
        _labels(points, middle, width),
    )


def _line(points: Sequence[Point], middle: Sequence[float], width: int) -> list[Node]:
    """Shares; the line breaks where too few promises count."""
    ranked = [point.counts.share for point in points if point.counts.ranked and point.counts.share is not None]
    low = floor_of(ranked)
    place = linear((low, 1), (UPPER[1], UPPER[0]))
    parts: list[Node] = [words(0, 12, two("按时率", "Kept in time"), "label")]
    for part in range(5):
        value = low + (1 - low) * part / 4
        parts += [
            rule(LEFT, place(value), width, place(value)),
            words(LEFT - 6, place(value) + 4, _exact(value), anchor="end"),
        ]
    parts.append(element("path", d=_path(points, middle, place), class_="trend"))
    return parts + [_dot(point, x, place) for point, x in zip(points, middle, strict=True)]


def _exact(value: float) -> str:
    return f"{value * 100:g} %" if abs(value * 1_000 - round(value * 1_000)) < 1e-6 else f"{value * 100:.2f} %"


def _path(points: Sequence[Point], middle: Sequence[float], place: Place) -> str:
    steps, pen = [], "M"
    for point, x in zip(points, middle, strict=True):
        if point.counts.ranked and point.counts.share is not None:
            steps.append(f"{pen}{x:.1f} {place(point.counts.share):.1f}")
            pen = "L"
        else:
            pen = "M"
    return "".join(steps)


def _dot(point: Point, x: float, place: Place) -> Markup:
    """A share; of few promises none is shown: it would say little (kernel rule 53)."""
    counts = point.counts
    if counts.share is None or not counts.ranked:
        return Markup()
    told = f"{point.label}: {percent(counts.share)}, n = {counted(counts.counted)}"
    shape = element("circle", cx=x, cy=place(counts.share), r=2.4, class_="dot")
    return element("g", element("title", told), shape)


def _columns(points: Sequence[Point], middle: Sequence[float], wide: float, width: int) -> list[Node]:
    """Kept at the foot, then late, then broken."""
    written = ticks(max(point.counts.counted for point in points), 3)
    place = linear((0, written[-1]), (LOWER[1], LOWER[0]))
    parts: list[Node] = [words(0, LOWER[0] - 14, two("承诺数 n（个）", "Promises n"), "label")]
    for value in written:
        parts += [
            rule(LEFT, place(value), width, place(value)),
            words(LEFT - 6, place(value) + 4, counted(value), anchor="end"),
        ]
    for point, x in zip(points, middle, strict=True):
        below = 0
        for number, kind in (
            (point.counts.kept, "kept"),
            (point.counts.kept_late, "late"),
            (point.counts.broken, "broken"),
        ):
            top = place(below + number)
            told = f"{point.label}: {counted(number)}"
            parts.append(bar(x - wide / 2, top, wide, place(below) - top, kind, told))
            below += number
    return parts


def _labels(points: Sequence[Point], middle: Sequence[float], width: int) -> list[Node]:
    nth = every(len(points), width - LEFT, LABEL)
    return [
        words(x, HEIGHT - 8, point.label, anchor="middle")
        for place, (point, x) in enumerate(zip(points, middle, strict=True))
        if place % nth == 0
    ]
