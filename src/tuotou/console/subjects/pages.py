"""Their addresses."""

from __future__ import annotations

from typing import Final

from tuotou.console.page import Page
from tuotou.console.subjects import number  # noqa: F401  # registers the converter of `<number:number>`
from tuotou.console.subjects.batch import batch
from tuotou.console.subjects.page import evidence, notes, subject, unmasking
from tuotou.console.subjects.search import search

SEE: Final = "subjects.see"
ONE: Final = "subjects/<str:kind>/<number:number>/"
PAGES: Final = (
    Page("subjects/", search, "subjects", SEE),
    Page("subjects/batch", batch, "batch", SEE, ("GET", "POST")),
    Page(ONE, subject, "subject", SEE),
    Page(f"{ONE}notes", notes, "subject-notes", SEE, ("POST",)),
    Page(f"{ONE}unmasking", unmasking, "subject-unmasking", "personal.unmask", ("POST",)),
    Page(f"{ONE}evidence/<str:fingerprint>", evidence, "subject-evidence", SEE),
)
