"""What a browser may do with our pages: load what is ours, and nothing else; the language it is answered in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers

LANGUAGES: Final = {"zh": "zh-hans", "en": "en"}
LANGUAGE, THEME = "language", "theme"
"""Cookies: how this browser likes it, before anybody is signed in too."""


class Headers:
    """Middleware."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """One request."""
        with translation.override(LANGUAGES[language(request)]):
            answered = self._answer(request)
        if not request.path.startswith("/api/"):
            answered.headers.setdefault("Content-Security-Policy", policy())
            answered.headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(self), microphone=()")
            patch_vary_headers(answered, ("Cookie", "Accept-Language"))
        return answered


class Packed(GZipMiddleware):
    """Pages are packed; the API's answers are left to whoever stands before us, for machines nearby ask it often."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, packed where that is worth it."""
        if request.path.startswith(("/api/", "/metrics", "/health")):
            return response
        packed: HttpResponseBase = super().process_response(request, response)
        return packed


def language(request: HttpRequest) -> str:
    """zh or en: as it was chosen here, else as the browser asks, else Chinese."""
    chosen = request.COOKIES.get(LANGUAGE, "")
    if chosen in LANGUAGES:
        return chosen
    asked = request.headers.get("Accept-Language", "")
    first = asked.split(",")[0].strip().lower()
    return "en" if first.startswith("en") else "zh"


def policy() -> str:
    """No script and no style but from our own files; maps' pictures from where they were set to come from."""
    images = " ".join(("'self'", "data:", *settings.MAP_HOSTS))
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
        f"img-src {images}; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
