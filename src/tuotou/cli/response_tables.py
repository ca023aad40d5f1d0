"""The codes of warnings and the kinds of exemption, as their documents have them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from rich.table import Table

from tuotou.cli.document_table import listing as blank
from tuotou.cli.voice import Voice
from tuotou.core.exemptions.kind import ExemptionKind
from tuotou.handbook.response import Response

HOUR: Final = 3_600_000_000


def code_table(response: Response, voice: Voice) -> Iterator[Table]:
    """The codes, causes first."""
    titles = (voice.words("原因", "Causes"), voice.words("措施", "Actions"))
    for heading, codes in zip(titles, (response.warnings.causes_in_use, response.warnings.actions_in_use), strict=True):
        table = blank(heading)
        for code, both in codes.items():
            table.add_row(code, voice.of(both))
        yield table


def codes_json(response: Response) -> dict[str, Any]:
    """The codes for programs."""
    both = {"causes": response.warnings.causes_in_use, "actions": response.warnings.actions_in_use}
    return {name: {code: {"zh": b.zh, "en": b.en} for code, b in codes.items()} for name, codes in both.items()}


def kind_table(kinds: Mapping[str, ExemptionKind], voice: Voice) -> Table:
    """The kinds and their limits."""
    table = blank(voice.words("报备类别", "Kinds of exemption"))
    headings = "类别 时限/小时 每月次数 30天同类 占比上限 要证据", "kind hours a_month in_30_days share evidence"
    for heading in voice.words(*headings).split():
        table.add_column(heading.replace("_", " "))
    for one in kinds.values():
        hours, evidence = f"{one.deadline / HOUR:g}", voice.words("是", "yes") if one.evidence else ""
        name = f"{voice.of(one.title)}\n{one.id}"
        table.add_row(name, hours, str(one.quota), str(one.repeats), f"{one.share} %", evidence)
    return table
