"""Which free texts a moderator looks at, and which comes next."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from campaigns.consultations.flagging import with_flag
from campaigns.consultations.models import Answer, Consultation
from campaigns.consultations.moderating import READY
from campaigns.consultations.reading import texts
from campaigns.consultations.risks import find_danger
from union.languages import language_of_text

SHELVES: dict[str, tuple[str, dict[str, object]]] = {
    "waiting": ("Waiting", {"moderation": Answer.Moderation.UNREAD}),
    "approved": ("Approved", {"moderation__in": READY}),
    "refused": ("Not to be published", {"moderation": Answer.Moderation.REFUSED}),
    "safeguarding": ("Safeguarding", {"safeguarding__cleared_at": None, "safeguarding__isnull": False}),
    "all": ("All", {}),
}
LANGUAGES = {"en": "English", "cy": "Welsh"}


@dataclass(frozen=True)
class Sieve:
    """What a moderator asked to see; empty words ask for everything."""

    shelf: str = "waiting"
    question: str = ""
    flag: str = ""
    language: str = ""

    @property
    def query(self) -> str:
        """For an address: what differs from the queue as it opens."""
        asked = {"question": self.question, "flag": self.flag, "language": self.language}
        shelf = {} if self.shelf == "waiting" else {"shelf": self.shelf}
        return urlencode(shelf | {name: value for name, value in asked.items() if value})


def sift(consultation: Consultation, sieve: Sieve) -> list[int]:
    """The numbers of the answers in their order: those that sound urgent first, then as they came."""
    found = _on_shelf(consultation, sieve)
    passing = list(_passing(found, sieve))
    if sieve.shelf != "waiting":
        return passing
    first = set(urgent(found))
    return sorted(passing, key=lambda pk: (pk not in first, pk))


def next_waiting(consultation: Consultation, sieve: Sieve, *, after: int) -> int | None:
    """The answer to read after this one: one that sounds urgent, else the next that is let through.

    From an urgent one that is left for now it goes on to those after it, then to the others, so that none
    hides behind the first two.
    """
    waiting = Sieve("waiting", sieve.question, sieve.flag, sieve.language)
    unread = texts(consultation).filter(moderation=Answer.Moderation.UNREAD)
    pressing = sorted(urgent(unread))
    left = after in pressing
    first = [pk for pk in pressing if pk > after] if left else pressing
    if first:
        return first[0]
    found = _on_shelf(consultation, waiting)
    for part in (found.filter(pk__gt=after), found.filter(pk__lt=after)):
        for pk in _passing(part, waiting):
            if pk not in pressing:
                return pk
    return next((pk for pk in pressing if pk != after), None)


def urgent(found: QuerySet[Answer]) -> list[int]:
    """Those by which somebody may be in danger now, and which are not with the safeguarding leads yet.

    A mark that was cleared counts as none: the member may have written more since.
    """
    with_the_leads = Q(safeguarding__isnull=False, safeguarding__cleared_at=None)
    unmarked = found.filter(~with_the_leads, moderation=Answer.Moderation.UNREAD)
    rows = unmarked.values_list("pk", "value").iterator(chunk_size=2000)
    return [pk for pk, text in rows if find_danger(text)]


def _on_shelf(consultation: Consultation, sieve: Sieve) -> QuerySet[Answer]:
    found = texts(consultation).filter(**SHELVES[sieve.shelf][1])
    return found.filter(question=sieve.question) if sieve.question else found


def _passing(found: QuerySet[Answer], sieve: Sieve) -> Iterator[int]:
    if not (sieve.flag or sieve.language):
        yield from found.values_list("pk", flat=True).iterator(chunk_size=2000)
        return
    if sieve.flag:
        rows = with_flag(found, sieve.flag, words=bool(sieve.language))
    else:
        rows = found.values_list("pk", "value").iterator(chunk_size=2000)
    for pk, text in rows:
        if not sieve.language or language_of_text(text) == sieve.language:
            yield pk
