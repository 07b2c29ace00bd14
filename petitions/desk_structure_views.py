"""The structure test at the desk: one table, and the same as CSV."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from petitions import structure as test
from petitions.desk_views import officer, petition_here
from petitions.models import Petition
from petitions.structure import Structure
from union.accounts.roles import branches_of
from union.desk.access import at_the_desk
from union.downloads import named
from union.members.models import Branch
from union.members.spreadsheet import as_csv

FEW = 12  # hidden names that a table still lists one by one


@dataclass(frozen=True)
class Shown:
    """One table: of what, where, and which others there are."""

    made: Structure
    branch: Branch | None
    others: list[Branch]


@require_safe
@at_the_desk
def structure(request: HttpRequest, slug: str) -> HttpResponse:
    found = petition_here(request, slug)
    shown = _shown(request, found)
    context = {
        "petition": found,
        "table": shown.made,
        "few_hidden": len(shown.made.hidden) <= FEW,
        "branch": shown.branch,
        "others": shown.others,
        "as_of": test.as_of(timezone.now()),
        "what": "Workplace" if shown.branch else "Branch",
        "from_office": test.office_sees(officer(request)) is not None,
    }
    return render(request, "petitions/desk/structure.html", context)


@require_safe
@at_the_desk
def structure_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """What the page shows, and nothing more."""
    found = petition_here(request, slug)
    shown = _shown(request, found)
    answer = HttpResponse(b"".join(as_csv(_lines(shown))), content_type="text/csv; charset=utf-8")
    name = f"{slug}-{shown.branch.code if shown.branch else 'branches'}-structure.csv"
    named(answer, name)
    return answer


def _lines(shown: Shown) -> Iterator[list[object]]:
    yield ["Workplace" if shown.branch else "Branch", "Signed", "Members", "Per 100 members"]
    for line in shown.made.lines:
        yield [line.name, line.signers, line.members, line.share]
    for hidden in shown.made.hidden:
        yield [hidden, "under 10 or hidden", "under 10 or hidden", ""]
    if total := shown.made.total:
        yield [total.name, total.signers, total.members, total.share]


def _shown(request: HttpRequest, petition: Petition) -> Shown:
    """The table this address asks for. An office opens a branch only from where it is shown.

    Raises Http404 for a branch of somebody else, and for one that is hidden.
    """
    by, at, code = officer(request), timezone.now(), request.GET.get("branch", "")
    office = test.office_sees(by)
    if office is None:
        branches = list(branches_of(by))
    else:
        whole = test.by_branch(petition, branches=office, at=at)
        branches = [b for b in office if b.code in {line.code for line in whole.lines}]
        if not code:
            return Shown(whole, None, branches)
    branch = next((b for b in branches if not code or b.code == code), None)
    if branch is None:
        raise Http404("There is no such branch to show.")
    made = test.by_workplace(petition, branch=branch, at=at)
    return Shown(made, branch, [b for b in branches if b != branch])
