"""Where Kuaidi100 pushes what happens to parcels that were subscribed to: the signature is the permission."""

from __future__ import annotations

import json
from functools import lru_cache
from hashlib import md5
from hmac import compare_digest
from typing import Any, Final

import structlog
from django.conf import settings
from django.http import HttpRequest, JsonResponse
from ninja import Router, Schema

from tuotou.clockwork.clock import shared_clock
from tuotou.feeds import FeedMapping, parse_mapping
from tuotou.feeds.json_records import DECODER
from tuotou.feeds.shipped import shipped_mapping
from tuotou.operations.live.lists import take_push
from tuotou.operations.live.watch import Watch, current_watch

router = Router(tags=["kuaidi100"])
log = structlog.get_logger("tuotou.kuaidi100")
BODY: Final = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "required": ["param", "sign"],
                    "properties": {"param": {"type": "string"}, "sign": {"type": "string"}},
                }
            }
        },
    }
}


class PushAnswer(Schema):
    """As Kuaidi100 understands it; what is not accepted they send again."""

    result: bool
    returnCode: str  # their word
    message: str


@router.post(
    "",
    auth=None,
    openapi_extra=BODY,
    response=dict.fromkeys((200, 403, 404, 422), PushAnswer),
    summary="A push of Kuaidi100",
)
def push(request: HttpRequest) -> JsonResponse:
    """`sign` is the upper-case MD5 of `param` and the salt of the subscription. They try again what is not accepted."""
    salt, param = settings.KUAIDI100_SALT, request.POST.get("param", "")
    if not salt:
        return _said(404, "404", "TUOTOU_KUAIDI100_SALT 未设置")
    due = md5(f"{param}{salt}".encode("utf-8", "replace"), usedforsecurity=False).hexdigest().upper()
    if not compare_digest(due.encode(), request.POST.get("sign", "").upper().encode()):
        log.warning("forged", address=request.META.get("REMOTE_ADDR"))
        return _said(403, "403", "签名不符")
    try:
        record = DECODER.decode(param)
    except (json.JSONDecodeError, RecursionError):
        record = None
    if not isinstance(record, dict):
        return _said(422, "400", "param 不是 JSON 对象")
    _take(record)
    return _said(200, "200", "成功")


def _take(record: dict[str, Any]) -> None:
    watch = current_watch()
    taken = take_push(record, _mapping(watch), watch, shared_clock)
    for row in taken.read.rejected.to_dicts():
        log.warning("refused", **row)


@lru_cache(maxsize=1)
def _mapping(watch: Watch) -> FeedMapping:
    """The shipped one, by what its codes mean to the company: read anew with the watch."""
    mapping, problems = parse_mapping(*shipped_mapping("kuaidi100"), watch.vocabulary)
    if mapping is None:
        raise RuntimeError(f"the shipped mapping is broken: {problems}")
    return mapping


def _said(status: int, code: str, message: str) -> JsonResponse:
    """As Kuaidi100 understands it."""
    return JsonResponse({"result": status == 200, "returnCode": code, "message": message}, status=status)
