"""Taking back a name that stands on paper: whoever signed there has no link, so they tell their branch."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from petitions import identity
from petitions.models import PAPER, PaperBatch, PaperRow, Petition, Signature
from petitions.sheets import PaperError
from petitions.withdrawing import withdraw
from union.accounts.models import User
from union.accounts.roles import branches_of
from union.audit.recording import record

BLANK = dict.fromkeys(("name", "postcode", "email", "role", "employer", "union_member"), "")


def cross_out(lines: QuerySet[PaperRow]) -> int:
    """Each line keeps its place on the sheet, as if it had been crossed out there; how many."""
    return lines.update(unusable=PaperRow.Unusable.CROSSED_OUT, person=None, two_people=False, **BLANK)


@transaction.atomic
def take_off_paper(petition: Petition, *, name: str, postcode: str, by: User, at: datetime) -> None:
    """Take back what somebody of this name and postcode gave on paper, in a branch that `by` works for.

    A counted signature leaves the count; a line that waits for its count keeps its place as if it had been
    crossed out there. Of two people of one name the second goes, so that one stays. What was signed online
    stays: that has a link of its own. Raises PaperError where nobody stands there.
    """
    _hold_still(petition, by=by)
    signature = _counted(petition, name=name, postcode=postcode, by=by)
    if signature:
        withdraw(signature.pk, at=at)  # its keyed lines go along
    lines = _waiting(petition, name=name, postcode=postcode, by=by)
    if not signature and not lines:
        raise PaperError(
            "Nobody of this name and postcode stands on a sheet that your branch has keyed. "
            "Look at the paper: they may have written it in another way."
        )
    cross_out(PaperRow.objects.filter(pk__in=lines))
    numbers = {"signatures": int(signature is not None), "lines": len(lines)}
    record("petitions.paper_name_taken_off", subject=petition.subject, by=by, at=at, detail=numbers)


def _hold_still(petition: Petition, *, by: User) -> None:
    """No batch is counted meanwhile, and no line of one keyed or checked."""
    Petition.objects.select_for_update(no_key=True).get(pk=petition.pk)
    batches = PaperBatch.objects.visible_to(by).filter(petition=petition).order_by("pk")
    list(batches.select_for_update(of=("self",)).values_list("pk"))


def _counted(petition: Petition, *, name: str, postcode: str, by: User) -> Signature | None:
    """Whoever a batch has made a signature of, in the count or found online since."""
    pepper = settings.PETITION_PEPPER
    hashed = identity.person_hash(name, postcode, petition=petition.pk, pepper=pepper)
    theirs = Signature.objects.filter(
        petition=petition,
        source=PAPER,
        branch__in=branches_of(by).values("code"),
        identity__person_hash=hashed,
    )
    return theirs.order_by("-identity__slot").first()


def _waiting(petition: Petition, *, name: str, postcode: str, by: User) -> list[int]:
    """Lines that no signature on paper hangs on: of batches in hand, or of somebody who had signed online.

    Also those that cannot be used: until the count they hold the name.
    """
    rows = PaperRow.objects.filter(
        batch__petition=petition, batch__branch__in=branches_of(by), postcode=postcode
    ).exclude(person__signature__source=PAPER)
    return [row.pk for row in rows if identity.same_name(row.name, name)]
