"""What is typed to come in."""

from __future__ import annotations

from typing import Final

from django import forms

from tuotou.console.form import Form, phrase

TYPED: Final = 128


class SignIn(Form):
    """Who, and the password."""

    staff_number = forms.CharField(
        label=phrase("工号", "Staff number"),
        max_length=64,
        widget=forms.TextInput({"autocomplete": "username", "autofocus": True, "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=phrase("密码", "Password"),
        max_length=TYPED,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


class Code(Form):
    """The second factor."""

    code = forms.CharField(
        label=phrase("动态码", "Code"),
        max_length=20,
        help_text=phrase(
            "验证器里的六位数字，或一个备用码", "six digits of your authenticator app, or a recovery code"
        ),
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
    )


class NewPassword(Form):
    """A password, twice."""

    password = forms.CharField(
        label=phrase("新密码", "New password"),
        max_length=TYPED,
        strip=False,
        help_text=phrase(
            "至少 10 个字符，大写、小写、数字、符号中至少三种，不含工号",
            "10 characters or more; three of capitals, small letters, digits and signs; not the staff number",
        ),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=phrase("再输一遍", "Once more"),
        max_length=TYPED,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, str]:
        """Both must be the same."""
        given: dict[str, str] = super().clean() or {}
        if given.get("password") != given.get("again"):
            self.add_error("again", phrase("两次输入不一致", "the two are not the same"))
        return given


class OwnPassword(NewPassword):
    """One's own: who changes it knows the one before."""

    current = forms.CharField(
        label=phrase("当前密码", "Current password"),
        max_length=TYPED,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password", "autofocus": True}),
    )
    field_order = ("current", "password", "again")


class First(NewPassword):
    """The first administrator of an installation."""

    code = forms.CharField(
        label=phrase("安装码", "Set-up code"),
        max_length=64,
        help_text=phrase("启动平台的终端里显示的那一串", "as it is shown where the platform was started"),
        widget=forms.TextInput({"autocomplete": "off", "autofocus": True}),
    )
    staff_number = forms.CharField(label=phrase("您的工号", "Your staff number"), max_length=64)
    name = forms.CharField(label=phrase("您的姓名", "Your name"), max_length=120)
    field_order = ("code", "staff_number", "name", "password", "again")
