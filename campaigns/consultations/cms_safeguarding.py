"""The safeguarding queue: who may be at risk, who said so, what comes next. For leads and moderators."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from campaigns.consultations import concerns, moderating, safeguarding
from campaigns.consultations.cms_moderation_forms import ClearForm
from campaigns.consultations.cms_views import PERMISSION, attempt
from campaigns.consultations.models import SafeguardingAdvice, SafeguardingMark
from campaigns.consultations.naming import name_beside
from campaigns.consultations.questionnaire import thaw
from union.accounts.permitted import for_holders

LEADS = f"consultations.{safeguarding.SEE}"
for_safeguarding = for_holders(LEADS, PERMISSION)


@require_safe
@for_safeguarding
def queue(request: HttpRequest) -> HttpResponse:
    return draw(request)


@require_POST
@for_safeguarding
def clear(request: HttpRequest, pk: int) -> HttpResponse:
    """Clear a mark, with a note; also where the member took the text back since the page was drawn."""
    mark = safeguarding.waiting().filter(pk=pk).first()
    if mark is None:
        return cleared_meanwhile(request, pk)
    form = ClearForm(request.POST, prefix=str(mark.pk))
    if not form.is_valid():
        return draw(request, wrong=form)
    note = {"note": form.cleaned_data["note"]}
    if mark.answer:
        done = "The safeguarding mark is cleared, and your note is kept with the answer."
        attempt(request, moderating.clear_safeguarding, mark.answer, done, **note)
    else:
        done = "The safeguarding mark is cleared: the words are deleted, and your note is kept."
        attempt(request, concerns.clear_kept, mark, done, **note)
    return redirect("consultations_cms:safeguarding")


def cleared_meanwhile(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody else was quicker, or the button was pressed twice; a note that was not kept is given back."""
    mark = SafeguardingMark.objects.select_related("cleared_by").filter(pk=pk).first()
    note = next((str(text).strip() for name, text in request.POST.items() if name.endswith("-note")), "")
    if mark and note == mark.note and mark.cleared_by == request.user:
        return redirect("consultations_cms:safeguarding")
    return draw(request, cleared=mark, lost_note=note, status=409)


def draw(
    request: HttpRequest,
    *,
    wrong: ClearForm | None = None,
    cleared: SafeguardingMark | None = None,
    lost_note: str = "",
    status: int = 200,
) -> HttpResponse:
    rows = []
    for mark in safeguarding.waiting():
        mine = wrong is not None and wrong.prefix == str(mark.pk)
        form = wrong if mine else ClearForm(prefix=str(mark.pk))
        rows.append((mark, label_of_question(mark), form, name_beside(mark)))
    context = {
        "rows": rows,
        "advice": SafeguardingAdvice.for_request(request),
        "wrong": wrong,
        "cleared": cleared,
        "too_late": status == 409,
        "lost_note": lost_note,
        "moderates": request.user.has_perm(PERMISSION),
    }
    return render(request, "consultations/cms/safeguarding.html", context, status=status)


def label_of_question(mark: SafeguardingMark) -> str:
    if mark.answer is None:
        return mark.question
    asked = thaw(mark.answer.reply.version.content).get(mark.answer.question)
    return asked.label if asked else ""
