"""Some fifty standards over the test vocabulary: every form, every word a document may say."""

from __future__ import annotations

from dataclasses import replace

from tuotou.core.document import Duration
from tuotou.core.standards.standard import Answer, Cover, Standard

from .event import DAY, HOUR, MINUTE
from .promised_within import WAITING, WITHIN
from .words import BAG, CASE, TRIP
from .writing import START, on, standard, within

COVERED = {
    "covers": (Cover("modes", "mode", contains=True), Cover("place", "place", or_null=True)),
    "expires": "expires_at",
    "withdrawn_by": on("consent_withdrawn"),
    "withdraws": "consent",
}

NEEDS = (
    standard("accepted-inspected", "needs", on("accepted"), keep=(on("inspected"),)),
    standard("returned-after-two-attempts", "needs", on("returned"), keep=(on("attempted"),), at_least=2),
    standard("placed-with-consent", "needs", on("placed"), keep=(on("consented"),), **COVERED),
    standard("placed-with-two-consents", "needs", on("placed"), keep=(on("consented"),), at_least=2, **COVERED),
    standard(
        "fresh-inspection",
        "needs",
        on("accepted", "loaded"),
        keep=(on("inspected"),),
        expires=Duration(30 * MINUTE),
        withdrawn_by=on("suspected", where="height > 30"),
        void_if=(on("weather"),),
    ),
    standard("departed-had-arrived", "needs", on("departed"), per=("site",), keep=(on("arrived", "accepted"),)),
    standard("signed-had-call", "needs", on("signed"), keep=(on("called"), on("attempted", other="person"))),
)

NEVER = (
    standard("not-thrown", "never", on("thrown"), condition="height > 30"),
    standard(
        "not-thrown-by-hub",
        "never",
        on("thrown"),
        condition="parcel.height > 30",
        per=("site",),
        void_if=(on("weather"),),
    ),
    standard(
        "stop-suspected",
        "never",
        on("loaded", "departed", "signed"),
        after=on("suspected"),
        until_event=on("cleared"),
    ),
    standard(
        "8h-between-attempts",
        "never",
        on("attempted"),
        after=on("attempted"),
        lasting=30 * MINUTE,
        condition="mode = 'locker'",
    ),
    standard(
        "no-return-here",
        "never",
        on("arrived"),
        per=("site",),
        after=on("departed", where="site LIKE 'H%'"),
        until_event=on("accepted"),
        lasting=4 * HOUR,
        outlives=True,
    ),
    standard("no-retraction", "never", on("retracted")),
    standard("told-at-once", "never", on("arrived", "signed", where="hour < 9"), condition="lag_minutes > 5"),
)

AT_MOST = (
    standard("signings-a-minute", "at_most", on("signed"), per=("person",), limit=1, window=10 * MINUTE),
    standard(
        "crowded-hub",
        "at_most",
        on("arrived", "accepted"),
        per=("site",),
        limit=1,
        window=30 * MINUTE,
        count="subjects",
    ),
    standard("one-photo-one-parcel", "at_most", on("signed"), per=("photo",), limit=1, window=30 * DAY, outlives=True),
    standard("attempts", "at_most", on("attempted", where="mode = 'locker'"), limit=2, window=3 * HOUR),
)

MAY_2, MAY_3 = START + DAY, START + 2 * DAY
VERSIONS = (
    standard(
        "collected", "within", on("ordered", "accepted"), keep=(on("arrived"),), due=within(2 * HOUR), again="each"
    ),
    standard(
        "collected",
        "within",
        on("ordered", "accepted"),
        keep=(on("arrived"),),
        due=within(HOUR),
        again="each",
        version=2,
        effective=START + 2 * HOUR,
    ),
    standard(
        "collected",
        "within",
        on("accepted"),
        keep=(on("arrived"),),
        due=within(30 * MINUTE),
        again="each",
        version=3,
        scope="site = 'H1'",
        effective=START + HOUR,
        until=MAY_3,
    ),
    standard(
        "collected",
        "within",
        on("accepted"),
        keep=(on("arrived"),),
        due=within(10 * MINUTE),
        again="each",
        version=4,
        scope="site = 'H1' AND parcel.product = 'express'",
        effective=START + HOUR,
        until=MAY_2,
    ),
    standard(
        "flooding",
        "within",
        on("accepted", "ordered"),
        keep=(on("sorted"),),
        due=within(2 * HOUR),
        suspended=START + 3 * HOUR,
    ),
    standard("retired", "needs", on("accepted"), keep=(on("inspected"),), until=START + 2 * HOUR),
)

OTHERS = (
    standard("bag-opened", "within", on("sealed"), subject=BAG, keep=(on("opened"),), due=within(2 * HOUR)),
    standard(
        "bag-leaves",
        "within",
        on("arrived"),
        subject=BAG,
        per=("site",),
        keep=(on("departed"),),
        due=within(HOUR),
        again="each",
    ),
    standard(
        "trip-leaves",
        "within",
        on("trip_opened"),
        subject=TRIP,
        keep=(on("departed"),),
        due=within(HOUR),
        void_if=(on("weather"),),
    ),
    standard(
        "contacted",
        "within",
        on("case_opened"),
        subject=CASE,
        keep=(on("called"),),
        early=10 * MINUTE,
        due=within(15 * MINUTE),
        pauses=(WAITING,),
    ),
    standard("closed-1d", "within", on("case_opened"), subject=CASE, keep=(on("case_closed"),), due=within(1, "d")),
    standard(
        "called-back",
        "within",
        on("case_closed"),
        subject=CASE,
        keep=(on("called"),),
        due=within(1, "d"),
        outlives=True,
    ),
)

OTHER_CLOCKS = {
    "sorted-1h": within(20 * MINUTE),
    "leaves-2h": within(5 * MINUTE),
    "promised": within(6 * HOUR),
    "collected": within(45 * MINUTE),
    "flooding": within(4 * HOUR),
    "contacted": within(5 * MINUTE),
    "accepted-inspected": (),
    "no-return-here": (),
    "attempts": (),
}
SIBLINGS = tuple(
    replace(one, id=f"{one.id}-too", due=OTHER_CLOCKS[one.id], warnings=(), answers=(Answer("holder"),))
    for one in (*WITHIN, *NEEDS, *NEVER, *AT_MOST, *VERSIONS, *OTHERS)
    if one.id in OTHER_CLOCKS
)
"""Standards that ask what others ask, with clocks and answers of their own: an evaluator may judge them together."""

STANDARDS: tuple[Standard, ...] = (*WITHIN, *NEEDS, *NEVER, *AT_MOST, *VERSIONS, *OTHERS, *SIBLINGS)
