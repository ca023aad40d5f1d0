"""Where a delivery may go: http or https, to a public address, or to a private one that the operator named.

The name is looked up as the connection is made, and the connection goes to the address that was looked at: a name that
answers otherwise the second time gains nothing.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Iterable, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

import httpcore

from tuotou.operations.warnings.handling import CannotDo

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Networks = Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]
NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
LONGEST: Final = 2_000
RIGHT: Final = "for example https://example.com/tuotou"


class NotAllowed(httpcore.ConnectError):
    """No address of this name may be gone to."""


def check_url(url: str, allow: Networks) -> None:
    """Whether an address is one that can be gone to. Raises `CannotDo`. Names are looked up later."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise CannotDo("this is no URL", RIGHT) from None
    plain = url.isascii() and url.isprintable() and " " not in url
    for wrong, what, right in (
        (parts.scheme not in ("http", "https"), "only http and https are spoken", RIGHT),
        (not host or not plain or port == 0, "this is no URL", f"{RIGHT}; other letters escaped"),
        ("@" in parts.netloc, "a URL with a password in it", "without; messages are signed"),
        (len(url) > LONGEST, f"longer than {LONGEST} characters", "a shorter one"),
    ):
        if wrong:
            raise CannotDo(what, right)
    named = _literal(host)
    if named is not None and not may_go(named, allow):
        raise CannotDo(f"{host} is no public address", "a public one, or name its network in TUOTOU_WEBHOOK_ALLOW")


def may_go(address: Address, allow: Networks) -> bool:
    """Whether it is public, or named by the operator."""
    meant = _meant(address)
    named = any(one in network for one in (address, meant) for network in allow)
    return named or (meant.is_global and not meant.is_multicast)


class Guarded(httpcore.AsyncNetworkBackend):
    """Connects to addresses that may be gone to, and to no other."""

    def __init__(self, allow: Networks) -> None:
        self._allow, self._backend = allow, httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Raises `NotAllowed`, and what httpcore raises."""
        found = [address for address in await _looked_up(host, port) if may_go(address, self._allow)]
        if not found:
            raise NotAllowed(f"{host} has no public address")
        for turn, address in enumerate(found, 1):
            try:
                return await self._backend.connect_tcp(str(address), port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if turn == len(found):
                    raise
        raise AssertionError

    async def connect_unix_socket(self, path: str, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        """Never."""
        raise NotAllowed(path)

    async def sleep(self, seconds: float) -> None:
        """As httpcore asks for it between tries."""
        await self._backend.sleep(seconds)


async def _looked_up(host: str, port: int) -> list[Address]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"{host} is not known: {error}") from error
    return [ipaddress.ip_address(str(where[0]).partition("%")[0]) for *_, where in found]


def _literal(host: str) -> Address | None:
    """The address that a URL writes out, also as systems read 127.1 or 0x7f000001."""
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except OSError:
        return None


def _meant(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for, if it does."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
