"""Mapping documents: what they say is read, and everything wrong with them is said with its place."""

from __future__ import annotations

import pytest

from tuotou.core.trail.vocabulary import Vocabulary
from tuotou.core.trail.vocabulary_document import parse_left_out
from tuotou.feeds import parse_mapping
from tuotou.feeds.mapping import Cell, Layout, Recorded, Times
from tuotou.feeds.shipped import SHIPPED, shipped_mapping
from tuotou.handbook import SHIPPED as HANDBOOK

GOOD = """mapping: hq_deliveries
title: {zh: 总部派送明细, en: Headquarters' delivery list}
source: import
table: {sheets: [明细], header: 2, skip: 1, delimiter: tab, encoding: gb18030, empty: ["-"]}
time: {zone: Asia/Urumqi, formats: ["%m-%d %H:%M"], year: 2026}
subject: {kind: parcel, column: 运单号, prefix: {column: 品牌}}
recorded: 上传时间
sent_at: 发送时间
key: [运单号, 操作时间]
keep: [备注]
aliases: {运单号: [单号, 快件单号]}
names: {person: {王磊（南岗）: N00138}}
site: 网点
attributes: {zone: 段码, lng: 经度}
events:
  - {kind: out_for_delivery, at: 操作时间, required: true}
  - {name: second, kind: attempt_failed, at: 二派失败, person: 二派员,
     attributes: {reason: {column: 原因, map: {A: absent}}}}
order: [out_for_delivery, second]
"""


def test_a_mapping_is_read_as_it_is_written(vocabulary: Vocabulary) -> None:
    mapping, problems = parse_mapping(GOOD, "hq.yaml", vocabulary)
    assert problems == []
    assert mapping is not None
    assert mapping.layout == Layout(("明细",), header=2, skip=1, delimiter="\t", encoding="gb18030", empty=("-",))
    assert mapping.times == Times("Asia/Urumqi", ("%m-%d %H:%M",), 2026)
    assert (mapping.recorded, mapping.recording_assumed) == (Recorded("上传时间"), False)
    assert mapping.subject.prefix == Cell(column="品牌")
    assert mapping.aliases == {"单号": "运单号", "快件单号": "运单号"}
    first, second = mapping.events
    assert (first.label, second.label) == ("out_for_delivery", "second")
    assert first.site == second.site == Cell(column="网点")
    assert set(first.attributes) == {"zone", "lng"}
    assert set(second.attributes) == {"lng", "reason"}  # a failed attempt carries no zone
    assert mapping.needed() == ("运单号", "操作时间", "发送时间", "上传时间", "二派失败")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("source: import", "source: imprt", "3:9: 'imprt' is no source of the vocabulary (did you mean 'import'?)"),
        ("header: 2", "header: 3", "4:31: 'header' cannot be 3 (1, or 2 for a merged row of groups above the names)"),
        ("Asia/Urumqi", "Beijing", "5:14: 'Beijing' is no time zone (for example Asia/Shanghai)"),
        (", year: 2026", "", "5:36: '%m-%d %H:%M' has no year (add the year the file is of, for example year: 2022)"),
        ("%m-%d %H:%M", "%Y-%m-%d", "5:36: '%Y-%m-%d' has no time of day (take a source of precision day"),
        ("%m-%d %H:%M", "yyyy-MM-dd", "5:36: 'yyyy-MM-dd' is no time format (for example \"%Y-%m-%d %H:%M:%S\""),
        (
            "%m-%d %H:%M",
            "%d %Q",
            "5:36: '%Q' stands for nothing in a time format (for example \"%Y-%m-%d %H:%M:%S\"; %%",
        ),
        ("kind: parcel", "kind: packet", "6:17: 'kind' cannot be 'packet' (did you mean 'parcel'?)"),
        (
            "recorded: 上传时间",
            "recorded: at + 2 wd",
            "7:11: '2 wd' is no lag (a column, or at + 0, at + 30 min, at + 2 h)",
        ),
        ("key: [运单号, 操作时间]\n", "", "1:1: a mapping has either 'id' or 'key' (id: COLUMN, or key:"),
        ("lng: 经度", "lngg: 经度", "14:30: 'lngg' is no attribute of the vocabulary (did you mean 'lng'?"),
        ("kind: out_for", "kind: out_fo", "16:12: 'out_fo_delivery' is no event kind of the vocabulary (did you mean"),
        (
            "kind: attempt_failed",
            "kind: trip_opened",
            "17:26: 'trip_opened' does not happen to a parcel ('trip_opened' happens",
        ),
        (
            "reason: {column: 原因, map",
            "eta_at: {column: 原因, map",
            "18:27: 'eta_at' is no attribute of attempt_failed",
        ),
        ("{column: 原因, map: {A: absent}}", "{map: {A: absent}}", "18:27: 'reason' has either a column or a value"),
        (
            "name: second, ",
            "name: out_for_delivery, ",
            "16:3: two events are called 'out_for_delivery' (give each a name",
        ),
        (
            "order: [out_for_delivery, second]",
            "order: [secnd]",
            "19:8: 'secnd' is no event of this mapping (did you mean",
        ),
        ("recorded: 上传时间", "recorded: at + 0\nsnapshot: true", "7:11: a snapshot needs the time of each push"),
        ("keep: [备注]", "kep: [备注]", "10:6: unknown field 'kep' (did you mean 'keep'?)"),
        ("title: {zh: 总部派送明细, en: Headquarters' delivery list}\n", "", "1:1: field 'title' is missing"),
        ("source: import", "source:\timport\n\tx: 1", "4:1: not valid YAML"),
    ],
)
def test_what_is_wrong_is_said_with_line_column_and_what_would_be_right(
    vocabulary: Vocabulary, old: str, new: str, problem: str
) -> None:
    assert old in GOOD
    mapping, problems = parse_mapping(GOOD.replace(old, new), "hq.yaml", vocabulary)
    assert mapping is None
    said = [str(each) for each in problems]
    assert any(each.startswith(f"hq.yaml:{problem}") for each in said), said


def test_all_problems_are_said_at_once(vocabulary: Vocabulary) -> None:
    wrong = GOOD.replace("source: import", "source: imprt").replace("lng:", "lngg:").replace("header: 2", "header: 3")
    assert len(parse_mapping(wrong, "hq.yaml", vocabulary)[1]) == 3


@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_mappings_are_sound(vocabulary: Vocabulary, name: str) -> None:
    text, file = shipped_mapping(name)
    mapping, problems = parse_mapping(text, file, vocabulary)
    assert problems == []
    assert mapping is not None
    assert mapping.name == name


def test_kuaidi100_drops_the_codes_that_the_vocabulary_leaves_out(vocabulary: Vocabulary) -> None:
    documents = {path.name: path.read_text("utf-8") for path in (HANDBOOK / "vocabulary").glob("*.yaml")}
    left_out = {code for each in parse_left_out(documents) if each.system == "kuaidi100" for code in each.codes}
    mapping, _ = parse_mapping(*shipped_mapping("kuaidi100"), vocabulary)
    assert mapping is not None
    source = mapping.events[0].kind_from
    assert source is not None
    assert source.drop == left_out
