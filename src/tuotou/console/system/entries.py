"""One entry of a dictionary: what it is called, whether it is in use, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.http.response import HttpResponseBase

from tuotou.console.form import Form, phrase
from tuotou.console.page import Request, go, refuse, show
from tuotou.console.system.dictionaries import ABOUT, KEPT
from tuotou.console.tags import said, told, words
from tuotou.core.dictionary import LONGEST, Entry
from tuotou.core.document import Bilingual, Problem
from tuotou.core.trail.vocabulary import UNKNOWN
from tuotou.handbook import BrokenHandbook
from tuotou.handbook.dictionaries import CODES, EVENTS
from tuotou.operations.live.watch import current_watch
from tuotou.operations.standards.dictionaries import FORMS, Standing, change, history, standing, systems
from tuotou.operations.standards.publish import Hand

NOTE: Final = 200


class EntryForm(Form):
    """What an entry says."""

    zh = forms.CharField(label=phrase("中文名", "Chinese name"), max_length=LONGEST)
    en = forms.CharField(label=phrase("英文名", "English name"), max_length=LONGEST)
    kind = forms.ChoiceField(label=phrase("算哪种事件", "The event that it means"))
    retired = forms.BooleanField(
        label=phrase(
            "停用：不再供选择，用过的仍显示名称", "Retired: not chosen any more; what bears it keeps its name"
        ),
        required=False,
    )
    note = forms.CharField(label=phrase("为什么", "Why"), max_length=NOTE, required=False)

    def __init__(self, dictionary: str, *given: Any, **named: Any) -> None:
        self.dictionary = dictionary
        super().__init__(*given, **named)

    def draw(self) -> None:
        """What this dictionary has no use for is not asked."""
        if self.dictionary == EVENTS:
            self.fields.pop("retired", None)
        if self.dictionary != CODES:
            self.fields.pop("kind", None)
        else:
            self._of_codes()
        super().draw()

    def _of_codes(self) -> None:
        self.fields["kind"].choices = [("", ""), *_kinds()]  # type: ignore[attr-defined]
        if "retired" in self.fields:
            self.fields["retired"].label = phrase("停用：当作未识别", "Retired: it is unknown again")
        for name in ("zh", "en"):
            self.fields[name].required = False
            self.fields[name].help_text = phrase("空着用事件的名称", "empty: what the event is called")


class NewForm(EntryForm):
    """An entry with a code of the company's own."""

    system = forms.ChoiceField(label=phrase("代码体系或映射", "Code system, or mapping"))
    code = forms.CharField(label=phrase("代码", "Code"), max_length=80)
    field_order = ("system", "code")

    def draw(self) -> None:
        """Of foreign codes it is asked whose they are; nothing is retired as it begins."""
        self.fields.pop("retired", None)
        if self.dictionary != CODES:
            self.fields.pop("system", None)
            self.fields["code"].help_text = told(FORMS[self.dictionary][1])
        else:
            self.fields["system"].choices = [(name, name) for name in systems()]  # type: ignore[attr-defined]
            self.fields["code"].help_text = phrase("和对方发来的一样", "exactly as they send it")
        super().draw()


def entry(request: Request, name: str, code: str) -> HttpResponseBase:
    """One of them, to be changed."""
    one = next((each for each in standing(name) if each.code == code), None) if name in KEPT else None
    if one is None:
        return refuse(request, 404)
    said_now = one.entry
    initial = {"zh": said_now.title.zh, "en": said_now.title.en, "kind": said_now.kind, "retired": said_now.retired}
    form, problems = EntryForm(name, request.POST or None, initial=initial), list[Problem]()
    if request.method == "POST" and form.is_valid():
        problems = _entered(request, name, code, form)
        if not problems:
            return go(request, "dictionary-entry", name, code)
    return _shown(request, name, form, problems, one)


def new(request: Request, name: str) -> HttpResponseBase:
    """One more."""
    if name not in FORMS:
        return refuse(request, 404)
    given = {key: request.GET[key][:80] for key in ("system", "code") if key in request.GET}
    form, problems = NewForm(name, request.POST or None, initial=given), list[Problem]()
    if request.method == "POST" and form.is_valid():
        code = " ".join(form.cleaned_data[key] for key in ("system", "code") if key in form.fields)
        if any(each.code == code for each in standing(name)):
            form.add_error("code", words("已经有这个代码", "there is this code already"))
        else:
            problems = _entered(request, name, code, form)
            if not problems:
                return go(request, "dictionary-entry", name, code)
        form.draw()
    return _shown(request, name, form, problems)


def _entered(request: Request, name: str, code: str, form: EntryForm) -> list[Problem]:
    """What is wrong with it; nothing: it counts now."""
    given = form.cleaned_data
    kind = given.get("kind", "")
    event = current_watch().vocabulary.kinds[kind].title if kind else Bilingual("", "")
    title = Bilingual(given["zh"] or event.zh, given["en"] or event.en)
    wanted = Entry(title, given.get("retired", False), kind)
    hand = Hand(request.member.staff_number, request.now, given["note"])
    try:
        change(current_watch().handbook, name, {code: wanted}, hand)
    except BrokenHandbook as error:
        return error.problems
    return []


def _shown(
    request: Request, name: str, form: EntryForm, problems: Sequence[Problem], one: Standing | None = None
) -> HttpResponseBase:
    context = {
        "form": form,
        "name": name,
        "title": KEPT[name],
        "about": ABOUT[name],
        "one": one,
        "history": history(name, one.code) if one else (),
        "problems": [(one, told(one.what), told(one.right)) for one in problems],
    }
    return show(request, "system/entry.html", context, 422 if problems or form.errors else 200)


def _kinds() -> list[tuple[str, str]]:
    """Events to choose from, by their names."""
    kinds = (kind for kind in current_watch().vocabulary.kinds.values() if kind.name != UNKNOWN)
    return sorted(((kind.name, f"{said(kind.title)} · {kind.name}") for kind in kinds), key=lambda each: each[1])
