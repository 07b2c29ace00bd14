"""Before a quote is recalled, and after: where it stands and where it stood."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from campaigns.consultations.cms_views import for_moderators
from campaigns.consultations.models import Quote
from campaigns.consultations.quote_uses import mailings_with, pages_that_had, pages_with


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
