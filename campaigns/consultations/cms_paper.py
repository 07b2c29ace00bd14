"""Keying paper and telephone replies in the CMS, question by question on one long page."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from campaigns.consultations import keying, wordings
from campaigns.consultations.cms_meanwhile import Difference, Meanwhile, posted
from campaigns.consultations.cms_views import KEYERS, attempt, opened
from campaigns.consultations.consenting import consents_of
from campaigns.consultations.errors import ConsultationError, DecidedMeanwhile, FormTaken
from campaigns.consultations.keying_forms import BatchForm, WholeForm
from campaigns.consultations.models import KeyedReply, PaperBatch, Reply
from campaigns.consultations.questionnaire import Questionnaire, thaw
from campaigns.consultations.reading import given_in
from union.accounts.permitted import for_holders, staff
from union.methods import READ_OR_POST

for_keyers = for_holders(KEYERS)


def a_batch(pk: int) -> PaperBatch:
    joined = PaperBatch.objects.select_related("consultation", "made_by", "finished_by")
    return get_object_or_404(joined, pk=pk)


def a_form(pk: int) -> KeyedReply:
    """A keyed form whose reply still stands, or 404."""
    found = KeyedReply.objects.filter(reply__state=Reply.State.SENT)
    joined = found.select_related("batch__consultation", "reply__version", "reply__consultation", "keyed_by")
    return get_object_or_404(joined, pk=pk)


@READ_OR_POST
@for_keyers
def batches(request: HttpRequest, pk: int) -> HttpResponse:
    """The batches of a consultation, and a form for a new one."""
    consultation = opened(pk)
    form = BatchForm(posted(request))
    if form.is_valid():
        try:
            made = keying.make_batch(consultation, **form.cleaned_data, by=staff(request), at=timezone.now())
        except ConsultationError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("consultations_cms:batch", pk=made.pk)
    rows = consultation.paper_batches.select_related("made_by").annotate(keyed_forms=Count("keyed"))
    in_time = PaperBatch(consultation=consultation).can_be_corrected(timezone.now())
    context = {"consultation": consultation, "rows": rows, "form": form, "in_time": in_time}
    return render(request, "consultations/cms/paper.html", context)


@require_safe
@for_keyers
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    shown = a_batch(pk)
    context = {
        "batch": shown,
        "consultation": shown.consultation,
        "rows": shown.keyed.select_related("reply", "keyed_by"),
        "keyed": shown.keyed.count(),
        "next_number": keying.next_number(shown),
        "can_be_corrected": shown.can_be_corrected(timezone.now()),
    }
    return render(request, "consultations/cms/batch.html", context)


@READ_OR_POST
@for_keyers
def key(request: HttpRequest, pk: int) -> HttpResponse:
    """A blank form; saved, the next one comes at once."""
    into = a_batch(pk)
    questionnaire = thaw(into.consultation.current_version().content)
    number = keying.next_number(into)
    if request.method != "POST":
        if number is None or into.finished_at:
            return redirect("consultations_cms:batch", pk=pk)
        return draw(request, into, WholeForm(questionnaire, head={"number": number}))
    form = WholeForm(questionnaire, data=request.POST)
    if not passes(request, form):
        return draw(request, into, form)
    try:
        keyed = keying.key_reply(into, **what_was_keyed(form), by=staff(request), at=timezone.now())
    except ConsultationError as refusal:
        form.head.add_error("number" if isinstance(refusal, FormTaken) else None, str(refusal))
        return draw(request, into, form)
    messages.success(request, f"Form {keyed.number} is saved.")
    if keying.next_number(into) is None:
        return redirect("consultations_cms:batch", pk=pk)
    return redirect("consultations_cms:key", pk=pk)


@READ_OR_POST
@for_keyers
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    keyed = a_form(pk)
    questionnaire = thaw(keyed.reply.version.content)
    if request.method != "POST":
        head = {"number": keyed.number, "consents": list(consents_of(keyed.reply))}
        form = WholeForm(questionnaire, given=given_in(keyed.reply), head=head)
        return draw(request, keyed.batch, form, keyed=keyed)
    form = WholeForm(questionnaire, data=request.POST)
    if not passes(request, form):
        return draw(request, keyed.batch, form, keyed=keyed, seen=request.POST.get("seen", ""))
    said = what_was_keyed(form)
    said.pop("number")
    rows: list[Difference] = []
    try:
        seen = request.POST.get("seen", "")
        keying.correct_reply(keyed, **said, by=staff(request), at=timezone.now(), seen=seen)
    except DecidedMeanwhile:
        rows = differing(keyed, questionnaire, form)
        if rows:  # else it is the same, sent twice
            return draw(request, keyed.batch, form, keyed=keyed, rows=rows)
    except ConsultationError as refusal:
        form.head.add_error(None, str(refusal))
        return draw(request, keyed.batch, form, keyed=keyed)
    messages.success(request, f"Form {keyed.number} is corrected.")
    return redirect("consultations_cms:batch", pk=keyed.batch_id)


def differing(keyed: KeyedReply, questionnaire: Questionnaire, form: WholeForm) -> list[Difference]:
    """Each answer, and the consents, where what stands by now is not what was keyed."""
    now, mine = given_in(keyed.reply), {key: value for key, value in form.answers.items() if value}
    rows = [
        Difference(asked.label, asked.shown(now.get(asked.key)), asked.shown(mine.get(asked.key)))
        for asked in questionnaire.every()
        if now.get(asked.key) != mine.get(asked.key)
    ]
    consents = dict(wordings.choices())
    said = [consents_of(keyed.reply), set(form.head.cleaned_data["consents"])]
    ticked = ["\n".join(str(consents[name]) for name in sorted(names)) for names in said]
    return rows if ticked[0] == ticked[1] else [*rows, Difference("Ticked consents", *ticked)]


@require_POST
@for_keyers
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    keyed = a_form(pk)
    attempt(request, keying.delete_reply, keyed, f"Form {keyed.number} is deleted, with all its answers.")
    return redirect("consultations_cms:batch", pk=keyed.batch_id)


@require_POST
@for_keyers
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """The code, on this one page and never again."""
    keyed = a_form(pk)
    try:
        code = keying.give_receipt(keyed, by=staff(request), at=timezone.now())
    except ConsultationError as refusal:
        messages.error(request, str(refusal))
        return redirect("consultations_cms:batch", pk=keyed.batch_id)
    context = {
        "keyed": keyed,
        "batch": keyed.batch,
        "consultation": keyed.batch.consultation,
        "code": code,
        "base_url": settings.BASE_URL,
    }
    return render(request, "consultations/cms/form_receipt.html", context)


@require_POST
@for_keyers
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    into = a_batch(pk)
    attempt(request, keying.finish_batch, into, f"Batch {into.code} is finished.")
    return redirect("consultations_cms:batch", pk=pk)


def passes(request: HttpRequest, form: WholeForm) -> bool:
    """Whether the form may be saved; a number out of the usual is asked about once."""
    return form.is_valid() and (not form.unusual or "as_it_is" in request.POST)


def what_was_keyed(form: WholeForm) -> dict[str, Any]:
    head = form.head.cleaned_data
    return {"number": head["number"], "consents": head["consents"], "answers": form.answers}


def draw(
    request: HttpRequest,
    into: PaperBatch,
    form: WholeForm,
    *,
    keyed: KeyedReply | None = None,
    seen: str = "",
    rows: Sequence[Difference] = (),
) -> HttpResponse:
    """`seen` is the edition that somebody corrects, where it is not the one of now."""
    context = {
        "batch": into,
        "consultation": into.consultation,
        "form": form,
        "keyed": keyed,
        "meanwhile": Meanwhile(seen or (keying.edition(keyed.reply) if keyed else ""), list(rows)),
        "count": into.keyed.count(),
    }
    return render(request, "consultations/cms/key.html", context, status=409 if rows else 200)
