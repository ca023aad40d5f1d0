"""Inputs that are odd but allowed are judged, not refused: nothing, one event, unknown words, names as codes."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from tuotou.archive.layout import CODED
from tuotou.core.document import Duration
from tuotou.core.promises.belief import belief_log
from tuotou.core.promises.evaluate import Verdicts, evaluate
from tuotou.core.standards.handbook import Handbook
from tuotou.core.standards.standard import Due
from tuotou.core.trail.event import INSTANT, conform, empty

HOUR = 3_600_000_000
MORNING = 1_780_275_600_000_000  # 1 June 2026, 09:00 in Chengdu
LATER = MORNING + 1000 * HOUR
NEW_YEARS_EVE = MORNING + 213 * 24 * HOUR  # 31 December 2026; 2027 is not announced
DAY_OF_A_PARCEL = (
    ("ordered", 0),
    ("accepted", 1),
    ("arrived", 3),
    ("sorted", 5),
    ("out_for_delivery", 10),
    ("signed_by_self", 12),
)


def scan(id: str | None, kind: str | None, hours: float, **more: object) -> dict[str, object]:
    """A scan of YT1 at CD01, recorded at once unless told otherwise."""
    at = MORNING + round(hours * HOUR)
    common = {"subject_kind": "parcel", "subject": "YT1", "site": "CD01", "person": "zhang", "source": "handheld"}
    return {**common, "id": id, "kind": kind, "at": at, "recorded_at": at, **more}


def frame(*scans: dict[str, object]) -> pl.DataFrame:
    events = pl.DataFrame(scans, infer_schema_length=None)
    return conform(events.with_columns(pl.col("at", "recorded_at").cast(pl.Int64).cast(INSTANT)))


def plain(*more: dict[str, object]) -> pl.DataFrame:
    """The day of a parcel, without any attribute, and what else is told."""
    return frame(*(scan(f"e{n}", kind, hours) for n, (kind, hours) in enumerate(DAY_OF_A_PARCEL)), *more)


def findings(verdicts: Verdicts) -> dict[str, int]:
    return dict(verdicts.findings["finding"].value_counts().iter_rows())


def test_what_is_dated_before_the_birth_of_a_life_counts_and_is_odd(company: Handbook) -> None:
    early = frame(
        scan("e1", "accepted", 5),
        scan("e2", "sorted", 2, recorded_at=MORNING + 6 * HOUR),
        scan("e3", "weighed", 3),
        scan("e4", "arrived", 7),
    )
    odd = evaluate(early, company, LATER).findings.filter(finding="before_birth")
    assert odd.select("subject", "event").rows() == [("YT1", "e2")]
    ordered = pl.concat([early, frame(scan("e0", "ordered", 1))])
    assert evaluate(ordered, company, LATER).findings.filter(finding="before_birth").is_empty()
    late_order = pl.concat([early, frame(scan("e0", "ordered", 6))])
    found = evaluate(late_order, company, LATER).findings.filter(finding="before_birth")
    assert set(found["event"]) == {"e1", "e2"}


def test_only_a_retraction_that_is_still_ahead_says_nothing(company: Handbook) -> None:
    ahead = frame(scan("r1", "retracted", 10, recorded_at=MORNING, retracts="e1"))
    assert belief_log(ahead, company, MORNING + HOUR).is_empty()


def test_no_events_make_no_promises(company: Handbook) -> None:
    verdicts = evaluate(empty(), company, LATER)
    assert (len(verdicts.promises), len(verdicts.unsure), len(verdicts.findings)) == (0, 0, 0)
    assert belief_log(empty(), company, LATER).is_empty()


def test_before_everything_nothing_is_promised(company: Handbook) -> None:
    assert evaluate(plain(), company, MORNING - 1).promises.is_empty()
    assert belief_log(plain(), company, MORNING - 1).is_empty()


def test_one_event_opens_what_it_opens(company: Handbook) -> None:
    accepted = evaluate(frame(scan("e1", "accepted", 0)), company, MORNING).promises
    assert set(accepted["opening"]) == {"e1"}
    assert "trace-24h" in set(accepted.filter(status="open")["standard"])


def test_events_without_attributes_have_a_log(company: Handbook) -> None:
    log = belief_log(plain(), company, LATER)
    assert set(log["verdict"]) == {"broken"}
    assert set(log["standard"]) == {"accepted-needs-inspection"}


def test_containers_alone_are_judged(company: Handbook) -> None:
    bag = {"subject_kind": "bag", "subject": "B1"}
    trip = {"subject_kind": "trip", "subject": "T1"}
    events = frame(
        scan("b1", "sealed", 0, **bag),
        scan("b2", "loaded", 1, into="T1", **bag),
        scan("t1", "trip_opened", 1, **trip),
        scan("t2", "departed", 2, **trip),
    )
    assert findings(evaluate(events, company, LATER)) == {"no_deadline": 1}  # nobody said when the trip should arrive


@pytest.mark.parametrize(
    "odd",
    [
        scan("x", "flown", 2),
        scan("x", None, 2),
        scan("x", "arrived", 2, subject_kind="balloon"),
        scan("x", "relabelled", 2, subject_kind="balloon", to_number="B9"),
        scan("x", "bagged", 2, subject_kind="balloon", into="B9"),
    ],
    ids=lambda odd: f"{odd['subject_kind']} {odd['kind']}",
)
def test_words_nobody_knows_are_findings_and_change_nothing(company: Handbook, odd: dict[str, object]) -> None:
    verdicts = evaluate(plain(odd), company, LATER)
    assert verdicts.promises.equals(evaluate(plain(), company, LATER).promises)
    assert findings(verdicts) == {"unheard": 1}


def test_an_event_without_id_is_one_event(company: Handbook) -> None:
    nameless = scan(None, "out_for_delivery", 11)
    once, twice = (evaluate(plain(*[nameless] * times), company, LATER).promises for times in (1, 2))
    assert once.equals(twice)
    assert once["opening"].null_count() > 0


def test_a_trail_of_which_everything_is_retracted_is_empty(company: Handbook) -> None:
    events = frame(scan("e1", "accepted", 0), scan("r1", "retracted", 1, retracts="e1"))
    assert evaluate(events, company, LATER).promises.is_empty()


def test_without_names_the_promises_stand(company: Handbook) -> None:
    nameless = plain().with_columns(pl.lit(None, pl.String).alias(name) for name in ("site", "person", "source"))
    promises = evaluate(nameless, company, LATER).promises
    assert "delivered-in-time" in set(promises.filter(status="kept")["standard"])
    assert promises["site"].null_count() == len(promises)


@pytest.mark.parametrize("typed", [CODED, dict.fromkeys(CODED, pl.Categorical())], ids=["archived", "categorical"])
def test_names_as_codes_say_the_same(company: Handbook, typed: dict[str, pl.DataType]) -> None:
    bag = {"subject_kind": "bag", "subject": "B1"}
    words = plain(scan("x", "bagged", 2, into="B1"), scan("b1", "sealed", 2.5, **bag), scan("b2", "arrived", 4, **bag))
    coded = words.with_columns(pl.col(name).cast(dtype) for name, dtype in typed.items())
    for one, other in zip(*(_frames(evaluate(events, company, LATER)) for events in (words, coded)), strict=True):
        assert one.equals(other)


def _frames(verdicts: Verdicts) -> tuple[pl.DataFrame, ...]:
    return verdicts.promises, verdicts.unsure, verdicts.findings


@pytest.mark.parametrize("form", ["", "share", "at_most", "never", "needs", "within"])
def test_a_handbook_of_one_form_or_none_judges_what_it_can(company: Handbook, form: str) -> None:
    some = replace(company, standards=tuple(s for s in company.standards if s.form == form))
    ours = {standard.id for standard in some.standards}
    assert set(evaluate(plain(), some, LATER).promises["standard"]) <= ours
    every = evaluate(plain(), company, LATER).promises.filter(pl.col("standard").is_in(ours))
    if form != "share":  # a share without the standards it counts has nothing to say
        assert len(evaluate(plain(), some, LATER).promises) == len(every)


def test_a_year_whose_holidays_are_not_announced_is_said_and_not_guessed(company: Handbook) -> None:
    like = company.by_id["trace-24h"][-1]
    three_days = replace(like, due=(Due(after=Duration(3, "wd")),), calendar="cn", warnings=())
    refusing = replace(company, standards=(three_days,))
    late = round((NEW_YEARS_EVE - MORNING) / HOUR)
    found = evaluate(frame(scan("e1", "ordered", late)), refusing, NEW_YEARS_EVE + HOUR)
    assert found.promises.is_empty()
    assert findings(found) == {"unannounced": 1}
    assert found.findings.select("standard", "calendar", "year").row(0) == ("trace-24h", "cn", 2027)


def test_each_standard_that_finds_no_deadline_is_named(company: Handbook) -> None:
    like = company.by_id["trace-24h"][-1]
    three_days = replace(like, due=(Due(after=Duration(3, "wd")),), calendar="cn", warnings=())
    both = replace(company, standards=(three_days, replace(three_days, id="trace-again")))
    late = round((NEW_YEARS_EVE - MORNING) / HOUR)
    found = evaluate(frame(scan("e1", "ordered", late)), both, NEW_YEARS_EVE + HOUR)
    assert sorted(found.findings["standard"]) == ["trace-24h", "trace-again"], "of one event, two promises lack theirs"
