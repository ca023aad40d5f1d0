"""Those that are set up here: the company's provider by settings, chat apps by their channels."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from django.conf import settings

from tuotou.console.sso.dingtalk import Dingtalk
from tuotou.console.sso.oidc import Oidc
from tuotou.console.sso.provider import Provider
from tuotou.console.sso.wecom import Wecom
from tuotou.notices.shipped import KINDS
from tuotou.store.models import Channel

Scanned = Callable[[str, Mapping[str, str]], Provider]
BY_KIND: Final[Mapping[str, Scanned]] = {
    "wecom_app": Wecom,
    "dingtalk_app": Dingtalk,
}


def providers() -> list[Provider]:
    """In the order of their buttons."""
    found: list[Provider] = []
    if settings.OIDC_ISSUER and settings.OIDC_CLIENT:
        found.append(_oidc(settings.OIDC_ISSUER, settings.OIDC_CLIENT, settings.OIDC_SECRET, settings.OIDC_CLAIM))
    if settings.QR_SIGN_IN:
        named = Channel.objects.filter(name__in=settings.QR_SIGN_IN, kind__in=BY_KIND, enabled=True).order_by("name")
        found += [_scanned(one) for one in named]
    return found


def provider(name: str) -> Provider | None:
    """One of them; None: there is none of this name."""
    return next((one for one in providers() if one.name == name), None)


def _scanned(one: Channel) -> Provider:
    sealed: dict[str, str] = json.loads(one.secrets) if one.secrets else {}
    return BY_KIND[one.kind](one.name, KINDS[one.kind].settled({**one.settings, **sealed}))


@lru_cache(maxsize=4)
def _oidc(issuer: str, client: str, secret: str, claim: str) -> Oidc:
    """Kept, for it remembers what the provider says of itself."""
    return Oidc(issuer, client, secret, claim)
