"""A request's body, unpacked and no larger than it may be."""

from __future__ import annotations

import zlib
from typing import Final

from django.http import HttpRequest

from tuotou.api.problem import Problem

SENT: Final = 64 * 2**20
"""Bytes that come over the wire; `config.asgi` lets no more in."""
UNPACKED: Final = 256 * 2**20
GZIP: Final = 31
"""The window of zlib that means: gzip, and nothing else."""
JSON: Final = ("application/json",)
LINES: Final = ("application/x-ndjson", "application/jsonl", "application/ndjson")


def content_type(request: HttpRequest, known: tuple[str, ...]) -> str:
    """What the body says it is. Raises `Problem` (415) where that is none of these."""
    said = (request.content_type or "").lower()
    if said not in known:
        raise Problem(415, "unsupported", f"Content-Type '{said}'; right: {', '.join(known)}")
    return said


def body_of(request: HttpRequest) -> bytes:
    """The whole body, unpacked. Raises `Problem` (413, 415, 422)."""
    encoding = request.headers.get("Content-Encoding", "identity").lower()
    if encoding not in ("gzip", "identity"):
        raise Problem(415, "unsupported", f"Content-Encoding '{encoding}'; right: gzip, or none")
    sent = request.read(SENT + 1)
    if len(sent) > SENT:
        raise Problem(413, "too_large", f"more than {SENT >> 20} MiB; right: several requests")
    return _unpacked(sent) if encoding == "gzip" else sent


def _unpacked(sent: bytes) -> bytes:
    """Gzip may hold a thousand times what was sent: no more is unpacked than may be."""
    found, left = bytearray(), sent
    while left:
        opener = zlib.decompressobj(GZIP)
        try:
            found += opener.decompress(left, UNPACKED + 1 - len(found))
        except zlib.error as error:
            raise Problem(422, "invalid", f"no gzip ({error}); right: the body packed as the header says") from None
        if len(found) > UNPACKED:
            raise Problem(413, "too_large", f"unpacks to more than {UNPACKED >> 20} MiB; right: several requests")
        if not opener.eof:
            raise Problem(422, "invalid", "the gzip is cut off; right: send it whole")
        left = opener.unused_data
    return bytes(found)
