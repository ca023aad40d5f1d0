"""What templates say: words in two languages, instants, durations, figures, icons."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join, json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from tuotou.console.browsers import browser
from tuotou.console.regions import province
from tuotou.core.document import Bilingual
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.handbook.wording.chinese import chinese
from tuotou.operations.notices.wording import LEVEL

register = template.Library()
MINUTE, HOUR, DAY = 60_000_000, 3_600_000_000, 86_400_000_000
NOTHING: Final = "–"
ICONS: Final = "vendor/icons-3.51.0/icons.svg"
STATIC: Final = files("tuotou.console") / "static"


def english() -> bool:
    """Whether the page is in English."""
    return (get_language() or "").startswith("en")


def words(zh: str, en: str) -> str:
    """One of two wordings, for views that say something themselves."""
    return en if english() else zh


@register.simple_tag
def t(zh: str, en: str, **values: Any) -> str:
    """`{% t "共 {n} 票" "{n} parcels" n=count %}`: the words of the page's language, escaped as any text is.

    In English `one|many` is chosen by the value `n`.
    """
    said = words(zh, en)
    if english() and "|" in en and "n" in values:
        one, _, many = en.partition("|")
        said = one if values["n"] == 1 else many
    return said.format(**{name: _grouped(value) for name, value in values.items()}) if values else said


@register.filter
def said(what: Bilingual | None) -> str:
    """A `Bilingual` in the page's language; English that is missing is said in Chinese."""
    if what is None:
        return ""
    return (what.en or what.zh) if english() else what.zh


@register.filter
def told(message: str) -> str:
    """What the core, the feeds or an operation said in English, in the page's language."""
    return message if english() else chinese(message)


@register.filter
def coded(text: str) -> SafeString:
    """A text in which what stands between backticks is code."""
    parts = enumerate(text.split("`"))
    return format_html_join("", "{}", ((format_html("<code>{}</code>", part) if n % 2 else part,) for n, part in parts))


@register.filter
def browser_name(agent: str) -> str:
    """A browser as people call it."""
    return said(browser(agent))


@register.filter
def placed(text: str) -> SafeString | str:
    """`姑苏观前网点 SZ01`: a name with its code behind it, which stands back; a code alone as it is."""
    name, _, code = text.rpartition(" ")
    return format_html('<span>{} <span class="text-secondary">{}</span></span>', name, code) if name else text


@register.filter
def regions(codes: str) -> SafeString:
    """Region codes with spaces between them, each by its province; what is no such code as it is."""
    known = ((province(code), code) for code in codes.split(" "))
    parts = ((placed(f"{said(name)} {code}") if name else code,) for name, code in known)
    return format_html_join(words("、", ", "), "{}", parts)


@register.filter
def valued(word: str, vocabulary: Vocabulary) -> str:
    """A value of an attribute; several with commas between them, each."""
    known, several = vocabulary.values, word.split(",")
    if word in known:
        return said(known[word])
    each_known = len(several) > 1 and all(each in known for each in several)
    return words("、", ", ").join(said(known[each]) for each in several) if each_known else word


@register.simple_tag(takes_context=True)
def allowed(context: Any, permission: str) -> bool:
    """Whether who looks may do something: what they may not is not offered."""
    member = context["request"].member
    return member is not None and member.can(permission)


@register.filter
def named(what: Any) -> str:
    """What has `name` and `name_en`: a unit, a franchisee."""
    return str((what.name_en or what.name) if english() else what.name)


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """An outline of `ICONS`; it says nothing to who cannot see it."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true"><use href="{}#{}"></use></svg>', classes, asset(ICONS), name
    )


@register.simple_tag
def asset(path: str) -> str:
    """The address of one of our files, which changes when it does."""
    return f"{settings.STATIC_URL}{path}?v={_digest(path)}"


@register.filter
def instant(at: int | None, form: str = "minute") -> SafeString | str:
    """µs UTC as company's time: `minute` 11-23 09:30, `full` with year and second, `day`, `time`."""
    if at is None:
        return NOTHING
    local = datetime.fromtimestamp(at / 1_000_000, UTC).astimezone(zone())
    shown = {"minute": "%m-%d %H:%M", "full": "%Y-%m-%d %H:%M:%S", "day": "%Y-%m-%d", "time": "%H:%M"}[form]
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="seconds"),
        local.strftime("%Y-%m-%d %H:%M:%S"),
        local.strftime(shown),
    )


def written(at: int) -> str:
    """µs UTC as company's time where no element can stand: in titles and labels."""
    return f"{datetime.fromtimestamp(at / 1_000_000, UTC).astimezone(zone()):%m-%d %H:%M}"


def full(at: int | None) -> str | None:
    """The same with year and second, for tables that are taken away."""
    if at is None:
        return None
    return f"{datetime.fromtimestamp(at / 1_000_000, UTC).astimezone(zone()):%Y-%m-%d %H:%M:%S}"


@register.filter
def lasting(span: int | float | None) -> str:
    """µs as people say it: 3 天 4 小时, 2 h 05 min; what is past is negative."""
    if span is None:
        return NOTHING
    size, sign = abs(int(span)), "-" if span < 0 else ""
    if size >= DAY:
        days, hours = size // DAY, size % DAY // HOUR
        return sign + words(
            f"{days} 天" + (f" {hours} 小时" if hours else ""), f"{days} d" + (f" {hours} h" if hours else "")
        )
    if size >= HOUR:
        hours, minutes = size // HOUR, size % HOUR // MINUTE
        return sign + words(f"{hours} 小时" + (f" {minutes} 分" if minutes else ""), f"{hours} h {minutes:02} min")
    if size >= MINUTE:
        return sign + words(f"{size // MINUTE} 分钟", f"{size // MINUTE} min")
    return sign + words(f"{size // 1_000_000} 秒", f"{size // 1_000_000} s")


@register.simple_tag(takes_context=True)
def until(context: Any, at: int | None) -> SafeString | str:
    """How long until an instant, which pages count down themselves (`js/clock.js`)."""
    if at is None:
        return NOTHING
    left = at - context["request"].now
    late = words(f"已超 {lasting(-left)}", f"{lasting(-left)} late")
    return format_html(
        '<time class="{}" data-until="{}">{}</time>',
        "text-danger" if left < 0 else "",
        at // 1_000,
        late if left < 0 else lasting(left),
    )


@register.filter
def number(value: float | None, digits: int = 0) -> str:
    """With thousands apart."""
    return NOTHING if value is None else f"{value:,.{digits}f}"


@register.filter
def percent(value: float | None, digits: int = 1) -> str:
    """A share of 1."""
    return NOTHING if value is None else f"{100 * value:.{digits}f}%"


@register.filter
def level_name(level: str) -> Bilingual:
    """A level of standards in words."""
    return LEVEL.get(level) or Bilingual(level, level)


@register.filter
def hundred(share: float) -> str:
    """A share as a length of 100, for bars."""
    return unlocal(100 * min(max(share, 0.0), 1.0))


@register.filter
def unlocal(value: float) -> str:
    """A number as drawings want it: with a point, and nothing between thousands."""
    return f"{value:.6g}"


@register.filter
def item(mapping: Any, key: Any) -> Any:
    """What a mapping holds under a key; None: nothing."""
    return mapping.get(key)


@register.simple_tag
def chart(name: str, option: Any, label: str, height: str = "") -> SafeString:
    """A drawing by ECharts (`js/chart.js`): its option as data, and what it shows in words, for who cannot see it."""
    return format_html(
        '<div class="chart {}" role="img" aria-label="{}" data-chart="{}"></div>{}',
        height,
        label,
        name,
        json_script(option, name),
    )


def zone() -> ZoneInfo:
    """Where the company's clocks stand."""
    return ZoneInfo(settings.TIME_ZONE)


def _grouped(value: Any) -> Any:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else value


@cache
def _digest(path: str) -> str:
    return blake2b((STATIC / path).read_bytes(), digest_size=6).hexdigest()


@register.simple_tag
def ordered(shown: Any, column: Any) -> dict[str, str]:
    """Where a list's heading leads: sorted by it, the other way round, and back to its own order."""
    key, order = column.key, shown.asked.order
    after = {key: f"-{key}", f"-{key}": None}.get(order, key)
    icons = {key: "sort-ascending", f"-{key}": "sort-descending"}
    return {"address": shown.address(order=after, page=None), "icon": icons.get(order, "")}


@register.simple_tag
def cell(shown: Any, column: Any, row: Any, leads: bool) -> SafeString:
    """A cell of a list; the first of a row leads to what the row is about."""
    value = column.value(row)
    if column.cell:
        drawn = render_to_string(column.cell, {"row": row, "value": value, "request": shown.request})
        inner: Any = SafeString(drawn.strip())
    else:
        inner = NOTHING if value is None or value == "" else _grouped(value)
    if leads and shown.listing.link:
        inner = format_html('<a class="list-link" href="{}">{}</a>', shown.listing.link(row), inner)
    look = SafeString(' class="text-end figure"') if column.figure else ""
    return format_html('<td{} data-label="{}">{}</td>', look, said(column.title), inner)
