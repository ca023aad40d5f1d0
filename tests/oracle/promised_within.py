"""Standards of form `within`, one for each word that such a document may say."""

from __future__ import annotations

from tuotou.core.document import Duration
from tuotou.core.standards.standard import Answer, Due, Pause, Warning

from .event import HOUR, MINUTE
from .words import ANY, ANY_SCAN
from .writing import on, or_later, standard, within

WAITING = Pause(on("waiting"), on("answered"), HOUR)
STOPPED = Pause(on("suspected"), on("cleared", "signed"), 30 * MINUTE)
WITHIN = (
    standard(
        "sorted-1h",
        "within",
        on("arrived"),
        per=("site",),
        keep=or_later("sorted"),
        due=within(HOUR),
        void_if=(on("intercepted"), on("weather")),
        warnings=(Warning("hub", share=0.5), Warning("hq", before=10 * MINUTE)),
    ),
    standard(
        "leaves-2h",
        "within",
        on("arrived"),
        per=("site",),
        again="each",
        due=within(2 * HOUR),
        keep=(on("departed"), on(*ANY_SCAN, other="site")),
        void_if=(on("weather"),),
    ),
    standard(
        "promised",
        "within",
        on("ordered"),
        again="supersede",
        keep=(on("signed"),),
        due=(Due(attribute="promised_at", offset=30 * MINUTE), Due(after=Duration(1, "d"))),
        warnings=(Warning("courier", share=0.8), Warning("outlet", before=HOUR)),
        answers=(Answer("carrier"),),
    ),
    standard(
        "accepted-by-promise", "within", on("ordered"), keep=(on("accepted"),), due=(Due(attribute="promised_at"),)
    ),
    standard(
        "signed-1d",
        "within",
        on("ordered", "accepted"),
        keep=(on("signed"),),
        due=within(1, "d"),
        void_if=(on("intercepted"),),
        warnings=(Warning("outlet", share=0.5),),
        answers=(Answer("holder"),),
    ),
    standard(
        "leaves-same-day",
        "within",
        on("arrived"),
        per=("site",),
        again="each",
        keep=(on("departed"),),
        due=within(0, "d"),
    ),
    standard("no-trace-1h", "within", on(*ANY), keep=(on(*ANY),), due=within(HOUR), answers=(Answer("holder"),)),
    standard("no-scan-2h", "within", on(*ANY_SCAN), keep=(on(*ANY_SCAN),), due=within(2 * HOUR), again="each"),
    standard(
        "signed-2h-of-own-clock",
        "within",
        on("accepted"),
        keep=(on("signed"),),
        due=within(2 * HOUR),
        pauses=(WAITING, STOPPED),
        warnings=(Warning("courier", share=0.5), Warning("outlet", before=30 * MINUTE)),
    ),
    standard(
        "out-1h-of-own-clock",
        "within",
        on("arrived"),
        keep=(on("out_for_delivery"),),
        due=within(HOUR),
        again="each",
        pauses=(WAITING,),
        void_if=(on("intercepted", "returned"),),
        warnings=(Warning("courier", share=0.8),),
    ),
    standard(
        "told-of-attempt",
        "within",
        on("attempted"),
        keep=(on("called"),),
        early=10 * MINUTE,
        due=within(20 * MINUTE),
        again="each",
    ),
    standard("told-once", "within", on("attempted"), keep=(on("called"),), early=10 * MINUTE, due=within(20 * MINUTE)),
    standard(
        "picked-up-in-slot",
        "within",
        on("ordered"),
        keep=(on("accepted"),),
        not_before="slot_from",
        due=within(4 * HOUR),
    ),
    standard(
        "second-attempt",
        "within",
        on("attempted"),
        keep=(on("attempted"),),
        not_before=Duration(HOUR),
        due=within(4 * HOUR),
    ),
    standard(
        "same-courier",
        "within",
        on("out_for_delivery"),
        per=("person",),
        keep=(on("attempted", "signed"),),
        due=within(HOUR),
    ),
    standard(
        "second-pair-of-eyes", "within", on("inspected"), keep=(on("accepted", other="person"),), due=within(HOUR)
    ),
    standard(
        "express-out",
        "within",
        on("arrived", where="parcel.product = 'express'"),
        due=within(HOUR),
        keep=(on("out_for_delivery"), on("attempted", where="mode = 'locker'")),
        answers=(Answer("holder", when="mode = 'locker'"), Answer("opener", when="site = 'H1'"), Answer("carrier")),
    ),
    standard(
        "locker-arrival",
        "within",
        (on("arrived", where="mode = 'locker'"), on("accepted", where="mode = 'locker'")),
        keep=(on("placed", where="mode IN ('locker', 'station')"),),
        due=within(HOUR),
        void_if=(on("placed", where="mode = 'locker'"), on("returned")),
    ),
    standard("called-after-signing", "within", on("signed"), keep=(on("called"),), due=within(HOUR), outlives=True),
    standard(
        "called-before-end",
        "within",
        on("signed", "returned"),
        keep=(on("called"),),
        due=within(HOUR),
        again="supersede",
    ),
    standard("told-of-incident", "within", on("incident"), keep=(on("told"),), due=within(HOUR), again="each"),
    standard(
        "not-by-sorter",
        "within",
        on("arrived", where="source <> 'sorter'"),
        keep=(on("departed", where="person IS NULL"),),
        due=within(HOUR),
    ),
)
