"""Where handhelds were: some hundred metres around the outlet, or far away."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from tuotou.simulator.company import Indices
from tuotou.simulator.ground import Ground

FAR_AWAY: Final = 10.0  # degrees of longitude: some 900 km
AROUND: Final = 0.0001  # degrees between neighbours


def positions(ground: Ground, parcel: Indices) -> dict[str, pl.Series]:
    """[k] near the recipient of each parcel."""
    cities, city = ground.company.cities, ground.company.city[ground.demand.receiver[parcel]]
    lng, lat = (np.array([getattr(c, name) for c in cities])[city] for name in ("lng", "lat"))
    return {
        "lng": pl.Series(np.round(lng + parcel % 97 * AROUND, 5)),
        "lat": pl.Series(np.round(lat + parcel % 89 * AROUND, 5)),
    }
