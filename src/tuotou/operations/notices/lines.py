"""What one message tells of many: a line for each thing that is wrong, with how many, by when, and who or where."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count

from tuotou.operations.notices.wording import Words, current, marked, tidy
from tuotou.store.models import Notice, Person, WarningItem

_FAR: Final = 1 << 62
Kind = tuple[str, str]
"""Standard, or template and rule of a cause: what stands in one line."""


@dataclass(frozen=True, slots=True)
class Line:
    """Everything of one kind."""

    notices: Sequence[Notice]
    said: Sequence[Mapping[str, Any]]

    @property
    def count(self) -> int:
        """How many promises."""
        return sum(int(one.get("count") or 1) for one in self.said)

    @property
    def due_at(self) -> int:
        """The first of them."""
        return min(int(one.get("due_at") or _FAR) for one in self.said)

    @property
    def sites(self) -> Counter[str]:
        """Where they are, and how many."""
        found = Counter[str]()
        for notice, said in zip(self.notices, self.said, strict=True):
            found[notice.site] += int(said.get("count") or 1)
        return found


def lines_of(notices: Sequence[Notice]) -> list[Line]:
    """The lines of some notices, what is due first before the others."""
    kinds = defaultdict[Kind, list[Notice]](list)
    for one in notices:
        standard = str(one.parameters.get("standard", ""))
        kinds[standard, "" if standard else f"{one.kind} {one.parameters.get('cause', '')}"].append(one)
    found = [Line(some, [current(one) for one in some]) for some in kinds.values()]
    return sorted(found, key=lambda line: (line.due_at, -line.count))


def many(words: Words, notices: Sequence[Notice], attached: bool) -> tuple[str, str, dict[str, str]]:
    """Title, text and gaps of one message of many notices."""
    rules, lines = words.response.notices, lines_of(notices)
    words.name_sites(sorted({one.site for one in notices}))
    names = first_names(words, notices)
    shown = [_line(words, line, names) for line in lines[: rules.most_lines]]
    left = sum(line.count for line in lines[rules.most_lines :])
    more = f"…… 还有 {left} 件", f"… and {left} more"
    list_ = "明细见附件", "All of them are in the attached list"
    due = lines[0].due_at if lines else _FAR
    gaps = {
        "count": str(sum(line.count for line in lines)),
        "kinds": str(len(lines)),
        "earliest": words.time(None if due == _FAR else due),
        "lines": "\n".join(shown),
        "left": words.pick(*more) if left else "",
        "attached": words.pick(*list_) if attached else "",
    }
    title, text = rules.templates["many"].say(words.lang, gaps)
    return title, tidy(text), gaps | {"lines": ""}


def first_names(words: Words, notices: Sequence[Notice]) -> Mapping[str, str]:
    """Standard → the people with the most of it, of all the warnings together."""
    warnings = {one.warning_id for one in notices if one.warning_id is not None}
    open_ = WarningItem.objects.filter(warning__in=warnings, open=True, promise__person__isnull=False)
    counted = open_.values_list("warning__standard", "promise__person").annotate(n=Count("pk")).order_by("-n")
    found = defaultdict[str, list[tuple[str, int]]](list)
    for standard, person, count in counted:
        if len(found[standard]) < words.response.notices.most_names:
            found[standard].append((person, count))
    numbers = {person for some in found.values() for person, _ in some}
    called = dict(Person.objects.filter(staff_number__in=numbers).values_list("staff_number", "name"))
    comma = words.pick("、", ", ")
    return {
        standard: comma.join(f"{called.get(who, who)} {count}" for who, count in some)
        for standard, some in found.items()
    }


def _line(words: Words, line: Line, names: Mapping[str, str]) -> str:
    first, sites = line.notices[0], line.sites
    gaps = words.gaps(first)
    listed = names.get(str(first.parameters.get("standard", "")), "")
    if len(sites) > 1:
        listed = _sites(words, sites)
    where = words.pick(f"{len(sites)} 个场地", f"{len(sites)} sites") if len(sites) > 1 else gaps["site"]
    gaps |= {
        "count": str(line.count),
        "due": words.time(None if line.due_at == _FAR else line.due_at),
        "site": where,
        "names": words.pick(f"：{listed}", f": {listed}") if listed else "",
    }
    return words.response.notices.templates["line"].say(words.lang, gaps, marked(gaps))[1]


def _sites(words: Words, sites: Counter[str]) -> str:
    most = sites.most_common(words.response.notices.most_names)
    return words.pick("、", ", ").join(f"{words.site(site)} {count}" for site, count in most)
