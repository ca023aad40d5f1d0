"""Every kind of channel there is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tuotou.notices.console import KIND as CONSOLE
from tuotou.notices.kind import ChannelKind

KINDS: Final[Mapping[str, ChannelKind]] = {kind.name: kind for kind in (CONSOLE,)}
