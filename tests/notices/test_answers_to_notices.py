"""A button takes a warning up, everywhere at once; nobody forges one, and nobody presses another's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.live.warned import response
from tests.notices.cast import HOUR, MINUTE, Clock, at, channel, hand, late, said, sent
from tests.notices.file_channel import got

from tuotou.operations.notices.answering import Answered, Press, answer, pressed
from tuotou.operations.notices.channels import enable
from tuotou.operations.notices.contacts import person_of
from tuotou.operations.notices.doors import find
from tuotou.operations.notices.facts import Fact, Hearer, announce
from tuotou.operations.notices.inbox import Asked, counters, inbox, read
from tuotou.operations.notices.preferences import choose_language
from tuotou.operations.notices.signed import value
from tuotou.operations.warnings.handling import CannotDo
from tuotou.store.models import Letter, Notice, Warning

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]
NINE = at("09:00")
LATER = NINE + 2 * MINUTE


def message(folder: Path) -> tuple[dict, dict[str, str]]:
    """The message that the manager of an outlet got of two warnings, and its buttons."""
    file = channel("chat", folder, people=["OM01"])
    late(6, "OUT1", NINE)
    late(9, "OUT1", NINE, "attempted-after-hub")
    said(NINE)
    said(LATER)
    sent(Clock(LATER))
    (one,) = got(file)
    return one, dict(one["buttons"])


def test_a_button_takes_up_all_that_the_message_told(tmp_path: Path) -> None:
    _, buttons = message(tmp_path)
    assert counters("OM01").open == 2
    done = answer(buttons["acknowledge"], "acknowledge", "OM01", LATER, response())
    assert (len(done.done), done.left) == (2, ())
    assert set(Warning.objects.values_list("state", "owner", "cause_code")) == {("acknowledged", "OM01", "other")}
    assert (counters("OM01").open, counters("OM01").unread) == (0, 0)


def test_pressed_twice_or_by_two_it_is_taken_up_once(tmp_path: Path) -> None:
    file = channel("robot", tmp_path, unit="OUT1")
    late(6, "OUT1", NINE)
    said(NINE)
    said(LATER)
    sent(Clock(LATER))
    (one,) = got(file)
    press = dict(one["buttons"])["acknowledge"]
    assert answer(press, "acknowledge", "OM01", LATER, response()).done
    assert answer(press, "acknowledge", "OA01", LATER, response()) == Answered((), (Warning.objects.get().pk,))
    assert Warning.objects.get().owner == "OM01"


def test_a_button_lets_it_be_for_a_while(tmp_path: Path) -> None:
    _, buttons = message(tmp_path)
    answer(buttons["snooze"], "snooze", "OM01", LATER, response())
    assert set(Warning.objects.values_list("state", "look_at")) == {("snoozed", LATER + 30 * MINUTE)}


def test_what_is_forged_too_old_or_another_s_is_refused(tmp_path: Path) -> None:
    one, buttons = message(tmp_path)
    good = buttons["acknowledge"]
    later = value(one["id"], LATER + 999 * HOUR)
    forged = later.rpartition(":")[0] + ":" + good.rpartition(":")[2]
    for bad, who, at_, reason in (
        (forged, "OM01", LATER, "none of ours"),
        ("", "OM01", LATER, "none of ours"),
        (good, "OM01", LATER + 49 * HOUR, "no longer"),
        (good, "OM02", LATER, "somebody else"),
        (value("0" * 32, LATER + HOUR), "OM01", LATER, "no such letter"),
    ):
        with pytest.raises(CannotDo, match=reason):
            answer(bad, "acknowledge", who, at_, response())
    with pytest.raises(CannotDo, match="no button does"):
        answer(good, "close", "OM01", LATER, response())
    assert set(Warning.objects.values_list("state", flat=True)) == {"open"}


def test_a_stranger_in_a_group_presses_nothing(tmp_path: Path) -> None:
    channel("robot", tmp_path, unit="OUT1")
    late(6, "OUT1", NINE)
    said(NINE)
    said(LATER)
    press = value(Letter.objects.get().pk, LATER + HOUR)
    with pytest.raises(CannotDo, match="nobody with the staff number"):
        answer(press, "acknowledge", "stranger", LATER, response())


def test_who_presses_in_the_app_reads_what_it_did(tmp_path: Path) -> None:
    _, buttons = message(tmp_path)
    press = Press("chat", "chat-OM01", "acknowledge", buttons["acknowledge"])
    stranger, forged = replace(press, user="chat-OM02"), replace(press, value="made up")
    for bad in (stranger, forged):
        assert pressed(bad, LATER, response()) == "这个按钮已过期，或不是给您的。请到平台里打开预警。"
    assert pressed(press, LATER, response()).startswith("已接手 2 条预警，另有 0 条")
    choose_language("OM01", "en", hand())
    assert pressed(press, LATER, response()).startswith("2 warnings are yours now")


def test_what_comes_back_finds_its_channel_and_none_that_is_off(tmp_path: Path) -> None:
    channel("chat", tmp_path)
    found = find("chat")
    assert found is not None and (found[0].name, "path" in found[1]) == ("file", True)
    enable("chat", False, hand())
    assert find("chat") is None and find("nothing") is None


def test_whom_a_channel_means_is_found_by_the_address(tmp_path: Path) -> None:
    channel("chat", tmp_path, people=["OM01", "OM02"])
    assert (person_of("chat", "chat-OM02"), person_of("chat", "chat-OM03"), person_of("mail", "chat-OM02")) == (
        "OM02", None, None,
    )  # fmt: skip


def test_the_inbox_is_turned_page_by_page_and_read() -> None:
    facts = [Fact(f"n{n}", "told", "normal", "OUT1", parameters={"what": f"事 {n}"}) for n in range(7)]
    announce(response().notices, [Hearer(one, "OM01") for one in facts], NINE)
    announce(response().notices, [Hearer(Fact("z", "told", "notice"), "OM02")], NINE)
    first = inbox(response(), Asked("OM01", most=5), "zh", NINE)
    second = inbox(response(), Asked("OM01", before=first[-1].notice.pk, most=5), "zh", NINE)
    assert [one.notice.key for one in (*first, *second)] == [f"n{n}:OM01" for n in reversed(range(7))]
    assert "事 6" in first[0].title and "园区一部" in first[0].title
    other = Notice.objects.get(person="OM02").pk
    assert read("OM01", [first[0].notice.pk, other], NINE) == 1
    assert (counters("OM01").unread, counters("OM02").unread) == (6, 1)
    assert read("OM01", None, NINE) == 6
    assert inbox(response(), Asked("OM01", unread=True), "zh", NINE) == []
