"""The commands, on real deliveries: what they answer, in both languages and in JSON, and how they end."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tuotou.cli.exits import Exit
from tuotou.cli.instant import instant, shown


def test_help_loads_nothing_heavy() -> None:
    command = [sys.executable, "-X", "importtime", "-m", "tuotou.cli", "--help"]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "replay" in run.stdout
    assert "polars" not in run.stderr and "numpy" not in run.stderr


def test_explain_loads_only_what_it_needs(answer: Any, deliveries: Path, tmp_path: Path) -> None:
    answer("archive", deliveries, "--map", "lade", "--to", tmp_path / "archive")
    parcel = f"LD{pl.read_csv(deliveries)['order_id'][0]}"
    command = [sys.executable, "-X", "importtime", "-m", "tuotou.cli", "explain", parcel, tmp_path / "archive"]
    run = subprocess.run([*command, "--lang", "en"], capture_output=True, text=True, check=True)
    assert "Promises: " in run.stdout
    assert not [name for name in ("rich.progress", "tuotou.feeds", "fastexcel") if name in run.stderr]


def test_a_choice_that_is_none_is_told_with_those_there_are(tuotou: Any, tmp_path: Path) -> None:
    told = tuotou("explain", "YT1", tmp_path, "--lang", "fr")
    assert told.exit_code == Exit.USAGE
    assert told.stderr.startswith("--lang: “fr”不在可选范围（'zh', 'en'）之内")


def test_replay_counts_every_delivery_once(answer: Any, deliveries: Path) -> None:
    report = answer("replay", deliveries, "--map", "lade")
    same_day = next(line for line in report["standards"] if line["standard"] == "last-mile-same-day")
    assert same_day["counted"] == report["rows"] == pl.read_csv(deliveries).height
    assert report["recording_times_assumed"] is True
    assert sum(day["kept"] for day in report["days"]) == report["total"]["kept"]


def test_replay_shows_the_worst_standard_first(answer: Any, deliveries: Path) -> None:
    shares = [
        line["share"] for line in answer("replay", deliveries, "--map", "lade")["standards"] if line["counted"] > 30
    ]
    assert shares == sorted(shares)


def test_replay_sees_only_what_was_believed_then(answer: Any, deliveries: Path) -> None:
    whole = answer("replay", deliveries, "--map", "lade")
    early = answer("replay", deliveries, "--map", "lade", "--at", whole["days"][5]["day"] + " 12:00")
    assert 0 < early["promises"] < whole["promises"]
    assert early["as_of"] == whole["days"][5]["day"] + "T12:00:00+08:00"


@pytest.mark.parametrize(("language", "words"), [("zh", "先抓这一项"), ("en", "Work on this first")])
def test_replay_says_what_it_means(tuotou: Any, deliveries: Path, language: str, words: str) -> None:
    told = tuotou("replay", deliveries, "--map", "lade", "--lang", language)
    assert told.exit_code == 0
    assert words in told.stdout


def test_chinese_is_the_default_and_english_where_the_system_speaks_it() -> None:
    said = {}
    for spoken in ("zh_CN.UTF-8", "C.UTF-8", "en_GB.UTF-8"):
        command = [sys.executable, "-m", "tuotou.cli", "standards", "check"]
        clean = {name: value for name, value in os.environ.items() if not name.startswith("LC_")}
        run = subprocess.run(command, capture_output=True, text=True, check=True, env=clean | {"LANG": spoken})
        said[spoken] = "no errors" in run.stdout
    assert said == {"zh_CN.UTF-8": False, "C.UTF-8": False, "en_GB.UTF-8": True}


def test_an_archive_is_replayed_and_explained_like_its_files(answer: Any, deliveries: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    first = answer("archive", deliveries, "--map", "lade", "--to", archive)
    again = answer("archive", deliveries, "--map", "lade", "--to", archive)
    assert first["appended"]["added"] == first["appended"]["events"] > 0
    assert again["appended"]["added"] == 0
    files, archived = answer("replay", deliveries, "--map", "lade"), answer("replay", archive)
    assert archived["standards"] == files["standards"]
    assert archived["recording_times_assumed"] is True
    parcel = f"LD{pl.read_csv(deliveries)['order_id'][0]}"
    assert answer("explain", parcel, archive) == answer("explain", parcel, deliveries, "--map", "lade")


def test_explain_puts_each_promise_beside_the_event_that_opened_and_kept_it(answer: Any, deliveries: Path) -> None:
    parcel = f"LD{pl.read_csv(deliveries)['order_id'][0]}"
    out, signed = answer("explain", parcel, deliveries, "--map", "lade")["lives"][0]["trail"]
    assert (out["kind"], signed["kind"]) == ("out_for_delivery", "signed")
    assert ("opened", "last-mile-same-day", "kept") in _marks(out)
    assert ("kept", "last-mile-same-day", "kept") in _marks(signed)


def test_explain_shows_the_deadline_that_passed(answer: Any, tuotou: Any, deliveries: Path, tmp_path: Path) -> None:
    late = (
        pl.read_csv(deliveries)
        .head(1)
        .with_columns(accept_time=pl.lit("05-13 08:00:00"), delivery_time=pl.lit("05-14 09:30:00"))
    )
    late.write_csv(tmp_path / "late.csv")
    parcel = f"LD{late['order_id'][0]}"
    trail = answer("explain", parcel, tmp_path / "late.csv", "--map", "lade")["lives"][0]["trail"]
    deadlines = [line for line in trail if line["event"] is None]
    assert ("passed", "last-mile-same-day", "kept_late") in _marks(deadlines[-1]) + _marks(deadlines[-2])
    assert "到期未兑现" in tuotou("explain", parcel, tmp_path / "late.csv", "--map", "lade").stdout


def test_standards_are_listed_shown_and_checked(answer: Any, tuotou: Any) -> None:
    listed = answer("standards", "list")
    versions = [each["version"] for each in listed if each["id"] == "last-mile-hours"]
    assert versions == [1, 2]
    assert [each["version"] for each in answer("standards", "show", "last-mile-hours")] == versions
    assert answer("standards", "check") == {"exit_code": 0, "problems": [], "standards": len(listed)}
    assert "妥投" in tuotou("standards", "show", "last-mile-hours").stdout


def test_an_instant_is_beijing_time_and_a_date_its_end() -> None:
    assert shown(instant("2026-05-01 10:00")) == "2026-05-01 10:00"
    assert instant("2026-05-01T02:00+00:00") == instant("2026-05-01 10:00")
    assert instant("2026-05-01") == instant("2026-05-02 00:00") - 1


def _marks(line: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(mark["what"], mark["standard"], mark["status"]) for mark in line["promises"]]


def test_replay_writes_every_promise_that_was_not_kept(answer: Any, deliveries: Path, tmp_path: Path) -> None:
    file = tmp_path / "exceptions.csv"
    total = answer("replay", deliveries, "--map", "lade", "--exceptions", file)["total"]
    rows = pl.read_csv(file)
    assert rows.height == sum(total[status] for status in ("kept_late", "broken", "at_risk", "open", "not_open"))
    assert (rows.filter(status="kept_late")["due_at"] < rows.filter(status="kept_late")["kept_at"]).all()
