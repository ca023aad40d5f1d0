"""What a back-test came to, as its page tells it: what changes first, then where, whose, and what it costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from tuotou.console import trade
from tuotou.core.document import Bilingual
from tuotou.operations.report import LEAST

STANDING: Final = ("kept", "kept_late", "broken", "at_risk", "open", "not_open", "void", "cannot_say")
ALWAYS: Final = ("kept", "kept_late", "broken")
SHOWN: Final = 10
"""Sites and persons."""
SCOPE: Final = {
    "matched": Bilingual("适用", "matched"),
    "not_matched": Bilingual("不适用", "not matched"),
    "cannot_say": Bilingual("说不准（缺条件所需的值）", "cannot say (the condition has no value)"),
    "no_value": Bilingual("缺配对所需的值", "no value to match by"),
}
DIFFERENCE: Final = {
    "newly_not_kept": ("bad", Bilingual("新增未按时", "newly not kept in time")),
    "no_longer_not_kept": ("good", Bilingual("不再未按时", "no longer not kept in time")),
    "not_kept_by_both": ("warn", Bilingual("两者都未按时", "not kept in time by either")),
    "not_kept_by_neither": ("calm", Bilingual("两者都没有未按时", "not missed by either")),
}
WITHDRAWN: Final = {
    "kept": Bilingual("其实按时", "it had been kept"),
    "void": Bilingual("免除", "void"),
    "open": Bilingual("尚未到期", "not due yet"),
    "gone": Bilingual("承诺不成立", "there was no such promise"),
}


@dataclass(frozen=True)
class Told:
    """A back-test as it was stored (`operations.trial.doing.stored`)."""

    result: Mapping[str, Any]

    @property
    def sides(self) -> Sequence[Mapping[str, Any]]:
        """The standard that is tried, and the one that it is compared with."""
        return [side for side in (self.result["new"], self.result["old"]) if side]

    @property
    def standing(self) -> Sequence[tuple[str, Sequence[int]]]:
        """Status by status, of both sides."""
        wanted = (name for name in STANDING if name in ALWAYS or any(side[name] for side in self.sides))
        return [(name, [side[name] for side in self.sides]) for name in wanted]

    @property
    def totals(self) -> Sequence[int]:
        """Promises of both sides."""
        return [sum(side[name] for name in STANDING) for side in self.sides]

    @property
    def shares(self) -> Sequence[float | None]:
        """Kept in time, of both sides."""
        return [side["share"] for side in self.sides]

    @property
    def difference(self) -> Sequence[tuple[str, Bilingual, int]]:
        """What changes; empty: nothing to compare with."""
        found = self.result["difference"]
        return [(look, name, found[key]) for key, (look, name) in DIFFERENCE.items()] if found else []

    @property
    def moved(self) -> Sequence[Mapping[str, Any]]:
        """The sites that change rank most."""
        found = self.result["difference"]
        return found["sites_that_change_rank"][:SHOWN] if found else []

    @property
    def examples(self) -> Sequence[tuple[str, Bilingual, Sequence[Mapping[str, Any]]]]:
        """Of each difference."""
        found = self.result["examples"]
        return [(look, name, found[key]) for key, (look, name) in DIFFERENCE.items() if found.get(key)]

    @property
    def scope(self) -> Sequence[tuple[Bilingual, int]]:
        """Of which events the standard speaks; empty: it reads promises."""
        found = self.result["new"]["scope"]
        return [(name, found[key]) for key, name in SCOPE.items()] if found else []

    @property
    def unopened(self) -> tuple[int, int] | None:
        """(keeps without an opening, keeps)."""
        found = self.result["new"]["scope"]
        return (found["keeps_without_opening"], found["keeps"]) if found and found["keeps"] else None

    @property
    def sites(self) -> Sequence[tuple[Mapping[str, Any], Mapping[str, Any] | None]]:
        """The worst ranked, with how they stand under the other standard."""
        old = {line["site"]: line for line in (self.result["old"] or {"sites": ()})["sites"]}
        return [(line, old.get(line["site"])) for line in _worst(self.result["new"]["sites"])]

    @cached_property
    def places(self) -> Mapping[str, str]:
        """The sites that are named, each by its name with its code behind it."""
        both = (each[side] for _, _, some in self.examples for each in some for side in ("new", "old") if each[side])
        rows = (*(line for line, _ in self.sites), *self.moved, *both)
        names = trade.sites(row["site"] for row in rows)
        return {code: trade.whole(names, code) for code in names}

    @property
    def persons(self) -> Sequence[Mapping[str, Any]]:
        """The worst ranked."""
        return _worst(self.result["new"]["persons"])

    @property
    def said(self) -> Mapping[str, Any] | None:
        """What would have been said broken, and withdrawn."""
        found = self.result["said"]
        return found and {**found, "as": [(WITHDRAWN[name], n) for name, n in found["withdrawn_as"].items()]}

    def chart(self, new: str, old: str) -> dict[str, Any]:
        """The share kept in time by the day due, of both sides."""
        lines = [(new, self.result["new"]["days"])]
        if self.result["old"]:
            lines.append((old, self.result["old"]["days"]))
        days = sorted({line["day"] for _, side in lines for line in side if line["counted"]})
        return {
            "legend": {},
            "xAxis": {"type": "category", "data": [day[5:] for day in days]},
            "yAxis": {"type": "value", "axisLabel": {"formatter": "{value}%"}, "scale": True, "max": 100},
            "series": [{"type": "line", "name": name, "data": _by_day(side, days)} for name, side in lines],
        }


def told(result: Mapping[str, Any]) -> Told:
    """A result as its page tells it."""
    return Told(result)


def _worst(lines: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    ranked = [line for line in lines if line["counted"] >= LEAST]
    return (ranked or lines)[:SHOWN]


def _by_day(lines: Sequence[Mapping[str, Any]], days: Sequence[str]) -> list[float | None]:
    shares = {line["day"]: line["share"] for line in lines}
    return [None if shares.get(day) is None else round(100 * shares[day], 2) for day in days]
