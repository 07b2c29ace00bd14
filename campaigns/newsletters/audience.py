"""Who gets a mailing: found when it is sent, never listed. What is shown of it are numbers."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from campaigns.newsletters.models import Mailing, OptOut, Subscriber
from union.mail.models import Suppression
from union.mail.sending import recipient_hash
from union.members.models import Member

FEW = 10  # a smaller number tells of persons
COUNTED_EXACTLY = 50_000  # addresses that are hashed to take the refusals off


@dataclass(frozen=True)
class Reader:
    """Somebody a letter goes to; `key` is where the queueing goes on."""

    key: int
    email: str
    address_hash: str
    language: str


def members_of(mailing: Mailing) -> QuerySet[Member]:
    """The active members of a segment whose address is on the roll."""
    found = Member.objects.active().reachable()
    chosen = {
        "sector": mailing.sector,
        "job_role": mailing.job_role,
        "branch": mailing.branch_id,
        "branch__region": mailing.region_id,
    }
    return found.filter(**{name: value for name, value in chosen.items() if value})


def next_readers(mailing: Mailing, *, size: int) -> list[Reader]:
    """Those behind the mailing's cursor, in the order of their keys; refusals of members are among them.

    The roll has no language: a member reads Welsh whose address asked for a newsletter in Welsh.
    """
    if mailing.newsletter is not None:
        people = Subscriber.objects.of(mailing.newsletter).filter(pk__gt=mailing.cursor).order_by("pk")
        if mailing.begun_at:
            people = people.filter(since__lte=mailing.begun_at)
        return [Reader(one.pk, one.email, one.address_hash, one.language) for one in people[:size]]
    found = members_of(mailing).filter(pk__gt=mailing.cursor).order_by("pk")
    rows = list(found.values_list("pk", "email")[:size])
    welsh = set(
        _readers_of_welsh().filter(email__in=[email for _pk, email in rows]).values_list("email", flat=True)
    )
    return [Reader(pk, email, recipient_hash(email), "cy" if email in welsh else "en") for pk, email in rows]


def _readers_of_welsh() -> QuerySet[Subscriber]:
    return Subscriber.objects.filter(language="cy")


def without_refusals(mailing: Mailing, readers: list[Reader]) -> list[Reader]:
    """The same without members who refused campaign mail; subscribers said yes to this very newsletter."""
    if mailing.audience == Mailing.Audience.SUBSCRIBERS:
        return readers
    hashes = [reader.address_hash for reader in readers]
    refused = set(OptOut.objects.filter(address_hash__in=hashes).values_list("address_hash", flat=True))
    return [reader for reader in readers if reader.address_hash not in refused]


@dataclass(frozen=True)
class Size:
    """How many would get it now, and how many of them read Welsh; `at_most` where refusals could not be taken
    off."""

    n: int
    welsh: int = 0
    at_most: bool = False


def size_of(mailing: Mailing) -> Size:
    """How many mailboxes would get it now: each once, without refusals and addresses that bounce."""
    if mailing.newsletter is not None:
        bounced = Suppression.objects.values("recipient_hash")
        people = Subscriber.objects.of(mailing.newsletter).exclude(address_hash__in=bounced)
        return Size(**people.aggregate(n=Count("pk"), welsh=Count("pk", filter=Q(language="cy"))))
    emails = members_of(mailing).order_by().values_list("email", flat=True).distinct()
    n = emails.count()
    if n > COUNTED_EXACTLY:
        return Size(n, _readers_of_welsh().filter(email__in=emails).count(), at_most=True)
    wanted = {recipient_hash(email) for email in emails} - _unwanted()
    welsh = _readers_of_welsh().values_list("address_hash", flat=True)
    return Size(len(wanted), len(wanted.intersection(welsh)))


def _unwanted() -> set[str]:
    refused = OptOut.objects.values_list("address_hash", flat=True)
    return {*refused, *Suppression.objects.values_list("recipient_hash", flat=True)}


def total_of(mailing: Mailing) -> int:
    """How many rows the queueing looks at, for its progress bar."""
    if mailing.newsletter is not None:
        return Subscriber.objects.of(mailing.newsletter).count()
    return members_of(mailing).count()


def words_for(mailing: Mailing) -> str:
    """The audience in words."""
    if mailing.newsletter is not None:
        return f"Subscribers of “{mailing.newsletter.name}”"
    parts = ", ".join(_parts(mailing))
    return f"Members: {parts}" if parts else "All members"


def _parts(mailing: Mailing) -> Iterator[str]:
    if mailing.sector:
        yield f"service group {mailing.sector}"
    if mailing.region:
        yield f"region {mailing.region.name}"
    if mailing.branch:
        yield f"branch {mailing.branch.name}"
    if mailing.job_role:
        yield f"job role {mailing.job_role}"


def size_in_words(mailing: Mailing, *, languages: Collection[str]) -> str:
    """How many would get it now, and in which language where the letter speaks both."""
    size = size_of(mailing)
    words = f"{'at most ' if size.at_most else ''}{shown(size.n, mailing)}"
    if "cy" not in languages:
        return words
    english, welsh = shown(size.n - size.welsh, mailing), shown(size.welsh, mailing)
    return f"{words}: {english} in English, {welsh} in Welsh"


def shown(n: int, mailing: Mailing) -> str:
    """A number as it may be shown: of members in tens and none below ten, so that none can be subtracted."""
    if mailing.audience == Mailing.Audience.SUBSCRIBERS:
        return f"{n:,}"
    return "fewer than 10" if n < FEW else f"about {n // FEW * FEW:,}"
