"""A small vocabulary with every trait a kind may have, conditions with their meaning, and events as a frame."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from tuotou.core.document import Bilingual
from tuotou.core.trail.event import SCHEMA
from tuotou.core.trail.vocabulary import UNKNOWN, Attribute, Kind, Source, SubjectKind, Vocabulary

from .event import DAY, HOUR, MINUTE, Event
from .matching import Condition

PARCEL, BAG, TRIP, CASE = "parcel", "bag", "trip", "case"


CANCELLING = ("cancels", "approved_by", "approver_role")


def both(text: str) -> Bilingual:
    """The same text as both languages."""
    return Bilingual(text, text)


def _kind(name: str, *subjects: str, **traits: object) -> Kind:
    return Kind(name, both(name), subjects or (PARCEL,), **traits)  # type: ignore[arg-type]


SUBJECTS = (
    SubjectKind(PARCEL, both(PARCEL), silence=2 * DAY),
    SubjectKind(BAG, both(BAG), begins=("sealed",), contains=True, stay=6 * HOUR, packing=30 * MINUTE),
    SubjectKind(TRIP, both(TRIP), begins=("trip_opened",), contains=True, stay=12 * HOUR),
    SubjectKind(CASE, both(CASE)),
)

KINDS = (
    _kind("ordered", attributes=("product", "promised_at", "slot_from", "carrier")),
    _kind("accepted", stage=1, scan=True, attributes=("mode",)),
    _kind("arrived", PARCEL, BAG, TRIP, stage=2, scan=True, spreads=True, echo=10 * MINUTE, attributes=("mode",)),
    _kind("sorted", stage=3, scan=True, max_lag=2 * HOUR),
    _kind("bagged", scan=True, enters=BAG, attributes=("into",)),
    _kind("unbagged", scan=True, leaves=BAG, attributes=("out_of",)),
    _kind("loaded", PARCEL, BAG, scan=True, enters=TRIP, attributes=("into",)),
    _kind("unloaded", PARCEL, BAG, scan=True, leaves=TRIP, attributes=("out_of",)),
    _kind("departed", PARCEL, BAG, TRIP, stage=4, scan=True, spreads=True, echo=10 * MINUTE),
    _kind("out_for_delivery", stage=5, scan=True),
    _kind("attempted", echo=5 * MINUTE, attributes=("mode",)),
    _kind("called", PARCEL, CASE),
    _kind("signed", stage=6, scan=True, terminal=True, max_lag=2 * HOUR, echo=10 * MINUTE, attributes=("photo",)),
    _kind("returned", terminal=True),
    _kind("intercepted", max_lag=2 * HOUR),
    _kind("weather", PARCEL, BAG, TRIP, period=True, spreads=True, attributes=("period_from", "period_to")),
    _kind("incident", PARCEL, BAG, TRIP, spreads=True),
    _kind("told"),
    _kind("waiting", PARCEL, CASE, max_lag=2 * HOUR),
    _kind("answered", PARCEL, CASE),
    _kind("inspected", echo=5 * MINUTE, max_lag=2 * HOUR),
    _kind("consented", attributes=("modes", "place", "expires_at")),
    _kind("consent_withdrawn", attributes=("consent",), max_lag=2 * HOUR),
    _kind("placed", attributes=("mode", "place")),
    _kind("thrown", attributes=("height",)),
    _kind("suspected", max_lag=2 * HOUR),
    _kind("cleared", max_lag=2 * HOUR),
    _kind("relabelled", continues="to", attributes=("to",)),
    _kind("sealed", BAG, scan=True, spreads=True, echo=10 * MINUTE),
    _kind("opened", BAG, scan=True, empties=True),
    _kind("trip_opened", TRIP, echo=10 * MINUTE),
    _kind("trip_emptied", TRIP, empties=True, spreads=True),
    _kind("case_opened", CASE, attributes=("promised_at", "product")),
    _kind("case_closed", CASE, terminal=True),
    _kind("unknown", PARCEL, BAG, TRIP, CASE),
    _kind("retracted", PARCEL, BAG, TRIP, CASE, note=True, attributes=("retracts",)),
    _kind("confirmed", PARCEL, BAG, TRIP, CASE, note=True, attributes=("confirms",)),
    _kind("cancelled", PARCEL, BAG, TRIP, note=True, approvers=("area",), attributes=CANCELLING),
)

TYPES = {
    "instant": ("promised_at", "slot_from", "expires_at", "period_from", "period_to"),
    "number": ("height",),
    "list": ("modes",),
    "text": (
        *("product", "carrier", "mode", "place", "photo", "into", "out_of"),
        *("to", "consent", "retracts", "confirms", *CANCELLING),
    ),
}

SOURCES = (
    Source("handheld", 1, both("handheld")),
    Source("sorter", 2, both("sorter")),
    Source("courier_app", 2, both("courier_app")),
    Source("diary", 9, both("diary"), precision="day"),
)

VOCABULARY = Vocabulary(
    subjects={subject.name: subject for subject in SUBJECTS},
    kinds={kind.name: kind for kind in KINDS},
    attributes={name: Attribute(name, type_, both(name)) for type_, names in TYPES.items() for name in names},
    sources={source.name: source for source in SOURCES},
)

ANY = tuple(kind.name for kind in KINDS if PARCEL in kind.subjects and not kind.note and kind.name != UNKNOWN)
ANY_SCAN = tuple(kind.name for kind in KINDS if PARCEL in kind.subjects and kind.scan)


def _holds(name: str, test: Callable[[object], bool]) -> Condition:
    def condition(get: Callable[[str], object]) -> bool | None:
        value = get(name)
        return None if value is None else test(value)

    return condition


def _all(*conditions: Condition) -> Condition:
    def condition(get: Callable[[str], object]) -> bool | None:
        values = [one(get) for one in conditions]
        return False if False in values else None if None in values else True

    return condition


_at_hub_1 = _holds("site", lambda site: site == "H1")
_express = _holds("parcel.product", lambda product: product == "express")

CONDITIONS: dict[str, Condition] = {
    "site = 'H1'": _at_hub_1,
    "site LIKE 'H%'": _holds("site", lambda site: str(site).startswith("H")),
    "parcel.product = 'express'": _express,
    "site = 'H1' AND parcel.product = 'express'": _all(_at_hub_1, _express),
    "product = 'express'": _holds("product", lambda product: product == "express"),
    "mode = 'locker'": _holds("mode", lambda mode: mode == "locker"),
    "mode IN ('locker', 'station')": _holds("mode", lambda mode: mode in ("locker", "station")),
    "height > 30": _holds("height", lambda height: float(str(height)) > 30),
    "parcel.height > 30": _holds("parcel.height", lambda height: float(str(height)) > 30),
    "hour < 9": _holds("hour", lambda hour: int(str(hour)) < 9),
    "lag_minutes > 5": _holds("lag_minutes", lambda lag: float(str(lag)) > 5),
    "person IS NULL": lambda get: get("person") is None,
    "source <> 'sorter'": _holds("source", lambda source: source != "sorter"),
}
"""What the conditions of the standards mean, so that the oracle needs no parser."""


def frame(events: Sequence[Event]) -> pl.DataFrame:
    """The events as the evaluator receives them: the columns of the schema, then every attribute, typed."""
    columns = [
        pl.Series(name, [None if name == "attrs" else getattr(event, name) for event in events], _stored(dtype))
        for name, dtype in SCHEMA.items()
    ]
    columns += [
        pl.Series(name, [event.attrs.get(name) for event in events], _stored(VOCABULARY.dtype(name)))
        for name in VOCABULARY.attributes
    ]
    return pl.DataFrame(columns).with_columns(
        pl.col(name).cast(dtype)
        for name, dtype in [*SCHEMA.items(), *((name, VOCABULARY.dtype(name)) for name in VOCABULARY.attributes)]
    )


def _stored(dtype: pl.DataType) -> pl.DataType:
    return pl.Int64() if isinstance(dtype, pl.Datetime) else dtype
