"""The gate's door: may this parcel be accepted, loaded, placed, signed, this case be closed? With the reason, in time.

Nobody waits longer than the act's patience: then its policy answers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

import structlog
from django.http import HttpRequest, HttpResponse
from ninja import Router

from tuotou.api.access import who
from tuotou.api.callers import NeedsKnown
from tuotou.api.gate_forms import Acts, AnswerOut, Answers, Ask, Asks, act_out, answer_out, refused_out
from tuotou.api.problem import Fault, Problem
from tuotou.api.told import told
from tuotou.clockwork.clock import clock, shared_clock
from tuotou.core.document import suggest
from tuotou.core.gate.answer import Answer, unavailable
from tuotou.core.gate.question import Question
from tuotou.operations.gate.desk import the_desk
from tuotou.operations.gate.note import Said
from tuotou.operations.gate.reading import read_question, shipped

router: Final = Router(tags=["gate"], auth=NeedsKnown("gate:ask"))
log = structlog.get_logger("tuotou.gate")


@router.get("/acts", response=Acts, summary="The acts that can be asked about, with the policy of each")
async def acts(request: HttpRequest) -> Acts:
    """Its events, the levels that stop it, what answers where nothing can be judged, and after how long."""
    return Acts(acts=[act_out(act) for act in shipped()[0].values()])


@router.post("/{act}", response=AnswerOut, summary="One question: may it be done?")
async def ask_one(request: HttpRequest, act: str, body: Ask) -> HttpResponse:
    """Judged as if the event were recorded now; nothing is recorded of it."""
    if act not in (known := shipped()[0]):
        raise Problem(404, "not_found", f"there is no such act; {suggest(act, list(known))}")
    read = read_question(body.asked(act), clock())
    if read.question is None:
        raise Problem(422, "invalid", "", [Fault(where=w, what=what, right=right) for w, _, what, right in read.faults])
    found = await _answered([read.question], who(request).name)
    return told(answer_out(found[0], read.ignored))


@router.post("", response=Answers, summary="Up to 100 questions at once")
async def ask_many(request: HttpRequest, body: Asks) -> HttpResponse:
    """Each is answered as if it were asked alone; what is wrong with one keeps no other from its answer."""
    now = clock()
    every = [(asked, read_question(asked.asked(asked.act), now)) for asked in body.questions]
    found = iter(await _answered([read.question for _, read in every if read.question], who(request).name))
    answers = [
        answer_out(next(found), read.ignored) if read.question else refused_out(asked, read) for asked, read in every
    ]
    return told({"answers": answers})


async def _answered(questions: Sequence[Question], by: str) -> list[Answer]:
    """The answers, by policy where nobody judges within the patience of the most patient act."""
    if not questions:
        return []
    desk = the_desk(shared_clock)
    desk.start()
    patience = max(question.act.patience for question in questions) / 1_000
    try:
        async with asyncio.timeout(patience):
            found = await desk.asked(questions)
    except Exception as error:  # the loop's boundary: whatever it was, who stands before a customer gets an answer
        log.info("by_policy", error=f"{type(error).__name__}: {error}", questions=len(questions))
        found = [unavailable(question) for question in questions]
    now = clock()
    desk.tell([Said(answer, by, now) for answer in found])
    return found
