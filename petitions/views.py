"""The public pages of petitions: parse, one verb, draw."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from petitions import codes, confirming, doubts, limiting
from petitions.arriving import Arrival, arrival
from petitions.confirming import NotConfirmable, WrongCode
from petitions.forms import CodeForm, SignForm
from petitions.integrity import hours_csv
from petitions.links import ForgedLink, token_for
from petitions.panels import whole_page
from petitions.showing import Shown, shown
from petitions.signing import NotTakingSignatures
from petitions.signing import sign as enter
from petitions.standing_on import PAGES
from petitions.thanking import thank
from union.accounts.adapters import client_address
from union.downloads import named
from union.methods import READ_OR_POST


def found_or_404(slug: str) -> Shown:
    found = shown(slug)
    if found is None:
        raise Http404("No petition stands at this address.")
    return found


@require_safe
def petition(request: HttpRequest, slug: str) -> HttpResponse:
    """The record at its own address; readers are sent on to its live CMS page in their language."""
    found = found_or_404(slug)
    page = PAGES.page_of(slug)
    if page:
        rest = request.META.get("QUERY_STRING", "")
        return redirect(f"{page}?{rest}" if rest else page)
    return _page(request, found, came=arrival(request.GET), at=timezone.now())


@READ_OR_POST
@never_cache
def sign(request: HttpRequest, slug: str) -> HttpResponse:
    """The same answer for a new name, a repeated one and one already confirmed."""
    found, at = found_or_404(slug), timezone.now()
    if request.method != "POST":
        return redirect(found.petition)
    form, came = SignForm(request.POST, petition=found.petition), arrival(request.POST)
    if not form.is_valid():
        return _page(request, found, came=came, form=form, at=at, status=422)
    signer, address = form.signer(), client_address(request)
    try:
        entered = enter(
            found.petition,
            signer=signer,
            doubt=_doubt(request, found, address=address, email=signer.email, at=at),
            origin=came.origin(address_hash=limiting.address_hash(address, at=at)),
            at=at,
        )
    except NotTakingSignatures:
        return _page(request, found, came=came, at=at, status=409)
    return thank(request, found.petition, signature_id=entered.signature_id, email=signer.email, came=came)


def _page(
    request: HttpRequest,
    found: Shown,
    *,
    came: Arrival,
    at: datetime,
    form: SignForm | None = None,
    status: int = 200,
) -> HttpResponse:
    stamp = request.POST.get(doubts.STAMP, "") if form else ""
    page = whole_page(found, at=at, came=came, form=form, stamp=stamp)
    return render(request, "petitions/petition.html", page, status=status)


def _doubt(request: HttpRequest, found: Shown, *, address: str, email: str, at: datetime) -> str:
    """Every signing is counted, whatever its form looked like."""
    over = limiting.doubt(found.petition, guard=found.guard, address=address, email=email, at=at)
    trap, stamped = request.POST.get(doubts.TRAP, ""), request.POST.get(doubts.STAMP, "")
    return doubts.doubt(found.petition, trap=trap, stamped=stamped, at=at) or over


@READ_OR_POST
@never_cache
def code(request: HttpRequest, slug: str) -> HttpResponse:
    """The six digits of the letter; they lead where its link leads."""
    found, form = found_or_404(slug), CodeForm(request.POST)
    if request.method != "POST":
        return redirect(found.petition)
    page = {"petition": found.petition, "email": request.POST.get("email", "")[:254], "form": form}
    try:
        signature_id = codes.signature_in_handle(request.POST.get("handle", ""))
        if not form.is_valid():
            return render(request, "petitions/code.html", page, status=422)
        confirming.confirm_by_code(signature_id, code=form.cleaned_data["code"], at=timezone.now())
    except ForgedLink:
        return render(request, "petitions/code_unknown.html", page, status=404)
    except WrongCode as wrong:
        form.add_error("code", _tries_left(wrong.left))
        page["spent"] = not wrong.left
        return render(request, "petitions/code.html", page, status=422)
    except NotConfirmable:
        pass  # the page of the link says why
    return redirect("petition_confirm", token=token_for(signature_id))


def _tries_left(left: int) -> str:
    if not left:
        return _("That is not the code, and there are no more tries. Use the link in our e-mail instead.")
    words = ngettext("That is not the code. %(n)s try left.", "That is not the code. %(n)s tries left.", left)
    return words % {"n": left}


@require_safe
def count(request: HttpRequest, slug: str) -> JsonResponse:
    """The live count: no cookie, no session, fit for every cache on the way."""
    found = found_or_404(slug)
    body = {
        "count": found.count,
        "goal": found.petition.goal,
        "as_of": timezone.now().isoformat(timespec="seconds"),
    }
    answer = JsonResponse(body)
    answer["Cache-Control"] = "public, max-age=10, stale-while-revalidate=30, stale-if-error=86400"
    answer["X-Accel-Expires"] = (
        "1"  # our own cache (deploy/counts.conf) asks once a second, and keeps this line
    )
    return answer


@require_safe
def hours(request: HttpRequest, slug: str) -> HttpResponse:
    """How the count grew, hour by hour; it names nobody and is fit for every cache."""
    found = found_or_404(slug)
    answer = HttpResponse(hours_csv(found.petition), content_type="text/csv; charset=utf-8")
    named(answer, f"{found.petition.slug}-hours.csv")
    answer["Cache-Control"] = "public, max-age=60, stale-while-revalidate=300, stale-if-error=86400"
    return answer
