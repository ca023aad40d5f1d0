"""Their addresses."""

from __future__ import annotations

from typing import Final

from tuotou.console.outbox import letters, subscribers
from tuotou.console.page import Page

PAGES: Final = (
    Page("outbox/", letters.outbox, "outbox", "outbox.see"),
    Page("outbox/again", letters.all_again, "outbox-again", "outbox.resend", ("POST",)),
    Page("outbox/<str:id>/", letters.letter, "letter", "outbox.see"),
    Page("outbox/<str:id>/again", letters.again, "letter-again", "outbox.resend", ("POST",)),
    Page("subscribers/", subscribers.subscribers, "subscribers", "outbox.see"),
    Page("subscribers/<str:name>/", subscribers.subscriber, "subscriber", "outbox.see"),
    Page("subscribers/<str:name>/switch", subscribers.switch, "subscriber-switch", "system.write", ("POST",)),
    Page("subscribers/<str:name>/<uuid:uuid>/", subscribers.delivery, "delivery", "outbox.see"),
    Page("subscribers/<str:name>/<uuid:uuid>/again", subscribers.again, "delivery-again", "outbox.resend", ("POST",)),
)
