"""The page put together: one file that fetches nothing, and that runs no script but its own."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from importlib.resources import files
from typing import Final

from tuotou.cli.instant import shown
from tuotou.cli.page.broken import broken
from tuotou.cli.page.headline import headline, masthead
from tuotou.cli.page.indicators import indicators
from tuotou.cli.page.markup import Markup, both, element, inner
from tuotou.cli.page.names import names
from tuotou.cli.page.standards import standards
from tuotou.cli.page.subject import Subject
from tuotou.cli.page.time_lost import time_lost
from tuotou.cli.page.trends import trends
from tuotou.cli.page.unsayable import unsayable
from tuotou.cli.voice import Language

Part = Callable[[Subject], Markup]
PARTS: Final[tuple[tuple[str, tuple[str, str], Part], ...]] = (
    ("short", ("结论", "In short"), headline),
    ("standards", ("承诺与兑现", "Promised and kept"), standards),
    ("indicators", ("指标", "Indicators"), indicators),
    ("names", ("网点与人员", "Sites and people"), names),
    ("trends", ("走势", "Trends"), trends),
    ("time", ("时间花在哪里", "Where time is lost"), time_lost),
    ("not-kept", ("没有按时的承诺", "Promises not kept in time"), broken),
    ("unsure", ("说不准的", "What cannot be said"), unsayable),
)
STYLES: Final = ("page.css", "chart.css")
SCRIPTS: Final = ("language.js", "promises.js", "trail.js", "start.js")


def page(subject: Subject, language: Language) -> str:
    """The whole file; `language` shows first, the page switches to the other."""
    style, script = (_together(names) for names in (STYLES, SCRIPTS))
    other = element("button", both("English", "中文"), type="button", id="switch", class_="switch")
    links = [element("a", both(*title), href=f"#{name}") for name, title, _ in PARTS]
    parts = [element("section", element("h2", both(*title)), part(subject), id=name) for name, title, part in PARTS]
    header = element("header", element("div", masthead(subject), other, class_="top"))
    body = (header, element("nav", element("div", links)), element("main", parts), _foot(subject))
    head = (
        _meta(script, style),
        element("title", f"{subject.title.zh} · {subject.title.en} · 妥投 Tuotou · {shown(subject.report.as_of)}"),
        element("style", style),
    )
    whole = (element("head", head), element("body", body, element("script", script)))
    return "<!doctype html>\n" + element("html", whole, lang=language.value, data_lang=language.value) + "\n"


def _together(names: tuple[str, ...]) -> Markup:
    return Markup("\n".join((files("tuotou.cli.page") / name).read_text("utf-8") for name in names))


def _meta(script: str, style: str) -> Markup:
    """Nothing is fetched, and no script or style runs but those whose hash is named here."""
    policy = (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; base-uri 'none'; form-action 'none'"
    )
    return inner(
        (
            element("meta", charset="utf-8"),
            element("meta", http_equiv="Content-Security-Policy", content=policy),
            element("meta", name_="viewport", content="width=device-width, initial-scale=1"),
            element("meta", name_="color-scheme", content="light dark"),
            element("meta", name_="referrer", content="no-referrer"),
        )
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _foot(subject: Subject) -> Markup:
    mark = subject.handbook.fingerprint[:12]
    told = both(
        f"由妥投生成。标准版本指纹 {mark}：同样的数据、同样的标准，得到同样的数字。",
        f"Made by Tuotou. Fingerprint of the standards {mark}: the same data and standards give the same figures.",
    )
    return element("footer", element("p", told))
