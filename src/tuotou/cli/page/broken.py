"""The promises that were not kept, as data for the page's script: each with its trail, every name said once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from tuotou.cli.page.card import LEVEL
from tuotou.cli.page.markup import Markup, both, data, element, inner
from tuotou.cli.page.number import counted
from tuotou.cli.page.subject import Subject
from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.operations.stage import STAGES, stage_of
from tuotou.operations.trails import Life, Step

BEFORE: Final = 15
KEPT: Final = ("每个已有结果的承诺都按时兑现了。", "Every promise with an outcome was kept in time.")
NOTHING: Final = ("没有已到结果的承诺。", "No promise has an outcome.")
INSTANTS: Final = ("opens_at", "due_at", "kept_at")
STEPS: Final = 60  # events of a trail that a page shows, from so many before the opening on
WORDS: Final = {
    "all_standards": ("全部标准", "All standards"),
    "all_stages": ("全部环节", "All stages"),
    "all_sites": ("全部网点", "All sites"),
    "all_statuses": ("未兑现和迟到", "Broken and late"),
    "broken": ("未兑现", "broken"),
    "kept_late": ("迟到", "late"),
    "doubt": ("存疑", "in doubt"),
    "worst": ("最差在前", "Worst first"),
    "latest": ("最近到期在前", "Latest due first"),
    "longest": ("迟得最久在前", "Longest late first"),
    "search": ("搜单号、网点、工号、标准…", "Search number, site, staff number, standard…"),
    "standard": ("标准", "Standard"),
    "status": ("结果", "Outcome"),
    "subject": ("单号", "Number"),
    "who": ("责任方", "Answers"),
    "opens": ("起算", "Began"),
    "due": ("到期", "Due"),
    "kept": ("兑现", "Kept"),
    "trail": ("轨迹", "Trail"),
    "found": ("{} 条", "{} found"),
    "page": ("第 {} / {} 页", "Page {} of {}"),
    "back": ("上一页", "Previous"),
    "next": ("下一页", "Next"),
    "late_by": ("迟 {}", "late by {}"),
    "overdue": ("已超 {}", "overdue {}"),
    "opened": ("起算", "begins"),
    "passed": ("到期未兑现", "due and not kept"),
    "kept_then": ("迟到兑现", "kept late"),
    "violated": ("违反", "broken"),
    "this": ("（本条）", " (this one)"),
    "recorded": ("{} 才录入", "recorded {}"),
    "from": ("来自 {}", "from {}"),
    "left_out": ("前后另有 {} 个事件未列出", "{} more events are not shown"),
    "no_trail": ("这条标准统计一段时间的占比，没有单独的轨迹。", "A share over a period has no trail of its own."),
    "close": ("关闭", "Close"),
    "nothing": ("没有符合的。", "Nothing matches."),
    "day": ("天", "d"),
    "hour": ("小时", "h"),
    "minute": ("分", "min"),
    "life": ("第 {} 程", "life {}"),
}


class _Codes:
    """Names, each told once and then by its number."""

    def __init__(self) -> None:
        self.names: dict[str, int] = {}

    def __call__(self, name: str | None) -> int:
        return -1 if name is None else self.names.setdefault(name, len(self.names))


def broken(subject: Subject) -> Markup:
    """How many there are, the place where the script puts them, and the data."""
    told = _data(subject)
    every, shown = subject.worst.all, len(told["promises"])
    if not shown:
        return element("p", both(*(KEPT if subject.report.total.counted else NOTHING)), class_="note")
    zh, en = f"没有按时的共 {counted(every)} 个", f"{counted(every)} promises were not kept in time"
    if shown < every:
        zh += f"，这里是最差的 {counted(shown)} 个（各标准轮流取）；全部用 --exceptions 写成表"
        en += f"; here are the worst {counted(shown)}, taken from every standard in turn; --exceptions writes all"
    script = both("要看清单，请允许本页脚本运行。", "This list needs the script of this page.")
    return inner(
        (
            element("p", both(f"{zh}。点开可看整条轨迹。", f"{en}. Each opens to its trail."), class_="note"),
            element("div", element("noscript", script), id="broken"),
            element("dialog", id="trail", aria_labelledby="trail-title"),
            data(told, "data"),
        )
    )


def _data(subject: Subject) -> dict[str, Any]:
    vocabulary = subject.handbook.vocabulary
    rows = subject.worst.promises().to_dicts()
    sites, persons, kinds = _Codes(), _Codes(), _Codes()
    versions = {(s.id, s.version): s for s in subject.handbook.standards}
    used = {key: place for place, key in enumerate(dict.fromkeys((row["standard"], row["version"]) for row in rows))}
    lives = list(dict.fromkeys(_life(row) for row in rows))
    place = {life: turn for turn, life in enumerate(lives)}
    promises = [
        [
            used[row["standard"], row["version"]], int(row["status"] == "broken"), place[_life(row)],
            sites(row["site"]), persons(row["person"]), *(_seconds(row[name]) for name in INSTANTS),
            row["opening"], row["kept_by"], int(row["doubt"]),
        ]
        for row in rows
    ]  # fmt: skip
    openings = {life: row["opening"] for row in reversed(rows) for life in [_life(row)]}
    trails = [_trail(subject.worst.trails.get(life, ()), openings[life], (sites, persons, kinds)) for life in lives]
    standards = [versions[key] for key in used]
    return {
        "as_of": subject.report.as_of // 1_000_000,
        "words": WORDS,
        "stages": {key: [name.zh, name.en] for key, name in STAGES.items()},
        "standards": [
            {"id": s.id, "title": [s.title.zh, s.title.en], "rule": [s.rule.zh, s.rule.en], "stage": stage_of(s),
             "level": LEVEL[s.level], "waits": s.form == "within", "share": s.form == "share"}
            for s in standards
        ],
        "lives": [[_title(kind, vocabulary), number, life] for kind, number, life in lives],
        "promises": promises,
        "trails": trails,
        "sites": list(sites.names),
        "persons": list(persons.names),
        "kinds": [_kind(name, vocabulary) for name in kinds.names],
    }  # fmt: skip


def _life(row: Mapping[str, Any]) -> Life:
    return row["subject_kind"], row["subject"], row["life"]


def _seconds(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp())


def _title(subject_kind: str, vocabulary: Vocabulary) -> list[str]:
    known = vocabulary.subjects.get(subject_kind)
    return [known.title.zh, known.title.en] if known else [subject_kind] * 2


def _kind(name: str, vocabulary: Vocabulary) -> list[str]:
    known = vocabulary.kinds.get(name)
    return [known.title.zh, known.title.en] if known else [name] * 2


def _trail(steps: Sequence[Step], opening: str, codes: tuple[_Codes, _Codes, _Codes]) -> list[Any]:
    """The steps around an opening, after how many there are in all."""
    sites, persons, kinds = codes
    first = next((turn for turn, step in enumerate(steps) if step.name == opening), 0)
    first = max(0, first - BEFORE) if len(steps) > STEPS else 0
    shown = [
        [step.name, step.at // 1_000_000, (step.recorded_at - step.at) // 60_000_000, kinds(step.kind),
         sites(step.site), persons(step.person), step.via]
        for step in steps[first : first + STEPS]
    ]  # fmt: skip
    return [len(steps), *shown]
