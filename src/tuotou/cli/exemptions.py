"""`tuotou exemptions`: an outlet files that promises could not be kept, who stands above it decides."""

from __future__ import annotations

from typing import Annotated

import typer

from tuotou.cli.database import opened
from tuotou.cli.deed import By, Note, deed, documents, moment, now
from tuotou.cli.options import Json, Lang
from tuotou.cli.voice import Voice
from tuotou.cli.word_check import among

exemptions = typer.Typer(help="报备 · Exemptions: what could not be kept, filed and decided.", no_args_is_help=True)
Number = Annotated[int, typer.Argument(metavar="ID", help="报备编号 · The exemption's number.")]
Kind = Annotated[str, typer.Option("--kind", metavar="KIND", help="类别，见 exemptions kinds · Its kind.")]
Sites = Annotated[list[str], typer.Option("--site", metavar="CODE", help="场地，可多次 · A site; may be repeated.")]
From = Annotated[str, typer.Option("--from", metavar="T", help="从何时（北京时间） · From when, Beijing time.")]
To = Annotated[str, typer.Option("--to", metavar="T", help="到何时 · Until when.")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="出了什么事 · What happened.")]
Evidence = Annotated[str, typer.Option("--evidence", metavar="REF", help="证据：照片、公告等 · Where the proof is.")]
Standards = Annotated[
    list[str], typer.Option("--standard", metavar="ID", help="只为这些标准，可多次 · Only for these standards.")
]
Parcels = Annotated[list[str], typer.Option("--parcel", metavar="NO", help="只为这些单号 · Only these parcels.")]


@exemptions.command("file")
def file_(
    kind: Kind,
    site: Sites,
    from_: From,
    to: To,
    reason: Reason,
    by: By,
    lang: Lang,
    evidence: Evidence = "",
    standard: Standards = [],  # noqa: B006
    parcel: Parcels = [],  # noqa: B006
    json: Json = False,
) -> None:
    """提交报备，等上级审批 · File one; somebody above the site decides."""
    voice = opened(lang, json)
    period = moment(voice, "--from", from_), moment(voice, "--to", to)
    from tuotou.operations.exemptions.deciding import Application, file_exemption

    with deed(voice, kind) as response:
        asked = Application(kind, site, *period, reason, evidence, tuple(standard), tuple(parcel))
        one = file_exemption(response, asked, by, now())
    _say(voice, one)


@exemptions.command("list")
def list_(
    lang: Lang,
    site: Annotated[str, typer.Option("--site", metavar="CODE", help="只看一个场地 · Of one site.")] = "",
    state: Annotated[
        str,
        typer.Option("--state", metavar="STATE", help="只看一种状态 · filed, approved, rejected, withdrawn."),
    ] = "",
    most: Annotated[int, typer.Option("--most", metavar="N", min=1, help="最多列几条 · At most so many.")] = 100,
    json: Json = False,
) -> None:
    """列出报备，最近的在前 · List exemptions, the latest first."""
    voice = opened(lang, json)
    from tuotou.cli.exemptions_view import as_json, listing
    from tuotou.operations.exemptions.listing import list_exemptions
    from tuotou.store.models.exemption import STATES

    among(voice, "--state", state, STATES)
    with deed(voice, "tuotou") as response:
        found = list_exemptions(site, state, most)
    voice.json([as_json(one) for one in found]) if json else voice.show(listing(found, response, voice))


@exemptions.command()
def show(id: Number, lang: Lang, json: Json = False) -> None:
    """说清一条报备：提醒、经过、免掉多少 · One exemption: its flags, its history, what it touched."""
    voice = opened(lang, json)
    from tuotou.cli.exemptions_view import story, story_json
    from tuotou.operations.exemptions.listing import exemption_story

    with deed(voice, str(id)) as response:
        found = exemption_story(id)
    voice.json(story_json(found)) if json else voice.show(*story(found, response, voice))


@exemptions.command()
def kinds(lang: Lang, json: Json = False) -> None:
    """列出报备类别和限额 · The kinds of exemption and their limits."""
    voice = Voice(lang, json)
    from dataclasses import asdict

    from tuotou.cli.response_tables import kind_table

    every = documents(voice).exemptions
    voice.json([asdict(one) for one in every.values()]) if json else voice.show(kind_table(every, voice))


@exemptions.command()
def approve(id: Number, by: By, lang: Lang, note: Note = "", json: Json = False) -> None:
    """通过：它涉及的承诺免责 · Approve: the promises it touches become void."""
    voice = opened(lang, json)
    from tuotou.operations.exemptions.authority import decides
    from tuotou.operations.exemptions.deciding import approve as run
    from tuotou.operations.warnings.handling import Hand

    with deed(voice, str(id)) as response:
        _say(voice, run(response, decides, id, Hand(by, now(), note)))


@exemptions.command()
def reject(id: Number, by: By, lang: Lang, note: Note = "", json: Json = False) -> None:
    """驳回，须写明理由 · Reject, with a reason."""
    voice = opened(lang, json)
    from tuotou.operations.exemptions.authority import decides
    from tuotou.operations.exemptions.deciding import reject as run
    from tuotou.operations.warnings.handling import Hand

    with deed(voice, str(id)):
        _say(voice, run(decides, id, Hand(by, now(), note)))


@exemptions.command()
def withdraw(id: Number, by: By, lang: Lang, note: Note = "", json: Json = False) -> None:
    """撤回：已通过的，免掉的承诺恢复 · Withdraw: what an approved one voided holds again."""
    voice = opened(lang, json)
    from tuotou.operations.exemptions.authority import decides
    from tuotou.operations.exemptions.deciding import withdraw as run
    from tuotou.operations.warnings.handling import Hand

    with deed(voice, str(id)) as response:
        _say(voice, run(response, decides, id, Hand(by, now(), note)))


def _say(voice: Voice, one: object) -> None:
    from tuotou.cli.exemptions_view import as_json, line
    from tuotou.store.models import Exemption

    assert isinstance(one, Exemption)
    voice.json(as_json(one)) if voice.as_json else voice.show(line(one, voice))
