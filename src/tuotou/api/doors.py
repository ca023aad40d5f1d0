"""The API: every door in one list, each with its permission; the OpenAPI document is made of them."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any, Final

from ninja import NinjaAPI, Router
from ninja.openapi.schema import OpenAPISchema

from tuotou.api import (
    events,
    gate,
    kuaidi100,
    notices,
    organisation,
    promises,
    subjects,
    uploads,
    warnings,
    waybills,
    webhooks,
)
from tuotou.api.answers import DESK
from tuotou.api.callbacks import router_of
from tuotou.api.problem import PROBLEM, TYPE, answer_problems

ROUTERS: Final[tuple[tuple[str, Router], ...]] = (
    ("events", events.router),
    ("waybills", waybills.router),
    ("uploads", uploads.router),
    ("kuaidi100", kuaidi100.router),
    ("subjects", subjects.router),
    ("promises", promises.router),
    ("warnings", warnings.router),
    ("organisation", organisation.router),
    ("gate", gate.router),
    ("webhooks", webhooks.router),
    ("notices", notices.router),
    ("callbacks", router_of(DESK)),
)
"""Where each begins, in the order of the documents."""


class Doors(NinjaAPI):
    """The doors, with what all of them may answer in their document."""

    def get_openapi_schema(self, **asked: Any) -> OpenAPISchema:
        """The OpenAPI document."""
        found = super().get_openapi_schema(**asked)
        found["components"].setdefault("schemas", {})["Problem"] = PROBLEM
        wrong = {"schema": {"$ref": "#/components/schemas/Problem"}}
        for path in found["paths"].values():
            for door in path.values():
                door["responses"]["default"] = {"description": "What is wrong", "content": {TYPE: wrong}}
        return found


api: Final = Doors(
    title="Tuotou 妥投",
    version=version("tuotou"),
    description="Events in, trails, promises and warnings out. 事件送入，轨迹、承诺与预警送出。",
    urls_namespace="api",
    docs_url=None,
)
for _begins, _router in ROUTERS:
    api.add_router(_begins, _router)
answer_problems(api)
