"""Their addresses."""

from __future__ import annotations

from typing import Final

from tuotou.console.page import Page
from tuotou.console.system.channels import channel, channel_act, channel_settings, channels, new_channel
from tuotou.console.system.dictionaries import dictionaries, dictionary
from tuotou.console.system.entries import entry, new
from tuotou.console.system.entry_sheet import sheet
from tuotou.console.system.health import doctor, in_force
from tuotou.console.system.jobs import jobs
from tuotou.console.system.overview import overview
from tuotou.console.system.receivers import groups, subscriber_act, subscribers
from tuotou.console.system.subscribing import new_webhook
from tuotou.console.system.tokens import new_token, revocation, tokens
from tuotou.console.system.whole import of_the_whole as whole

WRITE: Final = "system.write"
GET, POST, BOTH = ("GET",), ("POST",), ("GET", "POST")
PAGES: Final = tuple(
    Page(f"system/{route}", whole(view), name, WRITE, methods)
    for route, view, name, methods in (
        ("", overview, "system", GET),
        ("tokens/", tokens, "tokens", GET),
        ("tokens/new", new_token, "new-token", BOTH),
        ("tokens/<int:id>/revocation", revocation, "token-revocation", POST),
        ("channels/", channels, "channels", GET),
        ("channels/new/<slug:kind>", new_channel, "new-channel", BOTH),
        ("channels/<int:id>", channel, "channel", GET),
        ("channels/<int:id>/settings", channel_settings, "channel-settings", BOTH),
        ("channels/<int:id>/<slug:verb>", channel_act, "channel-act", POST),
        ("webhooks/", subscribers, "webhooks", GET),
        ("webhooks/new", new_webhook, "new-webhook", BOTH),
        ("webhooks/<int:id>/<slug:verb>", subscriber_act, "webhook-act", POST),
        ("groups/", groups, "groups", GET),
        ("dictionaries/", dictionaries, "dictionaries", GET),
        ("dictionaries/<slug:name>", dictionary, "dictionary", GET),
        ("dictionaries/<slug:name>/new", new, "new-entry", BOTH),
        ("dictionaries/<slug:name>/sheet", sheet, "dictionary-sheet", BOTH),
        ("dictionaries/<slug:name>/entries/<path:code>", entry, "dictionary-entry", BOTH),
        ("jobs/", jobs, "jobs", GET),
        ("doctor/", doctor, "doctor", GET),
        ("settings/", in_force, "settings", GET),
    )
)
