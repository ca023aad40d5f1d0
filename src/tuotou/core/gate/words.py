"""What a handheld shows: an answer in one sentence, Chinese and English."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tuotou.core.document import Bilingual
from tuotou.core.gate.answer import Answer, Reason

SHOWN: Final = 3
"""Standards that a sentence names; a screen holds no more."""


def sentence(answer: Answer) -> Bilingual:
    """Whether it may be done, and why not or in spite of what."""
    title, allowed = answer.question.act.title, answer.allowed
    zh, en = f"{'可以' if allowed else '不可'}{title.zh}", f"{title.en}: {'yes' if allowed else 'no'}"
    why = _why(answer)
    return Bilingual(f"{zh}：{why.zh}。", f"{en}, {why.en}.") if why.zh else Bilingual(f"{zh}。", f"{en}.")


def _why(answer: Answer) -> Bilingual:
    """The titles of what decided, or how the policy did."""
    if answer.because == "unavailable":
        return Bilingual("未能及时判断，按规定处理", "there was no judgement in time and the policy decided")
    if answer.archived:
        return Bilingual("轨迹已归档，无法判断，按规定处理", "its trail is archived and the policy decided")
    if answer.because == "unsure":
        named = _titles([r for r in answer.unsure if r.standard.level in answer.question.act.stops])
        zh, en = f"资料不全，无法判断{named.zh}，按规定处理", f"it cannot be said and the policy decided: {named.en}"
        return Bilingual(zh, en)
    return _titles(answer.stops)


def _titles(reasons: Sequence[Reason]) -> Bilingual:
    titles = [r.standard.title for r in reasons[:SHOWN]]
    more = len(reasons) - len(titles)
    zh, en = "、".join(t.zh for t in titles), "; ".join(t.en for t in titles)
    return Bilingual(f"{zh}等 {len(reasons)} 项" if more else zh, f"{en} and {more} more" if more else en)
