"""Stalls at the desk: start one, show its address to the phone, end it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from petitions import stalls
from petitions.desk_forms import StallForm
from petitions.desk_views import officer, petition_here
from petitions.models import Stall
from union.accounts.roles import branches_of
from union.desk.access import at_the_desk
from union.methods import READ_OR_POST
from union.pages.sharing import qr_uri


@READ_OR_POST
@at_the_desk
def start(request: HttpRequest, slug: str) -> HttpResponse:
    found, by = petition_here(request, slug), officer(request)
    form = StallForm(request.POST or None, branches=branches_of(by))
    if form.is_valid():
        try:
            made = stalls.start_stall(found, **form.cleaned_data, by=by, at=timezone.now())
            return redirect("desk_petitions:stall", slug, made.pk)
        except stalls.StallError as error:
            form.add_error(None, str(error))
    context = {"petition": found, "form": form}
    return render(request, "petitions/desk/start_stall.html", context, status=422 if form.errors else 200)


@require_safe
@at_the_desk
def stall(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found, at = _mine(request, slug, pk), timezone.now()
    running = found.is_running(at)
    context = {
        "petition": found.petition,
        "stall": found,
        "running": running,
        "address": stalls.address_of(found) if running else "",
        "qr": qr_uri(stalls.address_of(found)) if running else "",
    }
    return render(request, "petitions/desk/stall.html", context)


@require_POST
@at_the_desk
def end(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    stalls.end_stall(_mine(request, slug, pk), by=officer(request), at=timezone.now())
    return redirect("desk_petitions:stall", slug, pk)


def _mine(request: HttpRequest, slug: str, pk: int) -> Stall:
    """A stall of one of my branches. Raises Http404 for every other."""
    found = Stall.objects.visible_to(request.user).select_related("petition", "branch", "started_by")
    return get_object_or_404(found, petition__slug=slug, pk=pk)
