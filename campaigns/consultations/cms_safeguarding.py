"""The safeguarding queue: who may be at risk, who said so, what comes next. For leads and moderators."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from campaigns.consultations import moderating, safeguarding
from campaigns.consultations.cms_moderation_forms import ClearForm
from campaigns.consultations.cms_views import PERMISSION, attempt, for_holders
from campaigns.consultations.models import SafeguardingAdvice
from campaigns.consultations.naming import name_of_giver
from campaigns.consultations.questionnaire import thaw

LEADS = f"consultations.{safeguarding.SEE}"
for_safeguarding = for_holders(LEADS, PERMISSION)


@require_safe
@for_safeguarding
def queue(request: HttpRequest) -> HttpResponse:
    return draw(request)


@require_POST
@for_safeguarding
def clear(request: HttpRequest, pk: int) -> HttpResponse:
    """Clear the mark on an answer, with a note."""
    mark = get_object_or_404(safeguarding.waiting(), answer=pk)
    form = ClearForm(request.POST, prefix=str(mark.pk))
    if not form.is_valid():
        return draw(request, wrong=form)
    done = "The safeguarding mark is cleared, and your note is kept with the answer."
    attempt(request, moderating.clear_safeguarding, mark.answer, done, note=form.cleaned_data["note"])
    return redirect("consultations_cms:safeguarding")


def draw(request: HttpRequest, *, wrong: ClearForm | None = None) -> HttpResponse:
    rows = []
    for mark in safeguarding.waiting():
        mine = wrong is not None and wrong.prefix == str(mark.pk)
        asked = thaw(mark.answer.reply.version.content).get(mark.answer.question)
        form = wrong if mine else ClearForm(prefix=str(mark.pk))
        rows.append((mark, asked, form, name_of_giver(mark.answer)))
    context = {
        "rows": rows,
        "advice": SafeguardingAdvice.for_request(request),
        "wrong": wrong,
        "moderates": request.user.has_perm(PERMISSION),
    }
    return render(request, "consultations/cms/safeguarding.html", context)
