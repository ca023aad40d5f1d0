"""Maps are drawn on nothing from outside, on a provider's tiles by its name and key, or on those of any server."""

from __future__ import annotations

import pytest
from django.test import Client

from tuotou.config.environment import BadSetting, Environment
from tuotou.config.maps import tiles


def test_nothing_comes_from_outside_unless_it_is_asked_for() -> None:
    assert Environment({}).map_tiles().layers == () == Environment({}).map_tiles().hosts


def test_a_provider_is_named_with_its_key() -> None:
    found = Environment({"TUOTOU_MAP_TILES": "tianditu:k1"}).map_tiles()
    assert [layer.endswith("&tk=k1") and "{s}" in layer for layer in found.layers] == [True, True]
    assert (found.hosts, found.datum, found.attribution) == (("https://*.tianditu.gov.cn",), "wgs84", "天地图")
    amap = Environment({"TUOTOU_MAP_TILES": "amap:k2", "TUOTOU_MAP_ATTRIBUTION": "审图号"}).map_tiles()
    assert (amap.hosts, amap.datum, amap.attribution) == (("https://*.is.autonavi.com",), "gcj02", "审图号")


def test_any_server_is_named_by_its_address() -> None:
    assert tiles("https://maps.example.com/{z}/{x}/{y}.png", "").hosts == ("https://maps.example.com",)


@pytest.mark.parametrize("word", ["tianditu", "amap:", "https://x/{z}", "ftp://x/{x}{y}{z}", "google:k"])
def test_what_cannot_be_drawn_on_is_said_to_be_so(word: str) -> None:
    with pytest.raises(BadSetting, match="tianditu:KEY, amap:KEY, or an address"):
        Environment({"TUOTOU_MAP_TILES": word}).map_tiles()


def test_the_browser_may_load_from_there_alone(db: None, settings: object) -> None:
    settings.MAP_HOSTS = tiles("tianditu:k1", "").hosts  # type: ignore[attr-defined]
    policy = Client().get("/sign-in").headers["Content-Security-Policy"]
    assert "img-src 'self' data: https://*.tianditu.gov.cn" in policy and policy.count("https://") == 1
