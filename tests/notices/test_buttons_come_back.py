"""From a late parcel to a card in the chat app, and from a button on it back to the warning: all of it, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client, override_settings
from tests.channels import callers
from tests.channels.callers import Press
from tests.channels.fake_app import FakeApp, Seen, samples, serving
from tests.live.warned import response
from tests.notices.cast import ADMIN, MINUTE, Clock, at, late, said, sent

from tuotou.api import callbacks
from tuotou.notices.markdown import CHAT, TEXT, lines
from tuotou.operations.notices.channels import add_channel
from tuotou.operations.notices.contacts import set_contact
from tuotou.operations.warnings.handling import Hand
from tuotou.store.models import Letter, Unit, Warning

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]
NINE = at("09:00")
LATER = NINE + 2 * MINUTE
SAID = samples("wecom_app")


def company(seen: Seen) -> object:
    names = {"/cgi-bin/gettoken": "token", "/cgi-bin/media/upload": "uploaded"}
    return SAID[names.get(seen.path, "sent")]


@pytest.fixture
def wecom(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeApp]:
    """The company's WeCom, an app of ours in it, and the manager of an outlet who is in both."""
    monkeypatch.setattr(callbacks, "clock", Clock(LATER))
    with serving(company) as app, override_settings(ALLOWED_HOSTS=["*"]):
        hand = Hand(ADMIN, NINE)
        add_channel(response().notices, "wecom", "wecom_app", {**callers.WECOM, "base": app.base}, hand)
        set_contact("OM01", "wecom", "li.ming", hand)
        late(6, "OUT1", NINE)
        said(NINE)
        said(LATER)
        sent(Clock(LATER))
        yield app


def press(app: FakeApp, user: str) -> str:
    """What the person reads on the card."""
    (card,) = [one.json["template_card"] for one in app.asked("/cgi-bin/message/send") if "template_card" in one.json]
    act, _, value = card["button_list"][0]["key"].partition(":")
    call = callers.wecom(Press(act, value, user, LATER))
    answer = Client().post(f"/api/v1/callbacks/wecom{call.address}", call.body, content_type="text/xml")
    assert answer.status_code == 200
    return callers.wecom_read(answer.content.decode())


def test_a_button_on_a_card_takes_the_warning_up(wecom: FakeApp) -> None:
    assert Letter.objects.get().receipt == "xmsg-1"
    assert press(wecom, "li.ming") == "已接手 1 条预警，另有 0 条已有人处理或已办结。"
    assert Warning.objects.get().owner == "OM01"


def test_who_is_not_known_here_takes_nothing_up(wecom: FakeApp) -> None:
    assert press(wecom, "somebody") == "这个按钮已过期，或不是给您的。请到平台里打开预警。"
    assert Warning.objects.get().state == "open"


def test_a_site_is_called_like_a_link_and_stays_a_name(wecom: FakeApp) -> None:
    Unit.objects.filter(code="OUT1").update(name="[领奖](http://evil.example)<@all>")
    late(7, "OUT1", NINE, "attempted-after-hub")
    said(LATER + MINUTE)
    said(LATER + 2 * MINUTE)
    sent(Clock(LATER + 2 * MINUTE))
    text = Letter.objects.latest("created_at").text
    assert "领奖" in text
    assert "\n".join(lines(text, TEXT)).count("[领奖](http://evil.example)<@all>") == 1
    chat = "\n".join(lines(text, CHAT))
    assert "[领奖](" not in chat and "<@all>" not in chat
