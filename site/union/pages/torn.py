"""Forms of the CMS that were cut off or written by hand: Wagtail would trip over them."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import BadRequest
from wagtail.admin.rich_text import DraftailRichTextArea


class Torn(BadRequest, ValueError):
    """A text that is none: 400 and nothing stored; a body takes it for a wrong value and stays as it was."""


_read = DraftailRichTextArea.value_from_datadict


def read_whole(self: Any, data: Mapping[str, Any], files: Mapping[str, Any], name: str) -> Any:
    """As Wagtail reads a text. Raises Torn for one that is not whole."""
    try:
        return _read(self, data, files, name)
    except (LookupError, ValueError, TypeError, AttributeError) as fault:
        raise Torn(f"The text in {name} is not whole.") from fault


def take_over() -> None:
    """Wagtail has no setting for how a text is read."""
    DraftailRichTextArea.value_from_datadict = read_whole
