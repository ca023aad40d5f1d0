"""The inbox by the API: one's own and nobody else's."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from tests.api.conftest import Partner

from tuotou.clockwork.clock import clock
from tuotou.operations.live.watch import current_watch
from tuotou.operations.notices.facts import Fact, Hearer, announce
from tuotou.store.models import Notice

pytestmark = pytest.mark.django_db(transaction=True)
Made = Callable[..., Partner]


def tell(person: str, count: int) -> None:
    facts = [Fact(f"{person}{n}", "told", "normal", parameters={"what": f"事 {n}"}) for n in range(count)]
    announce(current_watch().response.notices, [Hearer(one, person) for one in facts], clock())


def test_ones_own_notices_page_by_page_counted_and_read(partner: Made) -> None:
    tell("q1", 5)
    tell("q2", 2)
    me = partner(("notices:read",))
    first = json.loads(me.get("notices", limit=3).content)
    second = json.loads(me.get("notices", limit=3, after=first["next"]).content)
    titles = [one["title"] for page in (first, second) for one in page["notices"]]
    assert ["事 4" in titles[0], len(titles), second["next"]] == [True, 5, None]
    assert json.loads(me.get("notices/counters").content) == {"unread": 5, "open": 0, "levels": {"normal": 5}}
    other = Notice.objects.filter(person="q2").values_list("pk", flat=True)
    done = me.post("notices/read", {"ids": [first["notices"][0]["id"], *other]})
    assert json.loads(done.content) == {"read": 1} and Notice.objects.filter(person="q2", read_at=None).count() == 2


def test_how_one_is_told_is_chosen_and_red_lines_are_not(partner: Made) -> None:
    me = partner(("notices:read",))
    chosen = {"lang": "en", "quiet": {"since": 1320, "until": 390}, "ways": {"normal": [["chat", "mail"], ["sms"]]}}
    assert json.loads(me.put("notices/preferences", chosen).content) == chosen
    assert json.loads(me.put("notices/preferences", {"quiet": None}).content) == {**chosen, "quiet": None}
    refused = me.put("notices/preferences", {"ways": {"red_line": []}})
    assert refused.status_code == 422 and json.loads(refused.content)["errors"][0]["where"] == "body.ways"
    assert me.put("notices/preferences", {"ways": {"normal": [["pigeon"]]}}).status_code == 422


def test_it_needs_its_scope(partner: Made) -> None:
    assert partner(("warnings:read",)).get("notices").status_code == 403
