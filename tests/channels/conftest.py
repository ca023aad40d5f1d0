"""What tests of channels share: a clock that goes when it is told to, and apps that listen on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from tests.channels.fake_app import FakeApp, Says, Wall, serving


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def app() -> Iterator[Callable[[Says], FakeApp]]:
    """Starts an app that answers as it is told to."""
    with ExitStack() as stack:
        yield lambda says: stack.enter_context(serving(says))
