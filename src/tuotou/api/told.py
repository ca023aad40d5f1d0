"""Answers as they are told: what was made here field by field is not checked by a schema again, row after row.

The schemas say in the document what an answer looks like, and the tests hold every door to them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse


def told(answer: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> HttpResponse:
    """The answer as JSON."""
    return HttpResponse(json.dumps(answer, ensure_ascii=False), "application/json")
