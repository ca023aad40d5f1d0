"""Their addresses."""

from __future__ import annotations

from typing import Final

from tuotou.console.page import ANYBODY, MEMBER, Page
from tuotou.console.signing.doors import code, sign_in, sign_out
from tuotou.console.signing.first import set_up
from tuotou.console.signing.own import elsewhere, factor, look, no_factor, one_elsewhere, own, password, seat

BOTH: Final = ("GET", "POST")
PAGES: Final = (
    Page("sign-in", sign_in, "sign-in", ANYBODY, BOTH),
    Page("code", code, "code", ANYBODY, BOTH),
    Page("sign-out", sign_out, "sign-out", MEMBER, ("POST",)),
    Page("first", set_up, "first", ANYBODY, BOTH),
    Page("look", look, "look", ANYBODY, ("POST",)),
    Page("own", own, "own", MEMBER),
    Page("own/password", password, "password", MEMBER, BOTH),
    Page("own/second-factor", factor, "second-factor", MEMBER, BOTH),
    Page("own/second-factor/removal", no_factor, "no-second-factor", MEMBER, ("POST",)),
    Page("own/sessions/ending", elsewhere, "own-sessions", MEMBER, ("POST",)),
    Page("own/session/ending", one_elsewhere, "own-session", MEMBER, ("POST",)),
    Page("own/seat", seat, "seat", MEMBER, ("POST",)),
)
