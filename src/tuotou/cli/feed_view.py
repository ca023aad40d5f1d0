"""What a mapping makes of a file or of messages: the first events, their kinds, and everything that is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from tuotou.cli.count import count
from tuotou.cli.exits import Exit
from tuotou.cli.instant import shown
from tuotou.cli.paragraph import Paragraph
from tuotou.cli.refused import faults, where_refused
from tuotou.cli.voice import Voice

if TYPE_CHECKING:
    from tuotou.core.trail.vocabulary import Vocabulary
    from tuotou.operations.try_feed import TryResult


def ended(tried: TryResult) -> Exit:
    """How the command that tried it ends."""
    if tried.clean:
        return Exit.DONE
    return Exit.PARTLY if tried.events else Exit.INPUT


def as_json(tried: TryResult) -> dict[str, object]:
    """The same for programs."""
    return {
        "rows": tried.rows,
        "events": tried.events,
        "rejected_rows": tried.refused,
        "kinds": tried.kinds,
        "recording_assumed": tried.recording_assumed,
        "findings": [asdict(found) for found in tried.findings],
        "problems": [asdict(problem) for problem in tried.problems],
        "first": tried.first.to_dicts(),
        "rejected": tried.rejected.to_dicts(),
        "bad_files": tried.bad_files,
    }


def show(tried: TryResult, files: Sequence[Path], vocabulary: Vocabulary, voice: Voice) -> None:
    """For people. `files`: what was read; refused rows of it can be corrected beside it."""
    if tried.events:
        voice.show(_first(tried, vocabulary, voice), _kinds(tried, vocabulary, voice))
    if tried.rejected.height:
        voice.show(faults(tried.rejected, voice))
    voice.problems(tried.problems)
    voice.findings(tried.findings)
    if tried.rows and (tried.events or not tried.problems):
        rows, events, refused = (f"[bold]{each:,}[/]" for each in (tried.rows, tried.events, tried.refused))
        voice.show(
            voice.words(
                f"{rows} 行 → {events} 个事件；{refused} 行不合格。",
                f"{count(tried.rows, 'row')} → {count(tried.events, 'event')}; {count(tried.refused, 'row')} refused.",
            )
        )
    for line in where_refused(voice, tried, files):
        voice.out.print(line, markup=False, soft_wrap=True)


def _first(tried: TryResult, vocabulary: Vocabulary, voice: Voice) -> Table:
    """The first events, each with the attributes that the mapping gave it."""
    table = Table(title=voice.words("前几个事件", "The first events"), title_justify="left", title_style="bold")
    table.add_column(voice.words("对象", "subject"), no_wrap=True)
    table.add_column(voice.words("时刻（北京）", "at (Beijing)"), no_wrap=True)
    for heading in voice.words("事件|网点、人员|字段", "event|site, person|attributes").split("|"):
        table.add_column(heading, overflow="fold")
    for row in tried.first.iter_rows(named=True):
        where = " ".join(each for each in (row["site"], row["person"]) if each)
        event = voice.of(vocabulary.kinds[row["kind"]].title)
        table.add_row(row["subject"], shown(_micros(row["at"])), event, where, _attributes(row))
    return table


def _attributes(row: dict[str, Any]) -> Text:
    from tuotou.core.trail import event

    given = {name: value for name, value in row.items() if name not in event.SCHEMA and value is not None}
    return Text("\n".join(f"{name} {_plain(value)}" for name, value in given.items()))


def _plain(value: object) -> str:
    return shown(_micros(value)) if isinstance(value, datetime) else str(value)


def _micros(at: datetime) -> int:
    return int(at.timestamp() * 1_000_000)


def _kinds(tried: TryResult, vocabulary: Vocabulary, voice: Voice) -> Paragraph:
    kinds = sorted(tried.kinds.items(), key=lambda each: (-each[1], each[0]))
    counted = (f"{voice.of(vocabulary.kinds[kind].title)} {kind} {count:,}" for kind, count in kinds)
    return Paragraph(
        voice.words("各类事件：", "Events: "), voice.words("，", ", ").join(counted) + voice.words("。", ".")
    )
