"""Robots of groups: what they post, what they are told, and that nobody posts faster than the group takes."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from collections import deque

import pytest
from tests.channels.fake_app import NOON, TABLE, TAKE, Seen, Wall, letter, opened, samples

from tuotou.notices.channel import Limit, Refused, TryLater
from tuotou.notices.letter import Attachment

WECOM, DINGTALK, FEISHU = samples("wecom_robot"), samples("dingtalk_robot"), samples("feishu_robot")
LONG = "\n".join(f"- YT88123456789{n:02} 应于 14:30 前派出，现在还在 南岗学府路 网点，快递员 王磊" for n in range(99))


class Group:
    """A group that takes 20 messages in a minute, by its own clock."""

    def __init__(self, wall: Wall, said: dict) -> None:
        self.wall, self.said, self.came = wall, said, deque(maxlen=20)

    def __call__(self, seen: Seen) -> object:
        if seen.path.endswith("upload_media"):
            return self.said["uploaded"]
        if len(self.came) == 20 and self.came[0] > self.wall.now - 60_000_000:
            return self.said["too often"]
        self.came.append(self.wall.now)
        return self.said["sent"]


def test_wecom_posts_markdown_and_the_whole_file(app, wall: Wall) -> None:
    group = app(Group(wall, WECOM))
    robot = opened("wecom_robot", wall, key="k1", base=group.base)
    assert robot.send(letter(attachments=(TABLE,))) == "l1"
    upload, said, file = group.seen
    assert upload.query == {"key": "k1", "type": "file"}
    assert upload.parts["media"] == ("超时件.xlsx", TABLE.content)
    assert said.json["msgtype"] == "markdown"
    assert said.json["markdown"]["content"].splitlines() == [
        "### 【严重】派件超时：12 件 南岗学府路",
        "**派件超时** 12 件，场地 南岗学府路。",
        "预警 17",
    ]
    assert file.json == {"msgtype": "file", "file": {"media_id": WECOM["uploaded"]["media_id"]}}


def test_wecom_shows_pictures_at_once(app, wall: Wall) -> None:
    group = app(Group(wall, WECOM))
    drawn = Attachment("近14天.png", b"\x89PNG" + bytes(100), "image/png")
    opened("wecom_robot", wall, key="k1", base=group.base).send(letter(attachments=(drawn,)))
    said, shown = group.seen
    assert said.json["msgtype"] == "markdown" and shown.json["msgtype"] == "image"
    assert b64decode(shown.json["image"]["base64"]) == drawn.content
    assert shown.json["image"]["md5"] == hashlib.md5(drawn.content).hexdigest()


def test_what_wecom_does_not_take_goes_as_a_file(app, wall: Wall) -> None:
    group = app(Group(wall, WECOM))
    opened("wecom_robot", wall, key="k1", base=group.base).send(letter(text=LONG))
    upload, said, _ = group.seen
    content = said.json["markdown"]["content"]
    assert 3_900 < len(content.encode()) <= 4_096
    assert content.endswith("…共 99 行，见附件")
    name, whole = upload.parts["media"]
    assert name == "全文.txt"
    assert len(whole.decode("utf-8-sig").splitlines()) == 99


@pytest.mark.parametrize("kind", ["wecom_robot", "dingtalk_robot"])
def test_the_21st_in_a_minute_is_for_later(app, wall: Wall, kind: str) -> None:
    group = app(Group(wall, samples(kind)))
    secrets = {"wecom_robot": {"key": "k1"}, "dingtalk_robot": {"access_token": "t1", "secret": "SEC1"}}[kind]
    robot = opened(kind, wall, base=group.base, **secrets)
    assert robot.limit == Limit(20, 60)
    for _ in range(20):
        robot.send(letter())
    with pytest.raises(TryLater) as error:
        robot.send(letter())
    assert error.value.after == 60
    wall.on(error.value.after)
    assert robot.send(letter()) == "l1"


@pytest.mark.parametrize(
    ("kind", "secrets", "said", "right"),
    [
        ("wecom_robot", {"key": "k1"}, WECOM["wrong key"], "copy the key"),
        ("dingtalk_robot", {"access_token": "t1"}, DINGTALK["wrong token"], "copy the access_token"),
        ("dingtalk_robot", {"access_token": "t1", "secret": "SEC0"}, DINGTALK["wrong signature"], "set `secret`"),
        ("feishu_robot", {"hook": "h1", "secret": "s0"}, FEISHU["wrong signature"], "set `secret`"),
        ("feishu_robot", {"hook": "h1"}, FEISHU["wrong form"], "not of a form"),
    ],
)
def test_what_is_set_wrong_is_said(app, wall: Wall, kind: str, secrets: dict, said: dict, right: str) -> None:
    group = app(lambda _: said)
    with pytest.raises(Refused, match=right):
        opened(kind, wall, base=group.base, **secrets).send(letter())


@pytest.mark.parametrize("said", [FEISHU["too often"], FEISHU["too many"]])
def test_feishu_wants_no_more_for_a_while(app, wall: Wall, said: dict) -> None:
    robot = opened("feishu_robot", wall, hook="h1", base=app(lambda _: said).base)
    assert robot.limit is not None and robot.limit.letters / robot.limit.seconds * 60 == 100
    assert robot.limit.letters <= 5
    with pytest.raises(TryLater) as error:
        robot.send(letter())
    assert error.value.after >= 5


def test_dingtalk_signs_the_time(app, wall: Wall) -> None:
    group = app(Group(wall, DINGTALK))
    opened("dingtalk_robot", wall, access_token="t1", secret="SEC1", base=group.base).send(letter(attachments=(TABLE,)))
    query = group.seen[0].query
    assert query["timestamp"] == str(NOON // 1_000)
    signed = hmac.new(b"SEC1", f"{NOON // 1_000}\nSEC1".encode(), hashlib.sha256).digest()
    assert query["sign"] == b64encode(signed).decode()
    said = group.seen[0].json["markdown"]
    assert said["title"] == "【严重】派件超时：12 件 南岗学府路"
    assert said["text"].splitlines()[1:] == [
        "**派件超时** 12 件，场地 南岗学府路。  ",
        "预警 17  ",
        "附件 超时件.xlsx 不能经此渠道发送",
    ]


def test_feishu_signs_the_time_and_shows_a_card(app, wall: Wall) -> None:
    group = app(lambda _: FEISHU["sent"])
    opened("feishu_robot", wall, hook="h1", secret="s1", base=group.base).send(letter(buttons=(TAKE,)))
    (seen,) = group.seen
    assert seen.path == "/open-apis/bot/v2/hook/h1"
    assert seen.json["timestamp"] == str(NOON // 1_000_000)
    signed = hmac.new(f"{NOON // 1_000_000}\ns1".encode(), b"", hashlib.sha256).digest()
    assert seen.json["sign"] == b64encode(signed).decode()
    card = seen.json["card"]
    assert card["header"] == {"title": {"tag": "plain_text", "content": letter().title}, "template": "orange"}
    assert [one["tag"] for one in card["body"]["elements"]] == ["markdown"]  # a robot's buttons lead nowhere


def test_what_feishu_does_not_take_is_counted(app, wall: Wall) -> None:
    group = app(lambda _: FEISHU["sent"])
    opened("feishu_robot", wall, hook="h1", base=group.base).send(letter(text=LONG * 5, lang="en"))
    assert len(group.seen[0].body) < 20_480
    said = group.seen[0].json["card"]["body"]["elements"][0]["content"]
    assert said.splitlines()[-1].endswith("of 491 lines")
    assert json.dumps(said)
