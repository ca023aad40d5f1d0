"""docs/channels.md says what the kinds say, and its examples work as they stand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.channels.fake_app import Wall, letter, opened

from tuotou.cli.channels_page import settings_table
from tuotou.handbook.wording.chinese import chinese
from tuotou.notices import kind as forms
from tuotou.notices.dingtalk_app.channel import CODES as DINGTALK_APP
from tuotou.notices.dingtalk_robot.channel import CODES as DINGTALK_ROBOT
from tuotou.notices.feishu_app.channel import CODES as FEISHU_APP
from tuotou.notices.feishu_robot.channel import CODES as FEISHU_ROBOT
from tuotou.notices.shipped import KINDS
from tuotou.notices.sms_gateway.provider import load_approved
from tuotou.notices.wecom_app.channel import CODES as WECOM_APP
from tuotou.notices.wecom_robot.channel import CODES as WECOM_ROBOT

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {"en": "channels.md", "zh": "channels.zh-CN.md"}


def page(lang: str) -> str:
    return (DOCS / PAGES[lang]).read_text("utf-8")


@pytest.mark.parametrize("lang", PAGES)
def test_the_tables_are_those_of_the_kinds(lang: str) -> None:
    for kind in KINDS.values():
        assert settings_table(kind, lang) in page(lang), f"docs/{PAGES[lang]} says other of {kind.name} than its code"
        assert f"| `{kind.name}` |" in page(lang)


def test_the_approved_texts_of_the_page_can_be_read(tmp_path: Path) -> None:
    file = tmp_path / "texts.yaml"
    file.write_text(re.findall(r"```yaml\n(.*?)```", page("en"), re.S)[0], "utf-8")
    texts, problems = load_approved(str(file))
    assert (problems, sorted(texts)) == ([], ["escalated", "told"])


def test_the_check_of_the_page_knows_a_genuine_letter(app, wall: Wall) -> None:
    tool, secret = app(lambda _: {}), "0123456789abcdef01234567"
    opened("webhook", wall, url=tool.base, secret=secret).send(letter())
    (seen,) = tool.seen
    found: dict = {}
    exec(re.findall(r"```python\n(.*?)```", page("en"), re.S)[0], found)
    assert found["genuine"](seen.headers, seen.body, secret)
    assert not found["genuine"](seen.headers, seen.body + b" ", secret)


def test_what_to_mend_is_said_in_chinese_too() -> None:
    known = [one.right for one in vars(forms).values() if isinstance(one, forms.Form)]
    known += [one.form.right for kind in KINDS.values() for one in kind.settings if one.form]
    for codes in (WECOM_ROBOT, DINGTALK_ROBOT, FEISHU_ROBOT, WECOM_APP, DINGTALK_APP, FEISHU_APP):
        known += [f"{codes.app} says 1: no ({right})" for right in codes.right.values()]
    assert [right for right in known if re.search(r"[a-z]{2,} [a-z]{2,} [a-z]{2,}", chinese(right))] == []


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("it is missing", "没有填"),
        ("qyapi.weixin.qq.com cannot be reached: ConnectTimeout", "连不上 qyapi.weixin.qq.com：ConnectTimeout"),
        ("a.cn answers with status 502", "a.cn 答复状态 502"),
        ("the mail server says 550: no such user", "邮件服务器答 550：no such user"),
        ("nothing fills the gap {count} of 'told'", "空 {count} 没有内容可填"),
    ],
)
def test_troubles_are_told_in_chinese(said: str, meant: str) -> None:
    assert chinese(said).startswith(meant)
