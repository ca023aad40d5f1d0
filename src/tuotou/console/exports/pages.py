"""Their addresses."""

from __future__ import annotations

from typing import Final

from tuotou.console.exports.centre import decision, decisions, exports, file, new_export
from tuotou.console.page import MEMBER, Page

APPROVE: Final = "exports.approve"
PAGES: Final = (
    Page("exports/", exports, "exports", MEMBER),
    Page("exports/new", new_export, "new-export", MEMBER, ("GET", "POST")),
    Page("exports/<int:id>/file", file, "export-file", MEMBER),
    Page("exports/decisions/", decisions, "export-decisions", APPROVE),
    Page("exports/<int:id>/decision", decision, "export-decision", APPROVE, ("POST",)),
)
