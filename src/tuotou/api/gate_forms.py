"""What a question at the gate looks like as JSON, and what its answer does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final

from ninja import Schema
from pydantic import BaseModel, ConfigDict, Field

from tuotou.core.document import Bilingual
from tuotou.core.gate.act import Act, Policy
from tuotou.core.gate.answer import Answer, Because, Effect, Reason
from tuotou.core.gate.words import sentence
from tuotou.operations.gate.reading import SOURCE, Asked, Read

MOST: Final = 100
"""Questions in one request, and attributes in one question."""


class Ask(BaseModel):
    """A question: what would be scanned, before it is."""

    model_config = ConfigDict(extra="forbid")
    subject: str = Field(description="单号、案件号或工号 · The number of the parcel, the case or the person")
    subject_kind: str = Field("", description="缺省为该动作的对象 · That of the act, if it is said at all")
    kind: str = Field("", description="该动作的哪种事件，缺省为第一种 · Which of the act's events; else the first")
    site: str = Field("", description="网点 · The site where it would happen")
    person: str = Field("", description="工号 · Who would do it")
    source: str = Field(SOURCE, description="来源 · A source of the vocabulary")
    at: str | None = Field(
        None,
        description="设备时间，带时区；缺省为现在 · By the device's clock, with its offset; else now",
        json_schema_extra={"format": "date-time"},
    )
    attrs: dict[str, Any] = Field({}, max_length=MOST, description="事件属性 · What the event would carry")

    def asked(self, act: str) -> Asked:
        """As it is read."""
        words = (self.subject_kind, self.kind, self.site, self.person, self.source)
        return Asked(act, self.subject, *words, self.at, self.attrs)


class AskOne(Ask):
    """A question among others."""

    act: str


class Asks(BaseModel):
    """Several questions."""

    model_config = ConfigDict(extra="forbid")
    questions: Annotated[list[AskOne], Field(min_length=1, max_length=MOST)]


class Both(Schema):
    """The same in Chinese and in English."""

    zh: str
    en: str


class ReasonOut(Schema):
    """A standard that the act would break, or may break."""

    standard: str
    version: int
    level: str
    effect: Effect
    title: Both
    rule: Both
    how_to_keep: Both


class FaultOut(Schema):
    """What is wrong with a question, and what would be right."""

    where: str
    what: str
    right: str


class AnswerOut(Schema):
    """An answer; `allowed` is null where the question itself is wrong."""

    act: str
    subject_kind: str
    subject: str
    allowed: bool | None
    because: Because | None = None
    text: Both | None = None
    reasons: list[ReasonOut] = []
    ignored: list[str] = Field([], description="不认识的属性 · Attributes that are no words of the vocabulary")
    faults: list[FaultOut] = []


class Answers(Schema):
    """In the order of the questions."""

    answers: list[AnswerOut]


class ActOut(Schema):
    """An act, and its policy."""

    act: str
    title: Both
    subject_kind: str
    kinds: list[str]
    stops: list[str]
    when_unsure: Policy
    when_unavailable: Policy
    patience_ms: int


class Acts(Schema):
    """All of them."""

    acts: list[ActOut]


def act_out(act: Act) -> ActOut:
    """An act as it is told."""
    return ActOut(
        act=act.name,
        title=_both(act.title),
        subject_kind=act.subject,
        kinds=[*act.kinds],
        stops=[*act.stops],
        when_unsure=act.when_unsure,
        when_unavailable=act.when_unavailable,
        patience_ms=act.patience,
    )


def refused_out(asked: AskOne, read: Read) -> dict[str, Any]:
    """A question among others that cannot be answered."""
    faults = [{"where": field, "what": reason, "right": right} for field, _, reason, right in read.faults]
    said = {"act": asked.act, "subject_kind": asked.subject_kind, "subject": asked.subject}
    return {**said, "allowed": None, "because": None, "text": None, "reasons": [], "ignored": [], "faults": faults}


def answer_out(answer: Answer, ignored: Sequence[str]) -> dict[str, Any]:
    """An answer as it is told, an `AnswerOut`: what stops first."""
    kind, number = answer.question.key
    return {
        "act": answer.question.act.name,
        "subject_kind": kind,
        "subject": number,
        "allowed": answer.allowed,
        "because": answer.because,
        "text": _as_json(sentence(answer)),
        "reasons": [_reason(effect, reason) for effect, reason in answer.reasons()],
        "ignored": [*ignored],
        "faults": [],
    }


def _reason(effect: Effect, reason: Reason) -> dict[str, Any]:
    s = reason.standard
    texts = {
        name: _as_json(both) for name, both in (("title", s.title), ("rule", s.rule), ("how_to_keep", s.how_to_keep))
    }
    return {"standard": s.id, "version": s.version, "level": s.level, "effect": effect, **texts}


def _as_json(both: Bilingual) -> dict[str, str]:
    return {"zh": both.zh, "en": both.en}


def _both(both: Bilingual) -> Both:
    return Both(zh=both.zh, en=both.en)
