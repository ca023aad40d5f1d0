"""What tests of the doors share: a company's tokens, and somebody who knocks with one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from tests.live.machine import Machine, machine_in

from tuotou.clockwork.clock import clock
from tuotou.operations.access.scopes import SCOPES
from tuotou.operations.access.tokens import Wish, issue


@dataclass(frozen=True)
class Partner:
    """A system with a token."""

    secret: str

    def get(self, path: str, **parameters: Any) -> HttpResponse:
        """What a door answers."""
        return self._client().get(f"/api/v1/{path}", parameters)

    def post(self, path: str, body: object, form: str = "application/json", **headers: str) -> HttpResponse:
        """What a door answers to a body: JSON, or bytes as they are."""
        data = body if isinstance(body, bytes) else json.dumps(body)
        return self._client(**headers).post(f"/api/v1/{path}", data, content_type=form)

    def put(self, path: str, body: object) -> HttpResponse:
        """What a door answers to what is to stand there."""
        return self._client().put(f"/api/v1/{path}", json.dumps(body), content_type="application/json")

    def _client(self, **headers: str) -> Client:
        return Client(headers={"host": "localhost", "authorization": f"Bearer {self.secret}", **headers})


@pytest.fixture
def partner(db: None) -> Callable[..., Partner]:
    """Makes partners; `of` says which unit they see, and how often they may ask."""

    def made(scopes: Sequence[str] = tuple(SCOPES), **of: Any) -> Partner:
        made.count += 1  # type: ignore[attr-defined]
        name = f"partner {made.count}"  # type: ignore[attr-defined]
        return Partner(issue(Wish(name, scopes, **of), "q1", clock())[1])

    made.count = 0  # type: ignore[attr-defined]
    return made


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """A machine with nothing on it yet."""
    with machine_in(tmp_path) as made:
        yield made
