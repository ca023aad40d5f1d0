"""The addresses of exemptions."""

from __future__ import annotations

from typing import Final

from tuotou.console.exemptions.deciding import decision, exemption, withdrawal
from tuotou.console.exemptions.filing import new
from tuotou.console.exemptions.roll import exemptions
from tuotou.console.page import Page

FILE, DECIDE = "exemptions.file", "exemptions.decide"
PAGES: Final = (
    Page("exemptions/", exemptions, "exemptions", FILE),
    Page("exemptions/new/", new, "exemption-new", FILE, ("GET", "POST")),
    Page("exemptions/<int:id>/", exemption, "exemption", FILE),
    Page("exemptions/<int:id>/decision", decision, "exemption-decision", DECIDE, ("POST",)),
    Page("exemptions/<int:id>/withdrawal", withdrawal, "exemption-withdrawal", FILE, ("POST",)),
)
"""Whoever decides may file as well."""
