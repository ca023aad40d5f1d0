"""What the doctor says of one thing: how it is, and what is to be done."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How it is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One line."""

    subject: str
    level: Level
    what: str
    right: str = ""


def ok(subject: str, what: str) -> Diagnosis:
    """As it must be."""
    return Diagnosis(subject, Level.OK, what)


def warn(subject: str, what: str, right: str) -> Diagnosis:
    """It works; it should not stay so."""
    return Diagnosis(subject, Level.WARN, what, right)


def fail(subject: str, what: str, right: str) -> Diagnosis:
    """It does not work, or will soon lose something."""
    return Diagnosis(subject, Level.FAIL, what, right)
