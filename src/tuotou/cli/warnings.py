"""`tuotou warnings`: what somebody must do something about, and what people do with it."""

from __future__ import annotations

from typing import Annotated

import typer

from tuotou.cli.database import opened
from tuotou.cli.deed import By, Note, deed, documents, moment, now
from tuotou.cli.options import Json, Lang
from tuotou.cli.voice import Voice
from tuotou.cli.word_check import among

warnings = typer.Typer(help="预警 · Warnings: what somebody must do something about.", no_args_is_help=True)
Number = Annotated[int, typer.Argument(metavar="ID", help="预警编号 · The warning's number.")]
Cause = Annotated[str, typer.Option("--cause", metavar="CODE", help="原因码，见 warnings codes · Why it came.")]
Action = Annotated[str, typer.Option("--action", metavar="CODE", help="措施码，见 warnings codes · What is done.")]
Site = Annotated[str, typer.Option("--site", metavar="CODE", help="只看一个场地 · Of one site.")]
Standard = Annotated[str, typer.Option("--standard", metavar="ID", help="只看一条标准 · Of one standard.")]
Level = Annotated[str, typer.Option("--level", metavar="LEVEL", help="只看一个级别 · Of one level: red_line …")]
State = Annotated[
    str,
    typer.Option(
        "--state",
        metavar="STATE",
        help="只看一种状态，缺省为还没办结、没被归因的 · open, listed, acknowledged, snoozed, muted, held, resolved; "
        "else all that are neither resolved nor held back by a cause.",
    ),
]
Owner = Annotated[str, typer.Option("--owner", metavar="STAFF", help="只看某人的 · Of one owner.")]
Most = Annotated[int, typer.Option("--most", metavar="N", min=1, help="最多列几条 · At most so many.")]


@warnings.command("list")
def list_(
    lang: Lang,
    site: Site = "",
    standard: Standard = "",
    level: Level = "",
    state: State = "",
    owner: Owner = "",
    most: Most = 100,
    json: Json = False,
) -> None:
    """列出预警，最要紧的在前 · List warnings, the worst first."""
    voice = opened(lang, json)
    from tuotou.cli.warnings_view import as_json, listing
    from tuotou.core.standards.standard import LEVELS
    from tuotou.operations.warnings.listing import Asked, list_warnings
    from tuotou.store.models.warning import STATES

    among(voice, "--level", level, LEVELS)
    among(voice, "--state", state, STATES)
    with deed(voice, "tuotou") as response:
        found = list_warnings(Asked(site, standard, level, state, owner, most))
    voice.json([as_json(one) for one in found]) if json else voice.show(listing(found, response, voice))


@warnings.command()
def show(id: Number, lang: Lang, json: Json = False) -> None:
    """说清一条预警：经过、快件、归在它下面的 · One warning: its history, its promises, its consequences."""
    voice = opened(lang, json)
    from tuotou.cli.warnings_view import story, story_json
    from tuotou.operations.warnings.listing import warning_story

    with deed(voice, str(id)) as response:
        found = warning_story(id)
    voice.json(story_json(found)) if json else voice.show(*story(found, response, voice))


@warnings.command()
def codes(lang: Lang, json: Json = False) -> None:
    """列出原因码和措施码 · The codes for causes and actions."""
    voice = opened(lang, json)
    from tuotou.cli.loading import load_watch
    from tuotou.cli.response_tables import code_table, codes_json

    response = documents(voice, load_watch(voice))
    voice.json(codes_json(response)) if json else voice.show(*code_table(response, voice))


@warnings.command()
def acknowledge(
    id: Number, by: By, cause: Cause, action: Action, lang: Lang, owner: Owner = "", note: Note = "", json: Json = False
) -> None:
    """接手：说明原因和措施 · Take it up: why it came, what is done."""
    voice = opened(lang, json)
    from tuotou.operations.warnings.handling import Hand, Taking
    from tuotou.operations.warnings.handling import acknowledge as run

    with deed(voice, str(id)) as response:
        _say(voice, run(response, id, Hand(by, now(), note), Taking(cause, action, owner)))


@warnings.command()
def close(id: Number, by: By, cause: Cause, action: Action, lang: Lang, note: Note = "", json: Json = False) -> None:
    """办结：没有别的可做了 · Close it: nothing more is to be done."""
    voice = opened(lang, json)
    from tuotou.operations.warnings.handling import Hand, Taking
    from tuotou.operations.warnings.handling import close as run

    with deed(voice, str(id)) as response:
        _say(voice, run(response, id, Hand(by, now(), note), Taking(cause, action)))


@warnings.command()
def assign(
    id: Number,
    to: Annotated[str, typer.Option("--to", metavar="STAFF", help="交给谁（工号） · To whom, by staff number.")],
    by: By,
    lang: Lang,
    note: Note = "",
    json: Json = False,
) -> None:
    """转给别人 · Make it somebody else's."""
    voice = opened(lang, json)
    from tuotou.operations.warnings.handling import Hand
    from tuotou.operations.warnings.handling import assign as run

    with deed(voice, str(id)):
        _say(voice, run(id, Hand(by, now(), note), to))


@warnings.command()
def snooze(
    id: Number,
    until: Annotated[str, typer.Option("--until", metavar="T", help="到何时（北京时间） · Until when, Beijing time.")],
    by: By,
    lang: Lang,
    note: Note = "",
    json: Json = False,
) -> None:
    """放一放，到时再提醒；变严重时照样提醒 · Let it be until then, unless it worsens."""
    voice = opened(lang, json)
    when = moment(voice, "--until", until)
    from tuotou.operations.warnings.handling import Hand
    from tuotou.operations.warnings.handling import snooze as run

    with deed(voice, str(id)):
        _say(voice, run(id, Hand(by, now(), note), when))


@warnings.command()
def mute(id: Number, by: By, lang: Lang, note: Note = "", json: Json = False) -> None:
    """静音到办结 · Let it be until it is resolved."""
    voice = opened(lang, json)
    from tuotou.operations.warnings.handling import Hand
    from tuotou.operations.warnings.handling import mute as run

    with deed(voice, str(id)):
        _say(voice, run(id, Hand(by, now(), note)))


def _say(voice: Voice, one: object) -> None:
    from tuotou.cli.warnings_view import as_json, line
    from tuotou.store.models import Warning

    assert isinstance(one, Warning)
    voice.json(as_json(one)) if voice.as_json else voice.show(line(one, voice))
