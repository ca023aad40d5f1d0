"""Apps of the company's own: tokens, cards with buttons, files, and persons who are not there."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import pytest
from tests.channels.fake_app import LATER, TABLE, TAKE, Seen, Wall, letter, opened, refusal, samples

from tuotou.notices.channel import Channel, Refused, TryLater

WECOM, DINGTALK, FEISHU = samples("wecom_app"), samples("dingtalk_app"), samples("feishu_app")
TOKEN_DOORS = ("/cgi-bin/gettoken", "/v1.0/oauth2/accessToken", "/open-apis/auth/v3/tenant_access_token/internal")


@dataclass
class Company:
    """An app's server: it gives tokens, each instead of the one before, and takes none but the last."""

    said: dict
    given: int = 0
    answers: dict = field(default_factory=dict)  # by path, instead of those recorded

    def __call__(self, seen: Seen) -> object:
        if seen.path in self.answers:
            return self.answers[seen.path]
        if seen.path in TOKEN_DOORS:
            self.given += 1
            name = next(
                name for name in ("access_token", "accessToken", "tenant_access_token") if name in self.said["token"]
            )
            return {**self.said["token"], name: f"t{self.given}"}
        if f"t{self.given}" not in self._shown(seen):
            return (
                self.said["token ended"]
                if "errcode" in self.said["token ended"]
                else refusal(400, self.said["token ended"])
            )
        if seen.path.endswith(("/upload", "/files")):
            return self.said["uploaded"]
        return self.said["card sent" if seen.path.endswith("createAndDeliver") else "sent"]

    def _shown(self, seen: Seen) -> tuple[str, ...]:
        bearer = seen.headers.get("authorization", "").removeprefix("Bearer ")
        return (seen.query.get("access_token", ""), bearer, seen.headers.get("x-acs-dingtalk-access-token", ""))


def wecom(base: str, wall: Wall) -> Channel:
    return opened("wecom_app", wall, corp_id="ww1", agent_id="1000002", secret="s1", base=base)


def dingtalk(base: str, wall: Wall, **more: str) -> Channel:
    more = {"card_template": "c1.schema", "callback_secret": "cs1", **more}
    return opened("dingtalk_app", wall, client_id="d1", client_secret="s1", base=base, media_base=base, **more)


def feishu(base: str, wall: Wall) -> Channel:
    return opened("feishu_app", wall, app_id="cli_1", app_secret="s1", base=base)


APPS = {"wecom": (wecom, WECOM), "dingtalk": (dingtalk, DINGTALK), "feishu": (feishu, FEISHU)}
each = pytest.mark.parametrize(("made", "said"), APPS.values(), ids=APPS)


@each
def test_a_token_is_kept_until_it_ends(app, wall: Wall, made, said) -> None:
    company = Company(said)
    channel = made(app(company).base, wall)
    for _ in range(3):
        channel.send(letter())
    assert company.given == 1
    wall.on(6_899)  # five minutes before its end it holds
    channel.send(letter())
    assert company.given == 1
    wall.on(2)
    channel.send(letter())
    assert company.given == 2


@each
def test_a_token_that_the_app_ended_is_fetched_anew(app, wall: Wall, made, said) -> None:
    company = Company(said)
    channel = made(app(company).base, wall)
    channel.send(letter())
    company.given += 5  # somebody else fetched tokens since
    assert channel.send(letter()) != ""
    assert company.given == 7


@each
def test_a_token_that_is_never_taken_is_a_refusal(app, wall: Wall, made, said) -> None:
    ended = said["token ended"]
    server = app(
        lambda seen: said["token"] if seen.path in TOKEN_DOORS else ended if "errcode" in ended else refusal(400, ended)
    )
    with pytest.raises(Refused, match="just given"):
        made(server.base, wall).send(letter())
    assert len(server.seen) == 4


@each
def test_a_wrong_secret_is_told(app, wall: Wall, made, said) -> None:
    wrong = said["wrong secret"]
    with pytest.raises(Refused, match="secret"):
        made(app(lambda _: wrong if "requestid" not in wrong else refusal(400, wrong)).base, wall).send(letter())


@each
def test_files_arrive_whole(app, wall: Wall, made, said) -> None:
    server = app(Company(said))
    made(server.base, wall).send(letter(attachments=(TABLE,)))
    (upload,) = [one for one in server.seen if "multipart" in one.headers.get("content-type", "")]
    assert TABLE.content in [content for _, content in upload.parts.values()]
    assert TABLE.name in [name for name, _ in upload.parts.values()]
    assert "file" in server.seen[-1].body.decode().lower()


def test_wecom_tells_the_text_and_then_asks(app, wall: Wall) -> None:
    server = app(Company(WECOM))
    text = letter().text + "\n" + "很长的一行" * 30
    assert wecom(server.base, wall).send(letter(text=text, buttons=(TAKE, LATER))) == "xmsg-1"
    said, card = [one.json for one in server.asked("/cgi-bin/message/send")]
    assert said["touser"] == card["touser"] == "wang.lei"
    assert said["agentid"] == 1000002
    assert said["markdown"]["content"].startswith("### 【严重】派件超时")
    assert card["template_card"]["card_type"] == "button_interaction"
    assert len(card["template_card"]["sub_title_text"]) == 112
    assert card["template_card"]["button_list"] == [
        {"text": "我来处理", "style": 1, "key": f"acknowledge:{TAKE.value}"},
        {"text": "稍后提醒", "style": 2, "key": f"snooze:{TAKE.value}"},
    ]


def test_a_short_letter_with_buttons_is_a_card_alone(app, wall: Wall) -> None:
    server = app(Company(WECOM))
    wecom(server.base, wall).send(letter(buttons=(TAKE,)))
    (card,) = server.asked("/cgi-bin/message/send")
    assert card.json["template_card"]["sub_title_text"] == "派件超时 12 件，场地 南岗学府路。\n预警 17"


@pytest.mark.parametrize("said", [WECOM["partly"], WECOM["nobody"]])
def test_wecom_knows_nobody_of_this_name(app, wall: Wall, said: dict) -> None:
    server = app(Company(WECOM, answers={"/cgi-bin/message/send": said}))
    with pytest.raises(Refused, match="correct the contact"):
        wecom(server.base, wall).send(letter(to="li.na"))


def test_a_person_gets_no_more_from_wecom_than_is_shown(app, wall: Wall) -> None:
    channel = wecom(app(Company(WECOM)).base, wall)
    for _ in range(30):
        channel.send(letter())
        wall.on(1)
    with pytest.raises(TryLater) as error:
        channel.send(letter())
    assert error.value.after == 30
    channel.send(letter(to="li.na"))
    wall.on(30)
    channel.send(letter())
    with pytest.raises(TryLater) as error:  # card and file are two messages, and one more may go by now
        channel.send(letter(buttons=(TAKE,), attachments=(TABLE,)))
    assert error.value.after == 2
    wall.on(2)
    channel.send(letter(buttons=(TAKE,), attachments=(TABLE,)))


def test_dingtalk_shows_a_card_whose_values_are_sealed(app, wall: Wall) -> None:
    server = app(Company(DINGTALK))
    assert dingtalk(server.base, wall).send(letter(buttons=(TAKE, LATER))) == "l1"
    (card,) = server.asked("/v1.0/card/instances/createAndDeliver")
    assert card.json["openSpaceId"] == "dtv1.card//IM_ROBOT.wang.lei"
    assert (card.json["outTrackId"], card.json["callbackRouteKey"]) == ("l1", "tuotou")
    shown = card.json["cardData"]["cardParamMap"]
    assert (shown["title"], shown["label1"], shown["act2"]) == (letter().title, "我来处理", "snooze")
    assert shown["value1"].startswith(TAKE.value + ".")
    assert shown["value1"] != shown["value2"]  # the same value, another act


def test_without_a_template_dingtalk_shows_no_buttons(app, wall: Wall) -> None:
    server = app(Company(DINGTALK))
    receipt = dingtalk(server.base, wall, card_template="").send(letter(buttons=(TAKE,)))
    assert receipt == DINGTALK["sent"]["processQueryKey"]
    (said,) = server.asked("/v1.0/robot/oToMessages/batchSend")
    assert (said.json["robotCode"], said.json["userIds"], said.json["msgKey"]) == ("d1", ["wang.lei"], "sampleMarkdown")
    assert json.loads(said.json["msgParam"])["text"].startswith("### 【严重】派件超时")


@pytest.mark.parametrize(("name", "error"), [("invalidStaffIdList", Refused), ("flowControlledStaffIdList", TryLater)])
def test_dingtalk_lists_whom_it_does_not_reach(app, wall: Wall, name: str, error: type[Exception]) -> None:
    path = "/v1.0/robot/oToMessages/batchSend"
    server = app(Company(DINGTALK, answers={path: {**DINGTALK["sent"], name: ["wang.lei"]}}))
    with pytest.raises(error):
        dingtalk(server.base, wall).send(letter())


def test_dingtalk_refuses_a_card_or_wants_it_later(app, wall: Wall) -> None:
    path = "/v1.0/card/instances/createAndDeliver"
    company = Company(DINGTALK, answers={path: DINGTALK["card refused"]})
    channel = dingtalk(app(company).base, wall)
    with pytest.raises(Refused, match="spaces of card"):
        channel.send(letter(buttons=(TAKE,)))
    company.answers[path] = refusal(403, DINGTALK["too often"])
    with pytest.raises(TryLater, match="QpsLimit"):
        channel.send(letter(buttons=(TAKE,)))


def test_feishu_shows_a_card_that_is_not_shown_twice(app, wall: Wall) -> None:
    server = app(Company(FEISHU))
    assert (
        feishu(server.base, wall).send(letter(buttons=(TAKE,), attachments=(TABLE,)))
        == "om_dc13264520392913993dd051dba21dcf"
    )
    card, file = server.asked("/open-apis/im/v1/messages")
    assert card.query == {"receive_id_type": "user_id"}
    assert (card.json["receive_id"], card.json["uuid"], file.json["uuid"]) == ("wang.lei", "l1-0", "l1-1")
    button = json.loads(card.json["content"])["body"]["elements"][1]
    assert button["behaviors"] == [{"type": "callback", "value": {"act": "acknowledge", "value": TAKE.value}}]


@pytest.mark.parametrize(("name", "error"), [("nobody", Refused), ("too often", TryLater)])
def test_feishu_says_why_not(app, wall: Wall, name: str, error: type[Exception]) -> None:
    server = app(Company(FEISHU, answers={"/open-apis/im/v1/messages": refusal(400, FEISHU[name])}))
    with pytest.raises(error):
        feishu(server.base, wall).send(letter())
