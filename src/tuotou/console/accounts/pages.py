"""Their addresses."""

from __future__ import annotations

from typing import Final

from tuotou.console.accounts.listed import accounts
from tuotou.console.accounts.one import account, act, new_account, reset
from tuotou.console.accounts.roles import role, roles
from tuotou.console.accounts.unit import unit_accounts
from tuotou.console.page import Page

WRITE: Final = "accounts.write"
PAGES: Final = (
    Page("accounts/", accounts, "accounts", WRITE),
    Page("accounts/new", new_account, "new-account", WRITE, ("GET", "POST")),
    Page("accounts/<int:id>", account, "account", WRITE),
    Page("accounts/<int:id>/password", reset, "account-password", WRITE, ("POST",)),
    Page("accounts/<int:id>/<slug:verb>", act, "account-act", WRITE, ("POST",)),
    Page("accounts/units/<int:id>", unit_accounts, "unit-accounts", WRITE, ("POST",)),
    Page("accounts/roles/", roles, "roles", WRITE),
    Page("accounts/roles/<slug:name>", role, "role", WRITE, ("GET", "POST")),
)
