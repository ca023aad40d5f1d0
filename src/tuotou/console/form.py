"""Forms: Django's, drawn as the console draws them (`forms/form.html`), with words in two languages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.functional import lazy

from tuotou.console.tags import words

phrase = lazy(words, str)
"""`phrase("工号", "Staff number")`: said in the language of whoever looks."""


class Renderer(TemplatesSetting):
    """Draws widgets by the templates of the console and of Django."""

    form_template_name = "forms/form.html"


class Form(forms.Form):
    """A form whose fields know what they look like."""

    required_css_class = "required"

    def __init__(self, *words: Any, **named: Any) -> None:
        super().__init__(*words, **{"label_suffix": "", **named})
        self.draw()

    def draw(self) -> None:
        """Give the fields their looks: again where some were added."""
        for name, each in self.fields.items():
            look = "form-select" if isinstance(each.widget, forms.Select) else "form-control"
            if isinstance(each.widget, forms.CheckboxInput):
                look = "form-check-input"
            given = str(each.widget.attrs.get("class", ""))
            each.widget.attrs["class"] = given if look in given else f"{look} {given}".strip()
            if name in self.errors and self.is_bound:
                each.widget.attrs["class"] += " is-invalid"
                each.widget.attrs["aria-describedby"] = f"id_{name}_error"
