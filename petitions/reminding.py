"""Reminding those who have signed and not yet followed the link: after a day, and once more after three."""

from collections import Counter
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum

from petitions.links import LINK_LIVES
from petitions.models import LETTERS_A_MAILBOX, Petition, Signature, SignatureIdentity
from union.mail.sending import Envelope, enqueue_many

FIRST, SECOND = timedelta(hours=24), timedelta(hours=72)
BATCH = 200
EVERY = 600  # seconds


def remind_in_turn(*, at: datetime) -> int:
    """`remind`, once in ten minutes: nobody waits for a reminder, and looking for them is not free."""
    return remind(at=at) if cache.add("petitions:reminded", 1, EVERY) else 0


def remind(*, at: datetime) -> int:
    """Put every reminder that is due in the outbox, in transactions of one batch each; how many.

    Only those whose link works get one: not the held, not after the end of a petition. A reminder is one of
    the five letters of a mailbox. Whoever missed the first one gets the second alone.
    """
    return sum(_remind_petition(petition, at=at) for petition in _open_at(at))


def _open_at(at: datetime) -> list[Petition]:
    timed = [Petition.State.SCHEDULED, Petition.State.OPEN, Petition.State.PAUSED, Petition.State.CLOSING]
    return [p for p in Petition.objects.filter(state__in=timed) if p.honours_confirmations(at)]


def _remind_petition(petition: Petition, *, at: datetime) -> int:
    total = 0
    while sent := _remind_batch(petition, at=at):
        total += sent
    return total


def _due(petition: Petition, *, at: datetime) -> QuerySet[SignatureIdentity]:
    mailbox = SignatureIdentity.objects.filter(petition=petition, email_hash=OuterRef("email_hash"))
    written = mailbox.order_by().values("email_hash").annotate(n=Sum("letters")).values("n")
    return (
        SignatureIdentity.objects.filter(
            Q(signature__signed_at__lte=at - FIRST, reminders=0)
            | Q(signature__signed_at__lte=at - SECOND, reminders=1),
            signature__petition=petition,
            signature__state=Signature.State.PENDING,
            signature__signed_at__gt=at - LINK_LIVES,
            petition=petition,
        )
        .exclude(email="")
        .annotate(written=Subquery(written))
        .filter(written__lt=LETTERS_A_MAILBOX)
        .order_by("pk")
    )


@transaction.atomic
def _remind_batch(petition: Petition, *, at: datetime) -> int:
    """Lock some mailboxes as a signing does, look again, and write; how many letters."""
    mailboxes = [person.email_hash for person in _due(petition, at=at)[:BATCH]]
    if not mailboxes:
        return 0
    people = list(
        SignatureIdentity.objects.select_for_update(of=("self",))
        .select_related("signature")
        .filter(petition=petition, email_hash__in=mailboxes)
        .order_by("email_hash", "slot")
    )
    written = Counter[str]()
    for person in people:
        written[person.email_hash] += person.letters
    due = set(_due(petition, at=at).filter(email_hash__in=mailboxes).values_list("pk", flat=True))
    sent = []
    for person in people:
        if person.pk in due and written[person.email_hash] < LETTERS_A_MAILBOX:
            written[person.email_hash] += 1
            person.letters += 1
            person.reminders = 2 if person.signature.signed_at <= at - SECOND else 1
            sent.append(person)
    SignatureIdentity.objects.bulk_update(sent, ["letters", "reminders"])
    for number in (1, 2):
        _write_to([person for person in sent if person.reminders == number], number=number, at=at)
    return len(sent)


def _write_to(people: list[SignatureIdentity], *, number: int, at: datetime) -> None:
    letters = [
        Envelope(f"signature:{person.pk}", person.email, person.signature.language) for person in people
    ]
    enqueue_many("petition_reminder", letters, at=at, version=number)
