"""A letter as a short message: an approved text, its gaps filled with the letter's parameters; counted by piece."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final

import structlog

from tuotou.notices.channel import Limit, Refused, TryLater
from tuotou.notices.http import LATER, Peer
from tuotou.notices.kind import ADDRESS, AMOUNT, NUMBER, PATIENCE, PER_MINUTE, ChannelKind, Clock, Form, Setting
from tuotou.notices.letter import Letter
from tuotou.notices.sms_gateway.gaps import filled, gaps
from tuotou.notices.sms_gateway.length import pieces
from tuotou.notices.sms_gateway.provider import Approved, load_approved, load_provider

MOBILE: Final = re.compile(r"\+?\d{5,15}")
LINK: Final = re.compile(r"https?://|www\.|\b[\w-]+\.(com|cn|net|top|xyz)\b", re.I | re.ASCII)
log = structlog.get_logger("tuotou.notices")


class SmsGateway:
    """One account with one provider."""

    def __init__(self, settings: Mapping[str, str], clock: Clock) -> None:
        """Raises `ValueError` with every problem of the documents."""
        provider, problems = load_provider(settings["provider"])
        self._approved, others = load_approved(settings["templates"])
        if provider is None or problems or others:
            raise ValueError("; ".join(map(str, [*problems, *others])))
        self._provider, self._settings, self._clock = provider, settings, clock
        self._peer = Peer(settings["base"], settings["timeout"])
        self.limit = Limit(int(settings["per_minute"]), 60) if settings["per_minute"] else None

    def send(self, letter: Letter) -> str:
        """The provider's id of the message."""
        if not MOBILE.fullmatch(letter.to):
            raise Refused("the address is no mobile number (correct the contact)")
        approved = self._template(letter)
        parameters = {gap: _cut(letter.parameters[gap], int(self._settings["longest"])) for gap in gaps(approved.text)}
        text = f"【{self._settings['sign']}】{filled(approved.text, parameters)}"
        count = pieces(text)
        if count > int(self._settings["most_pieces"]):
            raise Refused(f"the message has {count} pieces (shorten its template, or set `most_pieces`)")
        receipt = self._sent(letter, approved.id, text, parameters)
        cost = round(count * float(self._settings["price"]), 4)
        log.info("sms", letter=letter.id, template=letter.template, pieces=count, cost=cost)
        return receipt

    def _template(self, letter: Letter) -> Approved:
        """The approved text, with everything that fills its gaps. Raises `Refused`, as the provider would."""
        approved = self._approved.get(letter.template)
        if approved is None:
            raise Refused(f"no text is approved for '{letter.template}' (write it into the file of `templates`)")
        for gap in gaps(approved.text):
            value = letter.parameters.get(gap, "")
            if not value:
                raise Refused(f"nothing fills the gap {{{gap}}} of '{letter.template}'")
            if LINK.search(value):
                raise Refused(f"a link stands in {{{gap}}} (providers take none there: put it into the template)")
        return approved

    def _sent(self, letter: Letter, template: str, text: str, parameters: Mapping[str, str]) -> str:
        provider, now = self._provider, self._clock()
        values = {
            **{name: self._settings[name] for name in ("account", "secret", "sign")},
            "to": letter.to,
            "id": letter.id,
            "text": text,
            "template": template,
            "parameters": json.dumps(parameters, ensure_ascii=False, separators=(",", ":")),
            "timestamp": str(now // 1_000_000),
            "timestamp_ms": str(now // 1_000),
        }
        values["signature"] = provider.signed(values)
        headers, body = (
            {name: filled(each, values) for name, each in one.items()} for one in (provider.headers, provider.body)
        )
        place = "params" if provider.method == "GET" else "json" if provider.form == "json" else "data"
        reply = self._peer.ask(provider.path, method=provider.method, headers=headers, **{place: body})
        return self._judged(reply.said)

    def _judged(self, answer: Mapping[str, object]) -> str:
        said = self._provider.said
        code, what = str(answer.get(said.code, "")), str(answer.get(said.message, ""))[:200]
        if code in said.later:
            raise TryLater(f"the gateway says {code}: {what}", LATER)
        if code not in said.well:
            raise Refused(f"the gateway says {code or 'nothing of its code'}: {what}")
        return str(answer.get(said.receipt, ""))


def _cut(value: str, most: int) -> str:
    """Providers refuse what is longer; a name that is cut still tells more than no message."""
    return value if len(value) <= most else value[: most - 1] + "…"


KIND: Final = ChannelKind(
    "sms_gateway",
    "短信网关",
    "SMS gateway",
    (
        Setting("base", "网关地址", "where the gateway is", required=True, form=ADDRESS),
        Setting("provider", "接口说明：自带的名字或文件", "how it is asked: a shipped name or a file", required=True),
        Setting("templates", "已报备模板的文件", "the file of approved texts", required=True),
        Setting("account", "账号", "the account", required=True),
        Setting("secret", "密钥", "its secret", True, True),
        Setting(
            "sign",
            "短信签名，不带【】",
            "the signature, without 【】",
            required=True,
            form=Form(lambda s: len(s) < 13 and "【" not in s, "2 to 12 characters without 【】"),
        ),
        Setting("longest", "一个变量最多几个字", "characters that a gap takes", default="20", form=NUMBER),
        Setting("most_pieces", "一条最多拆成几段", "pieces that a message may have", default="2", form=NUMBER),
        Setting("price", "每段多少元，记入日志", "what a piece costs, for the log", default="0", form=AMOUNT),
        PER_MINUTE,
        PATIENCE,
    ),
    SmsGateway,
)
