"""How forms are drawn: error summary first, then label, hint, error and input of each field."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting


class SpokenField(forms.BoundField):
    """A field that is not called wrong before somebody has sent it.

    Browsers tell a screen reader "invalid entry" of whatever has to be filled in and is still empty.
    """

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        if built.get("required") and not self.use_fieldset:  # which no single input of a group can say
            built.setdefault("aria-invalid", "false")
        return built


class TenpointRenderer(TemplatesSetting):
    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    bound_field_class = SpokenField


class HintedRadios(forms.RadioSelect):
    """Radio buttons with a sentence below some of them: `HintedRadios(hints={"a": "What A means"})`.

    The hint of an option is found by its value as text.
    """

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Any = (),
        *,
        hints: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(attrs, choices)
        self.hints = dict(hints or {})

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["hint"] = self.hints.get(str(value), "")
        return option


class LargeRadios(HintedRadios):
    """The options of a ballot paper: one large card each."""

    def __init__(self, attrs: dict[str, Any] | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__({"class": "choices--large", **(attrs or {})}, *args, **kwargs)


class LargeTicks(LargeRadios, forms.CheckboxSelectMultiple):
    """The same cards where several may be ticked."""

    input_type = "checkbox"
    allow_multiple_selected = True
