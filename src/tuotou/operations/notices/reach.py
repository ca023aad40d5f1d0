"""By which channels people and their groups can be reached now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tuotou.core.notices.rules import GROUP, Choice
from tuotou.store.models import Channel, ChatGroup, Contact, Notice, Person, Preference
from tuotou.store.organisation import Organisation


@dataclass(frozen=True, slots=True)
class Target:
    """One place that a notice goes to: a person, or the group of a unit."""

    channel: int
    lang: str
    person: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """All that is known of some people's channels, read at once."""

    company: Organisation
    own: Mapping[tuple[str, str], int]  # person and way → channel
    groups: Mapping[str, tuple[int, str]]  # unit → channel and language
    ways: Mapping[tuple[str, str], Choice]  # person and level → what they chose
    langs: Mapping[str, str]

    @classmethod
    def of(cls, people: Collection[str], company: Organisation) -> Reach:
        """The reach of some people (staff numbers)."""
        chosen = list(Preference.objects.filter(person__in=people))
        return cls(
            company,
            _own(people),
            _groups(),
            {(one.person, one.level): _choice(one.ways) for one in chosen if one.level and one.ways is not None},
            {one.person: one.lang for one in chosen if one.lang},
        )

    def chosen(self, person: str, level: str) -> Choice | None:
        """How somebody wants to hear of a level; None: as the company does it."""
        return self.ways.get((person, level))

    def targets(self, notice: Notice, choice: Choice) -> Sequence[Target]:
        """Where a notice goes: of each choice the first that leads anywhere, no channel twice."""
        found: dict[int, Target] = {}
        for ways in choice:
            target = next(self._along(notice, ways), None)
            if target is not None:
                found.setdefault(target.channel, target)
        return list(found.values())

    def _along(self, notice: Notice, ways: Sequence[str]) -> Iterator[Target]:
        for way in ways:
            channel = self.own.get((notice.person, way))
            if way == GROUP:
                yield from self._group(notice.site)
            elif channel is not None:
                yield Target(channel, self.langs.get(notice.person, "zh"), person=notice.person)

    def _group(self, site: str) -> Iterator[Target]:
        """The group of the site's unit, or of the nearest one above that has any."""
        unit = self.company.unit_of(site)
        for each in (unit, *self.company.above(unit)) if unit else ():
            if each in self.groups:
                channel, lang = self.groups[each]
                yield Target(channel, lang, unit=each)


def _own(people: Collection[str]) -> dict[tuple[str, str], int]:
    """Person and way → the first channel by which they can be reached."""
    found = dict[tuple[str, str], int]()
    reached = defaultdict[int, set[str]](set)
    for channel, person in Contact.objects.filter(person__in=people).values_list("channel", "person"):
        reached[channel].add(person)
    phones = set(
        Person.objects.filter(staff_number__in=people).exclude(mobile="").values_list("staff_number", flat=True)
    )
    for pk, way in Channel.objects.filter(enabled=True).exclude(way=GROUP).order_by("pk").values_list("pk", "way"):
        for person in reached[pk] | (phones if way == "sms" else set()):
            found.setdefault((person, way), pk)
    return found


def _groups() -> dict[str, tuple[int, str]]:
    rows = ChatGroup.objects.filter(channel__enabled=True).order_by("-pk").values_list("unit", "channel", "lang")
    return {unit: (channel, lang) for unit, channel, lang in rows}


def _choice(ways: Sequence[Sequence[str]]) -> Choice:
    return tuple(tuple(each) for each in ways)
