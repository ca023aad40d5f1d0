"""The report for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from tuotou.cli.instant import local

if TYPE_CHECKING:
    from tuotou.operations.history import History
    from tuotou.operations.report import Counts, DoubtLine, Report, StandardLine


def report_json(report: Report, history: History) -> dict[str, Any]:
    """Every figure of the report; shares are of promises that count, null where none does."""
    return {
        **head(report.as_of, report.events, history),
        "promises": report.promises,
        "total": counts(report.total),
        "standards": [_standard(line) for line in report.standards],
        "trials": [_standard(line) for line in report.trials],
        "never_opened": [standard.id for standard in report.silent],
        "sites": [
            {"site": line.name, **counts(line.counts), "worst": line.worst and line.worst.id} for line in report.sites
        ],
        "persons": [{"person": line.name, **counts(line.counts)} for line in report.persons],
        "days": [{"day": line.day.isoformat(), **counts(line.counts)} for line in report.days],
        "findings": dict(report.findings),
        "estimated": sum(line.promises for line in report.doubted if line.finding == "estimated"),
        "deadlines_in_doubt": [_doubt(line) for line in report.doubted],
        "problems": [asdict(problem) for problem in history.problems],
    }


def _standard(line: StandardLine) -> dict[str, Any]:
    standard = line.standard
    return {
        "standard": standard.id,
        "version": standard.version,
        "title": asdict(standard.title),
        **counts(line.counts),
        "missed_scans": line.missed_scans,
    }


def _doubt(line: DoubtLine) -> dict[str, Any]:
    """A finding about deadlines, `estimated` among them; calendar and year are null where no year is wanted."""
    return {
        "finding": line.finding,
        "standard": line.standard.id,
        "calendar": line.calendar,
        "year": line.year,
        "promises": line.promises,
    }


def head(as_of: int, events: int, history: History) -> dict[str, Any]:
    """What every answer begins with: the instant (µs UTC) in Beijing time, and how the data were read."""
    return {
        "as_of": local(as_of).isoformat(),
        "events": events,
        "rows": history.rows,
        "refused_rows": history.refused,
        "recording_times_assumed": history.recording_assumed,
    }


def counts(counts: Counts) -> dict[str, Any]:
    """How promises stand, with what follows from it; the share is null where none counts."""
    return {**counts._asdict(), "counted": counts.counted, "not_kept": counts.not_kept, "share": counts.share}
