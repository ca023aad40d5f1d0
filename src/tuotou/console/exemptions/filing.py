"""Filing an exemption: for which sites, from when until when, and why."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, Final

from django import forms
from django.http.response import HttpResponseBase

from tuotou.console.form import Form, phrase
from tuotou.console.page import Request, go, show
from tuotou.console.refusal import why
from tuotou.console.tags import named, said, words, zone
from tuotou.operations.exemptions.deciding import Application, file_exemption
from tuotou.operations.live.watch import current_watch
from tuotou.operations.warnings.handling import CannotDo
from tuotou.store.models import Unit

HOUR: Final = 3_600_000_000
NAMED: Final = 6
"""Sites that are named as examples."""
TYPED: Final = "%Y-%m-%dT%H:%M"
BETWEEN: Final = re.compile(r"[\s,，、;；]+")


def _kinds() -> list[tuple[str, str]]:
    return [(one.id, said(one.title)) for one in current_watch().response.exemptions.values()]


def _instant() -> forms.DateTimeField:
    return forms.DateTimeField(
        input_formats=[TYPED, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=TYPED),
    )


class Filing(Form):
    """What is typed."""

    kind = forms.ChoiceField(label=phrase("类别", "Kind"), choices=_kinds)
    sites = forms.CharField(label=phrase("场地代码", "Sites' codes"), max_length=2_000)
    begins = _instant()
    ends = _instant()
    reason = forms.CharField(
        label=phrase("事由", "Reason"), max_length=2_000, widget=forms.Textarea({"rows": 3}),
        help_text=phrase("出了什么事、影响哪些件", "what happened, and which parcels it concerns"),
    )  # fmt: skip
    evidence = forms.CharField(
        label=phrase("凭证", "Evidence"), max_length=330, required=False,
        help_text=phrase("照片、公告、工单的编号或链接", "a photo, a notice, a ticket: its number or address"),
    )  # fmt: skip
    standards = forms.CharField(
        label=phrase("只限这些标准（可不填）", "Only these standards (may be empty)"), max_length=2_000, required=False
    )
    parcels = forms.CharField(
        label=phrase("只限这些单号", "Only these parcels"), max_length=250_000, required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=phrase("每行一个；客户约定、地址错误必填", "one a line; needed for appointments and wrong addresses"),
    )  # fmt: skip

    def __init__(self, request: Request, *words_: Any, **named: Any) -> None:
        self.request = request  # asked while the form is made: what is typed is looked at there
        super().__init__(*words_, **named)
        self.fields["begins"].label, self.fields["ends"].label = words("从", "From"), words("到", "Until")
        self.fields["sites"].help_text = _scope(request)

    def clean_sites(self) -> list[str]:
        """Sites of the member's scope alone."""
        codes = _split(self.cleaned_data["sites"])
        beyond = [code for code in codes if not self.request.member.sight.sees(code)]
        if beyond:
            text = "、".join(beyond[:5])
            raise forms.ValidationError(words(f"不在您的管辖范围：{text}", f"not within your scope: {text}"))
        return codes

    def application(self) -> Application:
        """As operations want it."""
        given = self.cleaned_data
        return Application(
            given["kind"],
            given["sites"],
            int(given["begins"].timestamp()) * 1_000_000,
            int(given["ends"].timestamp()) * 1_000_000,
            given["reason"],
            given["evidence"],
            _split(given["standards"]),
            _split(given["parcels"]),
        )


def new(request: Request) -> HttpResponseBase:
    """The form, and what becomes of it."""
    form = Filing(request, request.POST or None, initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        try:
            member, response = request.member, current_watch().response
            one = file_exemption(response, form.application(), member.staff_number, request.now)
        except CannotDo as error:
            form.add_error(None, why(error))
        else:
            return go(request, "exemption", one.pk)
    return show(request, "exemptions/new.html", {"form": form}, 422 if form.is_bound else 200)


def _initial(request: Request) -> dict[str, Any]:
    """One's own unit from now on, or what the address says: a warning leads here."""
    asked = request.GET
    return {
        "kind": asked.get("kind", ""),
        "sites": asked.get("site", "") or request.member.unit,
        "standards": asked.get("standard", ""),
        "begins": datetime.fromtimestamp(request.now / 1_000_000, UTC).astimezone(zone()),
        "ends": datetime.fromtimestamp((request.now + 4 * HOUR) / 1_000_000, UTC).astimezone(zone()),
    }


def _scope(request: Request) -> str:
    """Some of the sites that may be filed for."""
    sites = request.member.sight.sites
    mine = Unit.objects.all() if sites is None else Unit.objects.filter(code__in=sorted(sites))
    some = [f"{one.code} {named(one)}" for one in mine.order_by("code").only("code", "name", "name_en")[:NAMED]]
    begin = words("可多个，用空格隔开；例如 ", "several with blanks between, for example ")
    return begin + words("、", ", ").join(some)


def _split(text: str) -> list[str]:
    return [word for word in dict.fromkeys(BETWEEN.split(text)) if word]
