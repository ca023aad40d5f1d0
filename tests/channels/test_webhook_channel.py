"""Letters to any other tool, as Standard Webhooks say, and to the log."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest
from tests.channels.fake_app import NOON, TABLE, TAKE, Wall, letter, opened

from tuotou.notices.channel import Refused

SECRET = "0123456789abcdef01234567"


def test_a_letter_is_json_that_can_be_checked(app, wall: Wall) -> None:
    tool = app(lambda _: {"id": "their-9"})
    url = tool.base + "/in?team=qa"
    channel = opened("webhook", wall, url=url, secret=SECRET)
    assert channel.send(letter(buttons=(TAKE,), attachments=(TABLE,))) == "their-9"
    (seen,) = tool.seen
    assert (seen.path, seen.query) == ("/in", {"team": "qa"})
    assert seen.headers["webhook-id"] == "l1"
    signed = f"l1.{NOON // 1_000_000}.".encode() + seen.body
    mac = base64.b64encode(hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()).decode()
    assert seen.headers["webhook-signature"] == f"v1,{mac}"
    assert seen.json["buttons"] == [{"act": "acknowledge", "label": "我来处理", "value": TAKE.value}]
    assert base64.b64decode(seen.json["attachments"][0]["content"]) == TABLE.content
    assert seen.json["plain"] == "派件超时 12 件，场地 南岗学府路。\n预警 17"


def test_a_tool_that_refuses(app, wall: Wall) -> None:
    tool = app(lambda _: (422, b'{"error": "no such team"}', {}))
    with pytest.raises(Refused, match="status 422"):
        opened("webhook", wall, url=tool.base, secret=SECRET).send(letter())


def test_the_log_tells_a_letter_without_its_address(wall: Wall, caplog: pytest.LogCaptureFixture) -> None:
    assert opened("console", wall).send(letter(buttons=(TAKE,), attachments=(TABLE,))) == "l1"
    (line,) = (record.msg for record in caplog.records if record.name == "tuotou.notices")
    assert isinstance(line, dict)
    assert line["title"] == letter().title
    assert line["text"] == "派件超时 12 件，场地 南岗学府路。 / 预警 17"
    assert "wang.lei" not in str(line) and TAKE.value not in str(line)
