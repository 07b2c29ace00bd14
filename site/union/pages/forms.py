"""How forms are drawn: error summary first, then label, hint, error and input of each field."""

from django.forms.renderers import TemplatesSetting


class TenpointRenderer(TemplatesSetting):
    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
