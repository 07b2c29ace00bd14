"""Whom a consultation is put to, how far the letters are, when members are reminded: a page of the CMS."""

from datetime import date

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from campaigns.consultations.audience import in_words
from campaigns.consultations.cms_meanwhile import posted, save, since
from campaigns.consultations.cms_views import for_moderators, opened
from campaigns.consultations.models import Audience, Consultation
from campaigns.consultations.reminding import MOST_DAYS, planned, set_days
from campaigns.consultations.under_way import INVITE, PLAN
from union.jobs.asking import latest_of
from union.jobs.models import Job
from union.jobs.models import State as JobState
from union.jobs.showing import look_again
from union.methods import READ_OR_POST


class DaysForm(forms.Form):
    """The days of reminders that have not been sent; an empty one is left out."""

    first = forms.DateField(
        label="First reminder",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    second = forms.DateField(
        label="Second reminder",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    @property
    def days(self) -> list[date]:
        return [day for day in (self.cleaned_data["first"], self.cleaned_data["second"]) if day]


@READ_OR_POST
@for_moderators
def members(request: HttpRequest, pk: int) -> HttpResponse:
    consultation = opened(pk)
    if not consultation.for_members:
        raise Http404
    form = DaysForm(posted(request), initial=_planned(consultation))
    done = "Saved. Whoever has not answered by then gets a letter."
    if form.is_valid() and save(request, set_days, consultation, done, form, None, days=form.days):
        return redirect("consultations_cms:members", pk=pk)
    standing = DaysForm(posted(request), initial=_planned(consultation))
    jobs = latest_of([PLAN, INVITE], subject=consultation.subject)
    shown = next((job for job in jobs if job.is_live or job.state == JobState.FAILED), None)
    context = {
        "consultation": consultation,
        "narrowed": in_words(consultation),
        "audience": Audience.objects.filter(consultation=consultation).first(),
        "job": shown,
        "invited": next((report_of(job) for job in jobs if job.kind == INVITE), ""),
        "reminders": consultation.reminders.all(),
        "form": form,
        "meanwhile": since(request, standing, planned(consultation)),
    }
    return look_again(render(request, "consultations/cms/members.html", context), shown)


def report_of(job: Job) -> str:
    """What came of the invitations, in a sentence; empty while they are under way."""
    if job.state != JobState.DONE or not job.report.get("of"):
        return ""
    so_far, of = job.report["so_far"], job.report["of"]
    if so_far >= of:
        return f"Invited: all {of:,} members with an e-mail address."
    return f"Invitations stopped at {so_far:,} of {of:,} members with an e-mail address."


def _planned(consultation: Consultation) -> dict[str, object]:
    days = consultation.reminders.filter(begun=False).values_list("day", flat=True)[:MOST_DAYS]
    return dict(zip(("first", "second"), days, strict=False))
