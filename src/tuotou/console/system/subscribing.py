"""A new subscriber: where it is told, of what, in which form; its secret is shown once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.conf import settings
from django.http.response import HttpResponseBase

from tuotou.clockwork.clock import shared_clock
from tuotou.console.form import Form, phrase
from tuotou.console.page import Request, show
from tuotou.console.system.whole import hand, why
from tuotou.console.tags import said
from tuotou.core.document import Bilingual
from tuotou.operations.deliveries.subscribers import Ground, Wish, subscribe
from tuotou.operations.deliveries.wants import TOPICS, Wants
from tuotou.operations.live.watch import current_watch
from tuotou.operations.warnings.handling import CannotDo
from tuotou.store.models.subscriber import KUAIDI100

FORM: Final[Mapping[str, Bilingual]] = {
    "webhook": Bilingual("标准推送（HMAC 签名）", "webhook, signed by HMAC"),
    KUAIDI100: Bilingual("轨迹推送（快递100 格式）", "trace push, as Kuaidi100 takes it"),
}
TOPIC: Final[Mapping[str, Bilingual]] = {
    "verdict.at_risk": Bilingual("承诺将到时限", "a promise is at risk"),
    "verdict.broken": Bilingual("承诺未兑现", "a promise is broken"),
    "verdict.kept_late": Bilingual("承诺迟到兑现", "a promise is kept late"),
    "verdict.withdrawn": Bilingual("判定撤回", "a verdict is withdrawn"),
    "warning.opened": Bilingual("预警发出", "a warning is opened"),
    "warning.changed": Bilingual("预警有进展", "a warning changes"),
    "warning.resolved": Bilingual("预警了结", "a warning is over"),
    "event.recorded": Bilingual("事件入库", "an event is recorded"),
}


class SubscriberForm(Form):
    """What a subscriber is to be."""

    name = forms.CharField(label=phrase("名称", "Name"), max_length=64)
    form = forms.ChoiceField(
        label=phrase("格式", "Form"), choices=lambda: [(name, said(title)) for name, title in FORM.items()]
    )
    url = forms.CharField(
        label=phrase("地址", "Address"), max_length=500, help_text=phrase("以 https:// 开头", "it begins with https://")
    )
    topics = forms.MultipleChoiceField(
        label=phrase("推送什么", "What it is told"),
        choices=lambda: [(name, f"{said(TOPIC[name])} · {name}") for name in TOPICS],
        widget=forms.SelectMultiple({"size": len(TOPICS)}),
        required=False,
        help_text=phrase("轨迹推送不用选", "a trace push needs none"),
    )
    unit = forms.CharField(
        label=phrase("单位编码", "Unit's code"),
        max_length=64,
        required=False,
        help_text=phrase("只推这个单位及下属的；空着推全部", "of this unit and all below; empty: of everything"),
    )
    secret = forms.CharField(
        label=phrase("密钥", "Secret"),
        max_length=200,
        required=False,
        help_text=phrase(
            "轨迹推送填平台的 salt；其他空着自动生成", "of a trace push the platform's salt; of others one is made"
        ),
    )
    company = forms.CharField(
        label=phrase("平台对本公司的代码", "The platform's code for the company"),
        max_length=40,
        required=False,
        help_text=phrase("轨迹推送用，如 yuantong", "for a trace push, such as yuantong"),
    )
    followed = forms.BooleanField(
        label=phrase("轨迹只推被关注的单号", "A trace push tells of followed parcels alone"), required=False
    )


def new_webhook(request: Request) -> HttpResponseBase:
    """One more; the secret that was made for it is shown this once."""
    form = SubscriberForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "title": Bilingual("新的推送订阅", "New webhook"), "back": "webhooks"}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        wants = Wants(tuple(given["topics"]), followed=given["followed"], company=given["company"])
        wish = Wish(given["name"], given["url"], wants, given["form"], given["secret"], given["unit"])
        ground = Ground(current_watch().vocabulary, settings.WEBHOOK_ALLOW)
        try:
            one = subscribe(wish, ground, hand(request), shared_clock)
        except CannotDo as error:
            form.add_error(None, why(error))
        else:
            made = "" if given["secret"] else one.secret
            return show(request, "system/subscribed.html", {"one": one, "secret": made})
    return show(request, "system/form.html", context, 422 if form.is_bound else 200)
