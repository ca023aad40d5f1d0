"""Where maps take their pictures from: none by default, a provider by its name and key, or any tile server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

WGS84, GCJ02 = "wgs84", "gcj02"


@dataclass(frozen=True, slots=True)
class Tiles:
    """The layers of a map from below, and the datum they are drawn in."""

    layers: Sequence[str] = ()
    servers: str = ""
    """What `{s}` stands for, one sign each."""
    datum: str = WGS84
    attribution: str = ""

    @property
    def hosts(self) -> tuple[str, ...]:
        """As a Content-Security-Policy names them: a label with `{s}` in it stands for any."""
        return tuple(dict.fromkeys(_host(layer) for layer in self.layers))


_TIANDITU: Final = (
    "https://t{s}.tianditu.gov.cn/%s_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=%s&STYLE=default"
    "&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk="
)
PRESETS: Final[Mapping[str, Tiles]] = {
    "tianditu": Tiles(tuple(_TIANDITU % (layer, layer) for layer in ("vec", "cva")), "01234567", WGS84, "天地图"),
    "amap": Tiles(
        ("https://webrd0{s}.is.autonavi.com/appmaptile?lang=zh_cn&size=1&scale=1&style=8&x={x}&y={y}&z={z}&key=",),
        "1234",
        GCJ02,
        "高德地图",
    ),
}
"""By name; the key is added at the end. Amap draws in GCJ-02, so points are moved where they are drawn."""


def tiles(word: str, attribution: str) -> Tiles:
    """`tianditu:KEY`, `amap:KEY`, an address with `{x}` `{y}` `{z}`, or nothing. Raises `ValueError`."""
    name, _, key = word.partition(":")
    if preset := PRESETS.get(name):
        if not key:
            raise ValueError(f"the key of {name} is missing")
        layers = tuple(layer + key for layer in preset.layers)
        return Tiles(layers, preset.servers, preset.datum, attribution or preset.attribution)
    if not word:
        return Tiles()
    if not _host(word) or not all(mark in word for mark in ("{x}", "{y}", "{z}")):
        raise ValueError("an address has {x}, {y} and {z} in it")
    return Tiles((word,), "abc", WGS84, attribution)


def _host(layer: str) -> str:
    place = urlsplit(layer)
    labels = ("*" if "{s}" in label else label for label in place.netloc.split("."))
    return f"{place.scheme}://{'.'.join(labels)}" if place.scheme in ("http", "https") and place.netloc else ""
