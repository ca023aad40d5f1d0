"""Letters to mail addresses. The connection is kept for those that follow; one that the server closed is made anew."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from functools import partial
from threading import Lock
from typing import Final

from tuotou.notices.channel import Limit, Refused, TryLater
from tuotou.notices.kind import PATIENCE, PER_MINUTE, PORT, ChannelKind, Clock, Form, Setting, one_of
from tuotou.notices.letter import Letter
from tuotou.notices.mail.message import message

LATER: Final = 60.0
WAYS: Final = ("starttls", "ssl", "plain")


class Mail:
    """One server and one sender."""

    def __init__(self, settings: Mapping[str, str], clock: Clock) -> None:
        self._settings, self._clock, self._lock = settings, clock, Lock()
        self._sender = Address(settings["name"], addr_spec=settings["sender"])
        self._server: smtplib.SMTP | None = None
        self.limit = Limit(int(settings["per_minute"]), 60) if settings["per_minute"] else None

    def send(self, letter: Letter) -> str:
        """The mail's Message-ID. Raises `TryLater`, `Refused`."""
        try:
            mail = message(letter, self._sender, self._clock())
        except (ValueError, IndexError):
            raise Refused("the address is no mail address (correct the contact)") from None
        try:
            self._sent(mail)
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise _judged(code, said) from None
        except smtplib.SMTPResponseException as error:
            raise _judged(error.smtp_code, error.smtp_error) from None
        except smtplib.SMTPNotSupportedError as error:
            raise Refused(f"the mail server cannot do this: {error} (set `security` otherwise)") from None
        except (OSError, smtplib.SMTPException) as error:
            raise TryLater(f"the mail server cannot be reached: {type(error).__name__}", LATER) from None
        return str(mail["Message-ID"])

    def _sent(self, mail: EmailMessage) -> None:
        with self._lock:
            try:
                self._connected().send_message(mail)
            except BaseException:
                self._close()
                raise

    def _connected(self) -> smtplib.SMTP:
        """The server, greeted and signed in to."""
        if self._server is not None and _answers(self._server):
            return self._server
        self._close()
        given, security = self._settings, self._settings["security"]
        context = ssl.create_default_context(cafile=given["ca_file"] or None)
        timeout, port = float(given["timeout"]), int(given["port"])
        begin: Callable[..., smtplib.SMTP] = smtplib.SMTP
        if security == "ssl":
            begin = partial(smtplib.SMTP_SSL, context=context)
        self._server = begin(given["host"], port, timeout=timeout)
        if security == "starttls":
            self._server.starttls(context=context)
        if given["user"]:
            self._server.login(given["user"], given["password"])
        return self._server

    def _close(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            with suppress(OSError, smtplib.SMTPException):
                server.close()


def _answers(server: smtplib.SMTP) -> bool:
    try:
        return server.noop()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False


def _judged(code: int, said: bytes | str) -> TryLater | Refused:
    """A reply of the server: 4xx may go later, 5xx never."""
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    what = f"the mail server says {code}: {words[:200]}"
    if 500 <= code < 600:
        return Refused(f"{what} (check `user` and `password`)" if code in (530, 534, 535, 538) else what)
    return TryLater(what, LATER)


def _is_mail(value: str) -> bool:
    try:
        return bool(Address(addr_spec=value).domain)
    except (ValueError, IndexError):
        return False


KIND: Final = ChannelKind(
    "mail",
    "邮件",
    "Mail",
    (
        Setting("host", "邮件服务器（SMTP）", "the mail server (SMTP)", required=True),
        Setting("port", "端口", "its port", default="587", form=PORT),
        Setting("security", "加密方式", "how it is encrypted", default="starttls", form=one_of(*WAYS)),
        Setting("user", "登录名，空着不登录", "who signs in; empty: nobody"),
        Setting("password", "密码或授权码", "the password", True),
        Setting(
            "sender",
            "发件地址",
            "the sender's address",
            required=True,
            form=Form(_is_mail, "an address such as a@b.cn"),
        ),
        Setting("name", "发件人名称", "the sender's name", default="妥投 Tuotou"),
        Setting("ca_file", "自建证书机构的证书文件", "certificates of an authority of your own, a file"),
        PER_MINUTE,
        PATIENCE,
    ),
    Mail,
)
