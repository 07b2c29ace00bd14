"""The codebook in the CMS. For coders, and for moderators; others find nothing here."""

from collections.abc import Callable

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from campaigns.consultations import merging, theming
from campaigns.consultations.cms_meanwhile import Meanwhile, posted, save, since
from campaigns.consultations.cms_theme_forms import ChangeThemeForm, MergeForm, NewThemeForm, welsh_of
from campaigns.consultations.cms_views import PER_PAGE, PERMISSION, attempt, opened
from campaigns.consultations.coding import progress, progress_of, texts_in, theme_counts
from campaigns.consultations.editions import edition_of
from campaigns.consultations.errors import ConsultationError
from campaigns.consultations.models import Consultation, Outcome, Theme
from campaigns.consultations.moderating import redacted_text
from campaigns.consultations.questionnaire import thaw
from campaigns.consultations.responding import quotes_on
from union.accounts.permitted import for_holders, staff
from union.methods import READ_OR_POST

CODERS = "consultations.code_replies"
DECISIONS: dict[str, tuple[Callable[..., None], str]] = {
    "retire": (theming.retire_theme, "Retired: no further text goes into it. What is in it stays."),
    "bring-back": (theming.bring_back_theme, "Back in the codebook."),
}


for_coders = for_holders(CODERS, PERMISSION)


def may_code(request: HttpRequest) -> bool:
    return request.user.has_perm(CODERS) or request.user.has_perm(PERMISSION)


def theme_of(pk: int) -> Theme:
    return get_object_or_404(Theme.objects.select_related("consultation", "merged_into"), pk=pk)


@require_safe
@for_coders
def index(request: HttpRequest) -> HttpResponse:
    page = Paginator(Consultation.objects.public().order_by("-opens", "-pk"), PER_PAGE).get_page(
        request.GET.get("p")
    )
    found = progress_of(list(page))
    context = {"page": page, "rows": [(consultation, found[consultation.pk]) for consultation in page]}
    return render(request, "consultations/cms/coding_index.html", context)


@READ_OR_POST
@for_coders
def codebook(request: HttpRequest, pk: int) -> HttpResponse:
    consultation = opened(pk)
    texts = thaw(consultation.current_version().content).texts()
    form = NewThemeForm(texts, request.POST or None, **welsh_of(consultation))
    if form.is_valid():
        try:
            theming.write_theme(consultation, **form.words(), by=staff(request), at=timezone.now())
        except ConsultationError as refusal:
            form.add_error("title", str(refusal))
        else:
            messages.success(request, "The theme is in the codebook. Texts can be sorted into it.")
            return redirect("consultations_themes:codebook", pk=pk)
    context = {
        "consultation": consultation,
        "form": form,
        "counts": theme_counts(consultation),
        "progress": progress(consultation),
        "labels": {asked.key: asked.label for asked in texts},
        "merged": consultation.themes.filter(merged_into__isnull=False).select_related("merged_into"),
    }
    return render(request, "consultations/cms/codebook.html", context)


@READ_OR_POST
@for_coders
def theme(request: HttpRequest, pk: int) -> HttpResponse:
    found = theme_of(pk)
    form = ChangeThemeForm(posted(request), instance=theme_of(pk), **welsh_of(found.consultation))
    if form.is_valid() and save(
        request, theming.change_theme, found, "Changed.", form, "title", **form.words()
    ):
        return redirect("consultations_themes:codebook", pk=found.consultation_id)
    standing = ChangeThemeForm(posted(request), instance=theme_of(pk), **welsh_of(found.consultation))
    meanwhile = since(request, standing, edition_of(theme_of(pk), theming.WRITTEN))
    return draw_theme(request, theme_of(pk), form, MergeForm(found), meanwhile)


def draw_theme(
    request: HttpRequest, found: Theme, form: ChangeThemeForm, merge_form: MergeForm, meanwhile: Meanwhile
) -> HttpResponse:
    context = {
        "consultation": found.consultation,
        "theme": found,
        "form": form,
        "merge_form": merge_form,
        "meanwhile": meanwhile,
    }
    status = 409 if meanwhile.rows else 200
    return render(request, "consultations/cms/theme.html", context, status=status)


@require_safe
@for_coders
def texts(request: HttpRequest, pk: int) -> HttpResponse:
    """What was sorted into a theme, as coders see it, each with the way to sort it anew."""
    found = theme_of(pk)
    page = Paginator(texts_in(found).prefetch_related("redactions", "codings__theme"), PER_PAGE).get_page(
        request.GET.get("p")
    )
    rows = [
        (text, redacted_text(text), [said.theme for said in text.codings.all() if said.theme_id != found.pk])
        for text in page
    ]
    labels = {asked.key: asked.label for asked in thaw(found.consultation.current_version().content).texts()}
    context = {
        "consultation": found.consultation,
        "theme": found,
        "page": page,
        "rows": [(text, words, others, labels.get(text.question, "")) for text, words, others in rows],
    }
    return render(request, "consultations/cms/theme_texts.html", context)


@require_POST
@for_coders
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what would move; once that is confirmed, put one into the other."""
    found = theme_of(pk)
    form = MergeForm(found, request.POST)
    if form.is_valid() and "confirmed" not in request.POST:
        return draw_merge(request, found, form.cleaned_data["into"])
    if form.is_valid():
        try:
            moved = merging.merge_themes(
                found, into=form.cleaned_data["into"], by=staff(request), at=timezone.now()
            )
        except ConsultationError as refusal:
            form.add_error("into", str(refusal))
        else:
            messages.success(
                request,
                f"{moved} {'text' if moved == 1 else 'texts'} moved to “{form.cleaned_data['into']}”.",
            )
            return redirect("consultations_themes:codebook", pk=found.consultation_id)
    change = ChangeThemeForm(instance=theme_of(pk), **welsh_of(found.consultation))
    return draw_theme(request, found, change, form, Meanwhile(edition_of(found, theming.WRITTEN), []))


def draw_merge(request: HttpRequest, found: Theme, into: Theme) -> HttpResponse:
    context = {
        "consultation": found.consultation,
        "theme": found,
        "into": into,
        "texts": texts_in(found).count(),
        "in_both": merging.in_both(found, into),
        "quotes": quotes_on(found).count(),
        "is_public": Outcome.objects.filter(theme=into, published_at__isnull=False).exists(),
    }
    return render(request, "consultations/cms/theme_merge.html", context)


@READ_OR_POST
@for_coders
def unmerge(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what would go back; once that is confirmed, take the two apart."""
    found = theme_of(pk)
    if found.merged_into is None:
        return redirect("consultations_themes:theme", pk=pk)
    into = found.merged_into
    if request.method == "POST":
        attempt(request, merging.unmerge_theme, found, f"“{found.title}” stands again, with its texts.")
        return redirect("consultations_themes:codebook", pk=found.consultation_id)
    texts, stay, quotes = merging.to_go_back(found, into)
    context = {
        "consultation": found.consultation,
        "theme": found,
        "into": into,
        "texts": texts,
        "stay": stay,
        "quotes": quotes,
        "is_public": Outcome.objects.filter(theme=into, published_at__isnull=False).exists(),
    }
    return render(request, "consultations/cms/theme_unmerge.html", context)


@require_POST
@for_coders
def decide(request: HttpRequest, pk: int, decision: str) -> HttpResponse:
    if decision not in DECISIONS:
        raise Http404
    found = theme_of(pk)
    attempt(request, DECISIONS[decision][0], found, DECISIONS[decision][1])
    return redirect("consultations_themes:codebook", pk=found.consultation_id)
