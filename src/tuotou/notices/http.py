"""How letters leave by HTTP: a request in, the JSON object of its answer out; trouble on the way is `TryLater`."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx

from tuotou.notices.channel import Refused, TryLater

MOST: Final = 1 << 20
"""bytes of an answer; these services say less than a thousand."""
LATER: Final = 60.0
"""s; when the other side wants no more and does not say for how long."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the other side says: its status is below 500, and not 429."""

    status: int
    said: Mapping[str, Any]

    def number(self, name: str) -> int:
        """A number of the answer; -1 where there is none, which all these services call a fault of their own."""
        value = self.said.get(name)
        return value if isinstance(value, int) else -1

    def text(self, name: str) -> str:
        """A text of the answer; empty where there is none."""
        value = self.said.get(name)
        return value if isinstance(value, str) else ""


class Peer:
    """One other side. Its connections are kept for what follows. Redirects are not followed: secrets would go along."""

    def __init__(self, base: str, patience: str) -> None:
        """`base`: the address before the path; `patience`: s for each of connecting, writing and being answered."""
        self._name = httpx.URL(base).host
        self._patience = float(patience)
        self._client = httpx.Client(base_url=base, timeout=self._patience, follow_redirects=False)

    def ask(self, path: str, *, method: str = "POST", **request: Any) -> Reply:
        """`request`: what httpx takes. Raises `TryLater`; `Refused` where it cannot be asked or is another service."""
        try:
            with self._client.stream(method, path, **request) as response:
                body = self._read(response)
        except httpx.HTTPError as error:  # its text may hold the address, and the address a key
            raise TryLater(f"{self._name} cannot be reached: {type(error).__name__}") from None
        except (httpx.InvalidURL, UnicodeEncodeError):
            raise Refused("an address or a header cannot be written so (check the settings of the channel)") from None
        status = response.status_code
        if status == 429 or status >= 500:
            raise TryLater(f"{self._name} answers with status {status}", _after(response))
        said = _object(body)
        if said is None and status >= 300:
            raise Refused(f"{self._name} answers with status {status} (check the address of the channel)")
        if said is None:
            raise TryLater(f"{self._name} answers with what is no JSON object")
        return Reply(status, said)

    def _read(self, response: httpx.Response) -> bytes:
        """The body, unless it is too long or drips."""
        body, until = b"", time.monotonic() + 3 * self._patience
        for piece in response.iter_bytes():
            body += piece
            if len(body) > MOST or time.monotonic() > until:
                raise TryLater(f"{self._name} does not come to an end")
        return body


def _object(body: bytes) -> Mapping[str, Any] | None:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def _after(response: httpx.Response) -> float:
    """s until it may be tried again, as the answer asks."""
    asked = response.headers.get("retry-after", "")
    return min(float(asked), 3_600.0) if asked.isascii() and asked.isdigit() else LATER
