"""Their addresses."""

from __future__ import annotations

from typing import Final

from tuotou.console.organisation.duties import duties
from tuotou.console.organisation.exchange import exchange, refused, upload, workbook
from tuotou.console.organisation.rows import new_row, row, strike
from tuotou.console.organisation.tree import branch, tree
from tuotou.console.organisation.units import unit, units
from tuotou.console.page import Page

BOTH: Final = ("GET", "POST")
SEE, WRITE = "organisation.see", "organisation.write"
PAGES: Final = (
    Page("organisation/", tree, "organisation", SEE),
    Page("organisation/branches/<path:code>", branch, "branch", SEE),
    Page("organisation/units/", units, "units", SEE),
    Page("organisation/units/<path:code>", unit, "unit", SEE),
    Page("organisation/duties/", duties, "duties", SEE),
    Page("organisation/sheets/<slug:sheet>/new", new_row, "new-row", WRITE, BOTH),
    Page("organisation/sheets/<slug:sheet>/<int:id>", row, "row", WRITE, BOTH),
    Page("organisation/sheets/<slug:sheet>/<int:id>/removal", strike, "strike-row", WRITE, ("POST",)),
    Page("organisation/workbook/", exchange, "organisation-exchange", WRITE, BOTH),
    Page("organisation/workbook/<slug:which>", workbook, "organisation-file", WRITE),
    Page("organisation/uploads/<slug:key>", upload, "organisation-upload", WRITE, BOTH),
    Page("organisation/uploads/<slug:key>/refused/<int:part>", refused, "organisation-refused", WRITE),
)
