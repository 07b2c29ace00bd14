"""The coding screen in the CMS: one approved text at a time, as it may be shown, sorted by number keys."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from campaigns.consultations import coding
from campaigns.consultations.advising import advice_on, nearly_the_same
from campaigns.consultations.cms_theme_forms import CodingForm
from campaigns.consultations.cms_themes import for_coders
from campaigns.consultations.cms_views import opened
from campaigns.consultations.errors import ConsultationError
from campaigns.consultations.models import Answer, Coding, Consultation, Theme
from campaigns.consultations.moderating import redacted_text
from union.accounts.permitted import staff
from union.methods import READ_OR_POST
from union.numbers import number_in


@dataclass(frozen=True)
class Bench:
    """What a coder works on: one question, its themes, and how far it is."""

    consultation: Consultation
    progress: coding.Progress
    themes: list[Theme]

    @property
    def question(self) -> str:
        return self.progress.asked.key

    @property
    def address(self) -> str:
        return reverse("consultations_themes:coding", args=[self.consultation.pk, self.question])

    def text(self, pk: int) -> Answer | None:
        texts = coding.codable(self.consultation, question=self.question)
        return texts.select_related("reply__consultation").filter(pk=pk).first()


def bench(pk: int, question: str) -> Bench:
    """Or 404 where this question is no free text."""
    consultation = opened(pk)
    row = next((row for row in coding.progress(consultation) if row.asked.key == question), None)
    if row is None:
        raise Http404
    return Bench(consultation, row, list(consultation.themes.standing().for_question(question)))


@READ_OR_POST
@for_coders
def screen(request: HttpRequest, pk: int, question: str) -> HttpResponse:
    at = bench(pk, question)
    if request.method != "POST":
        return draw(request, at, text_wanted(request, at), CodingForm(at.themes))
    form = CodingForm(at.themes, request.POST)
    if not form.is_valid():
        return draw(request, at, at.text(number_in(request.POST.get("answer"))), form)
    accepted = form.cleaned_data["accept"] or set(request.POST.getlist("suggested")) & set(
        form.cleaned_data["themes"]
    )
    how = Coding.How.SUGGESTED if accepted else Coding.How.BY_HAND
    answer = form.cleaned_data["answer"]
    sort(
        request, at, [answer], themes=form.cleaned_data["ticked"], how=how, seen=request.POST.get("seen", "")
    )
    return redirect(f"{at.address}?after={answer}")


def text_wanted(request: HttpRequest, at: Bench) -> Answer | None:
    """The text that is named, else the next that waits."""
    if "text" in request.GET and (named := at.text(number_in(request.GET["text"]))):
        return named
    after = number_in(request.GET.get("after"))
    found = coding.next_text(at.consultation, question=at.question, after=after)
    return at.text(found.pk) if found else None


def draw(request: HttpRequest, at: Bench, answer: Answer | None, form: CodingForm) -> HttpResponse:
    last = coding.last_act(at.consultation, question=at.question, by=staff(request))
    context: dict[str, Any] = {"consultation": at.consultation, "bench": at, "answer": answer, "form": form}
    context["last"] = last
    context["last_themes"] = last and Coding.objects.filter(answer=last.answer_id).select_related("theme")
    if answer is not None:
        advice = advice_on(answer, themes=at.themes, by_hand=at.progress.by_hand)
        suggested = {theme.pk for theme, _ in advice.suggestions}
        standing = coding.standing(answer)
        ticked = (
            set(form.data.getlist("themes"))  # type: ignore[attr-defined]
            if form.is_bound
            else {str(said.theme_id or 0) for said in standing}
        )
        context |= {
            "standing": standing,
            "text": redacted_text(answer),
            "seen": coding.as_seen_by_coders(answer),
            "advice": advice,
            "choices": [
                (place, theme, str(theme.pk) in ticked, theme.pk in suggested)
                for place, theme in enumerate(at.themes, 1)
            ],
            "none_ticked": "0" in ticked,
        }
    return render(request, "consultations/cms/coding.html", context)


def sort(
    request: HttpRequest, at: Bench, answers: list[int], *, themes: list[Theme], how: str, seen: str = ""
) -> None:
    """Say it for those of the texts that belong to this question; what became of it is on the next page."""
    mine = coding.codable(at.consultation, question=at.question).filter(pk__in=answers)
    answers = list(mine.values_list("pk", flat=True))
    try:
        coding.code_texts(answers, themes=themes, how=how, by=staff(request), at=timezone.now(), seen=seen)
    except ConsultationError as refusal:
        messages.error(request, str(refusal))


@require_POST
@for_coders
def together(request: HttpRequest, pk: int, question: str) -> HttpResponse:
    """Shows the text and all that say nearly the same; once that is confirmed, sorts those left ticked."""
    at = bench(pk, question)
    form = CodingForm(at.themes, request.POST)
    answer = at.text(number_in(request.POST.get("answer")))
    if not form.is_valid() or answer is None:
        return draw(request, at, answer, form)
    if "confirmed" in request.POST:
        chosen = [number_in(one) for one in request.POST.getlist("texts")]
        sort(request, at, chosen, themes=form.cleaned_data["ticked"], how=Coding.How.TOGETHER)
        return redirect(f"{at.address}?after={answer.pk}")
    texts = [(one.pk, redacted_text(one)) for one in [answer, *nearly_the_same(answer)]]
    context = {
        "consultation": at.consultation,
        "bench": at,
        "answer": answer,
        "texts": texts,
        "themes": form.cleaned_data["ticked"],
    }
    return render(request, "consultations/cms/coding_together.html", context)


@require_POST
@for_coders
def undo(request: HttpRequest, pk: int, question: str) -> HttpResponse:
    """Forget what this person said last; its text stands there again."""
    at = bench(pk, question)
    last = coding.last_act(at.consultation, question=at.question, by=staff(request))
    first = last and coding.undo_coding(last.act, by=staff(request))
    if first is None:
        messages.error(request, "There is nothing of yours to undo here.")
        return redirect(at.address)
    messages.success(request, "Undone: the text waits again.")
    return redirect(f"{at.address}?text={first}")
