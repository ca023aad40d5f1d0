"""What WeCom calls us with: the trial of the address when it is set, and buttons that were pressed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from secrets import token_hex
from typing import Final

from tuotou.notices.callback import Answer, Call, Forged, Heard, Unreadable, check_time, once, same
from tuotou.notices.wecom_app import crypt, xml

SECOND: Final = 1_000_000


def listen(settings: Mapping[str, str], call: Call, now: int) -> Heard:
    """A genuine call. Raises `Forged`, `Unreadable`."""
    if not settings["token"] or not settings["aes_key"]:
        raise Forged("no token and aes_key are set")
    said = xml.read(call.body).get("Encrypt", "") if call.body else call.query.get("echostr", "")
    stamp, nonce = call.query.get("timestamp", ""), call.query.get("nonce", "")
    sign = call.query.get("msg_signature", "")
    if not same(crypt.signature(settings["token"], stamp, nonce, said), sign):
        raise Forged("another signature")
    check_time(stamp, SECOND, now)
    message = crypt.decrypted(said, settings["aes_key"], settings["corp_id"])
    if not call.body:
        return Heard(lambda _: message, type="text/plain")
    return _event(xml.read(message), settings, once(sign, nonce))


def _event(event: Mapping[str, str], settings: Mapping[str, str], key: str) -> Heard:
    """A button that was pressed; other events, such as somebody opening the app, say nothing to us."""
    if event.get("Event") != "template_card_event":
        return Heard(lambda _: "", type="text/plain")
    act, _, value = event.get("EventKey", "").partition(":")
    user, at = event.get("FromUserName", ""), event.get("CreateTime", "")
    if not act or not user or not at.isdecimal():
        raise Unreadable("a button without EventKey, FromUserName or CreateTime")
    reply = partial(_reply, event, settings)
    return Heard(reply, Answer(act, value, user, int(at) * SECOND), key, "application/xml")


def _reply(event: Mapping[str, str], settings: Mapping[str, str], words: str) -> str:
    """In place of the buttons the card says what came of it."""
    to, by, stamp = event["FromUserName"], event.get("ToUserName", ""), event["CreateTime"]
    button = {"MsgType": "update_button", "Button": {"ReplaceName": words}}
    message = xml.write({"ToUserName": to, "FromUserName": by, "CreateTime": stamp, **button})
    said, nonce = crypt.encrypted(message, settings["aes_key"], settings["corp_id"]), token_hex(8)
    sign = crypt.signature(settings["token"], stamp, nonce, said)
    return xml.write({"Encrypt": said, "MsgSignature": sign, "TimeStamp": stamp, "Nonce": nonce})
