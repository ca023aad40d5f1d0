"""The lines of a scenario: one event, or one promise that must come of the trail, from its text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from tuotou.core.document import suggest
from tuotou.core.standards.wall_clock import instant, time_of_day
from tuotou.core.trail.vocabulary import Attribute, Kind, Vocabulary

STATUSES: Final = ("not_open", "open", "at_risk", "kept", "kept_late", "broken", "void", "cannot_say")
DEFAULT_SOURCE: Final = "handheld"
PIECE: Final = re.compile(r'(?:[^\s"]|"[^"]*")+')  # a word; blanks may stand between double quotes
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")
_RANGE: Final = re.compile(r"(.*?)(\d+)\.\.(?:\1)?(\d+)")
_MARKS: Final = {"@": "site", "%": "person", "#": "id", "~": "source"}


class Malformed(Exception):
    """A line that cannot be read: where in it, what, and what would be right."""

    def __init__(self, what: str, right: str, column: int = 1) -> None:
        super().__init__(what)
        self.what, self.right, self.column = what, right, column


@dataclass(frozen=True, slots=True)
class Event:
    """An event as its line says it; the subject and a missing id are known to the scenario only."""

    kind: str
    at: int  # µs UTC
    recorded_at: int  # µs UTC
    marks: dict[str, str] = field(default_factory=dict)  # site, person, id, source where given
    attributes: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Expectation:
    """A promise that must come of the trail; instants that are None are not asked for.

    Of a share, `subject` is the site or person, empty for all, and `opening` is the first day of the period.
    """

    subject: str
    life: int
    per: tuple[str, ...]  # values, in the order of the standard's `per`
    opening: str | None  # id of the event that opened it
    status: str
    due: int | None = None  # µs UTC
    kept: int | None = None
    void: int | None = None


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    column: int


def event(line: str, subject: str, vocabulary: Vocabulary, zone: str) -> Event:
    """The event of a line such as `2026-05-01 10:00 arrived @HUB1 %zhang product=standard #e1`.

    `subject` is the subject's kind. Raises Malformed.
    """
    pieces = _pieces(line)
    at, rest = _moment(pieces, zone)
    if not rest:
        raise Malformed("an event needs a kind", "for example 2026-05-01 10:00 arrived @HUB1", len(line) + 1)
    kind = _kind(rest[0], subject, vocabulary)
    found = Event(kind.name, at, at)
    rest = rest[1:]
    while rest:
        piece, rest = rest[0], rest[1:]
        if piece.text == "recorded":
            recorded, rest = _moment(rest, zone, pieces[0], piece)
            found = Event(found.kind, found.at, recorded, found.marks, found.attributes)
        elif piece.text[0] in _MARKS and len(piece.text) > 1:
            found.marks[_MARKS[piece.text[0]]] = piece.text[1:]
        else:
            name, value = _attribute(piece, kind, vocabulary, zone)
            found.attributes[name] = value
    return found


def expectations(line: str, zone: str) -> tuple[Expectation, ...]:
    """The promise of a line such as `YT1 @HUB1 #e1 kept_late due 2026-05-01 18:00`, or of each of `YT1..YT9`.

    Raises Malformed.
    """
    pieces = _pieces(line)
    subject, _, life = pieces[0].text.partition("/")
    if life and not life.isdigit():
        raise Malformed(f"'{pieces[0].text}' is no subject", "for example YT1, or YT1/2 for its second life")
    rest = pieces[1:]
    per: list[str] = []
    opening = None
    while rest and (rest[0].text[0] in "@%#" or "=" in rest[0].text):
        text = rest[0].text
        if text[0] == "#":
            opening = text[1:]
        else:
            per.append(text[1:] if text[0] in "@%" else text.partition("=")[2])
        rest = rest[1:]
    if not rest or rest[0].text not in STATUSES:
        at = rest[0] if rest else _Piece("", len(line) + 1)
        raise Malformed(f"'{at.text}' is no status", suggest(at.text, STATUSES), at.column)
    instants = _instants(rest[1:], zone)
    return tuple(
        Expectation(number, int(life or 1), tuple(per), opening, rest[0].text, **instants)
        for number in numbers(subject)
    )


def numbers(text: str) -> tuple[str, ...]:
    """The subject numbers that `YT1` or `YT1..YT20` stands for; `all` is what a share over everything is about."""
    if text == "all":
        return ("",)
    found = _RANGE.fullmatch(text)
    if found is None:
        return (text,)
    start, first, last = found[1], int(found[2]), int(found[3])
    return tuple(f"{start}{number}" for number in range(first, last + 1))


def moment(line: str, zone: str) -> int:
    """The instant that a text such as `2026-05-02 00:00` shows, µs UTC. Raises Malformed."""
    found, rest = _moment(_pieces(line), zone)
    if rest:
        raise Malformed(f"'{rest[0].text}' stands after the time", "write date and time only", rest[0].column)
    return found


def _pieces(line: str) -> tuple[_Piece, ...]:
    return tuple(_Piece(found.group(), found.start() + 1) for found in PIECE.finditer(line))


def _moment(
    pieces: Sequence[_Piece], zone: str, day: _Piece | None = None, before: _Piece | None = None
) -> tuple[int, Sequence[_Piece]]:
    """The instant with which some pieces begin, and the others; a time alone is of the line's `day`."""
    texts = [piece.text for piece in pieces[:2]]
    column = pieces[0].column if pieces else before.column if before else 1
    if len(texts) == 2 and _DATE.fullmatch(texts[0]):
        found, rest = instant(" ".join(texts), zone), pieces[2:]
    elif texts and day is not None and time_of_day(texts[0]) is not None:
        found, rest = instant(f"{day.text} {texts[0]}", zone), pieces[1:]
    else:
        found, rest = None, pieces
    if found is None:
        raise Malformed(f"'{' '.join(texts)}' is no time", "for example 2026-05-01 10:00", column)
    return found, rest


def _instants(pieces: Sequence[_Piece], zone: str) -> dict[str, int]:
    found: dict[str, int] = {}
    while pieces:
        name = pieces[0]
        if name.text not in ("due", "kept", "void"):
            raise Malformed(f"'{name.text}' is not expected here", "one of: due, kept, void", name.column)
        found[name.text], pieces = _moment(pieces[1:], zone, before=name)
    return found


def _kind(piece: _Piece, subject: str, vocabulary: Vocabulary) -> Kind:
    kind = vocabulary.kinds.get(piece.text)
    theirs = [name for name, one in vocabulary.kinds.items() if subject in one.subjects]
    if kind is None:
        raise Malformed(f"there is no event kind '{piece.text}'", suggest(piece.text, theirs), piece.column)
    if subject not in kind.subjects:
        raise Malformed(f"'{piece.text}' does not happen to a {subject}", suggest(piece.text, theirs), piece.column)
    return kind


def _attribute(piece: _Piece, kind: Kind, vocabulary: Vocabulary, zone: str) -> tuple[str, object]:
    name, sign, text = piece.text.partition("=")
    if not sign:
        raise Malformed(f"'{piece.text}' has no meaning here", "@site %person #id ~source name=value", piece.column)
    if name not in kind.attributes:
        right = suggest(name, sorted(kind.attributes))
        raise Malformed(f"'{kind.name}' carries no '{name}'", right, piece.column)
    value = _value(vocabulary.attributes[name], text.replace('"', ""), zone)
    if value is None:
        right = {"flag": "true or false", "instant": 'name="2026-05-01 18:00"'}.get(
            vocabulary.attributes[name].type, "a number"
        )
        raise Malformed(f"'{text}' is no {vocabulary.attributes[name].type}", right, piece.column)
    return name, value


def _value(attribute: Attribute, text: str, zone: str) -> object:
    if attribute.type == "flag":
        return {"true": True, "false": False}.get(text)
    if attribute.type == "instant":
        return instant(text, zone)
    if attribute.type not in ("number", "integer"):
        return text
    try:
        return int(text) if attribute.type == "integer" else float(text)
    except ValueError:
        return None
