"""Setting a ballot up in five screens: what, words, voters, dates, check and ask. Each saves the draft."""

from collections.abc import Callable

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST, require_safe

from ballots import drafting, errors, setting_up, starting, trying_out
from ballots.approving import pending, refuse_unready
from ballots.desk.access import mine, my_draft, of_a_draft, officer, sent
from ballots.desk.forms import DatesForm, PatternForm, ReceiptForm, VotersForm
from ballots.desk.meanwhile import edition, written_over
from ballots.desk.thresholds_form import ThresholdsForm
from ballots.desk.words_form import WordsForm
from ballots.eligibility import read_rules, who_is_unreachable
from ballots.freezing import database_warning
from ballots.models import Act, Ballot, Question, SplitKey
from ballots.patterns import PATTERNS
from ballots.pay_shown import other_figures, three_points
from ballots.reminder_days import planned_days
from ballots.second_people import second_people
from ballots.thresholds import bars_of
from union.desk.access import at_the_desk
from union.methods import READ_OR_POST
from union.numbers import number_in

A_PAGE = 100
CHECK = "check"


@READ_OR_POST
@at_the_desk
def new(request: HttpRequest) -> HttpResponse:
    """Screen 1: choose a ready-made ballot, and the draft is there."""
    by = officer(request)
    form = PatternForm(sent(request), by=by)
    if not form.scopes:
        raise Http404("Only officers and offices draw up ballots.")
    if form.is_valid():
        pattern = PATTERNS[form.cleaned_data["pattern"]]
        draft = starting.start_from_pattern(
            pattern, branch=form.branch, by_returns=form.by_returns, by=by, at=timezone.now()
        )
        return redirect("desk_ballots:words", draft.slug)
    return render(request, "desk/ballots/new.html", {"form": form}, status=422 if form.errors else 200)


@READ_OR_POST
@at_the_desk
@of_a_draft
def words(request: HttpRequest, slug: str) -> HttpResponse:
    """Screen 2: the words and the options, with what they give at three pay points."""
    draft = my_draft(request, slug)
    question = first_question(draft)
    form = WordsForm(sent(request), ballot=draft, question=question)

    def save() -> None:
        data = form.cleaned_data
        fields = ("title", "introduction", "question", "recommendation", "pay_scale", "language")
        saved = setting_up.write_words(
            draft,
            **{name: data[name] for name in fields},
            options=form.choices,
            by=officer(request),
            at=timezone.now(),
        )
        draft.slug = saved.slug  # which follows the title: on and back lead there

    answer = save_screen(request, draft, form, save, here="words", then="voters")
    return answer or screen(
        request, draft, form, "words", **_what_it_gives(draft, [question] if question else [])
    )


@READ_OR_POST
@at_the_desk
@of_a_draft
def voters(request: HttpRequest, slug: str) -> HttpResponse:
    """Screen 3: whose ballot it is and who may vote, with how many that makes."""
    draft, by = my_draft(request, slug), officer(request)
    form = VotersForm(sent(request), ballot=draft, by=by)

    def save() -> None:
        branch = form.branch_or(draft.branch)
        setting_up.choose_voters(draft, branch=branch, rules=form.rules, by=by, at=timezone.now())

    answer = save_screen(request, draft, form, save, here="voters", then="dates")
    return answer or screen(request, draft, form, "voters", **numbers(draft))


@READ_OR_POST
@at_the_desk
@of_a_draft
def dates(request: HttpRequest, slug: str) -> HttpResponse:
    """Screen 4: opening and closing, and the days of reminders."""
    draft = my_draft(request, slug)
    form = DatesForm(sent(request), ballot=draft)

    def save() -> None:
        setting_up.set_dates(
            draft,
            opens_at=form.opens_at,
            closes_at=form.closes_at,
            reminders=form.days,
            by=officer(request),
            at=timezone.now(),
        )

    return save_screen(request, draft, form, save, here="dates", then=CHECK) or screen(
        request, draft, form, "dates"
    )


@READ_OR_POST
@at_the_desk
@of_a_draft
def thresholds(request: HttpRequest, slug: str) -> HttpResponse:
    """Beside the screens: what the result is held against, for the few ballots that have such a rule."""
    draft = my_draft(request, slug)
    form = ThresholdsForm(sent(request), ballot=draft, questions=list(draft.questions.all()))

    def save() -> None:
        setting_up.hold_against(draft, form.thresholds, by=officer(request), at=timezone.now())

    return save_screen(request, draft, form, save, here="thresholds", then=CHECK) or screen(
        request, draft, form, "thresholds"
    )


@READ_OR_POST
@at_the_desk
@of_a_draft
def receipts(request: HttpRequest, slug: str) -> HttpResponse:
    """Beside the screens: whether members find their votes, or their sealed papers alone."""
    draft = my_draft(request, slug)
    if draft.by_returns:
        raise Http404("Nobody gets a receipt in a ballot by returns.")
    form = ReceiptForm(sent(request), initial={"receipt": draft.receipt})

    def save() -> None:
        receipt = form.cleaned_data["receipt"]
        setting_up.choose_receipt(draft, receipt=receipt, by=officer(request), at=timezone.now())

    return save_screen(request, draft, form, save, here="receipts", then=CHECK) or screen(
        request, draft, form, "receipts"
    )


@require_safe
@at_the_desk
@of_a_draft
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """Screen 5: everything on one page, and the button that asks a colleague."""
    draft = my_draft(request, slug)
    return check_page(request, draft, problem=problem_of(draft))


def check_page(request: HttpRequest, draft: Ballot, *, problem: str, status: int = 200) -> HttpResponse:
    context = as_members_see(draft) | {
        "colleagues": list(second_people(draft, but=officer(request))),
        "asked": pending(draft, Act.FREEZE),
        "at_weekend": setting_up.at_weekend(draft),
        "warning": database_warning(),
        "mail_sent": request.GET.get("mail") == "sent",
        "problem": problem,
    }
    return render(request, "desk/ballots/check.html", context, status=status)


@require_GET
@at_the_desk
@of_a_draft
def unreachable(request: HttpRequest, slug: str) -> HttpResponse:
    """The members without an e-mail address, a hundred a page: whom to ask for one before the freeze."""
    draft = my_draft(request, slug)
    page = number_in(request.GET.get("page")) or 1
    start = (page - 1) * A_PAGE
    found = list(who_is_unreachable(draft).select_related("branch")[start : start + A_PAGE + 1])
    context = {"ballot": draft, "members_shown": found[:A_PAGE], "page": page, "more": len(found) > A_PAGE}
    return render(request, "desk/ballots/unreachable.html", context | numbers(draft))


@require_POST
@at_the_desk
@of_a_draft
def test_mail(request: HttpRequest, slug: str) -> HttpResponse:
    """Send me the letter members will get; its link opens the preview and nothing else."""
    draft = my_draft(request, slug)
    try:
        trying_out.send_test_letter(draft, to=officer(request), at=timezone.now())
    except errors.BallotError as error:
        return check_page(request, draft, problem=str(error), status=409)
    answer = redirect("desk_ballots:check", draft.slug)
    answer["Location"] += "?mail=sent"
    return answer


@READ_OR_POST
@at_the_desk
@of_a_draft
def give_up(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask whether the draft is to be deleted, and delete it."""
    draft = my_draft(request, slug)
    if request.method != "POST":
        return render(request, "desk/ballots/give_up.html", {"ballot": draft})
    try:
        drafting.give_up_draft(draft, by=officer(request), at=timezone.now())
    except errors.BallotError as error:
        context = {"ballot": draft, "problem": str(error)}
        return render(request, "desk/ballots/give_up.html", context, status=409)
    return redirect("desk_ballots:list")


@require_POST
@at_the_desk
def again(request: HttpRequest, slug: str) -> HttpResponse:
    """A new draft with the words of this ballot."""
    earlier, by = mine(request, slug), officer(request)
    if not drafting.works_for(by, earlier.branch):
        raise Http404("Only officers and offices draw up ballots.")
    draft = starting.start_from_earlier(earlier, by=by, at=timezone.now())
    return redirect("desk_ballots:words", draft.slug)


def save_screen(
    request: HttpRequest,
    draft: Ballot,
    form: forms.Form,
    save: Callable[[], None],
    *,
    here: str,
    then: str,
) -> HttpResponse | None:
    """Save and go where the button says: on, back to the check, or stay; None shows the screen (again).

    A draft that a colleague changed meanwhile is not written over before both were read.
    """
    if not form.is_valid():
        return None
    if theirs := written_over(request, form):
        form.add_error(None, theirs)
        return None
    try:
        save()
    except errors.BallotError as error:
        field = getattr(error, "field", None)
        form.add_error(field, str(error))
        return None
    if "stay" in request.POST:
        return redirect(f"desk_ballots:{here}", draft.slug)
    return redirect(f"desk_ballots:{CHECK if came_from_check(request) else then}", draft.slug)


def screen(request: HttpRequest, draft: Ballot, form: forms.Form, name: str, **more: object) -> HttpResponse:
    context = {"ballot": draft, "form": form, "back_to_check": came_from_check(request), **more}
    context["seen"] = edition(form)
    return render(request, f"desk/ballots/{name}.html", context, status=422 if form.errors else 200)


def came_from_check(request: HttpRequest) -> bool:
    """Whether the screen was opened by a change link of the last one."""
    return (request.POST.get("from") or request.GET.get("from")) == CHECK


def first_question(draft: Ballot) -> Question | None:
    return draft.questions.prefetch_related("options").first()


def numbers(draft: Ballot) -> dict[str, object]:
    members, without_address = setting_up.how_many(draft)
    return {"members": members, "without_address": without_address, "works_here": True}


def as_members_see(draft: Ballot) -> dict[str, object]:
    """Everything two people agree on, for the check and for the page of the second one."""
    questions = list(draft.questions.prefetch_related("options"))
    return {
        "ballot": draft,
        "questions": questions,
        **_what_it_gives(draft, questions),
        "rules": read_rules(draft.rules).in_words(),
        "thresholds": bars_of(draft, questions),
        "reminders": planned_days(draft),
        "opens_at_once": draft.opens_at <= timezone.now(),
        **_who_keeps_the_key(draft),
        **numbers(draft),
    }


def _who_keeps_the_key(draft: Ballot) -> dict[str, object]:
    """The key of scrutineers and those who keep it, where it has been placed."""
    if draft.custody != Ballot.Custody.SCRUTINEERS:
        return {}
    key = SplitKey.objects.filter(ballot=draft).first()
    keepers = list(draft.appointments.select_related("user")) if key else []
    return {"key": key, "keepers": keepers}


def _what_it_gives(draft: Ballot, questions: list[Question]) -> dict[str, object]:
    """The small table, and what to look at twice in it."""
    gains = three_points(draft, questions)
    return {"gains": gains, "other_figures": other_figures(questions) if gains else []}


def problem_of(draft: Ballot) -> str:
    """Why a colleague cannot be asked yet, in a sentence; empty where nothing stands in the way."""
    try:
        refuse_unready(draft, at=timezone.now())
    except errors.BallotError as error:
        return str(error)
    return ""
