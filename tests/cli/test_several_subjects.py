"""The example of docs/mapping.md: trips and parcels, each by its own mapping, meet in one archive."""

import re
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "mapping.md"


def test_a_parcel_inherits_the_arrival_of_its_trip(
    tuotou: Any, answer: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = PAGE.read_text("utf-8").split("## Several subjects")[1].split("\n## ")[0]
    files = re.findall(r"^`(\S+)`:\n\n((?:    .*\n)+)", section, re.M)
    assert [name for name, _ in files] == ["trips.csv", "trips.yaml", "loads.csv", "loads.yaml"]
    monkeypatch.chdir(tmp_path)
    for name, text in files:
        Path(name).write_text(dedent(text), "utf-8")
    commands = re.findall(r"^    tuotou (.*)$", section, re.M)
    for command in commands:
        assert tuotou(*command.split()).exit_code == 0, command
    (explain,) = (command for command in commands if command.startswith("explain"))
    (life,) = answer(*explain.split())["lives"]
    told = [(line["kind"], line["site"], line["via"]) for line in life["trail"] if line["event"]]
    assert ("loaded", "HUB1", None) in told
    assert ("departed", None, "T1") in told and ("arrived", "HUB2", "T1") in told
