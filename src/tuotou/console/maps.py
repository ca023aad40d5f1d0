"""Points and lines for a map, with where it takes its pictures from: for `data-map`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings


def drawn(points: Sequence[Mapping[str, Any]], lines: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """What `map.js` reads; places are [lat, lng] in WGS-84."""
    tiles = settings.MAP_TILES
    return {
        "points": points,
        "lines": lines,
        "layers": tiles.layers,
        "servers": tiles.servers,
        "datum": tiles.datum,
        "attribution": tiles.attribution,
    }
