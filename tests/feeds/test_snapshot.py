"""A source that sends the whole list with each push: what vanished is retracted, what came back is new."""

from __future__ import annotations

import pytest
from feed_desk import NANGANG, Read

from tuotou.feeds import json_records

PUSHES = (
    NANGANG.replace("recorded: at + 0", "recorded: received\nsnapshot: true").replace("[运单号]", "[time, what]")
    + "table: {records: [traces]}\nkeep: [text]\n"
    + "events: [{at: time, kind_from: {column: what, map: {揽收: accepted, 到达: arrived, 签收: signed}}}]\n"
)


def _push(minute: int, *traces: str, number: str = "YT1") -> str:
    """One push; a trace is written `hour word`, and worded anew each time."""
    items = []
    for trace in traces:
        hour, what = trace.split()
        items.append(f'{{"time": "2026-05-02 {hour}:00", "what": "{what}", "text": "{what}, said at {minute}"}}')
    return f'{{"运单号": "{number}", "received": "2026-05-02 20:{minute}:00", "traces": [{", ".join(items)}]}}\n'


def _told(read: Read, *pushes: str) -> list[tuple[object, ...]]:
    return sorted(read("".join(pushes), PUSHES).trail("recorded_at", "kind", "subject"), key=str)


def test_repeated_rows_are_one_event_and_a_vanished_one_is_retracted_when_the_push_came(read: Read) -> None:
    found = read(
        _push(10, "08 揽收", "09 签收") + _push(20, "09 到达", "08 揽收") + _push(30, "08 揽收", "09 到达"), PUSHES
    )
    assert sorted(found.trail("recorded_at", "kind")) == [
        ("05-02 20:10:00", "accepted"),
        ("05-02 20:10:00", "signed"),
        ("05-02 20:20:00", "arrived"),
        ("05-02 20:20:00", "retracted"),
    ]
    ids = dict(found.events.select("kind", "id").rows())
    retracted = found.events.filter(found.events["kind"] == "retracted").row(0, named=True)
    assert retracted["retracts"] == ids["signed"]
    assert retracted["at"] == retracted["recorded_at"]


def test_what_comes_back_is_a_new_event(read: Read) -> None:
    found = read(_push(10, "09 签收") + _push(20, "08 揽收") + _push(30, "08 揽收", "09 签收"), PUSHES)
    signed = found.events.filter(found.events["kind"] == "signed")["id"].to_list()
    assert len(set(signed)) == 2
    assert signed[1] == f"{signed[0]}+1"


def test_subjects_do_not_disturb_each_other_and_the_last_push_counts_too(read: Read) -> None:
    found = _told(
        read, _push(10, "08 揽收"), _push(11, "08 揽收", "09 签收", number="YT2"), _push(12, "08 揽收", number="YT2")
    )
    assert [row for row in found if row[1] == "retracted"] == [("05-02 20:12:00", "retracted", "YT2")]


def test_a_push_with_a_refused_row_retracts_nothing(read: Read) -> None:
    broken = _push(20, "08 揽收", "25 到达")
    found = _told(read, _push(10, "08 揽收", "09 签收"), broken)
    assert "retracted" not in {row[1] for row in found}


def test_pushes_may_fall_into_different_batches(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    pushes = [_push(10 + n, *[f"{h:02} 到达" for h in range(1 + (7 * n) % 5)], number=f"YT{n % 3}") for n in range(40)]
    at_once = _told(read, *pushes)
    monkeypatch.setattr(json_records, "ROWS", 7)
    assert _told(read, *pushes) == at_once
    assert "retracted" in {row[1] for row in at_once}


def test_rows_that_are_equal_in_one_push_are_two_events_and_stay_two(read: Read) -> None:
    found = read(_push(10, "08 到达", "08 到达") + _push(20, "08 到达", "08 到达"), PUSHES)
    assert found.events.height == 2
    assert found.events["id"].n_unique() == 2


def test_a_live_push_is_compared_by_its_place_in_the_file(read: Read) -> None:
    found = read(_push(10, "08 揽收", "09 签收") + _push(20, "08 揽收"), PUSHES, received_at=1_777_726_800_000_000)
    assert sorted(found.trail("kind")) == [("accepted",), ("retracted",), ("signed",)]


def test_a_full_export_each_day_is_a_push_for_each_recorded_time(read: Read) -> None:
    text = PUSHES.replace("table: {records: [traces]}\n", "")
    header, day = "运单号,received,time,what\n", "2026-05-02 08:00:00"
    first = f"YT1,2026-05-02 20:00,{day},揽收\nYT2,2026-05-02 20:00,{day},签收\n"
    second = f"YT1,2026-05-03 20:00,{day},揽收\nYT2,2026-05-03 20:00,{day},到达\n"
    found = read(header + first + second, text)
    assert sorted(found.trail("recorded_at", "subject", "kind")) == [
        ("05-02 20:00:00", "YT1", "accepted"),
        ("05-02 20:00:00", "YT2", "signed"),
        ("05-03 20:00:00", "YT2", "arrived"),
        ("05-03 20:00:00", "YT2", "retracted"),
    ]
