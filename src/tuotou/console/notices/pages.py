"""The addresses of one's notices."""

from __future__ import annotations

from typing import Final

from tuotou.console.notices.brief import brief
from tuotou.console.notices.inbox import mark, own
from tuotou.console.notices.preferences import preferences
from tuotou.console.page import MEMBER, Page

PAGES: Final = (
    Page("notices/", own, "notices", MEMBER),
    Page("notices/briefs/<int:id>/", brief, "brief", MEMBER),
    Page("notices/readings", mark, "notices-read", MEMBER, ("POST",)),
    Page("notices/preferences/", preferences, "notice-preferences", MEMBER, ("GET", "POST")),
)
