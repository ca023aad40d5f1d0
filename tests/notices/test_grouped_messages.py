"""Many become one message: what is due first on top, who has the most, a list attached, in its reader's words."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import fastexcel
import pytest
from tests.live.warned import response
from tests.notices.cast import HOUR, MINUTE, OUT, THROWN, Clock, at, channel, hand, late, said, sent
from tests.notices.file_channel import got

from tuotou.core.notices.document import Named, parse_notices
from tuotou.handbook import SHIPPED
from tuotou.operations.notices.channels import lead
from tuotou.operations.notices.compose import compose
from tuotou.operations.notices.facts import Fact, Hearer, announce
from tuotou.operations.notices.preferences import choose_language, choose_ways
from tuotou.operations.notices.route import route
from tuotou.operations.notices.wording import Words
from tuotou.operations.notices.workbook import masked, workbook
from tuotou.operations.warnings.handling import CannotDo
from tuotou.store.models import Enclosure, Letter, Notice, Person, Promise, Warning
from tuotou.store.organisation import Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]
NINE = at("09:00")
LATER = NINE + 2 * MINUTE


def test_forty_seven_parcels_are_one_message_of_the_group(tmp_path: Path) -> None:
    group = channel("robot", tmp_path, unit="OUT1")
    late(40, "OUT1", NINE, OUT)
    late(7, "OUT1", NINE, "attempted-after-hub")
    Promise.objects.filter(standard=OUT).update(person="OA01")
    said(NINE)
    assert Letter.objects.count() == 0
    said(LATER)
    sent(Clock(LATER))
    (one,) = got(group)
    assert "47 件，2 类" in one["title"] and "最早 09:00" in one["title"]
    assert "**40 件** 09:00 前 按频次出仓（未兑现）（园区一部）：王红 40" in one["text"] and "明细见附件" in one["text"]
    assert one["attachments"][0].endswith(".xlsx")


def test_the_group_above_hears_of_sites_that_have_none(tmp_path: Path) -> None:
    group = channel("robot", tmp_path, unit="AREA1")
    late(6, "OUT1", NINE)
    late(8, "OUT2", NINE)
    said(NINE)
    said(LATER)
    sent(Clock(LATER))
    (one,) = got(group)
    assert "**14 件**" in one["text"] and "2 个场地" in one["text"] and "园区二部 8、园区一部 6" in one["text"]


def test_red_lines_go_at_once_and_apart(tmp_path: Path) -> None:
    chat = channel("chat", tmp_path, people=["AQ01", "OM01", "OA01"])
    late(6, "OUT1", NINE)
    late(1, "OUT1", NINE, THROWN)
    said(NINE)
    sent(Clock(NINE))
    assert [(one["level"], one["to"]) for one in got(chat)] == [("red_line", "chat-AQ01")]
    said(LATER)
    sent(Clock(LATER))
    assert [one["level"] for one in got(chat)] == ["red_line", "normal"]


def test_a_group_hears_once_what_two_of_it_are_told(tmp_path: Path) -> None:
    group = channel("robot", tmp_path, unit="OUT1")
    one = late(6, "OUT1", NINE)
    facts = [Fact(f"step:{n}", "told", "normal", "OUT1", one.pk, {"standard": OUT, "count": 6}) for n in (901, 902)]
    announce(response().notices, [Hearer(facts[0], "OM01"), Hearer(facts[1], "OA01")], NINE)
    said(NINE)
    said(LATER)
    sent(Clock(LATER))
    assert ["6 件" in each["title"] for each in got(group)] == [True]


def test_the_list_is_bounded_masked_and_by_due_time() -> None:
    one = late(6, "OUT1", NINE)
    first = one.promises.order_by("pk").last()
    assert first is not None
    one.promises.filter(pk=first.pk).update(due_at=NINE - HOUR)
    Promise.objects.filter(pk=first.promise_id).update(person="OA01")
    made = workbook(Words(response(), "zh", NINE), [one.pk], "list")
    assert made is not None
    rows = fastexcel.read_excel(made.content).load_sheet(0).to_polars()
    assert rows.columns == ["单号", "事项", "状态", "时限", "场地", "工号", "姓名"]
    assert rows.height == 6 and rows.row(0)[4:] == ("园区一部", "OA01", "王*")
    assert f"{rows.row(0)[3]:%Y-%m-%d %H:%M}" == "2026-05-01 08:00"
    assert BytesIO(made.content).read(2) == b"PK" and masked("欧阳小明") == "欧***"


def test_what_was_settled_while_it_waited_for_others_is_left_out(tmp_path: Path) -> None:
    group = channel("robot", tmp_path, unit="OUT1")
    late(6, "OUT1", NINE)
    over = late(9, "OUT1", NINE, "attempted-after-hub")
    said(NINE)
    Warning.objects.filter(pk=over.pk).update(state="acknowledged")
    said(LATER)
    sent(Clock(LATER))
    (one,) = got(group)
    assert "6 件" in one["title"] and Notice.objects.filter(state="spared").count() == 1


def test_a_person_hears_in_their_language_and_by_their_ways(tmp_path: Path) -> None:
    chat = channel("chat", tmp_path, people=["OM01"])
    group = channel("robot", tmp_path, unit="OUT1")
    choose_language("OM01", "en", hand())
    choose_ways("OM01", "normal", (("chat",),), hand())
    late(6, "OUT1", NINE)
    said(NINE)
    said(LATER)
    sent(Clock(LATER))
    (one,) = got(chat)
    assert one["lang"] == "en" and one["title"].startswith("[Normal] ") and got(group) == []


def test_by_the_inbox_alone_and_never_so_of_red_lines(tmp_path: Path) -> None:
    channel("chat", tmp_path, people=["OM01"])
    choose_ways("OM01", "normal", (), hand())
    late(6, "OUT1", NINE)
    said(NINE)
    assert Notice.objects.get().state == "inbox" and not Enclosure.objects.exists()
    with pytest.raises(CannotDo, match="not a matter of taste"):
        choose_ways("OM01", "red_line", (), hand())


def test_a_mobile_number_is_an_address_of_text_messages(tmp_path: Path) -> None:
    sms = channel("texts", tmp_path)
    lead("texts", "sms", hand())
    late(1, "OUT1", NINE, THROWN)
    said(NINE)
    sent(Clock(NINE))
    assert [one["to"] for one in got(sms)] == [Person.objects.get(staff_number="AQ01").mobile]
    assert "1380000" not in "".join(str(row) for row in Letter.objects.values_list())


def test_who_cannot_be_reached_has_it_in_the_inbox() -> None:
    late(6, "OUT1", NINE)
    said(NINE)
    assert list(Notice.objects.values_list("state", "note")) == [("inbox", "no_way")]


def test_the_same_step_twice_says_nothing_twice() -> None:
    fact = Fact("fire:1", "told", "red_line", "OUT1", parameters={"what": "火警"}, urgent=True)
    for _ in range(2):
        announce(response().notices, [Hearer(fact, "OM01"), Hearer(fact, "OA01")], NINE)
        route(response(), Organisation.at, NINE)
        compose(response(), NINE)
    assert Notice.objects.count() == 2


def test_documents_say_where_they_are_wrong() -> None:
    names = ("sending", "templates")
    texts = {name: (f"{name}.yaml", (SHIPPED / "notices" / f"{name}.yaml").read_text("utf-8")) for name in names}
    for name, old, new in (
        ("sending", 'to: "07:00"', 'to: "27:00"'),
        ("sending", "serious: [chat or mail or sms, group]", "serious: [chat or pigeon]"),
        ("sending", "accident-told-1h", "accident-told"),
        ("sending", "action: go_first", "action: go_last"),
        ("templates", "【通道】{channel}", "【通道】{chanel}"),
        ("templates", '件 {site}", en: "[{level}] {what}', '件 {site.name}", en: "[{level}] {what}'),
    ):
        file, text = texts[name]
        texts[name] = (file, text.replace(old, new, 1))
    rules = response().warnings
    known = Named(response().handbook.by_id, rules.causes, rules.cause_codes, rules.action_codes)
    found, problems = parse_notices(texts, known)
    assert found is None
    assert {f"{one.file}:{one.line} {one.what}" for one in problems} == {
        "sending.yaml:3 '27:00' is no time of day",
        "sending.yaml:8 'standards' cannot be 'accident-told'",
        "sending.yaml:30 there is no way 'pigeon'",
        "sending.yaml:38 'action' cannot be 'go_last'",
        "templates.yaml:3 a gap is a name alone, not 'site.name'",
        "templates.yaml:31 nothing fills the gap 'chanel'",
    }
