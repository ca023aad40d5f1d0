"""Indicators stage by stage: the figure beside its target, its days as a line, and who stands out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tuotou.cli.figure_text import NONE, amount, leading, met, standing_out, told, unit
from tuotou.cli.page.markup import Markup, Node, both, chapter, element, inner, said
from tuotou.cli.page.number import counted
from tuotou.cli.page.subject import Subject
from tuotou.cli.page.table import Column, table
from tuotou.cli.voice import Language
from tuotou.core.indicators.figure import Figure, Measured
from tuotou.operations.stage import STAGES, stage_of

WIDTH, HEIGHT = 120, 26  # pixels of a line of days
EDGE: Final = 3
WORST: Final = 5
COLUMNS: Final = (
    Column("指标", "Indicator", "name"),
    Column("数值", "Figure", "figure"),
    Column("目标", "Target", "number"),
    Column("n", "n", "number"),
    Column("按日", "By day", "minor"),
)
WORDS: Final = {
    "site": ("网点", "sites"),
    "person": ("人员", "people"),
    "lane": ("线路", "lanes"),
    "parcel.product": ("产品", "products"),
    "parcel.customer_kind": ("客户类型", "kinds of customer"),
    "parcel.platform": ("平台", "platforms"),
}
"""What is compared, as people call it; other words are told as documents write them."""


def indicators(subject: Subject) -> Markup:
    """Those that say something, and the names of those that do not."""
    every = subject.report.indicators
    saying = [one for one in every if one.says]
    if not saying:
        return element("p", both("数据里没有可统计的指标。", "The data hold nothing to measure."), class_="note")
    note = both(
        "点开一项可看口径、剔除和最差的网点。n 是分母；说不准的不在其中。",
        "Open one for its definition, what is left out, and the worst sites. n is the denominator, without what "
        "cannot be said.",
    )
    stages = [
        chapter(said(title), both(f"{counted(len(mine))} 项", counted(len(mine))), _stage(mine))
        for stage, title in STAGES.items()
        if (mine := [one for one in saying if stage_of(one.indicator) == stage])
    ]
    return inner((element("p", note, class_="note"), *stages, _silent([one for one in every if not one.says])))


def _stage(mine: Sequence[Measured]) -> Markup:
    return table(COLUMNS, [_row(one) for one in mine])


def _row(one: Measured) -> tuple[Node, ...]:
    indicator = one.indicator
    target = NONE if indicator.target is None else _in_unit(one, amount(indicator.target))
    return _card(one), _figure(one, one.whole), target, counted(one.whole.n), _line(one)


def _figure(one: Measured, figure: Figure) -> Markup:
    """The figure, marked where it misses its target: by a word too, since not everybody sees colours.

    Of few it is told in grey, and not judged: one of four says little (kernel rule 53).
    """
    zh, en = (told(one.indicator, figure, language) for language in (Language.ZH, Language.EN))
    text = both(zh, en)
    if figure.n < one.indicator.least or met(one.indicator, figure) is not False:
        return element("span", text, class_="share" if figure.n >= one.indicator.least else "few")
    return element(
        "span", text, " ", element("small", both("未达标", "off target"), class_="badge off"), class_="share"
    )


def _in_unit(one: Measured, text: str) -> Markup:
    zh, en = (unit(one.indicator, language) for language in (Language.ZH, Language.EN))
    return both(f"{text} {zh}".rstrip(), f"{text} {en}".rstrip())


def _card(one: Measured) -> Markup:
    """The title, which opens to the definition and the worst."""
    indicator = one.indicator
    sources = [f"{source.text}（{source.edition}，{source.confidence}）" for source in indicator.sources]
    lines: list[tuple[Node, Node]] = [
        (both("口径", "Counted"), said(indicator.formula)),
        (both("剔除", "Left out"), said(indicator.excludes)),
        (both("依据", "Source"), [element("span", source) for source in sources]),
    ]
    if one.cannot_say:
        lines.append((both("说不准", "Unsure"), counted(one.cannot_say)))
    if one.doubt:
        lines.append((both("存疑", "In doubt"), counted(one.doubt)))
    lines += [(both(f"最差{zh}", f"Worst {en}"), worst) for (zh, en), worst in _compared(one)]
    head = element("summary", said(indicator.title), " ", element("small", f"{indicator.id} v{indicator.version}"))
    definition = [(element("dt", name), element("dd", text)) for name, text in lines]
    return element("details", head, element("dl", definition), class_="card")


def _compared(one: Measured) -> Iterator[tuple[tuple[str, str], Node]]:
    """The worst of each word, where some are worse than all together."""
    for word in one.indicator.by:
        worst = standing_out(one, word)
        if worst:
            parts = [
                element("span", f"{figure.name} ", _figure(one, figure), f" (n {counted(figure.n)})", class_="worst")
                for figure in worst[:WORST]
            ]
            yield WORDS.get(word, (word, word)), parts


def _line(one: Measured) -> Node:
    """Its days from the lowest to the highest figure; a gap where nothing was counted."""
    points = [(place, leading(one.indicator, figure)) for place, figure in enumerate(one.told_by("day"))]
    known = [value for _, value in points if value is not None]
    if len(known) < 2:
        return NONE
    low, span = min(known), max(known) - min(known)
    path, pen = [], "M"
    for place, value in points:
        if value is None:
            pen = "M"
            continue
        x = EDGE + (WIDTH - 2 * EDGE) * place / max(len(points) - 1, 1)
        y = HEIGHT / 2 if not span else HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * (value - low) / span
        path.append(f"{pen}{x:.1f} {y:.1f}")
        pen = "L"
    days = [figure.name for figure in one.told_by("day")]
    label = f"{days[0]} – {days[-1]}: {amount(low)} – {amount(max(known))}"
    shape = element("path", d="".join(path), class_="trend")
    return element(
        "svg", element("title", label), shape, viewBox=f"0 0 {WIDTH} {HEIGHT}", width=WIDTH, height=HEIGHT, role="img"
    )


def _silent(silent: Sequence[Measured]) -> Node:
    if not silent:
        return None
    n = counted(len(silent))
    head = both(f"数据里没有的 {n} 项", f"{n} of which the data hold nothing")
    names = [element("li", said(one.indicator.title)) for one in silent]
    return element("details", element("summary", head), element("ul", names, class_="silent"), class_="behind")
