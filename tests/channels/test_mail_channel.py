"""Mail to a real server: whole, signed in to, on one connection, and refused or put off as the server says."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from tests.channels.fake_app import TABLE, Wall, letter, opened

from tuotou.notices.channel import Refused, TryLater


@dataclass
class PostOffice:
    """What came in, by which sessions, and what it says to a reader's address."""

    says: str = "250 OK"
    mails: list[EmailMessage] = field(default_factory=list)
    sessions: set[int] = field(default_factory=set)
    encrypted: set[bool] = field(default_factory=set)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.says == "250 OK":
            envelope.rcpt_tos.append(address)
        return self.says

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.mails.append(message_from_bytes(envelope.original_content, policy=default))
        self.sessions.add(id(session))
        self.encrypted.add(server.transport.get_extra_info("sslcontext") is not None)
        return "250 OK"


class _Server(Controller):
    def factory(self) -> SMTP:
        return SMTP(self.handler, **self.SMTP_kwargs)


def _free() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _known(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    good = (data.login, data.password) == (b"tuotou", b"pw1")
    return AuthResult(success=good, handled=False)


@pytest.fixture
def post() -> Iterator[Callable[..., tuple[PostOffice, dict[str, str]]]]:
    with ExitStack() as stack:

        def started(says: str = "250 OK", **more: Any) -> tuple[PostOffice, dict[str, str]]:
            office = PostOffice(says)
            server = _Server(office, hostname="127.0.0.1", port=_free(), **more)
            server.start()
            stack.callback(server.stop)
            settings = {
                "host": "127.0.0.1",
                "port": str(server.port),
                "security": "plain",
                "sender": "qa@tuotou.example",
            }
            return office, {**settings, "timeout": "5"}

        yield started


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate of a server at 127.0.0.1, as a company makes them itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail")])
    begin = datetime(2020, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder(
            name, name, key.public_key(), x509.random_serial_number(), begin, begin + timedelta(36_500)
        )
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("mail") / "server.pem"
    coded = serialization.Encoding.PEM
    plain = key.private_bytes(coded, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(plain + made.public_bytes(coded))
    return file


def _context(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def test_a_mail_arrives_whole(post, wall: Wall) -> None:
    office, settings = post()
    text = letter().text + "\n\n- 甲 [查看](https://tuotou.example/w/17)\n- <b>乙</b>"
    one = letter(to="wang.lei@tuotou.example", title="第一行\r\nBcc: all@x.example", text=text, attachments=(TABLE,))
    receipt = opened("mail", wall, **settings).send(one)
    (mail,) = office.mails
    assert receipt == mail["Message-ID"] == "<l1@tuotou.example>"
    assert mail["To"] == "wang.lei@tuotou.example"
    assert mail["From"] == "妥投 Tuotou <qa@tuotou.example>"
    assert mail["Subject"] == "第一行 Bcc: all@x.example"
    assert mail["Bcc"] is None
    assert mail["Date"].datetime == datetime(2026, 5, 28, 20, 26, 40, tzinfo=UTC)
    assert mail["Auto-Submitted"] == "auto-generated"
    plain, page = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert plain.splitlines()[-2:] == ["- 甲 查看 https://tuotou.example/w/17", "- <b>乙</b>"]
    assert '<a href="https://tuotou.example/w/17">查看</a>' in page
    assert "&lt;b&gt;乙" in page
    (file,) = mail.iter_attachments()
    assert (file.get_filename(), file.get_content()) == (TABLE.name, TABLE.content)


def test_a_burst_takes_one_connection_and_a_closed_one_is_made_anew(post, wall: Wall) -> None:
    office, settings = post()
    channel = opened("mail", wall, **settings)
    for number in range(5):
        channel.send(letter(id=f"l{number}", to="a@b.example"))
    assert (len(office.mails), len(office.sessions)) == (5, 1)
    channel._server.sock.close()  # as when the server hung up meanwhile
    channel.send(letter(to="a@b.example"))
    assert len(office.mails) == 6


@pytest.mark.parametrize(
    ("says", "error"),
    [("450 4.2.1 try later", TryLater), ("452 4.2.2 full", TryLater), ("550 5.1.1 no such user", Refused)],
)
def test_the_server_says_of_an_address(post, wall: Wall, says: str, error: type[Exception]) -> None:
    office, settings = post(says)
    channel = opened("mail", wall, **settings)
    with pytest.raises(error, match=says[:3]):
        channel.send(letter(to="a@b.example"))
    office.says = "250 OK"
    channel.send(letter(to="a@b.example"))
    assert len(office.mails) == 1


@pytest.mark.parametrize("to", ["", "wang.lei", "a@b.example\r\nRCPT TO:<x@y.example>", "a@b.example, c@d.example"])
def test_what_is_no_address_is_refused(post, wall: Wall, to: str) -> None:
    office, settings = post()
    with pytest.raises(Refused, match="no mail address"):
        opened("mail", wall, **settings).send(letter(to=to))
    assert office.mails == []


def test_starttls_and_signing_in(post, wall: Wall, certificate: Path) -> None:
    tls = {"tls_context": _context(certificate), "require_starttls": True}
    office, settings = post(**tls, authenticator=_known, auth_required=True)
    settings |= {"security": "starttls", "user": "tuotou", "ca_file": str(certificate)}
    opened("mail", wall, **settings, password="pw1").send(letter(to="a@b.example"))
    assert (len(office.mails), office.encrypted) == (1, {True})
    with pytest.raises(Refused, match="check `user` and `password`"):
        opened("mail", wall, **settings, password="pw2").send(letter(to="a@b.example"))


def test_ssl_from_the_beginning(post, wall: Wall, certificate: Path) -> None:
    office, settings = post(ssl_context=_context(certificate))
    settings["security"] = "ssl"
    opened("mail", wall, **settings, ca_file=str(certificate)).send(letter(to="a@b.example"))
    assert (len(office.mails), office.encrypted) == (1, {True})
    with pytest.raises(TryLater, match="SSLCertVerificationError"):  # a stranger's certificate
        opened("mail", wall, **settings).send(letter(to="a@b.example"))


def test_a_server_without_encryption_gets_no_mail(post, wall: Wall) -> None:
    office, settings = post()
    with pytest.raises(Refused, match="set `security` otherwise"):
        opened("mail", wall, **{**settings, "security": "starttls"}).send(letter(to="a@b.example"))
    assert office.mails == []


def test_no_server_is_for_later(wall: Wall) -> None:
    channel = opened("mail", wall, host="127.0.0.1", port="1", security="plain", sender="a@b.example")
    with pytest.raises(TryLater, match="ConnectionRefusedError"):
        channel.send(letter(to="a@b.example"))
