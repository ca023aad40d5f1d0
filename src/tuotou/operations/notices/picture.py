"""The picture of a brief: some days as a line, the target across, as PNG; chat apps show nothing else.

What it is of stands in its name: the letters that are drawn are digits alone, for which no font is needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from io import BytesIO
from typing import Any, Final

from PIL import Image, ImageDraw, ImageFont

from tuotou.core.indicators.amount import amount
from tuotou.notices.letter import Attachment
from tuotou.operations.notices.wording import Words

TYPE: Final = "image/png"
WIDTH, HEIGHT = 1_080, 480
LEFT, RIGHT, TOP, BOTTOM = 110, 130, 40, 70  # px of the margins
LINES: Final = 4
"""Lines across, from the lowest to the highest amount."""
INK, GREY, FAINT, RED, BLUE = "#182433", "#5b6b7f", "#e3e8ee", "#c92a2a", "#1668b8"
EPOCH: Final = date(1970, 1, 1)
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@dataclass(frozen=True, slots=True)
class Course:
    """What is drawn: an amount for each day up to the last, None where nothing was counted."""

    last: int  # a business day since 1970-01-01
    values: Sequence[float | None]
    target: float | None
    unit: str

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Course:
        """As a notice keeps it; only a unit of plain letters is drawn."""
        unit = next((word for word in (stored["unit"]["zh"], stored["unit"]["en"]) if word.isascii()), "")
        return cls(int(stored["last"]), stored["values"], stored["target"], unit)

    @property
    def days(self) -> Sequence[str]:
        """Month and day of each."""
        first = EPOCH + timedelta(self.last - len(self.values) + 1)
        return [f"{first + timedelta(turn):%m-%d}" for turn in range(len(self.values))]

    @property
    def span(self) -> tuple[float, float]:
        """The lowest and the highest amount, the target too, with some room."""
        every = [each for each in (*self.values, self.target) if each is not None]
        low, high = min(every), max(every)
        room = (high - low or abs(high) or 1) / 10
        return low - room, high + room

    def said(self, value: float) -> str:
        """An amount in its unit."""
        return f"{amount(value)} {self.unit}".strip()


def picture(words: Words, stored: Mapping[str, Any]) -> Attachment | None:
    """The picture; None where nothing was counted."""
    course = Course.read(stored)
    if all(value is None for value in course.values):
        return None
    file = BytesIO()
    _drawn(course).save(file, "PNG", optimize=True)
    days, title = len(course.values), stored["title"][words.lang]
    name = words.pick(f"近{days}天-{title}", f"{title}, {days} days")
    return Attachment(f"{name.replace('/', '-')}.png", file.getvalue(), TYPE)


def _drawn(course: Course) -> Image.Image:
    sheet = _Sheet(course, Image.new("RGB", (WIDTH, HEIGHT), "white"))
    sheet.scales()
    sheet.target()
    sheet.line()
    return sheet.image


@dataclass(frozen=True)
class _Sheet:
    """What is drawn on; places in px."""

    course: Course
    image: Image.Image

    @cached_property
    def draw(self) -> ImageDraw.ImageDraw:
        """The pen."""
        return ImageDraw.Draw(self.image)

    @cached_property
    def font(self) -> Font:
        """Of scales."""
        return ImageFont.load_default(22)

    def across(self, turn: int) -> float:
        """Where the n-th day stands."""
        return LEFT + (WIDTH - LEFT - RIGHT) * turn / max(1, len(self.course.values) - 1)

    def down(self, value: float) -> float:
        """Where an amount stands."""
        low, high = self.course.span
        return TOP + (HEIGHT - TOP - BOTTOM) * (high - value) / (high - low)

    def scales(self) -> None:
        """Amounts at the left, every second day below, the last one among them."""
        low, high = self.course.span
        for turn in range(LINES):
            value = low + (high - low) * turn / (LINES - 1)
            self.draw.line([(LEFT, self.down(value)), (WIDTH - RIGHT, self.down(value))], FAINT, 2)
            self.draw.text((LEFT - 14, self.down(value)), self.course.said(value), GREY, self.font, "rm")
        days = self.course.days
        for turn in range((len(days) - 1) % 2, len(days), 2):
            self.draw.text((self.across(turn), HEIGHT - BOTTOM + 18), days[turn], GREY, self.font, "mt")

    def target(self) -> None:
        """Across, with its amount at the right."""
        if self.course.target is None:
            return
        level = self.down(self.course.target)
        for left in range(LEFT, WIDTH - RIGHT, 24):
            self.draw.line([(left, level), (min(left + 12, WIDTH - RIGHT), level)], RED, 3)
        self.draw.text((WIDTH - RIGHT + 12, level), self.course.said(self.course.target), RED, self.font, "lm")

    def line(self) -> None:
        """The days, and what the last one came to, larger than the rest."""
        values = self.course.values
        points = [None if value is None else (self.across(n), self.down(value)) for n, value in enumerate(values)]
        for run in _runs(points):
            self.draw.line(run, BLUE, 4, "curve")
        for point in points:
            if point is not None:
                self.draw.circle(point, 6, BLUE)
        if values[-1] is not None and points[-1] is not None:
            across, down = points[-1]
            above = down - 44 if down > TOP + 44 else down + 14
            self.draw.text((across, above), self.course.said(values[-1]), INK, ImageFont.load_default(30), "rt")


def _runs(points: Sequence[tuple[float, float] | None]) -> Iterator[list[tuple[float, float]]]:
    """The stretches of days without a gap."""
    run: list[tuple[float, float]] = []
    for point in (*points, None):
        if point is not None:
            run.append(point)
        else:
            if len(run) > 1:
                yield run
            run = []
