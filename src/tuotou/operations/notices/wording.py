"""The words of notices: what fills the gaps of their templates, as it stands when they are said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from tuotou.core.document import Bilingual
from tuotou.core.standards.role import ROLES
from tuotou.core.standards.wall_clock import CHINA
from tuotou.core.warnings.step import BROKEN
from tuotou.handbook.response import Response
from tuotou.notices.markdown import escaped
from tuotou.store.models import Notice, Unit

LEVEL: Final[Mapping[str, Bilingual]] = {
    "red_line": Bilingual("红线", "Red line"), "serious": Bilingual("严重", "Serious"),
    "normal": Bilingual("一般", "Normal"), "notice": Bilingual("提示", "Notice"),
}  # fmt: skip
AUDIENCES: Final[Mapping[str, Bilingual]] = {
    "hq": Bilingual("总部", "headquarters"),
    "next_site": Bilingual("下一站", "the next site"),
    "outlet": Bilingual("受影响网点", "an outlet concerned"),
}
BRIEF: Final = "brief"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Words:
    """One language at one instant."""

    response: Response
    lang: str
    now: int
    units: dict[str, tuple[str, str]] = field(default_factory=dict)  # code → names, of those that were asked for

    def of(self, both: Bilingual) -> str:
        """The wording of a document."""
        return both.en if self.lang == "en" else both.zh

    def pick(self, zh: str, en: str) -> str:
        """One of two wordings."""
        return en if self.lang == "en" else zh

    def time(self, instant: int | None) -> str:
        """Beijing time: of today the hour alone."""
        if instant is None:
            return "—"
        zone = ZoneInfo(CHINA)
        then, today = ((_EPOCH + timedelta(microseconds=at)).astimezone(zone) for at in (instant, self.now))
        return f"{then:%H:%M}" if then.date() == today.date() else f"{then:%m-%d %H:%M}"

    def site(self, code: str) -> str:
        """A site by its name, else by its code."""
        if code not in self.units:
            self.name_sites([code])
        zh, en = self.units[code]
        return self.pick(zh, en or zh) or code

    def name_sites(self, codes: Sequence[str]) -> None:
        """Read the names of sites at once."""
        found = {
            code: (zh, en)
            for code, zh, en in Unit.objects.filter(code__in=codes).values_list("code", "name", "name_en")
        }
        self.units.update({code: found.get(code, ("", "")) for code in codes})

    def what(self, standard: str, cause: str, step: int) -> str:
        """What a warning is about."""
        if not standard:
            rule, _, about = cause.partition(" ")
            known = self.response.warnings.causes.get(rule)
            return f"{self.of(known.title) if known else rule} {about.partition(':')[2] or about}".strip()
        versions = self.response.handbook.by_id.get(standard)
        title = self.of(versions[-1].title) if versions else standard
        return title + (self.pick("（未兑现）", " (broken)") if step == BROKEN else "")

    def role(self, role: str) -> str:
        """A role."""
        return self.pick(ROLES.get(role, role), role.replace("_", " "))

    def gaps(self, notice: Notice, names: str = "") -> dict[str, str]:
        """What fills the gaps of a notice's template, by how its warning stands now."""
        said = current(notice)
        filled = {key: str(value) for key, value in said.items() if value is not None}
        return filled | {
            "number": str(notice.warning_id or ""),
            "level": self.of(LEVEL[notice.level]),
            "what": self._what(notice, said),
            "site": self.site(notice.site) if notice.site else "—",
            "due": self.time(said.get("due_at")),
            "at": self.time(said.get("at")),
            "count": str(said.get("count", "")),
            "names": names,
            "role": self.role(str(said.get("role", notice.role))),
            "note": str(said.get("note", "")),
            "audience": self.of(AUDIENCES.get(str(said.get("audience", "")), Bilingual("", ""))),
        }

    def said(self, notice: Notice, names: str = "") -> tuple[str, str]:
        """Title and text of a notice by itself."""
        gaps = self.gaps(notice, names)
        plain = marked(gaps) | ({"lines": self._lines(notice)} if notice.kind == BRIEF else {})
        title, text = self.response.notices.templates[notice.kind].say(self.lang, gaps, plain)
        return title, tidy(text)

    def _lines(self, notice: Notice) -> str:
        """The sentences of a brief."""
        return "\n".join(f"- {escaped(line)}" for line in notice.parameters["lines"][self.lang])

    def _what(self, notice: Notice, said: Mapping[str, Any]) -> str:
        standard, cause, what = str(said.get("standard", "")), str(said.get("cause", "")), said.get("what", "")
        if isinstance(what, dict):
            return str(what[self.lang])
        return self.what(standard, cause, int(said.get("step") or 0)) if standard or cause else str(what)


def marked(gaps: Mapping[str, str]) -> dict[str, str]:
    """As they stand in Markdown: a site that is called like a link stays a name."""
    return {name: escaped(value) for name, value in gaps.items()}


def current(notice: Notice) -> dict[str, Any]:
    """What a notice says, with how its warning stands now as long as anything of it is open."""
    said = dict(notice.parameters)
    one = notice.warning
    if one is not None and one.open:
        said |= {"count": one.open, "due_at": one.due_at, "step": max(one.step, int(said.get("step") or 0))}
    return said


def tidy(text: str) -> str:
    """A text without the lines that nothing filled."""
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip())
