"""Choosers of pages, images and records in the editor's forms, without Wagtail's inline script."""

import json
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.widgets.chooser import BaseChooser


def render(
    self: Any, name: str, value: object, attrs: dict[str, str] | None = None, renderer: object = None
) -> SafeString:
    """The widget, with its options as data; js/cms-starts.js makes the chooser. Needs an `id` in `attrs`."""
    field = (attrs or {})["id"]
    try:
        data = self.get_value_data(value)
    except ValueError:  # no number: the field says that there is no such thing, and the form comes back
        data = None
    options = {"maker": self.js_constructor, "options": self.get_js_init_options(field, name, data)}
    return format_html(
        '{}<script type="application/json" data-starts="Chooser" data-field="{}">{}</script>',
        self.render_html(name, data, attrs),
        field,
        SafeString(json.dumps(options).replace("<", "\\u003c")),
    )


def take_over() -> None:
    """Wagtail has no setting for this: every chooser inherits the one method we put in its place."""
    BaseChooser.render = render
