"""`tuotou notices` and `tuotou channels` as people use them; what is secret is never shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from django.db import connection
from tests.notices.cast import ADMIN, MINUTE, Clock, at, late, said, sent
from tests.notices.file_channel import got
from typer.testing import CliRunner

from tuotou.cli.app import app

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]
NINE = at("09:00")


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUOTOU_SECRET_KEY", "tests " * 10)


def tuotou(*words: object) -> Result:
    result = CliRunner().invoke(app, [str(word) for word in words], env={"LANG": "zh_CN.UTF-8", "COLUMNS": "180"})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_from_an_empty_house_to_a_message(tmp_path: Path) -> None:
    file, token = tmp_path / "group.jsonl", tmp_path / "token"
    token.write_text("very secret\n")
    added = tuotou(
        "channels", "add", "yuanqu", "--kind", "file", "--set", f"path={file}", "--set", f"token=@{token}",
        "--way", "group", "--group", "OUT1", "--by", ADMIN,
    )  # fmt: skip
    assert added.exit_code == 0 and "（密）" in added.stdout and "very secret" not in added.stdout
    assert tuotou("channels", "test", "yuanqu").exit_code == 0
    assert got(file)[0]["title"] == "妥投：这个通道通了"
    late(6, "OUT1", NINE)
    said(NINE)
    said(NINE + 2 * MINUTE)
    assert "待发" in tuotou("notices", "outbox").stdout
    sent(Clock(NINE + 2 * MINUTE))
    listed = tuotou("notices", "list", "OM01")
    assert "按频次出仓" in listed.stdout and "未读 1 条，待处理 1 条" in listed.stdout
    number = json.loads(tuotou("notices", "list", "OM01", "--json").stdout)["notices"][0]["id"]
    assert "OUT1 群" in tuotou("notices", "show", number).stdout
    assert "已读 1 条" in tuotou("notices", "read", "OM01").stdout
    letter = json.loads(tuotou("notices", "outbox", "--json").stdout)[0]
    assert (letter["state"], letter["channel"]) == ("sent", "yuanqu")
    assert "重发 1 条" in tuotou("notices", "resend", letter["id"], "--by", ADMIN).stdout


def test_secrets_lie_sealed_and_are_in_no_answer(tmp_path: Path) -> None:
    tuotou(
        "channels",
        "add",
        "c",
        "--kind",
        "file",
        "--set",
        f"path={tmp_path / 'c'}",
        "--set",
        "token=hush",
        "--by",
        ADMIN,
    )
    tuotou("notices", "contacts", "OM01", "--channel", "c", "--to", "lee@example.com", "--by", ADMIN)
    with connection.cursor() as cursor:
        cursor.execute("SELECT secrets FROM channel")
        assert "hush" not in str(cursor.fetchall())
        cursor.execute("SELECT address, digest FROM contact")
        assert "lee" not in str(cursor.fetchall())
        cursor.execute("SELECT details FROM audit_entry")
        assert "hush" not in str(cursor.fetchall())
    for words in (("channels", "list"), ("channels", "show", "c"), ("notices", "contacts")):
        for form in ((), ("--json",), ("--lang", "en")):
            shown = tuotou(*words, *form)
            assert shown.exit_code == 0 and "hush" not in shown.output and "lee@example.com" not in shown.output


def test_how_somebody_is_told_is_theirs_to_choose() -> None:
    changed = tuotou(
        "notices", "preferences", "OM01", "--level", "normal", "--ways", "chat or mail, sms", "--by", "OM01"
    )
    assert "聊天应用或邮件、短信" in changed.stdout
    tuotou("notices", "preferences", "OM01", "--quiet", "21:30-06:00", "--speak", "en", "--by", "OM01")
    shown = tuotou("notices", "preferences", "OM01").stdout
    assert "21:30–06:00" in shown and "en" in shown
    rows = json.loads(tuotou("notices", "preferences", "OM01", "--json").stdout)
    assert rows[1]["ways"] == [["chat", "mail"], ["sms"]]


def test_what_cannot_be_done_is_said() -> None:
    red = tuotou("notices", "preferences", "OM01", "--level", "red_line", "--ways", "none", "--by", "OM01")
    assert red.exit_code == 8 and "红线怎样通知不由个人选择" in red.stderr
    kind = tuotou("channels", "add", "c", "--kind", "pigeon", "--by", ADMIN)
    assert kind.exit_code == 8 and "没有“pigeon”这种通道" not in kind.stdout and "pigeon" in kind.stderr
    assert tuotou("channels", "add", "c", "--kind", "file", "--by", ADMIN).exit_code == 8
    assert tuotou("channels", "add", "c", "--kind", "file", "--set", "path", "--by", ADMIN).exit_code == 2
    assert tuotou("channels", "show", "nothing").exit_code == 5
    assert tuotou("notices", "show", 999).exit_code == 5
    assert tuotou("notices", "resend", "--by", ADMIN).exit_code == 2
    assert tuotou("notices", "preferences", "OM01", "--quiet", "late", "--by", "OM01").exit_code == 2


def test_a_channel_is_switched_off_and_on_and_removed(tmp_path: Path) -> None:
    tuotou("channels", "add", "c", "--kind", "file", "--set", f"path={tmp_path / 'c'}", "--by", ADMIN)
    assert "停用" in tuotou("channels", "disable", "c", "--by", ADMIN).stdout
    assert "启用" in tuotou("channels", "enable", "c", "--by", ADMIN).stdout
    assert tuotou("channels", "remove", "c", "--by", ADMIN).exit_code == 0
    assert "通道 0 个" in tuotou("channels", "list").stdout
    assert "The log" in tuotou("channels", "kinds", "--lang", "en").stdout
