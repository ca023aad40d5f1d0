"""Somebody tried to sign in: rows are only ever added."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

from django.db import models

from tuotou.core.document import Bilingual
from tuotou.store.instant import InstantField

SIGNED_IN, WRONG, WRONG_CODE, LOCKED, DISABLED, SIGNED_OUT = OUTCOMES = (
    "signed_in", "wrong", "wrong_code", "locked", "disabled", "signed_out",
)  # fmt: skip
"""Came in · no such account, or a wrong password · a wrong second factor · too many of these · not any more · left."""
SAID: Final[Mapping[str, Bilingual]] = {
    "signed_in": Bilingual("登录", "signed in"),
    "wrong": Bilingual("密码不对", "wrong password"),
    "wrong_code": Bilingual("动态码不对", "wrong code"),
    "locked": Bilingual("账号锁定中", "locked"),
    "disabled": Bilingual("账号已停用", "disabled"),
    "signed_out": Bilingual("退出", "signed out"),
}
LONGEST: Final = 200


class SignIn(models.Model):
    """One attempt, as the login log shows it."""

    at = InstantField()
    staff_number = models.CharField(max_length=64)
    """As it was typed."""
    outcome = models.CharField(max_length=16)
    address = models.CharField(max_length=64, default="")
    agent = models.CharField(max_length=LONGEST, default="")
    """What the browser calls itself."""

    class Meta:
        db_table = "sign_in"
        indexes: ClassVar = [
            models.Index(fields=["at"], name="sign_in_by_time"),
            models.Index(fields=["staff_number", "at"], name="sign_in_by_person"),
        ]
