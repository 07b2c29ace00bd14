"""The roll at the desk: my branches, a search, a member's line, and whom no letter reaches."""

from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from union.accounts.roles import branches_of
from union.audit.recording import record
from union.desk.access import at_the_desk, officer
from union.desk.roll_forms import SearchForm
from union.disclosure import publishable_cells
from union.downloads import named
from union.members.models import Branch, Member, RollUpload
from union.members.reaching import out_of_reach
from union.members.spreadsheet import as_csv, kept_whole
from union.methods import READ_OR_POST

MOST_FOUND = 50
MOST_EMPLOYERS = 10
MOST_ON_A_PAGE = 200
BRANCHES_ON_A_PAGE = 50
LONGEST_NUMBER = 6  # of a page


def my_branches(request: HttpRequest) -> QuerySet[Branch]:
    """Those this person works for. Raises Http404 for somebody without any, such as a scrutineer."""
    branches = branches_of(officer(request))
    if not branches.exists():
        raise Http404("Nobody's roll is yours to look after.")
    return branches


def my_branch(request: HttpRequest, code: str) -> Branch:
    """A branch this person works for. Raises Http404 for every other, as if it did not exist."""
    return get_object_or_404(branches_of(officer(request)), code=code)


@require_safe
@at_the_desk
def front(request: HttpRequest) -> HttpResponse:
    """The branches with their numbers, the way to a member, and the files that are being worked on.

    A page of branches, found by a part of the name or the code; members are counted for that page alone.
    """
    mine, asked = my_branches(request), " ".join(request.GET.get("q", "").replace("\0", "").split())
    named = mine.filter(Q(name__icontains=asked) | Q(code__icontains=asked)) if asked else mine
    wanted = request.GET.get("page", "")
    page = max(int(wanted), 1) if wanted.isdecimal() and len(wanted) < LONGEST_NUMBER else 1
    start = (page - 1) * BRANCHES_ON_A_PAGE
    found = list(_with_numbers(named)[start : start + BRANCHES_ON_A_PAGE + 1])
    context = {
        "branches": found[:BRANCHES_ON_A_PAGE],
        "more": len(found) > BRANCHES_ON_A_PAGE,
        "page": page,
        "asked": asked,
        "form": SearchForm(),
        "uploads": RollUpload.objects.visible_to(mine).select_related("by")[:10],
    }
    return render(request, "desk/roll/front.html", context)


def _with_numbers(branches: QuerySet[Branch]) -> QuerySet[Branch]:
    members = Member.objects.active().filter(branch=OuterRef("pk")).order_by().values("branch")
    number = Count("pk")
    return branches.annotate(
        active=Coalesce(Subquery(members.annotate(n=number).values("n")), 0),
        without_address=Coalesce(Subquery(members.filter(email="").annotate(n=number).values("n")), 0),
    )


@require_safe
@at_the_desk
def branch(request: HttpRequest, code: str) -> HttpResponse:
    """How many there are, how many can be reached, and where they work."""
    found = my_branch(request, code)
    active = Member.objects.active().filter(branch=found)
    total = active.count()
    unreached = len(out_of_reach(found))
    per_employer = active.exclude(employer=None).order_by().values_list("employer__name")
    counts = dict(per_employer.annotate(n=Count("pk")))
    nowhere = total - sum(counts.values())
    shown = publishable_cells(counts | ({"": nowhere} if nowhere else {})) - {""}
    largest = sorted(((counts[name], name) for name in shown), key=lambda row: (-row[0], row[1]))
    largest = largest[:MOST_EMPLOYERS]
    context = {
        "branch": found,
        "total": total,
        "reachable": total - unreached,
        "unreachable": unreached,
        "employers": largest,
        "others": total - sum(n for n, _ in largest),
    }
    return render(request, "desk/roll/branch.html", context)


@READ_OR_POST
@at_the_desk
def search(request: HttpRequest) -> HttpResponse:
    """The answer comes to the POST itself: a term in an address would stand in logs and histories."""
    branches = my_branches(request)
    form = SearchForm(request.POST if request.method == "POST" else None)
    found: list[Member] | None = None
    if form.is_valid():
        found = list(_matching(form.cleaned_data["term"], branches)[: MOST_FOUND + 1])
    context = {"form": form, "found": found and found[:MOST_FOUND], "searched": found is not None}
    context["more"] = found is not None and len(found) > MOST_FOUND
    return render(request, "desk/roll/search.html", context, status=422 if form.errors else 200)


def _matching(term: str, branches: QuerySet[Branch]) -> QuerySet[Member]:
    wanted = Q(number__istartswith=term) | Q(name__icontains=term) | Q(email__icontains=term)
    mine = Member.objects.filter(wanted, branch__in=branches.order_by())
    return mine.select_related("branch").order_by("name", "number")


@require_safe
@at_the_desk
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """A member's line, as the extract brought it; the address of the page holds no membership number."""
    mine = Member.objects.filter(branch__in=branches_of(officer(request)).order_by())
    related = ("branch", "employer", "pay_point__scale")
    return render(
        request, "desk/roll/member.html", {"member": get_object_or_404(mine.select_related(*related), pk=pk)}
    )


@require_safe
@at_the_desk
def unreachable(request: HttpRequest, code: str) -> HttpResponse:
    found = my_branch(request, code)
    people = out_of_reach(found)
    context = {"branch": found, "people": people[:MOST_ON_A_PAGE], "total": len(people)}
    return render(request, "desk/roll/unreachable.html", context)


@require_POST
@at_the_desk
def unreachable_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The same list to take along. It leaves the house, so the audit log says who took it."""
    found = my_branch(request, code)
    people = out_of_reach(found)
    lines: list[list[object]] = [
        ["membership number", "name", "e-mail", "mobile", "employer", "address", "why"]
    ]
    for one in people:
        who = one.member
        number, mobile = kept_whole(who.number), kept_whole(who.mobile)
        lines.append([number, who.name, who.email, mobile, str(who.employer or ""), who.address, one.why])
    with transaction.atomic():
        record(
            "roll.unreachable",
            subject=f"branch:{found.pk}",
            by=officer(request),
            at=timezone.now(),
            detail={"members": len(people)},
        )
    answer = HttpResponse(b"".join(as_csv(lines)), content_type="text/csv; charset=utf-8")
    named(answer, f"cannot-be-reached-{found.code}.csv")
    return answer
