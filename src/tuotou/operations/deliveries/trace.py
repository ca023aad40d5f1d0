"""The form of a trace push as Kuaidi100 takes it: of a parcel its whole public list, newest first, each time.

Codes come from the vocabulary's cross-map; what it maps to none is not public, but for the ways between sites, which
are told as being on the way. A list that is longer than it was, or shorter by what was retracted, replaces the one
before it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from hashlib import md5
from typing import Any, Final
from urllib.parse import urlencode
from uuid import uuid4

from tuotou.core.trail.vocabulary import RETRACTED, Vocabulary
from tuotou.operations.deliveries.fact import Fact, as_json, unnamed
from tuotou.operations.deliveries.form import Draft, Request
from tuotou.operations.deliveries.riding import PARCEL, riders, trails
from tuotou.operations.deliveries.wants import Wants
from tuotou.store.models import Delivery, Followed, Subscriber, Unit

SYSTEM: Final = "kuaidi100"
ON_THE_WAY: Final = "in_transit"
BETWEEN: Final = ("departed", "arrived", "passed")
"""What happens between sites: platforms have one word for all of it."""
ENDED: Final = ("3", "4")
"""Main states after which nothing more comes: signed, returned and signed."""
CHINA: Final = timezone(timedelta(hours=8))
SECOND: Final = 1_000_000
LONGEST: Final = 500
"""Entries of one list."""
TOGETHER: Final = 1_000
"""Parcels whose trails are read at once."""
Line = Mapping[str, Any]


class Trace:
    """One message is the trace of one parcel."""

    def drafts(
        self, subscriber: Subscriber, facts: Sequence[Fact], vocabulary: Vocabulary, now: int
    ) -> Iterable[Draft]:
        """For each parcel of which something public is new; several events at once make one message."""
        codes, wants = public(vocabulary), Wants.read(subscriber.wants)
        fresh: dict[str, list[Fact]] = {}
        for fact in facts:
            if fact.subject_kind == PARCEL and (fact.kind in codes or fact.kind == RETRACTED):
                fresh.setdefault(fact.subject, []).append(fact)
        riding = riders(facts, codes, vocabulary)
        numbers = sorted({*fresh, *riding.numbers})
        wanted = _followed(subscriber, numbers) if wants.followed else numbers
        for first in range(0, len(wanted), TOGETHER):
            some = wanted[first : first + TOGETHER]
            found = trails(some, vocabulary, now)
            sites = _names(line for lines in found.values() for line in lines)
            for number in some:
                lines = found.get(number, [])
                if new := [*fresh.get(number, ()), *riding.heard(lines)]:
                    told = [line for line in lines if line["kind"] in codes][:LONGEST]
                    entries = [_entry(line, codes, vocabulary, sites) for line in told]
                    body = as_json(_param(number, entries, wants.company))
                    yield Draft(uuid4(), new[-1].topic, f"parcel:{number}", body, new[0].since, len(new), new[-1].id)

    def request(self, subscriber: Subscriber, delivery: Delivery, _: int) -> Request:
        """A form with `param` and `sign`."""
        content = urlencode({"param": delivery.body, "sign": sign(delivery.body, subscriber.secret)}).encode()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
            "Tuotou-Delivery": str(delivery.uuid),
        }
        return Request(headers, content)

    def refusal(self, answer: bytes) -> str:
        """It must say that it has it: ``{"result": true, "returnCode": "200"}``."""
        try:
            said = json.loads(answer)
        except ValueError:
            return "the answer is no JSON"
        if not isinstance(said, dict):
            return "the answer is no object"
        if said.get("result") in (True, "true") and str(said.get("returnCode", "200")) == "200":
            return ""
        return f"{said.get('returnCode', '')} {said.get('message', '')}".strip() or "result is false"


def sign(param: str, salt: str) -> str:
    """MD5 over param and salt, in capitals: what the platforms ask for, however weak it is."""
    return md5((param + salt).encode(), usedforsecurity=False).hexdigest().upper()


def public(vocabulary: Vocabulary) -> Mapping[str, str]:
    """Event kind → the code by which it is told: the first that the cross-map names."""
    codes = {kind.name: kind.codes[SYSTEM][0] for kind in vocabulary.kinds.values() if kind.codes.get(SYSTEM)}
    return dict.fromkeys(BETWEEN, codes[ON_THE_WAY]) | codes


def main_state(code: str) -> str:
    """The state that a code belongs to: 1002 → 0, 301 → 3, 11 → 8, 14 → 14."""
    if len(code) == 4:
        return "0"
    if len(code) == 3:
        return code[0]
    return "8" if code in ("10", "11", "12", "13") else code


def _param(number: str, entries: Sequence[Mapping[str, str]], company: str) -> Mapping[str, Any]:
    state = main_state(entries[0]["statusCode"]) if entries else "0"
    signed = state in ENDED
    return {
        "status": "shutdown" if signed else "polling",
        "billstatus": "check" if signed else "change",
        "message": "",
        "lastResult": {
            "message": "ok",
            "state": state,
            "status": "200",
            "condition": "00",
            "ischeck": "1" if signed else "0",
            "com": company,
            "nu": number.removeprefix(company),
            "data": entries,
        },
    }


def _entry(line: Line, codes: Mapping[str, str], vocabulary: Vocabulary, sites: Mapping[str, str]) -> Mapping[str, str]:
    """One event in the platform's words; times are Beijing's."""
    at = f"{datetime.fromtimestamp(line['at'] // SECOND, UTC).astimezone(CHINA):%Y-%m-%d %H:%M:%S}"
    title, site = vocabulary.kinds[line["kind"]].title.zh, line.get("site")
    where = f"【{sites.get(site, site)}】" if site else ""
    text = unnamed(line.get("context")) or f"{where}{title}"
    return {"time": at, "ftime": at, "context": text, "statusCode": codes[line["kind"]], "status": title}


def _names(lines: Iterable[Line]) -> Mapping[str, str]:
    """Site code → what the company calls it."""
    codes = {line["site"] for line in lines if line.get("site")}
    return dict(Unit.objects.filter(code__in=codes).values_list("code", "name"))


def _followed(subscriber: Subscriber, numbers: Collection[str]) -> list[str]:
    asked = Followed.objects.filter(subscriber=subscriber, number__in=numbers)
    return list(asked.order_by("number").values_list("number", flat=True))
