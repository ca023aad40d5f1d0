"""Their addresses."""

from __future__ import annotations

from typing import Final

from tuotou.console.page import Page
from tuotou.console.today import hub, outlet, own, units

PAGES: Final = (
    Page("today/", units.own, "today", "today.see"),
    Page("today/mine/", own.mine, "parcels-mine", "warnings.own"),
    Page("outlets/<str:unit>/today/", outlet.today, "outlet-today", "today.see"),
    Page("outlets/<str:unit>/today/stream", outlet.live, "outlet-live", "today.see"),
    Page("outlets/<str:unit>/gaps/<str:name>/", outlet.one_gap, "outlet-gap", "today.see"),
    Page("outlets/<str:unit>/stages/<str:stage>/", outlet.one_stage, "outlet-stage", "today.see"),
    Page("outlets/<str:unit>/reminders", outlet.reminder, "outlet-reminder", "warnings.handle", ("POST",)),
    Page("hubs/<str:unit>/floor/", hub.floor, "hub-floor", "today.see"),
    Page("hubs/<str:unit>/floor/stream", hub.live, "hub-live", "today.see"),
    Page("hubs/<str:unit>/overdue/", hub.late, "hub-overdue", "today.see"),
)
