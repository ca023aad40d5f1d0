"""The organisation as people see it: what an import did, the tree, one unit with who is on duty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from tuotou.cli.voice import Voice
from tuotou.core.standards.role import ROLES
from tuotou.feeds.organisation.sheets import KINDS, SHEETS

if TYPE_CHECKING:
    from tuotou.operations.organisation.importing import SheetDone
    from tuotou.operations.organisation.page import UnitPage
    from tuotou.store.organisation import Called, Organisation, Place

SHOWN: Final = 4  # people of a role
BY: Final = {"shift": ("值班", "on shift"), "deputy": ("代班", "deputy"), "post": ("在岗", "holds the post")}


def imported(sheets: Sequence[SheetDone], voice: Voice) -> Table:
    """What was done with each sheet."""
    table = Table()
    for heading in voice.words("表|文件", "sheet|file").split("|"):
        table.add_column(heading, overflow="fold")
    for heading in voice.words("行数|不合格|新增|更改|删去", "rows|refused|added|changed|removed").split("|"):
        table.add_column(heading, justify="right", no_wrap=True)
    named = {sheet.name: voice.words(sheet.zh, sheet.name.replace("_", " ")) for sheet in SHEETS}
    for done in sheets:
        numbers = (done.rows, done.refused, done.added, done.changed, done.removed)
        table.add_row(named[done.sheet], done.file, *(f"{number:,}" for number in numbers))
    return table


def tree(organisation: Organisation, depth: int, voice: Voice) -> Iterator[Tree]:
    """The units from the top, so many levels; those that belong nowhere stand at the top, too."""
    for code in organisation.units:
        if organisation.parent(code) is None:
            drawn = Tree(_named(organisation.units[code], voice))
            _branch(drawn, code, organisation, depth - 1, voice)
            yield drawn


def _branch(drawn: Tree, code: str, organisation: Organisation, depth: int, voice: Voice) -> None:
    below = organisation.children.get(code, ())
    if below and not depth:
        number = len(organisation.below(code))
        drawn.add(Text(voice.words(f"……下属 {number:,} 个单位", f"… {number:,} units below"), "dim"))
        return
    for child in below:
        _branch(drawn.add(_named(organisation.units[child], voice)), child, organisation, depth - 1, voice)


def page(found: UnitPage, voice: Voice) -> Table:
    """One unit, a line for each thing that is known."""
    table = Table(title=_named(found.unit, voice), title_justify="left", show_header=False, box=None, padding=(0, 2))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    for label, said in _lines(found, voice):
        table.add_row(label, said)
    return table


def _lines(found: UnitPage, voice: Voice) -> Iterator[tuple[str, Text]]:
    """What is known, without what is not."""
    place, owner = found.unit, found.owner
    spot = "" if place.lng is None or place.lat is None else f"{place.lng:.5f}, {place.lat:.5f} (WGS-84)"
    above = voice.words(" ＜ ", " < ").join(_coded(each, voice) for each in found.above)
    owned = f"{owner.code} {voice.words(owner.name, owner.name_en or owner.name)}" if owner else ""
    number = f"{found.below:,}"
    below = [voice.words(f"{number} 个单位", f"{number} units")] if found.below else []
    for zh, en, lines in (
        ("坐标", "place", [spot]),
        ("隶属", "belongs to", [above]),
        ("加盟商", "franchisee", [owned]),
        ("品牌", "brands", [f"{brand} {site}" for brand, site in found.brands]),
        ("服务区域", "serves", list(found.areas)),
        ("谁在", "who is there", list(_crew(found.crew, voice))),
        ("下属", "below", [*below, *(_coded(each, voice) for each in found.children)]),
    ):
        if any(lines):
            yield voice.words(zh, en), Text("\n".join(lines))


def _crew(crew: Sequence[Called], voice: Voice) -> Iterator[str]:
    """A line for each role: the first of its people, and how many there are."""
    for role, people in groupby(crew, key=lambda each: each.role):
        found = list(people)
        named = [f"{each.name} {each.staff_number} ({voice.words(*BY[each.by])})" for each in found[:SHOWN]]
        more = [] if len(found) <= SHOWN else [voice.words(f"等 {len(found)} 人", f"… {len(found)} in all")]
        said = voice.words(ROLES.get(role, role), role.replace("_", " "))
        yield f"{said}{voice.words('：', ': ')}{voice.words('，', ', ').join([*named, *more])}"


def _coded(unit: Place, voice: Voice) -> str:
    return f"{unit.code} {_called(unit, voice)}"


def _called(unit: Place, voice: Voice) -> str:
    return voice.words(unit.name, unit.name_en or unit.name)


def _named(unit: Place, voice: Voice) -> Text:
    kind = voice.words(KINDS[unit.kind], unit.kind.replace("_", " "))
    return Text.assemble((unit.code, "bold"), f" {_called(unit, voice)} ", (kind, "dim"))


def tree_json(organisation: Organisation) -> list[dict[str, Any]]:
    """Every unit with its parent and owner."""
    return [_unit_json(unit, organisation) for unit in organisation.units.values()]


def _unit_json(unit: Place, organisation: Organisation) -> dict[str, Any]:
    owner = organisation.owner(unit.code)
    return {**asdict(unit), "parent": organisation.parent(unit.code), "owner": owner and owner.code}


def page_json(found: UnitPage) -> dict[str, Any]:
    """Everything that is known of one unit."""
    return asdict(found)
