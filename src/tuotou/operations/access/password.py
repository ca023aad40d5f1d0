"""Passwords: what one must be like, and since when one is too old."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from django.contrib.auth.hashers import check_password

DAY: Final = 86_400_000_000
SHORTEST: Final = 10
LONGEST: Final = 128
KINDS: Final = (re.compile("[a-z]"), re.compile("[A-Z]"), re.compile("[0-9]"), re.compile("[^A-Za-z0-9]"))
KINDS_NEEDED: Final = 3
FORMER: Final = 5
"""So many of the passwords before are not taken again."""
OLDEST: Final = 180 * DAY
"""µs after which it must be changed."""
KNOWN: Final = ("password", "tuotou", "qwerty", "123456", "111111", "admin", "abc123", "iloveyou", "5201314")
"""Begin or end of what is guessed first."""


class BadPassword(ValueError):
    """A password that is not taken; `zh` and `en` say why and what would be right."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


def check(password: str, staff_number: str, former: Sequence[str]) -> None:
    """Whether it may be somebody's next one. Raises `BadPassword`."""
    kinds = sum(bool(kind.search(password)) for kind in KINDS)
    low = password.lower()
    for wrong, zh, en in (
        (len(password) < SHORTEST, f"密码至少 {SHORTEST} 个字符", f"a password has {SHORTEST} characters or more"),
        (len(password) > LONGEST, f"密码最多 {LONGEST} 个字符", f"a password has at most {LONGEST} characters"),
        (
            kinds < KINDS_NEEDED,
            "大写字母、小写字母、数字、符号中至少要有三种",
            "it needs three of: capital letters, small letters, digits, signs",
        ),
        (staff_number.lower() in low, "密码不能包含工号", "it must not contain the staff number"),
        (
            any(low.startswith(word) or low.endswith(word) for word in KNOWN),
            "这个密码太容易被猜到，请换一个",
            "it is guessed too easily, choose another one",
        ),
    ):
        if wrong:
            raise BadPassword(zh, en)
    if any(check_password(password, old) for old in former):
        raise BadPassword(f"不能与最近 {FORMER} 个密码相同", f"it must not be one of the last {FORMER}")


def too_old(since: int | None, now: int) -> bool:
    """Whether it must be changed: it is old, or was given by somebody else."""
    return since is None or since + OLDEST <= now
