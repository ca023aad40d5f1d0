"""`tuotou backtest` as people use it: a document or an id, on files or an archive, in both languages and in JSON."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tuotou.cli.exits import Exit

HARD = """\
id: last-mile-hours
version: 3
status: draft
form: within
subject: parcel
rows: [D1]
level: normal
title: {zh: 出仓一小时内妥投, en: Delivered within the hour}
rule: {zh: 一小时。, en: An hour.}
how_to_keep: {zh: 快。, en: Quickly.}
falsely_trips_when: {zh: 乡镇。, en: Rural rounds.}
source: {text: company target, edition: "2027", confidence: M}
effective: {published: 2027-01-01, from: 2027-01-01}
penalty: {amount: 0.5, per: subject}
opens: out_for_delivery
keep: [signed, signed_by_self]
due: 1 h
warn: [{at: 50 %, tell: courier}, {at: 10 min, tell: outlet_manager}]
"""


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "hard.yaml"
    path.write_text(HARD, encoding="utf-8")
    return path


def test_a_document_is_compared_with_what_is_in_force(
    answer: Callable[..., Any], deliveries: Path, document: Path
) -> None:
    found = answer("backtest", document, deliveries, "--map", "lade")
    assert (found["new"]["standard"], found["new"]["version"]) == ("last-mile-hours", 3)
    assert (found["old"]["standard"], found["old"]["version"]) == ("last-mile-hours", 2)
    difference = found["difference"]
    assert difference["newly_not_kept"] + difference["not_kept_by_both"] == found["new"]["not_kept"] > 0
    assert sum(line["promises"] for line in difference["outcomes"]) == found["new"]["counted"] == found["rows"]
    assert found["new"]["cost"] == found["new"]["not_kept"] / 2
    assert sum(site["cost"] for site in found["new"]["cost_by_site"]) == found["new"]["cost"]
    assert found["recording_times_assumed"] is True
    assert [level["tell"] for level in found["warnings"]] == ["courier", "outlet_manager"]
    assert len(found["examples"]["newly_not_kept"]) == 3


def test_the_old_one_can_be_named(answer: Callable[..., Any], deliveries: Path, document: Path) -> None:
    def against(name: object) -> Any:
        found = answer("backtest", document, deliveries, "--map", "lade", "--quick", "--against", name)
        return found["old"]["standard"], found["old"]["version"]

    assert against("last-mile-hours@1") == ("last-mile-hours", 1)
    assert against("last-mile-hours") == ("last-mile-hours", 2)
    assert against("last-mile-same-day") == ("last-mile-same-day", 1)
    assert against(document) == ("last-mile-hours", 3)


def test_what_is_in_force_already_is_tried_alone(answer: Callable[..., Any], deliveries: Path) -> None:
    found = answer("backtest", "last-mile-hours", deliveries, "--map", "lade", "--quick")
    assert (found["old"], found["difference"], found["said"]) == (None, None, None)


def test_examples_are_as_many_as_asked_for(answer: Callable[..., Any], deliveries: Path, document: Path) -> None:
    for number in (0, 1, 12):
        found = answer("backtest", document, deliveries, "--map", "lade", "--quick", "--examples", number)
        told = found["examples"]["newly_not_kept"]
        assert len(told) == min(number, found["difference"]["newly_not_kept"])
        assert {(pair["new"]["status"], pair["old"]["status"]) for pair in told} <= {("kept_late", "kept")}


def test_an_archive_says_the_same(answer: Callable[..., Any], deliveries: Path, document: Path, tmp_path: Path) -> None:
    answer("archive", deliveries, "--map", "lade", "--to", tmp_path / "archive")
    of_files = answer("backtest", document, deliveries, "--map", "lade")
    assert {**answer("backtest", document, tmp_path / "archive"), "rows": of_files["rows"]} == of_files


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ("回测：", "新增未按时", "当时会发出的预警", "撤回", "会罚多少", "记录时刻是假定的", "outlet")),
        ("en", ("Back-test: ", "newly not kept", "Warnings that would", "withdrawn", "cost", "recording times are")),
    ],
)
def test_people_read_it_in_their_language(
    tuotou: Any, deliveries: Path, document: Path, language: str, words: tuple[str, ...]
) -> None:
    told = tuotou("backtest", document, deliveries, "--map", "lade", "--lang", language)
    assert told.exit_code == Exit.DONE
    text = "".join(told.stdout.split("\n"))
    assert [word for word in words if (word in text) is (word == "outlet")] == []


def test_a_broken_document_is_refused_with_all_that_is_wrong(tuotou: Any, deliveries: Path, document: Path) -> None:
    document.write_text(HARD.replace("due: 1 h", "due: soon").replace("cn", "").replace("per: subject", "per: day"))
    told = tuotou("backtest", document, deliveries, "--map", "lade", "--lang", "en")
    assert told.exit_code == Exit.DOCUMENTS
    assert f"{document}:14:" in told.stderr and f"{document}:17:" in told.stderr


def test_a_share_is_checked_with_the_standards_that_it_counts(tuotou: Any, deliveries: Path, document: Path) -> None:
    share = HARD.split("penalty")[0].replace("form: within", "form: share").replace("last-mile-hours", "my-share")
    document.write_text(share + "of: [last-mile-same-day]\nper: [site]\nperiod: day\ntarget: 99 %\n")
    told = tuotou("backtest", document, deliveries, "--map", "lade", "--against", "on-time-share", "--lang", "en")
    assert told.exit_code == Exit.DONE, told.stderr
    document.write_text(share + "of: [no-such]\nper: [site]\nperiod: day\ntarget: 99 %\n")
    told = tuotou("backtest", document, deliveries, "--map", "lade", "--lang", "en")
    assert (told.exit_code, "there is no standard 'no-such'" in told.stderr) == (Exit.DOCUMENTS, True)


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("no-such", Exit.NOT_THERE, "no standard of this id"),
        ("last-mile-hours@9", Exit.NOT_THERE, "one of: 1, 2"),
        ("no-such.yaml", Exit.DOCUMENTS, "No such file"),
    ],
)
@pytest.mark.parametrize("side", ["tried", "against"])
def test_a_standard_that_is_not_there(
    tuotou: Any, deliveries: Path, name: str, code: Exit, words: str, side: str
) -> None:
    new, old = (name, "trace-24h") if side == "tried" else ("trace-24h", name)
    told = tuotou("backtest", new, deliveries, "--map", "lade", "--against", old, "--lang", "en")
    assert told.exit_code == code
    assert words in told.stderr


def test_refused_rows_are_told_in_the_exit_code(tuotou: Any, deliveries: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.csv"
    lines = deliveries.read_text("utf-8").splitlines()
    broken.write_text("\n".join([*lines, ",".join("x" for _ in lines[0].split(","))]), "utf-8")
    assert tuotou("backtest", "last-mile-hours", broken, "--map", "lade").exit_code == Exit.PARTLY
    assert tuotou("backtest", "last-mile-hours", broken).exit_code == Exit.USAGE
    assert tuotou("backtest", "last-mile-hours", tmp_path / "none.csv", "--map", "lade").exit_code == Exit.INPUT
