"""Remakes proof.md: two simulated months with every fault, and what the standards find of it. Takes a minute."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

import polars as pl

from tuotou.handbook import load
from tuotou.operations.replay import Wanted, replay
from tuotou.operations.truth import DISTORTING, Compared, TruthFile, TruthLine
from tuotou.simulator.fault import FAULTS
from tuotou.simulator.simulate import Plan, Simulation

PAGE: Final = Path(__file__).parent / "proof.md"
EVERY: Final = {"all": 0.1, "hub_congestion": 0.03}
RARE: Final = (
    "accident_told_late", "appeal_answered_late", "certificate_lapsed", "claim_abroad_undecided", "claim_unanswered",
    "claim_undecided", "complaint_closed_late", "damage_not_verified", "hq_told_late", "intercept_passed_on",
    "mediation_answered_late", "new_hire_untrained", "next_site_told_late", "no_label_unmatched", "outlets_told_late",
    "procedure_not_signed", "repeat_not_raised", "sender_told_late", "waits_again",
)  # fmt: skip
FAITHFUL: Final = Plan(
    days=31,
    parcels=700,
    seed=1,
    faults=EVERY
    | dict.fromkeys(RARE, 0.5)
    | {"late_upload": 0.5, "works_uncertified": 0.3, "works_unchecked": 0.4, "works_without_contract": 1.0}
    | dict.fromkeys(DISTORTING, 0.0),
)
DISTORTED: Final = Plan(
    days=31,
    parcels=700,
    seed=2,
    faults=EVERY
    | {"late_upload": 0.05, "missed_scan": 0.01, "clock_drift": 0.01}
    | {"way_unscanned": 0.002, "relabelled_unlinked": 0.002},
)


class Month(NamedTuple):
    """A plan carried out, and judged."""

    compared: Compared
    truth: pl.DataFrame


def month(plan: Plan) -> Month:
    """What the handbook finds in a simulated history, beside its truth, at the last recording."""
    simulation, handbook = Simulation(plan), load()
    events = pl.concat(simulation.events(), how="diagonal_relaxed")
    last: int = events["recorded_at"].to_physical().max()  # type: ignore[assignment]
    truth = simulation.truth()
    with TemporaryDirectory() as folder:
        truth.write_parquet(file := Path(folder) / "truth.parquet")
        beside = TruthFile(file, handbook)
    replay(events, handbook, last, wanted=Wanted(beside.add))
    return Month(beside.compared(last), truth)


def page(first: Month, second: Month) -> str:
    """The page."""
    faithful, distorted = first.compared, second.compared
    lines = [
        "# What the standards find of a simulated month",
        "",
        "Made by `docs/make_proof.py`; a heavy test compares it with what that would make. Figures are subjects",
        "(parcels, trips, cases, …) that broke a standard. Shares are left out, for they only count what others found.",
        "",
        "## Every fault, and data that say what happened",
        "",
        command(FAITHFUL),
        "",
        *_summary(faithful),
        "",
        "| standard | really | found | right | precision | recall |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    lines += [f"| {_standard(each.standard)} | {_figures(each)} |" for each in faithful.lines]
    lines += ["", *_hidden(faithful), "", "## 5 % late uploads, 1 % missed scans, and clocks that are wrong", ""]
    lines += [command(DISTORTED), "", *_summary(distorted), ""]
    lines += [
        "A late upload changes no verdict once it is there: only `scan-uploaded-30min` finds it. These do:",
        "",
        "| fault | wrongly found | missed |",
        "| --- | ---: | ---: |",
        *_by_fault(distorted),
        "",
        "| standard | really | found | right | precision | recall | because of (wrongly found / missed) |",
        "| --- | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    for each in distorted.lines:
        if each.found != each.right or each.really != each.right:
            lines.append(f"| {_standard(each.standard)} | {_figures(each)} | {_why(distorted, each.standard)} |")
    return "\n".join([*lines, "", *_hidden(distorted), "", *_faults(pl.concat([first.truth, second.truth])), ""])


def _faults(truth: pl.DataFrame) -> list[str]:
    """What each fault is called in both languages, and which standards it broke in these months."""
    named = truth.filter(pl.col("standard").is_not_null()).group_by("fault").agg(pl.col("standard").unique().sort())
    broke = dict(named.iter_rows())
    return [
        "## The faults",
        "",
        "| `--fault` | 差错 | fault | broke |",
        "| --- | --- | --- | --- |",
        *(f"| `{name}` | {what.zh} | {what.en} | {', '.join(broke.get(name, ()))} |" for name, what in FAULTS.items()),
    ]


def command(plan: Plan) -> str:
    """How to carry out the plan by hand."""
    faults = " ".join(f"--fault {name}={share:g}" for name, share in plan.faults.items())
    return (
        f"    tuotou simulate --days {plan.days} --parcels {plan.parcels} --seed {plan.seed} {faults} --to month/\n"
        "    tuotou replay month/ --truth month/truth.parquet"
    )


def _summary(result: Compared) -> list[str]:
    really, found, right = (sum(getattr(each, name) for each in result.lines) for name in ("really", "found", "right"))
    exact = sum(each.really == each.found == each.right for each in result.lines)
    return [
        f"{len(result.lines)} standards broken: {really:,} times really, {found:,} found, {right:,} of these right. "
        f"Precision {right / found:.3f}, recall {right / really:.3f}; both are 1.000 for {exact} standards."
    ]


def _standard(name: str) -> str:
    return f"[{name}](handbook/{name}.md)"


def _figures(each: TruthLine) -> str:
    shares = ("–" if share is None else f"{share:.3f}" for share in (each.precision, each.recall))
    return " | ".join([f"{each.really:,}", f"{each.found:,}", f"{each.right:,}", *shares])


def _by_fault(result: Compared) -> list[str]:
    sums: dict[str | None, list[int]] = defaultdict(lambda: [0, 0])
    for each in result.differences:
        sums[each.fault][0] += each.wrongly
        sums[each.fault][1] += each.missed
    return [f"| {_fault(name)} | {wrongly:,} | {missed:,} |" for name, (wrongly, missed) in sums.items()]


def _why(result: Compared, standard: str) -> str:
    mine = [each for each in result.differences if each.standard == standard]
    return "; ".join(f"{_fault(each.fault)} {each.wrongly:,} / {each.missed:,}" for each in mine)


def _fault(name: str | None) -> str:
    return f"{FAULTS[name].zh} `{name}`" if name else "unknown"


def _hidden(result: Compared) -> list[str]:
    said = ", ".join(
        f"{_fault(fault)} {times:,}" + (f" (`{standard}`)" if standard else "")
        for fault, standard, times in result.hidden
    )
    return [f"What the data cannot show, or no standard watches: {said}."]


if __name__ == "__main__":
    PAGE.write_text(page(month(FAITHFUL), month(DISTORTED)), "utf-8")
