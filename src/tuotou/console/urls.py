"""The console's addresses: every page there is, area by area."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tuotou.console import home
from tuotou.console.accounts import pages as accounts
from tuotou.console.centre import pages as centre
from tuotou.console.exemptions import pages as exemptions
from tuotou.console.exports import pages as exports
from tuotou.console.feeds import pages as feeds
from tuotou.console.indicators import pages as indicators
from tuotou.console.journal import pages as journal
from tuotou.console.notices import pages as notices
from tuotou.console.organisation import pages as organisation
from tuotou.console.outbox import pages as outbox
from tuotou.console.page import Page, addresses
from tuotou.console.people import pages as people
from tuotou.console.quality import pages as quality
from tuotou.console.signing import pages as signing
from tuotou.console.sso import doors as sso
from tuotou.console.standards import pages as standards
from tuotou.console.subjects import pages as subjects
from tuotou.console.system import pages as system
from tuotou.console.today import pages as today
from tuotou.console.warnings import pages as warnings

PAGES: Final[Sequence[Page]] = (
    *home.PAGES,
    *signing.PAGES,
    *centre.PAGES,
    *today.PAGES,
    *indicators.PAGES,
    *standards.PAGES,
    *subjects.PAGES,
    *feeds.PAGES,
    *outbox.PAGES,
    *quality.PAGES,
    *warnings.PAGES,
    *notices.PAGES,
    *exemptions.PAGES,
    *people.PAGES,
    *sso.PAGES,
    *organisation.PAGES,
    *accounts.PAGES,
    *system.PAGES,
    *exports.PAGES,
    *journal.PAGES,
)
urlpatterns = addresses(PAGES)
