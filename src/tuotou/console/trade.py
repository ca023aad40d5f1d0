"""Words of the trade as pages say them: roles, levels, how promises stand; sites and people by their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import quote

from tuotou.console.tags import said
from tuotou.core.document import Bilingual
from tuotou.core.standards.role import ROLES
from tuotou.handbook.response import Response
from tuotou.store.models import Brand, Person, Unit

ROLE: Final[Mapping[str, Bilingual]] = {
    name: Bilingual(zh, {"hr": "HR", "hq_quality": "HQ quality"}.get(name, name.replace("_", " ")))
    for name, zh in ROLES.items()
}
STATUS: Final[Mapping[str, Bilingual]] = {
    "at_risk": Bilingual("将到时限", "at risk"), "broken": Bilingual("未兑现", "broken"),
    "kept": Bilingual("已按时", "kept"), "kept_late": Bilingual("迟到完成", "kept late"),
    "void": Bilingual("免责", "void"), "gone": Bilingual("不成立", "gone"), "open": Bilingual("未到时限", "open"),
    "acknowledged": Bilingual("已处理", "taken up"), "closed": Bilingual("已了结", "closed"),
    "not_open": Bilingual("未开始", "not open"), "cannot_say": Bilingual("无法判断", "cannot say"),
}  # fmt: skip
LOOK: Final[Mapping[str, str]] = {"broken": "bad", "at_risk": "warn", "kept_late": "warn", "kept": "good"}
"""How a status looks: a class of `console.css`; others are calm."""


def role(word: str) -> Bilingual:
    """A role; one that nobody knows any more by its own name."""
    return ROLE.get(word) or Bilingual(word, word.replace("_", " "))


def status(word: str) -> Bilingual:
    """How a promise stands."""
    return STATUS.get(word, Bilingual(word, word))


def standard(response: Response, id: str) -> Bilingual:
    """A standard by its title; one that the handbook has not, by its id."""
    versions = response.handbook.by_id.get(id)
    return versions[-1].title if versions else Bilingual(id, id)


def subject_at(kind: str, number: str) -> str:
    """The address of a subject's page."""
    return f"/subjects/{kind}/{quote(number, safe='')}/"


def sites(codes: Iterable[str | None]) -> dict[str, Bilingual]:
    """The names of sites by the codes that events carry, their units' or their brands'; what is unknown has none."""
    wanted = sorted({code for code in codes if code})
    named = dict[str, Bilingual]()
    for code, zh, en in Unit.objects.filter(code__in=wanted).values_list("code", "name", "name_en"):
        named[code] = Bilingual(zh, en or zh)
    left = [code for code in wanted if code not in named]
    meant = Brand.objects.filter(site_code__in=left).values_list("site_code", "unit__name", "unit__name_en")
    for code, zh, en in meant if left else ():
        named[code] = Bilingual(zh, en or zh)
    return named


def whole(names: Mapping[str, Bilingual], code: str | None) -> str:
    """A site by its name with its code behind it, as `cells/place.html` draws it; nowhere: nothing."""
    return f"{said(names.get(code or ''))} {code or ''}".strip()


def people(numbers: Iterable[str | None]) -> dict[str, str]:
    """The names of people by their staff numbers."""
    wanted = sorted({number for number in numbers if number and number not in ("system", "*")})
    found = Person.objects.filter(staff_number__in=wanted) if wanted else Person.objects.none()
    return dict(found.values_list("staff_number", "name"))
