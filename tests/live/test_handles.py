"""By what parcels are looked up beside their numbers: noted with events, veiled where personal, forgotten in time."""

from __future__ import annotations

import polars as pl
import pytest
from tests.api.parcels import event

from tuotou.clockwork.clock import clock, shared_clock
from tuotou.core.trail.handles import order, tail, virtual
from tuotou.operations.live.forget_handles import KEPT, forget_handles
from tuotou.operations.live.receive import receive
from tuotou.operations.live.watch import Watch
from tuotou.store.handles import found, keys_of, veiled
from tuotou.store.log import recorded
from tuotou.store.models import Handle
from tuotou.store.sealed import NotOurs
from tuotou.store.veiled import is_veiled, unveil, veil

pytestmark = pytest.mark.django_db(transaction=True)
KNOWN = {"order_number": "jd 0042", "phone_tail": "+86 139-1234-5678", "virtual_number": "170 1234 5678 转 42"}


def take(watch: Watch, *events: dict) -> None:
    """They come in."""
    assert not receive(events, "handheld", lambda: watch, shared_clock).refused.height


def numbers(watch: Watch, word: str) -> set[str]:
    """What is found by a word."""
    return {number for key in keys_of(word, watch.vocabulary) for _, number in found(key, 0, 10)}


@pytest.mark.parametrize(
    ("shape", "written", "kept"),
    [
        (order, " jd 0042\t", "JD0042"),
        (tail, "13912345678", "5678"),
        (tail, "尾号５６７８", "5678"),
        (tail, "678", ""),
        (virtual, "17012345678-42", "17012345678-42"),
        (virtual, "+86 170 1234 5678,42", "17012345678-42"),
        (virtual, "1701234567842", "17012345678-42"),
        (virtual, "17012345678", "17012345678"),
        (virtual, "400-123-4567 转 42", "400-123-4567-42"),
        (virtual, "42", ""),
    ],
)
def test_one_number_is_written_in_many_ways(shape: object, written: str, kept: str) -> None:
    assert shape(written) == kept  # type: ignore[operator]


def test_a_parcel_is_found_by_what_its_order_says(watch: Watch) -> None:
    take(watch, event("ordered", 60, attrs=KNOWN), event("ordered", 50, subject="YT2", attrs={"phone_tail": "5678"}))
    assert numbers(watch, "JD0042") == numbers(watch, "17012345678,42") == {"YT1"}
    assert numbers(watch, "5678") == {"YT1", "YT2"}
    assert not numbers(watch, "17012345678-43") and not numbers(watch, "0042")


def test_what_is_sent_again_is_noted_once(watch: Watch) -> None:
    told = event("ordered", 60, attrs=KNOWN)
    for _ in range(3):
        take(watch, told)
    take(watch, {**told, "attrs": {**KNOWN, "phone_tail": "13912345678"}})  # the same end of the same number
    assert Handle.objects.count() == 3


def test_a_courier_leads_to_what_was_in_hand(watch: Watch) -> None:
    take(watch, event("accepted", 60), event("arrived", 50), event("out_for_delivery", 1, subject="YT2"))
    assert sorted(Handle.objects.values_list("number", flat=True)) == ["YT1", "YT2"]


def test_what_is_veiled_is_read_with_our_key_alone(watch: Watch, settings: object) -> None:
    hidden = veil("phone_tail", "5678")
    assert hidden == veil("phone_tail", "5678") != veil("virtual_number", "5678")
    assert "5678" not in hidden and unveil("phone_tail", hidden) == "5678"
    with pytest.raises(NotOurs):
        unveil("virtual_number", hidden)
    settings.SECRET_KEY = "another"  # type: ignore[attr-defined]
    assert not is_veiled("phone_tail", hidden)
    with pytest.raises(NotOurs):
        unveil("phone_tail", hidden)


def test_the_log_is_veiled_and_may_be_recorded_again(watch: Watch) -> None:
    take(watch, event("ordered", 60, attrs={**KNOWN, "phone_tail": "none"}))
    logged = recorded(watch.vocabulary)
    assert "phone_tail" not in logged.columns  # no end of any number: it is not kept
    assert logged["virtual_number"][0].startswith("~")
    assert veiled(logged, watch.vocabulary).equals(logged)


def test_no_standard_reads_what_is_veiled(watch: Watch) -> None:
    from tuotou.core.standards.condition import Ground, parse_condition

    condition, flaws = parse_condition("phone_tail = '5678'", Ground(watch.vocabulary, "parcel", ("ordered",)))
    assert condition is None and flaws


def test_they_are_forgotten_after_a_year_and_a_month(watch: Watch) -> None:
    take(watch, event("ordered", 60, attrs=KNOWN))
    Handle.objects.filter(pk=Handle.objects.order_by("pk").values_list("pk")[:1]).update(at=clock() - KEPT - 1)
    assert forget_handles(clock()) == 1
    assert forget_handles(clock()) == 0
    assert Handle.objects.count() == 2
    assert isinstance(recorded(watch.vocabulary), pl.DataFrame)
