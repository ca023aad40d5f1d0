"""OpenID Connect: authorization code with PKCE, state and nonce; the staff number is a claim of the id token."""

from __future__ import annotations

import time
import warnings
from collections.abc import Mapping
from typing import Any, Final

import httpx
from authlib.common.security import generate_token  # type: ignore[import-untyped]
from authlib.integrations.base_client.errors import OAuthError  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from tuotou.console.sso.provider import Back, Begun, NotSaid
from tuotou.core.document import Bilingual

PATIENCE: Final = 10.0  # s
FRESH: Final = 3_600.0  # s for which what the provider says of itself is not asked again
ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures by keys that only the provider has; none that our own secret could make."""


class Oidc:
    """One provider, by its issuer."""

    name = "oidc"
    title = Bilingual("公司统一登录", "Company sign-in")

    def __init__(self, issuer: str, client: str, secret: str, claim: str) -> None:
        self._issuer, self._client, self._secret, self._claim = issuer.rstrip("/"), client, secret, claim
        self._known: tuple[float, Mapping[str, Any]] = (0.0, {})

    def begin(self, back: str, state: str) -> Begun:
        """To its page; nonce and verifier are kept."""
        kept = {"nonce": generate_token(32), "verifier": generate_token(64)}
        with self._asking(back) as client:
            address, _ = client.create_authorization_url(
                self._endpoint("authorization_endpoint"),
                state=state,
                nonce=kept["nonce"],
                code_verifier=kept["verifier"],
            )
        return Begun(address, kept)

    def staff_number(self, back: Back) -> str:
        """The claim of the token that its code is worth."""
        code = back.given.get("code", "")
        if not code:
            raise NotSaid(f"no code: {back.given.get('error', '')[:80]}")
        with self._asking(back.address) as client:
            try:
                token = client.fetch_token(
                    self._endpoint("token_endpoint"), code=code, code_verifier=back.kept.get("verifier", "")
                )
            except (OAuthError, httpx.HTTPError, ValueError) as error:
                raise NotSaid(f"the code was not taken: {type(error).__name__}") from None
        claims = self._claims(str(token.get("id_token", "")), back.kept.get("nonce", ""))
        number = claims.get(self._claim)
        if not isinstance(number, str) or not number.strip():
            raise NotSaid(f"the id token has no claim '{self._claim}'")
        return number.strip()

    def _claims(self, token: str, nonce: str) -> Mapping[str, Any]:
        """What the id token says, once it is known to be the provider's, for us, and for this browser."""
        try:
            keys = KeySet.import_key_set(self._fetched(self._endpoint("jwks_uri")))  # type: ignore[arg-type]
            told = jwt.decode(token, keys, algorithms=list(ALGORITHMS))
            rules = jwt.JWTClaimsRegistry(
                leeway=60,
                iss={"essential": True, "value": self._issuer_said()},
                aud={"essential": True, "value": self._client},
                exp={"essential": True},
                nonce={"essential": True, "value": nonce},
            )
            rules.validate(told.claims)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise NotSaid(f"the id token does not hold: {type(error).__name__}") from None
        if isinstance(told.claims["aud"], list) and told.claims.get("azp", self._client) != self._client:
            raise NotSaid("the id token is for somebody else")
        return told.claims

    def _asking(self, back: str) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its makers are about to leave httpx: no word for the log of an operator
            from authlib.integrations.httpx_client import OAuth2Client  # type: ignore[import-untyped]
        return OAuth2Client(
            self._client,
            self._secret or None,
            token_endpoint_auth_method="client_secret_basic" if self._secret else "none",
            scope="openid profile",
            redirect_uri=back,
            code_challenge_method="S256",
            timeout=PATIENCE,
        )

    def _issuer_said(self) -> str:
        """As it says itself, which must be the one that was set."""
        said = self._endpoint("issuer")
        if said.rstrip("/") != self._issuer:
            raise NotSaid("the provider is of another issuer")
        return said

    def _endpoint(self, name: str) -> str:
        read_at, known = self._known
        if not known or time.monotonic() - read_at > FRESH:
            known = self._fetched(f"{self._issuer}/.well-known/openid-configuration")
            self._known = time.monotonic(), known
        value = known.get(name)
        if not isinstance(value, str):
            raise NotSaid(f"the provider does not say its {name}")
        return value

    def _fetched(self, address: str) -> Mapping[str, Any]:
        try:
            answer = httpx.get(address, timeout=PATIENCE, follow_redirects=False)
            said = answer.raise_for_status().json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise NotSaid(f"{address} cannot be read: {type(error).__name__}") from None
        if not isinstance(said, dict):
            raise NotSaid(f"{address} is no object")
        return said
