"""The demo's mailbox: whoever tries Tenpoint reads here what members and staff would get by mail."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config import mailbox

# A letter's HTML runs no script, loads nothing and cannot act as a page of this site.
LETTER_POLICY = "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data:"


@require_safe
@never_cache
def letter_list(request: HttpRequest) -> HttpResponse:
    to = request.GET.get("to", "")
    page = Paginator(mailbox.letters(to=to), 50).get_page(request.GET.get("page"))
    return render(request, "config/mailbox.html", {"page": page, "to": to})


@require_safe
@never_cache
def letter(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "config/mailbox_letter.html", {"letter": found(name)})


@require_safe
@never_cache
def letter_html(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(found(name).html, headers={"Content-Security-Policy": LETTER_POLICY})


def found(name: str) -> mailbox.StoredLetter:
    if letter := mailbox.letter_named(name):
        return letter
    raise Http404("There is no such letter in the demo mailbox.")
