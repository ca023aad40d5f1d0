"""`tuotou simulate` as people use it."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import Result
from typer.testing import CliRunner

from tuotou.cli.app import app


def tuotou(*arguments: object) -> Result:
    result = CliRunner().invoke(app, [str(each) for each in arguments], env={"LANG": "en_US.UTF-8", "COLUMNS": "100"})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_an_archive_that_replay_reads_with_the_truth_beside_it(tmp_path: Path) -> None:
    to = tmp_path / "company"
    made = tuotou("simulate", "--days", 2, "--parcels", 20, "--fault", "no_consent=50%", "--to", to, "--json")
    said = json.loads(made.stdout)
    assert (said["parcels"], said["sites"]) == (40, 12)
    truth = pl.read_parquet(to / "truth.parquet")
    assert said["wrong"] == len(truth) > 0
    report = json.loads(tuotou("replay", to, "--json").stdout)
    files = [*to.glob("day=*/**/*.parquet")]
    events = pl.concat([pl.read_parquet(file) for file in files], how="diagonal_relaxed")
    cancelled = events.filter(pl.col("kind").cast(pl.String) == "scan_cancelled")
    taken_back = cancelled["approved_by"].count()  # of these the scan that they name stands no more
    assert report["events"] == said["events"] - taken_back
    broken = next(line for line in report["standards"] if line["standard"] == "placing-needs-consent")["broken"]
    assert broken == truth.filter(pl.col("standard") == "placing-needs-consent").height


def test_a_file_of_events(tmp_path: Path) -> None:
    to = tmp_path / "events.parquet"
    said = json.loads(tuotou("simulate", "--days", 1, "--parcels", 10, "--to", to, "--json").stdout)
    assert pl.read_parquet(to).height == said["events"]
    assert pl.read_parquet(tmp_path / "events.truth.parquet").is_empty()
    sites = pl.read_csv(tmp_path / "events.sites.csv")
    assert sites.height == said["sites"] == 12
    assert dict(sites.select("site", "under").iter_rows())["SZ02"] == "SZ01" and sites["under"].null_count() == 4


def test_an_ordinary_company_is_as_late_as_the_country(tmp_path: Path) -> None:
    to, clean = tmp_path / "ordinary", tmp_path / "clean"
    tuotou("simulate", "--ordinary", "--days", 3, "--parcels", 100, "--fault", "late_upload=0", "--to", to)
    truth = pl.read_parquet(to / "truth.parquet")
    late = truth.filter(pl.col("standard") == "delivered-in-time").height
    assert 0.05 < late / 300 < 0.3
    assert "late_upload" not in set(truth["fault"])
    tuotou("simulate", "--days", 3, "--parcels", 100, "--to", clean)
    assert pl.read_parquet(clean / "truth.parquet").is_empty()


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("late_upload", "write late_upload=5%"),
        ("late_uplod=5%", "did you mean 'late_upload'?"),
        ("late_upload=150%", "up to 100%"),
    ],
)
def test_a_fault_that_is_none_is_refused(tmp_path: Path, fault: str, said: str) -> None:
    made = tuotou("simulate", "--fault", fault, "--to", tmp_path / "new")
    assert made.exit_code == 2
    assert said in " ".join(made.stderr.replace("│", " ").split())


def test_what_stands_is_not_mixed_with_what_is_made_up(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    made = tuotou("simulate", "--to", tmp_path)
    assert made.exit_code == 4 and "name a new or empty folder" in made.stderr


def test_replay_beside_the_truth(tmp_path: Path) -> None:
    to = tmp_path / "company"
    tuotou(
        "simulate", "--days", 3, "--parcels", 40, "--fault", "no_consent=50%", "--fault", "missed_scan=5%", "--to", to
    )
    asked = ("replay", to, "--truth", to / "truth.parquet")
    beside = json.loads(tuotou(*asked, "--json").stdout)["truth"]
    line = next(line for line in beside["standards"] if line["standard"] == "placing-needs-consent")
    assert (line["precision"], line["recall"]) == (1.0, 1.0)
    assert line["really"] == line["found"] == line["right"] == line["named"] > 10
    assert {each["fault"] for each in beside["cannot_be_shown"]} == {"missed_scan"}
    why = beside["differences"]
    assert {(each["fault"], each["zh"], each["en"]) for each in why} == {("missed_scan", "漏扫", "a scan is missed")}
    found, right = (sum(line[name] for line in beside["standards"]) for name in ("found", "right"))
    assert sum(each["wrongly"] for each in why) == found - right > 0
    shown = tuotou(*asked, "--lang", "en").stdout
    for said in ("Beside the truth", "Why they differ", "a scan is missed", "What no standard watches"):
        assert said in shown
    zh = tuotou(*asked, "--lang", "zh").stdout
    assert "与真相对照" in zh and "数据与实情不符" in zh and "漏扫" in zh


def test_what_is_no_truth_is_refused(tmp_path: Path) -> None:
    to = tmp_path / "company"
    tuotou("simulate", "--days", 1, "--parcels", 10, "--to", to)
    (tmp_path / "no.parquet").write_text("no")
    for wrong in ("no.parquet", "absent.parquet"):
        refused = tuotou("replay", to, "--truth", tmp_path / wrong, "--lang", "en")
        assert refused.exit_code == 4 and "name the truth.parquet" in refused.stderr
