"""The body of a page in a medium."""

import re
from typing import Any

from django.utils.html import strip_tags
from wagtail.models import Page


def body_of(page: Page, medium: str) -> Any:
    html = page.body.render_as_block()  # type: ignore[attr-defined]
    if medium == "text":
        return re.sub(r"\n\s*\n+", "\n\n", strip_tags(html)).strip()
    return html
