"""Browsers as people call them, told by what they say of themselves."""

from __future__ import annotations

from typing import Final

from tuotou.core.document import Bilingual

APPS: Final = (
    ("wxwork/", Bilingual("企业微信", "WeCom")), ("MicroMessenger/", Bilingual("微信", "WeChat")),
    ("DingTalk/", Bilingual("钉钉", "DingTalk")), ("Edg", Bilingual("Edge", "Edge")),
    ("OPR/", Bilingual("Opera", "Opera")), ("Firefox/", Bilingual("Firefox", "Firefox")),
    ("Chrome/", Bilingual("Chrome", "Chrome")), ("Safari/", Bilingual("Safari", "Safari")),
)  # fmt: skip
"""Word → name; the first that is there, for most say that they are others too."""
SYSTEMS: Final = (
    ("HarmonyOS", Bilingual("鸿蒙", "HarmonyOS")), ("Android", Bilingual("安卓", "Android")),
    ("iPhone", Bilingual("iPhone", "iPhone")), ("iPad", Bilingual("iPad", "iPad")),
    ("Windows", Bilingual("Windows", "Windows")), ("Mac OS X", Bilingual("Mac", "Mac")),
    ("Linux", Bilingual("Linux", "Linux")),
)  # fmt: skip


def browser(agent: str) -> Bilingual:
    """The name and the system of one; what is no browser that we know as it calls itself."""
    found = [next((name for word, name in words if word in agent), None) for words in (APPS, SYSTEMS)]
    names = [name for name in found if name is not None]
    if found[0] is None:
        return Bilingual(agent, agent)
    return Bilingual(" · ".join(name.zh for name in names), " · ".join(name.en for name in names))
