"""Which standard is meant: a document that is not in the handbook yet, an id of the handbook, or `ID@VERSION`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tuotou.core.document import Problem
from tuotou.core.standards.document import draft_standard
from tuotou.core.standards.handbook import Handbook, read_standards
from tuotou.core.standards.standard import Standard

_ID: Final = re.compile(r"^id:\s*([a-z0-9-]+)", re.M)


def read_tried(path: Path, handbook: Handbook, beside: Mapping[str, str]) -> tuple[Standard | None, list[Problem]]:
    """The standard of a document, and all that is wrong with it. Raises OSError, UnicodeDecodeError.

    `beside`: the texts of the handbook; a share is checked against the standards that it counts.
    """
    text, file = path.read_text(encoding="utf-8-sig"), str(path)
    draft, problems = draft_standard(text, file, handbook.vocabulary)
    if draft is None or problems:
        return None, sorted(problems)
    counted = draft.standard.share.of if draft.standard.share else ()
    texts = {name: each for name, each in beside.items() if (match := _ID.search(each)) and match[1] in counted}
    read, problems = read_standards({**texts, file: text}, handbook)
    problems = [problem for problem in problems if problem.file == file]
    found = next((one for one in read.standards if one.id == draft.standard.id), None)
    return (None if problems else found), problems


def named(handbook: Handbook, name: str) -> Standard | None:
    """The newest version of an id, or the one that `ID@VERSION` names; None where there is none."""
    id, _, version = name.partition("@")
    versions = handbook.by_id.get(id, ())
    if version:
        return next((one for one in versions if str(one.version) == version), None)
    return versions[-1] if versions else None


def in_force(handbook: Handbook, id: str, at: int) -> Standard | None:
    """The version of an id that holds for all at an instant (µs UTC): that of a pilot or promotion does not."""
    held = [
        one
        for one in handbook.by_id.get(id, ())
        if one.status == "in_force" and one.scope is None and one.effective <= at and (one.until or at + 1) > at
    ]
    return max(held, key=lambda one: one.effective, default=None)
