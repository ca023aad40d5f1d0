"""Parts of a page that stay fresh: sent where something changed, to who may see it, as long as they are signed in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import pytest
from django.test import Client, RequestFactory
from tests.console.warned import begin

from tuotou.clockwork.clock import clock
from tuotou.console import stream as streams
from tuotou.console.page import Request
from tuotou.console.stream import Live, Pace, streamed
from tuotou.console.warnings.live import stream
from tuotou.operations.access.member import member_of
from tuotou.store.models import Account, Post, Session, Warning
from tuotou.store.sessions import SessionStore

QUICK = Pace(poll=0.01, beat=0.05, check=0.0, lasts=20.0)
Browsers = Callable[[str], Client]
pytestmark = pytest.mark.usefixtures("transactional_db")  # whoever looks does so in threads of their own


def request_of(browser: Client) -> Request:
    """A request of whoever is signed in there, as a page gets it."""
    request: Request = RequestFactory(headers={"accept-language": "zh"}).get("/")  # type: ignore[assignment]
    request.session = SessionStore(browser.cookies["tuotou"].value)
    account = Account.objects.select_related("person").get(person__staff_number="T-outlet_manager")
    request.now, request.member = clock(), member_of(account, "", clock(), False)
    return request


def heard(request: Request, live: Live, then: Sequence[Callable[[], object]], pace: Pace = QUICK) -> list[str]:
    """Parts, as they come; after each of them the next thing happens, and after the last nobody listens any more."""

    async def listen() -> list[str]:
        parts: list[str] = []
        todo = list(then)
        async for part in streamed(request, live, pace):
            assert isinstance(part, bytes)
            if part.startswith(b"event: part"):
                parts.append(part.decode())
                if not todo:
                    break
                await asyncio.to_thread(todo.pop(0))
        return parts

    return asyncio.run(asyncio.wait_for(listen(), 60))


def live_of(monkeypatch: pytest.MonkeyPatch, request: Request) -> Live:
    """What the inbox listens to."""
    found: list[Live] = []
    monkeypatch.setattr("tuotou.console.warnings.live.streamed", lambda _, live: found.append(live))
    stream(request)
    return found[0]


def test_counts_are_sent_at_once_and_again_when_something_changes(
    browser_of: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = request_of(browser_of("outlet_manager"))
    live = live_of(monkeypatch, request)
    first, second = heard(request, live, [lambda: begin("SZ01", "A")])
    assert 'id="count-now">0</span>' in first and 'id="count-now">1</span>' in second
    assert all(line.startswith(("event: ", "data: ")) for line in second.strip().splitlines())


def test_what_lies_elsewhere_wakes_nobody(browser_of: Browsers, monkeypatch: pytest.MonkeyPatch) -> None:
    request = request_of(browser_of("outlet_manager"))
    live = live_of(monkeypatch, request)
    beats = Pace(poll=0.01, beat=0.02, check=0.0, lasts=1.0)
    assert len(heard(request, live, [lambda: begin("SZ02", "B"), lambda: None], beats)) == 1


@pytest.mark.parametrize(
    "lose",
    [
        lambda: Session.objects.all().delete(),
        lambda: Account.objects.update(disabled_at=clock()),
        lambda: Post.objects.filter(person__staff_number="T-outlet_manager").delete(),
    ],
    ids=["signed out", "disabled", "no post any more"],
)
def test_who_is_gone_hears_no_more(
    browser_of: Browsers, monkeypatch: pytest.MonkeyPatch, lose: Callable[[], object]
) -> None:
    request = request_of(browser_of("outlet_manager"))
    live = live_of(monkeypatch, request)

    def gone() -> None:
        lose()
        Warning.objects.create(standard="x", site="SZ01", severity="normal", state="open", opened_at=1, changed_at=1)

    assert len(heard(request, live, [gone, lambda: None])) == 1


def test_a_browser_that_waits_holds_no_thread_and_keeps_nobody_signed_in(browser_of: Browsers) -> None:
    request = request_of(browser_of("outlet_manager"))
    request.session["seen"] = 0
    answer = streamed(request, Live("warnings.see", lambda _: 1, lambda _: "<p></p>"), QUICK)
    assert not request.session.modified
    assert answer.headers["Content-Encoding"] == "identity" and answer.headers["X-Accel-Buffering"] == "no"
    assert streams.LOOKERS._max_workers == 2


def test_it_ends_after_a_while_and_beats_before(browser_of: Browsers) -> None:
    request = request_of(browser_of("outlet_manager"))
    pace = Pace(poll=0.01, beat=0.02, check=100.0, lasts=0.3)

    async def all_of_it() -> list[bytes]:
        live = Live("warnings.see", lambda _: 1, lambda _: '<i id="a">1</i>\n<i id="b">2</i>')
        return [part async for part in streamed(request, live, pace)]  # type: ignore[misc]

    parts = asyncio.run(all_of_it())
    assert parts[0] == b"retry: 3000\n\n"
    assert parts[1] == b'event: part\ndata: <i id="a">1</i>\ndata: <i id="b">2</i>\n\n'
    assert set(parts[2:]) == {streams.BEAT}


def test_strangers_hear_nothing(company: None) -> None:
    assert Client().get("/warnings/stream").status_code == 302
