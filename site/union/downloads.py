"""Under which name a browser keeps what it is sent."""

from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header


def named(answer: HttpResponseBase, name: str, *, inline: bool = False) -> None:
    """Give the answer a file name, of any letters: to be kept, or `inline` to be looked at first."""
    answer["Content-Disposition"] = content_disposition_header(not inline, name) or "inline"
