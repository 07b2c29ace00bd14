"""What somebody typed into a form that was refused: given back to be copied, and kept nowhere."""

import json
from urllib.parse import urlsplit

from django.core.exceptions import DisallowedHost, SuspiciousOperation
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

LEAST = 40  # characters; whoever loses fewer types them again
UNREADABLE = (SuspiciousOperation, MultiPartParserError, UnreadablePostError)


def typed_in(request: HttpRequest) -> list[str]:
    """The longer texts of a form that one of our own pages sent, in its order, each once; else nothing.

    Words alone: keys, seals and codes have no space in them. What another site sent is never shown, or it
    could put its own words on a page of ours. A form that cannot be read holds none.
    """
    if request.method != "POST" or not sent_by_our_page(request):
        return []
    try:
        values = [value for _name, given in request.POST.lists() for value in given]
    except UNREADABLE:
        return []
    texts = [_text_of(value).strip() for value in values]
    return list(dict.fromkeys(text for text in texts if len(text) >= LEAST and " " in text))


def page_of_the_form(request: HttpRequest) -> str:
    """The path of the page of ours on which the form stood, as the browser tells it, or ""."""
    try:
        parts = urlsplit(request.headers.get("Referer", ""))
        ours = parts.netloc == request.get_host()
    except (ValueError, DisallowedHost):
        return ""
    return parts._replace(scheme="", netloc="", fragment="").geturl() if ours else ""


def sent_by_our_page(request: HttpRequest) -> bool:
    """Whether the browser says that a page of ours sent this; one that says nothing is not believed."""
    told = request.headers.get("Sec-Fetch-Site")
    return told == "same-origin" if told is not None else bool(page_of_the_form(request))


def _text_of(value: str) -> str:
    """The words of a text as they are, or those in the blocks of the CMS's editor, a line each."""
    if not value.startswith("{"):
        return value
    try:
        return "\n".join(block["text"] for block in json.loads(value)["blocks"])
    except (ValueError, LookupError, TypeError, RecursionError):
        return value
