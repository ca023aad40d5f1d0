"""The API: every door in one list, each with its permission; the OpenAPI document is made of them."""

from __future__ import annotations

from importlib.metadata import version
from typing import Final

from ninja import NinjaAPI, Router

from tuotou.api import events, kuaidi100, organisation, promises, subjects, uploads, warnings, waybills
from tuotou.api.problem import answer_problems

ROUTERS: Final[tuple[tuple[str, Router], ...]] = (
    ("events", events.router),
    ("waybills", waybills.router),
    ("uploads", uploads.router),
    ("kuaidi100", kuaidi100.router),
    ("subjects", subjects.router),
    ("promises", promises.router),
    ("warnings", warnings.router),
    ("organisation", organisation.router),
)
"""Where each begins, in the order of the documents."""

api: Final = NinjaAPI(
    title="Tuotou 妥投",
    version=version("tuotou"),
    description="Events in, trails, promises and warnings out. 事件送入，轨迹、承诺与预警送出。",
    urls_namespace="api",
    docs_url=None,
)
for _begins, _router in ROUTERS:
    api.add_router(_begins, _router)
answer_problems(api)
