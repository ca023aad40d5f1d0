"""A command that is written wrongly: said in the language of the command, and as JSON where JSON was asked for."""

from __future__ import annotations

import errno
import os
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from typer.core import TyperGroup

from tuotou.cli.app import app
from tuotou.cli.exits import Exit
from tuotou.cli.page import write

REPLAY = ("replay", "x.csv", "--map", "lade")
TYPERS = (
    ("nope",),
    ("replay",),
    (*REPLAY, "--foo"),
    ("feed", "try", "x.csv"),
    ("feed", "try", "x.csv", "y.csv", "--map", "lade"),
    ("replay", "x.csv", "--map"),
    (*REPLAY, "--json=3"),
    (*REPLAY, "--lang", "fr"),
    ("simulate", "--to", "x", "--days", "0"),
    ("simulate", "--to", "x", "--days", "400"),
    ("simulate", "--to", "x", "--days", "few"),
)
OURS = (
    ((*REPLAY, "--at", "garbage"), "--at", "这不是时刻"),
    ((*REPLAY, "--at", "0001-01-01T00:00+24:00"), "--at", "这不是时刻"),
    (("replay", "x.csv"), "--map", "读文件要有映射"),
    (("explain", "YT1", "x.csv"), "--map", "读文件要有映射"),
    (("replay", ".", "--bad-rows", "../bad.csv"), "--bad-rows", "归档里没有不合格的行"),
    (("replay", ".", "--roster", "roster.csv"), "--roster", "台账所说的已在归档里"),
    (("simulate", "--to", "x", "--from", "today"), "--from", "这不是日期"),
    (("simulate", "--to", "x", "--fault", "late_upload"), "--fault", "这不是差错及其比例"),
    (("simulate", "--to", "x", "--fault", "late_uplaod=5%"), "--fault", "没有叫 late_uplaod 的差错"),
    (("simulate", "--to", "x", "--fault", "late_upload=500%"), "--fault", "超过了全部"),
)


@pytest.mark.parametrize("words", TYPERS, ids=str)
def test_what_typer_says_is_said_in_chinese(tuotou: Any, words: tuple[str, ...]) -> None:
    told = tuotou(*words)
    assert (told.exit_code, told.stdout) == (Exit.USAGE, "")
    assert not re.search(r"\b(No|Missing|Option|Got|Value|Input|see)\b", told.stderr)
    assert "--help）" in told.stderr or "是不是" in told.stderr


def test_typer_says_everything_that_is_translated_and_nothing_else() -> None:
    said = [_said(words) for words in TYPERS]
    known = yaml.safe_load((files("tuotou.handbook.wording") / "typer.zh.yaml").read_text("utf-8"))
    patterns = [re.escape(english).replace(r"\{\}", ".+") for english in known]
    assert [one for one in said if not any(re.fullmatch(pattern, one) for pattern in patterns)] == []
    assert [pattern for pattern in patterns if not any(re.fullmatch(pattern, one) for one in said)] == []


@pytest.mark.parametrize(("words", "option", "what"), OURS, ids=str)
def test_every_misuse_names_the_option_in_both_languages_and_in_json(
    tuotou: Any, answer: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: Any, option: str, what: str
) -> None:
    monkeypatch.chdir(tmp_path)
    told = tuotou(*words)
    assert told.exit_code == Exit.USAGE
    assert told.stderr.startswith(option) and what in told.stderr
    assert not re.search("[一-鿿]", tuotou(*words, "--lang", "en").stderr)
    told = answer(*words)
    assert told["exit_code"] == Exit.USAGE
    assert [problem["option"] for problem in told["problems"]] == [option]
    assert all(problem["what"] and problem["right"] for problem in told["problems"])


def test_json_is_answered_whatever_the_disk_does(
    tuotou: Any, answer: Any, deliveries: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> str:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(tmp_path / "page.html"))

    monkeypatch.setattr(write, "page", full)
    words = ("replay", deliveries, "--map", "lade", "--out", tmp_path / "page.html")
    told = answer(*words)
    assert (told["exit_code"], told["problems"][0]["what"]) == (Exit.INPUT, "No space left on device")
    assert tuotou(*words).stderr.endswith("page.html: 磁盘已满\n")


def test_no_words_at_all_show_the_help(tuotou: Any) -> None:
    told = tuotou()
    assert told.exit_code == Exit.USAGE
    assert "replay" in told.stdout and not told.stderr


def _said(words: tuple[str, ...]) -> str:
    """What Typer says of the words by itself."""
    with pytest.raises(typer.TyperException) as wrong:
        TyperGroup.main(typer.main.get_command(app), words, "tuotou", standalone_mode=False)  # type: ignore[arg-type]
    return wrong.value.message or wrong.value.format_message()
