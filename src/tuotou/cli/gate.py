"""`tuotou gate`: may an act be done now, as a handheld would ask it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from tuotou.cli.database import opened
from tuotou.cli.deed import moment
from tuotou.cli.options import Json, Lang
from tuotou.cli.voice import Voice

if TYPE_CHECKING:
    from tuotou.core.gate.answer import Answer
    from tuotou.operations.gate.reading import Asked

gate = typer.Typer(help="放行口 · The gate: may an act be done now?", no_args_is_help=True)
EFFECTS = {"stops": ("不放行", "stops it"), "unsure": ("说不清", "cannot say"), "advises": ("提醒", "advice")}


@gate.command()
def ask(
    act: Annotated[str, typer.Argument(metavar="ACT", help="动作，见 gate acts · The act.")],
    subject: Annotated[str, typer.Argument(metavar="SUBJECT", help="单号、案件号、工号 · Of what or whom.")],
    lang: Lang,
    kind: Annotated[str, typer.Option("--kind", metavar="KIND", help="哪种事件 · Which of the act's events.")] = "",
    site: Annotated[str, typer.Option("--site", metavar="CODE", help="网点 · Where.")] = "",
    person: Annotated[str, typer.Option("--person", metavar="STAFF", help="工号 · By whom.")] = "",
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="T", help="何时（北京时间），缺省现在 · When, Beijing time; else now."),
    ] = None,
    attr: Annotated[
        list[str] | None,
        typer.Option("--attr", metavar="NAME=VALUE", help="事件属性，可多次 · What the event would carry."),
    ] = None,
    json: Json = False,
) -> None:
    """问一件事现在能不能做；什么也不记录 · May it be done now? Nothing is recorded."""
    voice = opened(lang, json)
    when = None if at is None else moment(voice, "--at", at) // 1_000
    from tuotou.operations.gate.reading import Asked

    attributes = dict(_attribute(voice, each) for each in attr or ())
    answer = _answered(voice, Asked(act, subject, "", kind, site, person, "", when, attributes))
    voice.json(_as_json(answer)) if json else voice.show(*_shown(answer, voice))


@gate.command()
def acts(lang: Lang, json: Json = False) -> None:
    """列出能问的动作，判断不了时怎么办 · The acts, and what policy says of each."""
    voice = Voice(lang, json)
    from tuotou.operations.gate.reading import shipped

    known = shipped()[0].values()
    if json:
        voice.json([{**_plain(act), "title": {"zh": act.title.zh, "en": act.title.en}} for act in known])
        return
    zh = ("动作", "名称", "对象", "事件", "不放行的级别", "说不清时", "来不及时", "最多等")
    en = ("act", "name", "of", "events", "levels that stop it", "unsure", "unavailable", "patience")
    table = Table(*(voice.words(*both) for both in zip(zh, en, strict=True)))
    for act in known:
        plain = {name: ", ".join(v) if isinstance(v, list) else str(v) for name, v in _plain(act).items()}
        table.add_row(plain.pop("act"), voice.of(act.title), *plain.values())
    voice.show(table)


def _answered(voice: Voice, asked: Asked) -> Answer:
    """The answer; ends the command where the question is wrong."""
    from tuotou.cli.loading import load_watch
    from tuotou.clockwork.clock import clock, shared_clock
    from tuotou.operations.gate.ask import Gate
    from tuotou.operations.gate.ask import ask as run
    from tuotou.operations.gate.reading import read_question

    read = read_question(asked, clock())
    for name in read.ignored:
        voice.note(f"--attr {name}: {voice.beside('no attribute of the vocabulary', 'it is not read')}")
    if read.question is None:
        field, value, what, right = read.faults[0]
        voice.misused(field, value.strip('"'), what, right)
    return run([read.question], Gate.of(load_watch(voice).handbook), shared_clock)[0]


def _attribute(voice: Voice, text: str) -> tuple[str, object]:
    """`name=value`: flags and numbers as JSON has them, instants as people write them, all others as they stand."""
    from tuotou.operations.gate.reading import shipped

    name, sign, value = text.partition("=")
    if not sign:
        voice.misused("--attr", text, "it has no value", "write name=value")
    meant = shipped()[1].attributes.get(name)
    if meant is None or meant.type in ("text", "list", "veiled"):
        return name, value
    if meant.type == "instant":
        return name, moment(voice, "--attr", value) // 1_000
    from json import loads

    try:
        return name, loads(value)
    except ValueError:
        return name, value


def _plain(act: Any) -> dict[str, Any]:
    return {
        "act": act.name,
        "subject_kind": act.subject,
        "kinds": [*act.kinds],
        "stops": [*act.stops],
        "when_unsure": act.when_unsure,
        "when_unavailable": act.when_unavailable,
        "patience_ms": act.patience,
    }


def _as_json(answer: Answer) -> dict[str, Any]:
    from tuotou.core.gate.words import sentence

    said, (kind, number) = sentence(answer), answer.question.key
    reasons = [
        {"standard": r.standard.id, "version": r.standard.version, "level": r.standard.level, "effect": effect}
        for effect, r in answer.reasons()
    ]
    return {
        "act": answer.question.act.name,
        "subject_kind": kind,
        "subject": number,
        "allowed": answer.allowed,
        "because": answer.because,
        "text": {"zh": said.zh, "en": said.en},
        "reasons": reasons,
    }


def _shown(answer: Answer, voice: Voice) -> list[Any]:
    """The sentence, and below it each standard with what keeps it."""
    from tuotou.core.gate.words import sentence

    zh, en = ("", "标准", "要求", "怎么做"), ("", "standard", "rule", "how to keep it")
    table = Table(*(voice.words(*both) for both in zip(zh, en, strict=True)))
    for effect, reason in answer.reasons():
        s = reason.standard
        table.add_row(voice.words(*EFFECTS[effect]), s.id, voice.of(s.rule), voice.of(s.how_to_keep))
    return [voice.of(sentence(answer)), *([table] if table.row_count else [])]
