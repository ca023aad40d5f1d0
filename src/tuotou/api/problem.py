"""What is wrong with a request, as `application/problem+json` (RFC 9457): the same form whoever found it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypedDict

import structlog
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

TYPE: Final = "application/problem+json"
log = structlog.get_logger("tuotou.api")
TITLES: Final[Mapping[str, str]] = {
    "unauthorised": "a valid token is needed",
    "forbidden": "the token does not allow this",
    "not_found": "there is no such thing",
    "method_not_allowed": "not by this method",
    "conflict": "it conflicts with what is there",
    "too_large": "more than is taken at once",
    "unsupported": "a form that is not understood",
    "invalid": "what was sent is not as it must be",
    "too_many": "more requests than the token allows",
    "too_slow": "the body did not come in time",
    "unavailable": "it cannot be done at the moment",
    "failed": "a mistake of ours",
}
CODES: Final[Mapping[int, str]] = {
    400: "invalid",
    401: "unauthorised",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    408: "too_slow",
    409: "conflict",
    413: "too_large",
    415: "unsupported",
    422: "invalid",
    429: "too_many",
    503: "unavailable",
}


PROBLEM: Final[Mapping[str, Any]] = {
    "type": "object",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "enum": sorted(TITLES)},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {name: {"type": "string"} for name in ("where", "what", "right")},
            },
        },
    },
}
"""As the OpenAPI document says it."""


class Fault(TypedDict):
    """Where it is wrong, what, and what would be right."""

    where: str
    what: str
    right: str


class Problem(Exception):
    """Ends a request with an answer that says what is wrong."""

    def __init__(self, status: int, code: str, detail: str, errors: Sequence[Fault] = (), after: int = 0) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail, self.errors = status, code, detail, tuple(errors)
        self.after = after  # s until it may be tried again; 0: nothing is said


def problem(status: int, code: str, detail: str = "", errors: Sequence[Fault] = (), after: int = 0) -> HttpResponse:
    """The answer that says so."""
    title = TITLES.get(code, code)
    said: dict[str, Any] = {"type": f"urn:tuotou:problem:{code}", "title": title, "status": status, "code": code}
    if detail:
        said["detail"] = detail
    if errors:
        said["errors"] = list(errors)
    headers = {"Retry-After": str(after)} if after else {}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return JsonResponse(said, status=status, content_type=TYPE, headers=headers)


def answer_problems(api: NinjaAPI) -> None:
    """Every error of the API is answered in this form."""
    for kind, answer in ANSWERS:
        api.add_exception_handler(kind, answer)


def _found(_: HttpRequest, error: Any) -> HttpResponse:
    return problem(error.status, error.code, error.detail, error.errors, error.after)


def _unknown(_: HttpRequest, __: Any) -> HttpResponse:
    return problem(401, "unauthorised", "send Authorization: Bearer, and a token that is valid now")


def _invalid(_: HttpRequest, error: Any) -> HttpResponse:
    return problem(422, "invalid", "", [_fault(each) for each in error.errors])


def _plain(_: HttpRequest, error: Any) -> HttpResponse:
    return problem(error.status_code, CODES.get(error.status_code, "invalid"), str(error))


def _missing(_: HttpRequest, __: Any) -> HttpResponse:
    return problem(404, "not_found")


def _garbled(_: HttpRequest, error: Any) -> HttpResponse:
    return problem(400, "invalid", str(error))


def _unexpected(_: HttpRequest, error: Any) -> HttpResponse:
    log.error("failed", exc_info=error)
    return problem(500, "failed", "it is in our log, under the id of the header X-Request-Id")


ANSWERS: Final[tuple[tuple[type[Exception], Callable[[HttpRequest, Any], HttpResponse]], ...]] = (
    (Problem, _found),
    (AuthenticationError, _unknown),
    (ValidationError, _invalid),
    (HttpError, _plain),
    (Http404, _missing),
    (MultiPartParserError, _garbled),
    (SuspiciousOperation, _garbled),
    (BadRequest, _garbled),
    (Exception, _unexpected),
)
"""What is raised, and how that is answered; the most special first."""


class Problems:
    """Middleware: what Django itself refuses under the API's address is answered in the same form."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """One request."""
        answered = self._answer(request)
        ours = str(answered.get("Content-Type", "")).startswith((TYPE, "application/json"))
        if answered.status_code < 400 or ours or not request.path.startswith("/api/"):
            return answered
        said = problem(answered.status_code, CODES.get(answered.status_code, "invalid"))
        if "Allow" in answered:
            said["Allow"] = answered["Allow"]
        return said


def _fault(error: Mapping[str, Any]) -> Fault:
    """What the framework says of one field, in our words."""
    where = ".".join(str(step) for step in error.get("loc", ()))
    right = ", ".join(f"{name}: {value}" for name, value in (error.get("ctx") or {}).items() if name != "error")
    return {"where": where, "what": str(error.get("msg", "")), "right": right}
