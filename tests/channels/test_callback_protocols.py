"""Callbacks: what a genuine one says, and that no other one is heard."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from tests.channels import callers
from tests.channels.callers import AES_KEY, SETTINGS, Press, Request
from tests.channels.fake_app import NOON, TAKE, Wall, letter, opened, samples, serving

from tuotou.notices.callback import Answer, Call, Forged, Heard, Unreadable
from tuotou.notices.shipped import KINDS
from tuotou.notices.wecom_app import crypt

PRESS = Press()
SECONDS = 1_000_000


def dingtalk(press: Press, *_: str) -> Request:
    return callers.dingtalk(press, _shown(press))


APPS: dict[str, Callable[..., Request]] = {
    "wecom_app": callers.wecom,
    "feishu_app": callers.feishu,
    "dingtalk_app": dingtalk,
    "webhook": callers.webhook,
}
each = pytest.mark.parametrize("kind", APPS)


def listen(kind: str, request: Request, now: int = NOON, **settings: str) -> Heard:
    headers = {name.lower(): value for name, value in request.headers.items()}
    known = KINDS[kind].settled({**SETTINGS[kind], **settings})
    hear = KINDS[kind].listen
    assert hear is not None
    return hear(known, Call(request.query, headers, request.body), now)


def _shown(press: Press) -> str:
    """What the card of a letter to this person has in its button."""
    said = samples("dingtalk_app")
    with serving(lambda seen: said["token"] if seen.path.endswith("accessToken") else said["card sent"]) as app:
        channel = opened("dingtalk_app", Wall(), **SETTINGS["dingtalk_app"], base=app.base, card_template="c1")
        channel.send(letter(to=press.user, buttons=(replace(TAKE, act=press.act, value=press.value),)))
    return str(app.seen[-1].json["cardData"]["cardParamMap"]["value1"])


@each
def test_a_button_comes_back(kind: str) -> None:
    heard = listen(kind, APPS[kind](PRESS))
    assert heard.answer == Answer(PRESS.act, PRESS.value, PRESS.user, NOON)
    assert heard.once


@each
def test_who_presses_reads_what_came_of_it(kind: str) -> None:
    said = listen(kind, APPS[kind](PRESS)).reply("已接手 <3 条>")
    if kind == "wecom_app":
        answer = ElementTree.fromstring(said)
        sealed, stamp, nonce = (answer.findtext(name, "") for name in ("Encrypt", "TimeStamp", "Nonce"))
        assert answer.findtext("MsgSignature") == crypt.signature("QDG6eK", stamp, nonce, sealed)
        card = ElementTree.fromstring(crypt.decrypted(sealed, AES_KEY, callers.WECOM["corp_id"]))
        assert card.findtext("MsgType") == "update_button"
        assert card.findtext("Button/ReplaceName") == "已接手 <3 条>"
    else:
        assert "已接手 <3 条>" in str(json.loads(said))


@each
@pytest.mark.parametrize("late", [-301, 301, -86_400, 10**9])
def test_an_old_call_or_one_to_come_is_not_heard(kind: str, late: int) -> None:
    with pytest.raises(Forged, match="not now"):
        listen(kind, APPS[kind](PRESS), NOON + late * SECONDS)
    listen(kind, APPS[kind](PRESS), NOON + 299 * SECONDS)


@each
def test_a_forged_signature_is_not_heard(kind: str) -> None:
    good = APPS[kind](PRESS)
    for name in (*good.query, *good.headers):
        forged = Request(_other(good.query, name), _other(good.headers, name), good.body)
        with pytest.raises(Forged):
            listen(kind, forged)
    with pytest.raises(Forged):
        listen(kind, Request({}, {}, good.body))


@each
def test_a_changed_body_is_not_heard(kind: str) -> None:
    good, other = APPS[kind](PRESS), APPS[kind](Press(user="li.na", value="l2.1780000000:Zm9yZ2Vk"))
    with pytest.raises(Forged):
        listen(kind, replace(good, body=other.body if kind != "dingtalk_app" else _stolen(good)))


def _stolen(good: Request) -> bytes:
    """DingTalk signs no body: somebody else's value does not fit who presses."""
    return json.dumps({**json.loads(good.body), "userId": "li.na"}).encode()


def _other(words: dict, name: str) -> dict:
    return {key: "0" + value[1:] if key == name and value[0] != "0" else "1" + value[1:] if key == name else value
            for key, value in words.items()}  # fmt: skip


@each
def test_the_same_call_is_known_again_and_another_is_not_taken_for_it(kind: str) -> None:
    first = APPS[kind](PRESS)
    assert listen(kind, first).once == listen(kind, first).once
    assert listen(kind, first).once != listen(kind, APPS[kind](replace(PRESS, at=NOON + SECONDS), "n2")).once


@each
@pytest.mark.parametrize("body", [b"\x00\xff", b"[]", b"{", b'{"a":' * 5_000, b"<xml", b"<a><b></a>", b"null", b'"x"'])
def test_what_makes_no_sense_is_refused(kind: str, body: bytes) -> None:
    with pytest.raises((Forged, Unreadable)):
        listen(kind, replace(APPS[kind](PRESS), body=body))


@each
@pytest.mark.parametrize("stamp", ["", "now", "-5", "１７８０００００００", "9" * 400, "1e9"])
def test_a_time_that_is_none_is_refused(kind: str, stamp: str) -> None:
    good = APPS[kind](PRESS)
    times = ("timestamp", "X-Lark-Request-Timestamp", "x-ddpaas-signature-timestamp", "webhook-timestamp")
    query, headers = (
        {key: stamp if key in times else value for key, value in one.items()} for one in (good.query, good.headers)
    )
    with pytest.raises(Forged):
        listen(kind, Request(query, headers, good.body))


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("wecom_app", ("token", "aes_key")),
        ("feishu_app", ("encrypt_key", "verification_token")),
        ("dingtalk_app", ("callback_secret",)),
    ],
)
def test_without_its_secrets_a_channel_hears_nothing(kind: str, names: tuple[str, ...]) -> None:
    for name in names:
        with pytest.raises(Forged, match="set"):
            listen(kind, APPS[kind](PRESS), **{name: ""})


def test_wecom_s_own_examples() -> None:
    """Those of its documents and its sample code."""
    echo = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
    trial = {
        "msg_signature": "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3",
        "timestamp": "1409659589",
        "nonce": "263014780",
        "echostr": echo,
    }
    heard = listen("wecom_app", Request(trial), 1_409_659_589 * SECONDS)
    assert (heard.reply(""), heard.answer, heard.type) == ("1616140317555161061", None, "text/plain")
    said = (
        "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TU"
        "UkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff"
        "0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVM"
        "NS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2p"
        "DBS8R07+qN+E7Q=="
    )
    assert crypt.signature("QDG6eK", "1409659813", "1372623149", said) == "477715d11cdb4164915debcba66cb864d751f3e6"
    message = ElementTree.fromstring(crypt.decrypted(said, AES_KEY, callers.WECOM["corp_id"]))
    assert (message.findtext("FromUserName"), message.findtext("Content")) == ("mycreate", "hello")


def test_what_we_encrypt_can_be_read() -> None:
    for length in range(100):
        assert crypt.decrypted(crypt.encrypted("字" * length, AES_KEY, "ww1"), AES_KEY, "ww1") == "字" * length
    assert crypt.decrypted(callers.wecom_sealed("你好"), AES_KEY, callers.WECOM["corp_id"]) == "你好"


BROKEN = {
    "another company": callers.wecom_sealed("<xml/>", "ww-another"),
    "a padding of zeros": callers.wecom_sealed("<xml/>", pad=b"\x00"),
    "a padding too long": callers.wecom_sealed("<xml/>", pad=b"\x21"),
    "half a block": b64encode(b"x" * 40).decode(),
    "nothing": b64encode(b"").decode() or "=",
    "one block": callers.wecom_sealed("<xml/>")[:20] + "====",
    "no base64": "!!!!",
    "a length too long": b64encode(
        crypt._through(b"r" * 16 + b"\x7f\xff\xff\xff" + b"m" * 11 + b"\x01", AES_KEY, encrypt=True)
    ).decode(),
}


@pytest.mark.parametrize("sealed", BROKEN.values(), ids=BROKEN)
def test_whatever_is_wrong_with_what_wecom_encrypts_is_told_alike(sealed: str) -> None:
    with pytest.raises(Forged, match="^cannot be decrypted$"):
        listen("wecom_app", callers.wecom(PRESS, sealed=sealed))


def test_each_bit_of_the_padding_counts() -> None:
    data = bytearray(b64decode(callers.wecom_sealed("<xml/>")))
    for place in range(len(data) - 32, len(data) - 16):
        data[place] ^= 0x40
        with pytest.raises(Forged, match="^cannot be decrypted$"):
            crypt.decrypted(b64encode(bytes(data)).decode(), AES_KEY, callers.WECOM["corp_id"])
        data[place] ^= 0x40


def test_other_events_say_nothing() -> None:
    heard = listen("wecom_app", callers.wecom(PRESS, event="opened"))
    assert (heard.answer, heard.reply("")) == (None, "")


def test_an_xml_bomb_does_not_go_off() -> None:
    bomb = '<!DOCTYPE xml [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(97 + n)} "{f"&{chr(96 + n)};" * 10}">' for n in range(1, 12)
    )
    for body in (bomb + "]><xml><Encrypt>&l;</Encrypt></xml>", '<!DOCTYPE x SYSTEM "file:///etc/passwd"><xml/>'):
        with pytest.raises(Unreadable, match="document type"):
            listen("wecom_app", replace(callers.wecom(PRESS), body=body.encode()))
        inner = callers.wecom(PRESS, sealed=callers.wecom_sealed(body))
        with pytest.raises(Unreadable, match="document type"):
            listen("wecom_app", inner)
    with pytest.raises(Unreadable):
        listen("wecom_app", replace(callers.wecom(PRESS), body=bomb.encode("utf-16")))


def test_feishu_s_challenge_is_answered_to_feishu_alone() -> None:
    heard = listen("feishu_app", callers.feishu(PRESS, event="challenge"))
    assert (json.loads(heard.reply("")), heard.answer) == ({"challenge": "ajls384kdjx98XX"}, None)
    with pytest.raises(Forged, match="token"):
        listen("feishu_app", callers.feishu(PRESS, event="challenge", token="another"))


def test_feishu_without_encryption_is_signed_all_the_same() -> None:
    assert listen("feishu_app", callers.feishu(PRESS, encrypt=False)).answer is not None
    with pytest.raises(Forged):
        listen("feishu_app", replace(callers.feishu(PRESS, encrypt=False), headers={}))
    with pytest.raises(Forged):
        listen("feishu_app", callers.feishu(PRESS, token="another"))


@pytest.mark.parametrize(
    "sealed",
    ["", "!!!!", b64encode(b"x" * 16).decode(), b64encode(b"x" * 48).decode(), callers.feishu_sealed("{}", "ek2")],
    ids=["empty", "no base64", "one block", "three blocks", "another key"],
)
def test_whatever_is_wrong_with_what_feishu_encrypts(sealed: str) -> None:
    body = json.dumps({"encrypt": sealed}).encode()
    with pytest.raises(Forged):
        listen("feishu_app", replace(callers.feishu(PRESS), body=body))


def test_who_tries_paddings_learns_nothing_of_what_feishu_encrypts() -> None:
    """A good padding around what is no JSON is answered like a bad one."""
    for message in ("no JSON", "[]", '{"type": "url_verification"}'):
        body = json.dumps({"encrypt": callers.feishu_sealed(message)}).encode()
        with pytest.raises(Forged):
            listen("feishu_app", Request({}, {}, body))


def test_feishu_names_people_as_contacts_do() -> None:
    answer = listen("feishu_app", callers.feishu(PRESS), id_type="open_id").answer
    assert answer is not None and answer.user == "ou_wang.lei"


def test_who_hears_dingtalk_s_signature_can_press_nobody_s_button() -> None:
    good = dingtalk(PRESS)
    said = json.loads(good.body)
    inner = json.loads(said["content"])
    for name, value in (("act", "snooze"), ("value", "l2.1780000000:x." + "0" * 32), ("value", "l1"), ("value", "")):
        inner["cardPrivateData"]["params"] = {**json.loads(said["content"])["cardPrivateData"]["params"], name: value}
        with pytest.raises(Forged, match="seal"):
            listen("dingtalk_app", replace(good, body=json.dumps({**said, "content": json.dumps(inner)}).encode()))
