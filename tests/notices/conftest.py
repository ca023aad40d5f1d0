"""The channel of tests among those that are shipped."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import cast

import pytest
from tests.notices.cast import company
from tests.notices.file_channel import KIND

from tuotou.notices.kind import ChannelKind
from tuotou.notices.shipped import KINDS


@pytest.fixture(autouse=True)
def file_channel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(cast(MutableMapping[str, ChannelKind], KINDS), "file", KIND)


@pytest.fixture
def people(db: None) -> None:
    company()
