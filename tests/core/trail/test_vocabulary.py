"""The vocabulary: what its documents may get wrong, and what the shipped ones say."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

import tuotou
from tuotou.core.standards.asked import values_of
from tuotou.core.trail.event import SCHEMA
from tuotou.core.trail.vocabulary import CODE_SYSTEMS, CONFIRMED, RETRACTED, UNKNOWN, Vocabulary
from tuotou.core.trail.vocabulary_document import parse_left_out, parse_vocabulary
from tuotou.core.trail.vocabulary_page import vocabulary_page
from tuotou.handbook import load

HOUR = 3_600_000_000
SHIPPED = {
    path.name: path.read_text(encoding="utf-8")
    for path in sorted((Path(tuotou.__file__).parent / "handbook" / "vocabulary").glob("*.yaml"))
}
PAGE = Path(__file__).parents[3] / "docs" / "vocabulary.md"

SMALL = """\
subjects:
  bag: {zh: 集包, en: Bag, begins: sealed, contains: true, stay: 72 h, packing: 12 h}
  parcel: {zh: 快件, en: Parcel, silence: 120 d}
attributes:
  into: {zh: 装入, en: Into}
  weight_g: {zh: 重量, en: Weight, type: integer, unit: g}
defaults: {subjects: parcel, echo: 10 min}
kinds:
  bagged: {zh: 装包, en: Bagged, is: scan, enters: bag, attributes: into}
  sealed: {zh: 施封, en: Sealed, subjects: bag, echo: 0 min, max_lag: 2 d}
  signed: {zh: 签收, en: Signed, is: [scan, terminal], stage: 100, codes: {kuaidi100: [3, 301], sf: 80}}
"""


def problems(text: str, **more: str) -> list[str]:
    documents = {"words.yaml": textwrap.dedent(text)} | {f"{name}.yaml": other for name, other in more.items()}
    return [str(problem) for problem in parse_vocabulary(documents)[1]]


def place(text: str, part: str) -> str:
    """Where a part of the text begins, as line:column."""
    before = text[: text.index(part)]
    return f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


@pytest.fixture(scope="module")
def shipped() -> Vocabulary:
    vocabulary, found = parse_vocabulary(SHIPPED)
    assert found == []
    return vocabulary


def test_a_document_becomes_words() -> None:
    vocabulary, found = parse_vocabulary({"words.yaml": SMALL})
    assert found == []
    bag, parcel = vocabulary.subjects["bag"], vocabulary.subjects["parcel"]
    assert (bag.begins, bag.contains, bag.stay, bag.packing) == (("sealed",), True, 72 * HOUR, 12 * HOUR)
    assert parcel.silence == 120 * 24 * HOUR
    bagged, sealed, signed = (vocabulary.kinds[name] for name in ("bagged", "sealed", "signed"))
    assert (bagged.subjects, bagged.enters, bagged.attributes, bagged.echo) == (
        ("parcel",),
        "bag",
        ("into",),
        HOUR // 6,
    )
    assert (sealed.subjects, sealed.echo, sealed.max_lag) == (("bag",), 0, 48 * HOUR)
    assert (signed.scan, signed.terminal, signed.note, signed.stage) == (True, True, False, 100)
    assert vocabulary.foreign("kuaidi100") == {"3": "signed", "301": "signed"}
    assert vocabulary.words == (("parcel", "bagged"), ("bag", "sealed"), ("parcel", "signed"))


@pytest.mark.parametrize(
    ("old", "new", "at", "said"),
    [
        ("attributes: into", "attributes: [into, wieght_g]", "wieght_g", "there is no attribute 'wieght_g' (did you"),
        ("subjects: bag", "subjects: bga", "bga", "there is no subject 'bga' (did you mean 'bag'?)"),
        ("begins: sealed", "begins: seald", "seald", "there is no kind 'seald' (did you mean 'sealed'?)"),
        ("begins: sealed", "begins: signed", "signed", "'signed' does not happen to a bag (add the subject"),
        ("enters: bag", "enters: parcel", "parcel, attr", "'parcel' is no container (one of: bag)"),
        ("attributes: into", "attributes: weight_g", "bag, attr", "'bagged' must carry 'into' (add it to"),
        ("stay: 72 h, ", "", "{zh: 集包", "field 'stay' is missing (say how long something may lie in it"),
        ("terminal]", "termnal]", "termnal", "a kind cannot be 'termnal' (did you mean 'terminal'?)"),
        ("is: [scan, ", "is: [spreads, ", "[spreads", "a kind that spreads must happen to a container (one of: bag)"),
        ("is: [scan, ", "is: [scan, note, ", "[scan, note", "a note is no scan (keep one of the two)"),
        ("[3, 301]", "[3, 301, 3]", "{kuaidi100", "code 3 of kuaidi100 already means 'signed' (a code means one"),
        ("sf: 80", "sfexpress: 80", "80}", "there is no code system 'sfexpress' (one of: kuaidi100, kdniao, sf,"),
        ("max_lag: 2 d", "max_lag: 2 wd", "2 wd", "'max_lag' cannot be counted in 'wd' (for example 10 min"),
        ("type: integer", "type: whole", "whole", "'type' cannot be 'whole' (one of: text, number, integer,"),
        ("  weight_g:", "  recorded_at:", "{zh: 重量", "'recorded_at' is a column of every event (choose"),
        ("  signed:", "  any:", "{zh: 签收", "'any' is a word of selectors, not a kind (choose another name)"),
        ("  signed:", "  Signed-By:", "{zh: 签收", "'Signed-By' is no name (a-z, 0-9 and _, beginning with"),
        ("zh: 签收, ", "", "{en: Signed", "field 'zh' is missing"),
        ("stage: 100", "stagee: 100", "100", "unknown field 'stagee' (did you mean 'stage'?)"),
    ],
)
def test_a_wrong_word_is_told_where_it_stands(old: str, new: str, at: str, said: str) -> None:
    text = SMALL.replace(old, new)
    told = problems(text)
    assert text != SMALL and any(f"words.yaml:{place(text, at)}: {said}" in problem for problem in told), told


def test_what_a_kind_is_obliges_it() -> None:
    found = problems("""\
        subjects: {parcel: {zh: 快件, en: Parcel}}
        attributes: {reason: {zh: 原因, en: Reason}}
        defaults: {subjects: parcel, max_lags: 2 d}
        kinds:
          relabelled: {zh: 换单, en: Relabelled, continues: to_number}
          exemption_filed: {zh: 报备, en: Exemption filed, is: period}
          retracted: {zh: 作废, en: Retracted, is: note}
          bag_opened: {zh: 拆包, en: Bag opened, is: empties}
    """)
    assert [problem.split(": ", 1)[1] for problem in found] == [
        "unknown field 'max_lags' (did you mean 'max_lag'?)",
        "'relabelled' must carry 'to_number' (add it to 'attributes')",
        "'exemption_filed' must carry 'period_from' (add it to 'attributes')",
        "'exemption_filed' must carry 'period_to' (add it to 'attributes')",
        "'retracted' must carry 'retracts' (add it to 'attributes')",
        "a kind that empties must happen to a container",
    ]


def test_all_documents_are_one_vocabulary() -> None:
    other = textwrap.dedent("""\
        kinds:
          signed: {zh: 签收, en: Signed, subjects: parcel}
          refused: {zh: 拒收, en: Refused, subjects: parcel, codes: {sf: 80}}
        codes_left_out:
          - {system: kuaidi100, codes: [301], zh: 不是扫描, en: Not a scan}
        weather: fine
    """)
    assert problems(SMALL, zz=other) == [
        "zz.yaml:2:11: 'signed' stands twice in 'kinds' (it also stands in words.yaml)",
        f"zz.yaml:{place(other, '{sf')}: code 80 of sf already means 'signed' (a code means one thing)",
        f"zz.yaml:{place(other, '[301')}: code 301 of kuaidi100 already means 'signed' (a code means one thing)",
        f"zz.yaml:{place(other, 'fine')}: unknown field 'weather' "
        "(one of: attributes, codes_left_out, defaults, kinds, sources, subjects, values)",
    ]


def test_a_broken_document_does_not_hide_the_others() -> None:
    found = problems(SMALL.replace("en: Bagged", "eng: Bagged"), zz="kinds: {")
    assert [problem.split(": ")[0].split(":")[0] for problem in found] == ["words.yaml", "words.yaml", "zz.yaml"]


def test_the_kernel_finds_its_words(shipped: Vocabulary) -> None:
    assert {UNKNOWN, RETRACTED, CONFIRMED} <= set(shipped.kinds)
    assert [subject.name for subject in shipped.subjects.values() if subject.contains] == ["trip", "bag"]
    assert {subject for subject, kind in shipped.words if kind == RETRACTED} == set(shipped.subjects)
    assert not SCHEMA.keys() & shipped.attributes.keys()
    carried = {name for kind in shipped.kinds.values() for name in kind.attributes}
    assert set(shipped.attributes) - carried == {"claimed_at", "sent_at"}  # these two may stand on any event


def test_what_ends_a_parcel(shipped: Vocabulary) -> None:
    ends = {kind.name for kind in shipped.kinds.values() if kind.terminal and "parcel" in kind.subjects}
    in_hand = {"taken_out_of_locker", "taken_out_of_station", "picked_up_at_outlet"}
    signed = {"signed", "signed_by_self", "signed_by_agent", "signed_by_station"}
    assert ends == in_hand | signed | {"returned", "destroyed", "loss_confirmed", "order_cancelled", "owner_matched"}


def test_what_a_parcel_inherits_from_its_trip(shipped: Vocabulary) -> None:
    spread = {kind.name for kind in shipped.kinds.values() if kind.spreads and "trip" in kind.subjects}
    assert {"departed", "arrived", "incident", "delayed", "force_majeure_declared"} <= spread
    assert not any("fatigue" in name or "driving" in name for name in spread)


def test_the_stages_follow_the_parcel(shipped: Vocabulary) -> None:
    way = ("ordered", "accepted", "arrived", "sorted", "loaded", "departed", "out_for_delivery", "signed")
    stages = [shipped.kinds[name].stage or 0 for name in way]
    assert stages == sorted(set(stages)) and (stages[0], stages[-1]) == (10, 100)


def test_every_name_stands_in_both_languages(shipped: Vocabulary) -> None:
    words = (
        *shipped.subjects.values(),
        *shipped.kinds.values(),
        *shipped.attributes.values(),
        *shipped.sources.values(),
    )
    for word in words:
        assert any("\u4e00" <= sign <= "\u9fff" for sign in word.title.zh) or word.name == "aftership", word.name
        assert word.title.en and not any("\u4e00" <= sign <= "\u9fff" for sign in word.title.en), word.name
    assert len({kind.title.zh for kind in shipped.kinds.values()}) == len(shipped.kinds)


def numbered(tag: str, last: int) -> str:
    return " ".join(f"{tag}_{number:03}" for number in range(1, last + 1))


CODES = {
    "kuaidi100": """0 1 101 102 103 1001 1002 1003 5 501 3 301 302 303 304 6 4 401 14 7
        2 201 202 203 204 205 206 207 208 209 210 8 10 11 12 13""",
    "kdniao": "0 1 2 201 202 211 3 301 302 304 311 4 401 402 403 404 405 406 407 412",
    "sf": """50 54 43 30 31 36 302 304 10 11 105 106 570 571 44 204 130 123 125 126 128 678 679 33 34 70 72 77 66 84
        75 99 648 631 626 627 15 16 17 18 80 8000 """
    + " ".join(str(customs) for customs in range(604, 624)),
    "emsevt": "EMA EMB EMC EMD EME EMF EMG EMH EMI EMJ EMK EXA EXB EXC EXD EXX EDA EDB EDC EDD EDE EDF EDG EDH EDX",
    "epcis": """accepting arriving assembling collecting commissioning consigning creating_class_instance
        cycle_counting decommissioning departing destroying disassembling dispensing encoding entering_exiting holding
        inspecting installing killing loading other packing picking receiving removing repackaging repairing replacing
        reserving retail_selling sampling sensor_reporting shipping staging_outbound stock_taking stocking storing
        transporting unloading unpacking void_shipping""",
    "aftership": f"""Pending Pending_001 InfoReceived InfoReceived_001 InTransit {numbered("InTransit", 9)}
        OutForDelivery OutForDelivery_001 OutForDelivery_003 OutForDelivery_004 AttemptFail {numbered("AttemptFail", 3)}
        Delivered {numbered("Delivered", 5)} AvailableForPickup AvailableForPickup_001
        Exception {numbered("Exception", 13)} Expired Expired_001""",
}
"""Every code the six systems publish: parcel states, route codes, business steps."""


@pytest.mark.parametrize("system", CODE_SYSTEMS)
def test_every_published_code_means_something_or_is_left_out(shipped: Vocabulary, system: str) -> None:
    left_out = {code for left in parse_left_out(SHIPPED) if left.system == system for code in left.codes}
    assert set(shipped.foreign(system)) | left_out == set(CODES[system].split())


@pytest.mark.parametrize(
    ("system", "code", "kind"),
    [
        ("kuaidi100", "101", "ordered"),
        ("kuaidi100", "1", "accepted"),
        ("kuaidi100", "501", "placed_for_pickup"),
        ("kuaidi100", "301", "signed_by_self"),
        ("kuaidi100", "3", "signed"),
        ("kdniao", "311", "signed_by_station"),
        ("sf", "36", "departed"),
        ("sf", "128", "taken_out_of_locker"),
        ("emsevt", "EMH", "attempt_failed"),
        ("epcis", "unpacking", "unbagged"),
        ("epcis", "other", "unknown"),
        ("aftership", "Exception_012", "damaged"),
    ],
)
def test_what_a_foreign_code_means(shipped: Vocabulary, system: str, code: str, kind: str) -> None:
    assert shipped.foreign(system)[code] == kind


def test_a_picture_link_is_no_scan() -> None:
    (left,) = [left for left in parse_left_out(SHIPPED) if left.system == "sf"]
    assert left.codes == ("8000",) and left.reason.zh == "签收图片链接，不是扫描"


def test_the_page_is_fresh(shipped: Vocabulary) -> None:
    assert PAGE.read_text(encoding="utf-8") == vocabulary_page(shipped, values_of(load().standards)), (
        "write vocabulary_page() to it again"
    )


def test_the_page_does_not_depend_on_the_order_of_the_files() -> None:
    backwards = dict(reversed(SHIPPED.items()))
    assert vocabulary_page(parse_vocabulary(backwards)[0], {}) == vocabulary_page(parse_vocabulary(SHIPPED)[0], {})


def test_the_page_tells_the_words_that_standards_ask_for() -> None:
    values = values_of(load().standards)
    assert {"absent", "refused"} <= set(values["reason"])
    assert not any("%" in word for words in values.values() for word in words), "a pattern is no value"
    assert "| `reason` | 原因 | Reason | text |  | `absent`" in PAGE.read_text(encoding="utf-8")
