"""Quotes in the CMS: approved, recalled, and traced to the pages where they stand and where they stood."""

from django.core.paginator import Paginator
from django.db.models import Case, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from campaigns.consultations import crediting, quoting
from campaigns.consultations.cms_views import PER_PAGE, attempt, for_moderators, opened
from campaigns.consultations.models import Quote
from campaigns.consultations.quote_uses import mailings_with, pages_that_had, pages_with

QUOTE_DECISIONS = {
    "approve": (quoting.approve_quote, "Approved by two people: editors may now use the quote."),
    "recall": (quoting.recall_quote, "Recalled: the quote has left every page."),
}


@require_safe
@for_moderators
def uses(request: HttpRequest, pk: int) -> HttpResponse:
    quote = get_object_or_404(Quote.objects.select_related("consultation"), pk=pk)
    context = {
        "quote": quote,
        "consultation": quote.consultation,
        "now": pages_with(quote),
        "once": pages_that_had(quote),
        "mailed": mailings_with(quote),
    }
    return render(request, "consultations/cms/quote_uses.html", context)


@require_safe
@for_moderators
def quotes(request: HttpRequest, pk: int) -> HttpResponse:
    """Those that wait for a second moderator in front, twenty on a page: who fits each is counted anew."""
    consultation = opened(pk)
    found = consultation.quotes.exclude(text="", second_approver=None)  # never public, and taken back
    joined = found.select_related(
        "first_approver", "second_approver", "answer__reply__consultation", "answer__reply__version"
    )
    waiting_first = Case(When(state=Quote.State.PROPOSED, then=0), default=1)
    page = Paginator(joined.order_by(waiting_first, "-proposed_at", "pk"), PER_PAGE).get_page(
        request.GET.get("p")
    )
    rows = [
        (quote, crediting.signing_of(quote.answer) if quote.answer and quote.state == "proposed" else None)
        for quote in page
    ]
    context = {"consultation": consultation, "rows": rows, "page": page}
    return render(request, "consultations/cms/quotes.html", context)


@require_POST
@for_moderators
def decide_quote(request: HttpRequest, pk: int, decision: str) -> HttpResponse:
    if decision not in QUOTE_DECISIONS:
        raise Http404
    quote = get_object_or_404(Quote.objects.select_related("answer__reply"), pk=pk)
    if quote.answer is None:
        raise Http404
    verb, done = QUOTE_DECISIONS[decision]
    if attempt(request, verb, quote, done):
        say_if_signed_anew(request, quote)
    return redirect("consultations_cms:quotes", pk=quote.answer.reply.consultation_id)


def say_if_signed_anew(request: HttpRequest, proposed: Quote) -> None:
    now = Quote.objects.get(pk=proposed.pk).attribution
    if now != proposed.attribution:
        messages.warning(
            request, f"Fewer people fit “{proposed.attribution}” than before: it is signed “{now}”."
        )
