"""How a browser likes the console to be: kept in cookies, for pages that nobody is signed in on too."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpResponse

from tuotou.console.headers import LANGUAGE, LANGUAGES, THEME

YEAR: Final = 31_536_000
THEMES: Final = ("", "light", "dark")


def remembered(answer: HttpResponse, language: str, theme: str) -> HttpResponse:
    """The answer, which tells the browser to remember."""
    for name, value, known in ((LANGUAGE, language, tuple(LANGUAGES)), (THEME, theme, THEMES)):
        if value in known:
            answer.set_cookie(
                name, value, max_age=YEAR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
            )
    return answer
