"""You said, we did, in the CMS: outcomes written by one moderator, published by another, and the report."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from campaigns.consultations import reporting, responding
from campaigns.consultations.cms_meanwhile import posted, save, since
from campaigns.consultations.cms_theme_forms import OutcomeForm, ReportForm, welsh_of
from campaigns.consultations.cms_themes import theme_of
from campaigns.consultations.cms_views import attempt, for_moderators, opened
from campaigns.consultations.coding import theme_counts
from campaigns.consultations.errors import ConsultationError
from campaigns.consultations.models import Outcome, Theme
from campaigns.consultations.telling import MAIL
from union.accounts.permitted import staff
from union.jobs.asking import latest
from union.jobs.showing import look_again
from union.methods import READ_OR_POST

DECISIONS = {
    "publish": (responding.publish_outcome, "Published: everybody can read it now."),
    "take-back": (responding.take_back_outcome, "Taken back: it has left every page."),
}


@require_safe
@for_moderators
def outcomes(request: HttpRequest, pk: int) -> HttpResponse:
    consultation = opened(pk)
    found = Outcome.objects.filter(theme__consultation=consultation)
    joined = found.select_related("author", "published_by").prefetch_related(
        "past__author", "past__published_by"
    )
    written = {row.theme_id: row for row in joined}
    quotes = responding.quotes_of_themes(consultation)
    rows = [
        (count, written.get(count.theme.pk), quotes.get(count.theme.pk, 0))
        for count in theme_counts(consultation)
        if count.theme.retired_at is None or count.theme.pk in written
    ]
    job = latest(MAIL, subject=f"consultation:{pk}")
    gone = responding.replies_are_gone(consultation, at=timezone.now())
    context = {"consultation": consultation, "rows": rows, "job": job, "gone": gone}
    return look_again(render(request, "consultations/cms/outcomes.html", context), job)


@READ_OR_POST
@for_moderators
def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    theme = theme_of(pk)
    form, _before = outcome_form(request, theme)
    if form.is_valid():
        done = "Written. Somebody else has to publish it."
        if save(request, responding.write_outcome, theme, done, form, "reason", **form.words()):
            return redirect("consultations_themes:outcomes", pk=theme.consultation_id)
    again, now = outcome_form(request, theme)
    meanwhile = since(request, again, responding.edition_for(now))
    context = {
        "consultation": theme.consultation,
        "theme": theme,
        "form": form,
        "quotes": responding.quotes_on(theme),
        "is_public": now is not None and now.published_at is not None,
        "meanwhile": meanwhile,
    }
    status = 409 if meanwhile.rows else 200
    return render(request, "consultations/cms/outcome.html", context, status=status)


def outcome_form(request: HttpRequest, theme: Theme) -> tuple[OutcomeForm, Outcome | None]:
    """The form over what stands, and that."""
    standing = Outcome.objects.filter(theme=theme).first()
    return OutcomeForm(posted(request), instance=standing, **welsh_of(theme.consultation)), standing


@require_POST
@for_moderators
def decide(request: HttpRequest, pk: int, decision: str) -> HttpResponse:
    if decision not in DECISIONS:
        raise Http404
    found = get_object_or_404(Outcome.objects.select_related("theme"), pk=pk)
    seen = {"seen": request.POST.get("seen", "")} if decision == "publish" else {}
    attempt(request, DECISIONS[decision][0], found, DECISIONS[decision][1], **seen)
    return redirect("consultations_themes:outcomes", pk=found.theme.consultation_id)


@READ_OR_POST
@for_moderators
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """What is ready and what is not, how many letters go out, and the button."""
    consultation = opened(pk)
    form = ReportForm(request.POST or None, **welsh_of(consultation))
    if request.method == "POST" and form.is_valid():
        try:
            reporting.report_consultation(consultation, **form.words(), by=staff(request), at=timezone.now())
        except ConsultationError as refusal:
            form.add_error("summary", str(refusal))
        else:
            messages.success(request, "Reported. The letters are on their way.")
            return redirect("consultations_themes:outcomes", pk=pk)
    context = {"consultation": consultation, "form": form, "checks": reporting.checks(consultation)}
    return render(request, "consultations/cms/report.html", context)
