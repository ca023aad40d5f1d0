"""Rows to events: what a row yields, and why a row is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from feed_desk import DELIVERIES, NANGANG, Read

from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.feeds import FeedMapping, read_events

HEADER = "运单号,派件时间,签收时间\n"


def test_one_row_yields_an_event_for_each_time_it_holds(read: Read) -> None:
    found = read(HEADER + "YT1,2026-05-02 08:10,2026-05-02 09:30:15\nYT2,2026-05-02 08:12,\n")
    assert found.trail() == [
        ("YT1", "out_for_delivery", "05-02 08:10:00"),
        ("YT1", "signed", "05-02 09:30:15"),
        ("YT2", "out_for_delivery", "05-02 08:12:00"),
    ]
    assert found.trail("source", "subject_kind")[0] == ("import", "parcel")
    assert found.events["recorded_at"].to_list() == found.events["at"].to_list()
    assert found.rejected.height == 0


def test_everything_wrong_is_said_with_row_field_value_and_reason(read: Read) -> None:
    found = read(
        HEADER
        + "YT1,2026-05-02 08:10,2026-05-02 09:30\n"  # row 2: good
        + ",2026-05-02 08:10,\n"
        + "7.7E+13,2026-05-02 08:10,\n"
        + "YT4,2026-02-30 08:10,2026-13-01 09:00\n"
        + "YT5,,\n"
        + "YT6,2026-05-02 08:10,,too,many\n"
        + "\n"
        + "YT8,2026-05-02 08:10,\n"  # row 9: good again
    )
    assert found.faults() == [
        (3, "运单号", None, "empty"),
        (4, "运单号", "7.7E+13", "a spreadsheet turned the number into scientific notation and lost its digits"),
        (5, "派件时间", "2026-02-30 08:10", "no such date or time"),
        (5, "签收时间", "2026-13-01 09:00", "no such date or time"),
        (6, "派件时间", None, "no event: no time is given"),
        (7, "", "too", "the row has more cells than the header"),
    ]
    assert found.rejected["right"][2] == "a date between 1990 and 2099, for example 2024-05-01 10:30:00"
    assert found.events["subject"].unique().sort().to_list() == ["YT1", "YT8"]


@pytest.mark.parametrize(
    ("cell", "subject"),
    [
        ("773000000000001", "773000000000001"),
        ("773000000000001234", "773000000000001234"),  # text: every digit is there
        ('="773000000000001"', "773000000000001"),
        ("'773000000000001", "773000000000001"),
        (" 773000000000001\u3000\t", "773000000000001"),
        ("773000000001.0", "773000000001"),  # a float that still has all its digits
        ("7.73E+14", None),
        ("7.73e14", None),
        ("77E13", "77E13"),  # not how a spreadsheet writes it
        ("7730000000000012.0", None),
    ],
)
def test_a_waybill_number_is_kept_or_refused_never_rounded(read: Read, cell: str, subject: str | None) -> None:
    quoted = cell.replace('"', '""')
    found = read(f'{HEADER}"{quoted}",2026-05-02 08:10,\n')
    assert found.events["subject"].to_list() == ([subject] if subject else [])
    assert found.rejected.height == (0 if subject else 1)


def test_events_of_a_row_in_an_impossible_order_are_refused(read: Read) -> None:
    text = DELIVERIES + "order: [out_for_delivery, signed]\n"
    found = read(HEADER + "YT1,2026-05-02 08:10,2026-05-02 08:09\nYT2,2026-05-02 08:10,2026-05-02 08:10\n", text)
    assert found.faults() == [(2, "签收时间", "2026-05-02 08:09", "'signed' before what must come first")]
    assert found.events["subject"].unique().to_list() == ["YT2"]


def test_a_required_time_may_not_be_empty(read: Read) -> None:
    text = NANGANG + "events: [{kind: out_for_delivery, at: 派件时间, required: true}, {kind: signed, at: 签收时间}]\n"
    found = read(HEADER + "YT1,,2026-05-02 09:30\n", text)
    assert found.faults() == [(2, "派件时间", None, "empty")]


def test_offsets_are_honoured_beside_local_times(read: Read) -> None:
    found = read(HEADER + "YT1,2026-05-02T00:10:00Z,2026-05-02 09:30\nYT2,2026-05-02T05:10:00+05:00,\n")
    assert found.trail("at") == [("05-02 08:10:00",), ("05-02 09:30:00",), ("05-02 08:10:00",)]


def test_when_site_person_prefix_and_constants(read: Read) -> None:
    text = """
mapping: nangang
title: {zh: 南岗, en: Nangang}
source: import
subject: {kind: parcel, column: 运单号, prefix: "ZTO:"}
recorded: at + 30 min
key: [运单号]
site: {value: NANGANG}
person: {column: 小件员, prefix: N}
names: {person: {N老王: N00138}}
events:
  - {kind: signed_by_self, at: 签收时间, when: 本人}
  - kind: signed_by_agent
    at: 签收时间
    when: 代签人
    attributes: {signer: {column: 代签人, map: {邻: neighbour}}, mode: {value: door}}
"""
    header = "运单号,签收时间,本人,代签人,小件员\n"
    found = read(header + "1,2026-05-02 09:30,是,,老王\n2,2026-05-02 09:40,,邻,老李\n", text)
    assert found.trail("subject", "kind", "site", "person", "signer", "recorded_at") == [
        ("ZTO:1", "signed_by_self", "NANGANG", "N00138", None, "05-02 10:00:00"),
        ("ZTO:2", "signed_by_agent", "NANGANG", "N老李", "neighbour", "05-02 10:10:00"),
    ]
    assert "person 'N老李' is claimed by nobody" in found.findings


def test_only_accepted_rows_tell_of_odd_words_and_each_row_once(
    mapping: Callable[[str], FeedMapping], vocabulary: Vocabulary, tmp_path: Path
) -> None:
    text = DELIVERIES + "person: 小件员\nnames: {person: {老王: N00138}}\norder: [out_for_delivery, signed]\n"
    path = tmp_path / "names.csv"
    path.write_text(
        "运单号,派件时间,签收时间,小件员\n"
        "YT1,2026-05-02 08:10,2026-05-02 09:30,老李\n"  # two events
        "YT2,2026-05-02 08:10,,老李\n"
        "YT3,2026-05-02 08:10,,老王\n"
        "YT4,2026-05-02 08:10,2026-05-02 07:00,老李\n"  # refused, and so are the others
        "YT5,2026-02-30 08:10,,老赵\n"
        ",2026-05-02 08:10,,老李\n",
        "utf-8",
    )
    (part,) = read_events(path, mapping(text), vocabulary)
    assert [(found.what, found.count) for found in part.findings] == [("person '老李' is claimed by nobody", 2)]


def test_attributes_are_typed_and_the_rest_is_kept_as_json(read: Read) -> None:
    text = (
        NANGANG
        + """
keep: [备注]
events:
  - kind: ordered
    at: 下单时间
    attributes:
      weight_g: {column: 重量kg, factor: 1000}
      insured_value: 保价
      vip: 大客户
      promised_at: 承诺
      product: 产品
"""
    )
    header = "运单号,下单时间,重量kg,保价,大客户,承诺,产品,备注\n"
    found = read(
        header
        + 'YT1,2026-05-01 10:00,1.35,"1,200.50",是,2026-05-03 18:00,标快,易碎\n'
        + "YT2,2026-05-01 10:00,重,,也许,明天,,\n",
        text,
    )
    columns = ("weight_g", "insured_value", "vip", "promised_at", "product", "attrs")
    assert found.trail(*columns) == [(1350, 1200.5, True, "05-03 18:00:00", "标快", '{"备注":"易碎"}')]
    assert [fault[1:] for fault in found.faults()] == [
        ("重量kg", "重", "not a whole number"),
        ("大客户", "也许", "neither true nor false"),
        ("承诺", "明天", "no such date or time"),
    ]


CODES = (
    NANGANG
    + """
events:
  - at: 时间
    kind_from: {column: [细码, 主码], system: kuaidi100, map: {到站: placed_in_station}, drop: ["102"]}
"""
)


def test_codes_become_kinds_and_an_unmapped_code_is_unknown_with_a_finding(read: Read) -> None:
    rows = ["YT1,10:00,301,3", "YT1,10:01,,5", "YT1,10:02,到站,", "YT1,10:03,999,3", "YT1,10:04,102,", "YT1,10:05,,"]
    table = "运单号,时间,细码,主码\n" + "\n".join(row.replace(",10", ",2026-05-02 10", 1) for row in rows) + "\n"
    found = read(table, CODES)
    assert found.trail("kind", "code", "system") == [
        ("signed_by_self", None, None),
        ("out_for_delivery", None, None),
        ("placed_in_station", None, None),
        ("unknown", "999", "kuaidi100"),
    ]
    assert found.findings == ["code '999' is mapped to no event kind"]
    assert found.faults() == [(7, "细码", None, "empty")]


IDS = NANGANG.replace("key: [运单号]", "id: 编号") + "events: [{kind: arrived, at: 时间, site: 场地}]\n"


def test_an_id_with_two_contents_is_a_finding_and_both_are_handed_on(read: Read) -> None:
    header = "编号,运单号,时间,场地\n"
    found = read(
        header + "e7,YT1,2026-05-02 10:00,HUB1\ne7,YT1,2026-05-02 10:00,HUB2\ne7,YT2,2026-05-02 10:00,HUB3\n", IDS
    )
    assert found.trail("subject", "id", "site") == [("YT1", "e7", "HUB1"), ("YT1", "e7", "HUB2"), ("YT2", "e7", "HUB3")]
    assert found.findings == ["ids that stand twice with different content, for example 'e7' of YT1"]
    same = read(header + "e7,YT1,2026-05-02 10:00,HUB1\ne7,YT1,2026-05-02 10:00,HUB1\n", IDS)
    assert same.findings == []


def test_ids_are_the_same_in_every_reading_and_equal_rows_are_numbered(read: Read) -> None:
    row = "YT1,2026-05-02 08:10,\n"
    found = read(HEADER + row + row + "YT2,2026-05-02 08:10,\n")
    first = "27e42f57ccf074ec"
    assert found.events["id"].to_list()[:2] == [f"{first}.out_for_delivery", f"{first}~1.out_for_delivery"]
    assert found.events["id"].to_list() == read(HEADER + row + row + "YT2,2026-05-02 08:10,\n").events["id"].to_list()


DEVICE = (
    NANGANG.replace("recorded: at + 0", "recorded: 收到时间\nsent_at: 发送时间")
    + "events: [{kind: out_for_delivery, at: 派件时间}]\n"
)


def test_a_device_whose_clock_is_off_is_put_right_and_its_claim_kept(read: Read) -> None:
    found = read(
        "运单号,派件时间,发送时间,收到时间\n"
        "YT1,2026-05-02 07:00:00,2026-05-02 07:05:00,2026-05-02 08:05:00\n"  # an hour slow
        "YT2,2026-05-02 08:00:00,2026-05-02 08:04:30,2026-05-02 08:05:00\n"  # half a minute: on the way
        "YT3,2026-05-02 09:00:00,,2026-05-02 08:05:00\n"  # no word of its clock, and from the future
        "YT4,2026-05-02 08:10:00,,2026-05-02 08:05:00\n",  # five minutes ahead: still believed
        DEVICE,
    )
    assert found.trail("subject", "at", "claimed_at") == [
        ("YT1", "05-02 08:00:00", "05-02 07:00:00"),
        ("YT2", "05-02 08:00:00", None),
        ("YT4", "05-02 08:10:00", None),
    ]
    assert found.faults() == [
        (4, "派件时间", "2026-05-02 09:00:00", "happened more than 5 minutes after it was recorded")
    ]


def test_a_live_feed_is_recorded_when_it_was_received(read: Read) -> None:
    received = 1_777_690_800_000_000  # 2026-05-02 11:00 in Shanghai
    found = read(HEADER + "YT1,2026-05-02 08:10,\nYT2,2026-05-02 11:06,\n", received_at=received)
    assert found.trail("subject", "recorded_at") == [("YT1", "05-02 11:00:00")]
    assert found.rejected["row"].to_list() == [3]


def test_a_source_of_dates_gives_the_start_of_the_day_and_others_refuse_a_date(read: Read) -> None:
    text = DELIVERIES.replace("source: import", "source: changshu")
    assert read(HEADER + "YT1,2026-05-02,2026/5/3 17:20\n", text).trail("at") == [
        ("05-02 00:00:00",),
        ("05-03 00:00:00",),
    ]
    assert read(HEADER + "YT1,2026-05-02,\n").faults() == [(2, "派件时间", "2026-05-02", "no such date or time")]


def test_missing_and_unused_columns_are_told_once(read: Read) -> None:
    found = read("运单号,派件时间,备注\nYT1,2026-05-02 08:10,x\n")
    assert [problem.what for problem in found.problems] == ["column '签收时间' is missing"]
    assert found.problems[0].right == "one of: 运单号, 派件时间, 备注; add other spellings under 'aliases'"
    spare = read(HEADER.replace("\n", ",备注\n") + "YT1,2026-05-02 08:10,,x\n")
    assert spare.findings == ["columns not used: 备注"]


def test_other_spellings_of_a_header_are_understood(read: Read) -> None:
    text = DELIVERIES + "aliases: {运单号: [快件单号, waybill], 派件时间: 出仓时间}\n"
    found = read("\u3000快件单号 \t,出仓时间,签收时间\t\nYT1,2026-05-02 08:10,\n", text)
    assert found.trail() == [("YT1", "out_for_delivery", "05-02 08:10:00")]


def test_what_is_kept_of_a_row_does_not_depend_on_its_neighbours(read: Read) -> None:
    text = DELIVERIES + "keep: [备注, 签收人]\n"
    header = "运单号,派件时间,签收时间,备注,签收人\n"
    row = 'YT1,2026-05-02 08:10,,"易碎""{}",\n'
    alone = read(header + row, text)
    beside = read(header + row + "YT2,2026-05-02 08:10,,轻放,王磊\nYT3,2026-05-02 08:10,,,\n", text)
    assert alone.events["attrs"].to_list() == ['{"备注":"易碎\\"{}"}']
    assert beside.events["attrs"].to_list() == [*alone.events["attrs"], '{"备注":"轻放","签收人":"王磊"}', None]


def test_many_unmapped_codes_are_summed_up(read: Read) -> None:
    rows = "".join(f"YT1,2026-05-02 10:00,X{n},\n" for n in range(30))
    found = read("运单号,时间,细码,主码\n" + rows, CODES)
    assert len(found.findings) == 21
    assert found.findings[-1] == "code others (10) is mapped to no event kind"
    assert found.events["code"].n_unique() == 30


def test_numbers_that_cannot_be_are_refused(read: Read) -> None:
    text = NANGANG + (
        "events:\n"
        "  - {kind: out_for_delivery, at: 派件时间, attributes: {lat: 纬度}}\n"
        "  - {kind: weighed, at: 派件时间, attributes: {weight_g: {column: 公斤, factor: 1000}}}\n"
    )
    found = read(
        "运单号,派件时间,纬度,公斤\n"
        "YT1,2026-05-02 08:10,31.6,1.2\n"
        "YT2,2026-05-02 08:10,999,1.2\n"
        "YT3,2026-05-02 08:10,-91,1.2\n"
        "YT4,2026-05-02 08:10,31.6,-0.5\n"
        "YT5,2026-05-02 08:10,,0\n",
        text,
    )
    assert found.faults() == [
        (3, "纬度", "999", "'lat' cannot be so"),
        (4, "纬度", "-91", "'lat' cannot be so"),
        (5, "公斤", "-0.5", "'weight_g' cannot be so"),
    ]
    assert found.rejected["right"].to_list() == ["90 deg or less", "-90 deg or more", "0 g or more"]
    assert set(found.events["subject"]) == {"YT1", "YT5"}


def test_a_period_that_ends_before_it_begins_is_refused(read: Read) -> None:
    kind = "events: [{kind: force_majeure_declared, at: 时间, attributes: {period_from: 起, period_to: 止}}]\n"
    found = read(
        "运单号,时间,起,止\n"
        "YT1,2026-05-02 08:10,2026-05-02 08:00,2026-05-02 20:00\n"
        "YT2,2026-05-02 08:10,2026-05-02 20:00,2026-05-02 08:00\n",
        NANGANG + kind,
    )
    assert found.faults() == [(3, "止", "2026-05-02 08:00", "the period ends before it begins")]
    assert set(found.events["subject"]) == {"YT1"}
