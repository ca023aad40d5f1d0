"""An identity provider as it looks from outside: a real HTTP server of OpenID Connect, with keys of its own."""

from __future__ import annotations

import json
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey
from tests.channels.fake_app import FakeApp, Seen, serving

CLIENT, SECRET = "tuotou", "s3cret of the client"
LATER = 4_102_444_800  # 2100


@dataclass
class IdentityProvider:
    """Who is signed in there, and what it says in the token; a code is worth one token, for who knows its verifier."""

    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "k1"}))
    signs_with: RSAKey | None = None
    claims: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, dict[str, str]] = field(default_factory=dict)
    app: FakeApp | None = None

    @property
    def issuer(self) -> str:
        assert self.app
        return self.app.base

    def page(self, address: str) -> dict[str, str]:
        """A person comes to its page, says yes, and is sent back with these words."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert asked["client_id"] == CLIENT and asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256" and "openid" in asked["scope"].split()
        code = f"code-{len(self.asked)}"
        self.asked[code] = asked
        return {"code": code, "state": asked["state"]}

    def says(self, seen: Seen) -> Any:
        """What it answers."""
        if seen.path == "/.well-known/openid-configuration":
            return {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
            }
        if seen.path == "/keys":
            return {"keys": [self.key.as_dict(private=False)]}
        return self._token(seen)

    def _token(self, seen: Seen) -> Any:
        given = {name: values[0] for name, values in parse_qs(seen.body.decode()).items()}
        basic = b64decode(seen.headers["authorization"].removeprefix("Basic ")).decode()
        asked = self.asked.pop(given["code"], None)
        challenge = urlsafe_b64encode(sha256(given["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        known = basic == f"{CLIENT}:{SECRET}" and asked and asked["redirect_uri"] == given["redirect_uri"]
        if not known or not asked or challenge != asked["code_challenge"]:
            return 400, json.dumps({"error": "invalid_grant"}).encode(), {"Content-Type": "application/json"}
        told = {"iss": self.issuer, "aud": CLIENT, "sub": "1", "exp": LATER, "iat": 1, "nonce": asked["nonce"]}
        token = jwt.encode({"alg": "RS256", "kid": "k1"}, {**told, **self.claims}, self.signs_with or self.key)
        said = {"access_token": "a", "token_type": "Bearer", "expires_in": 60, "id_token": token}
        return 200, json.dumps(said).encode(), {"Content-Type": "application/json"}


@contextmanager
def identity_provider() -> Iterator[IdentityProvider]:
    """One that listens on this machine."""
    made = IdentityProvider()
    with serving(lambda seen: made.says(seen)) as app:
        made.app = app
        yield made
