"""What cannot be said: doubts, findings, assumed times, refused rows, standards that nothing opened, trials."""

from __future__ import annotations

from collections.abc import Iterator

from tuotou.cli.page.headline import sentences
from tuotou.cli.page.lacking import lacking
from tuotou.cli.page.markup import Markup, Node, both, element, inner
from tuotou.cli.page.number import counted
from tuotou.cli.page.standards import of_standards
from tuotou.cli.page.subject import Subject
from tuotou.cli.voice import Language, Voice


def unsayable(subject: Subject) -> Markup:
    """A list, then what is tried out, then the standards without a promise."""
    points = [*sentences(subject, last=True), *(element("p", line) for line in _doubts(subject))]
    listed = [element("li", point) for point in points]
    none = element("p", both("没有。", "Nothing."), class_="note")
    return inner((element("ul", listed, class_="points") if listed else none, _trials(subject), lacking(subject)))


def _doubts(subject: Subject) -> Iterator[Node]:
    worst, history = subject.worst, subject.history
    if worst.doubtful:
        n = counted(worst.doubtful)
        yield both(
            f"{n} 个没有按时的承诺存疑：期间有一个谁也不认识的事件，也许正是它兑现了承诺。",
            f"{n} promises not kept in time are in doubt: an event that nobody could read lies in between.",
        )
    if history.refused:
        of = f"{counted(history.refused)} / {counted(history.rows)}"
        yield both(f"{of} 行不合格，没有计入。", f"{of} rows were refused and do not count.")
    zh, en = Voice(Language.ZH, as_json=False), Voice(Language.EN, as_json=False)
    for found in history.findings:
        n = counted(found.count)
        yield both(f"{n} 处：{zh.beside(found.what, found.right)}", f"{n} × {en.beside(found.what, found.right)}")
    for problem in history.problems:
        yield both(zh.beside(problem.what, problem.right), en.beside(problem.what, problem.right))


def _trials(subject: Subject) -> Node:
    if not subject.report.trials:
        return None
    title = element("h3", both("试行中的标准（不计入任何合计）", "On trial (in no total)"))
    return inner((title, of_standards(subject.report.trials)))
