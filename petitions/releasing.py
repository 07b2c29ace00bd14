"""The letters of released signatures.

While a signature is held its letter is never sent: it waits in the outbox and is cancelled when its turn
comes. A release therefore writes a letter of another kind, numbered by the ruling, so that the outbox takes
it as new; after an undoing and a second release too.
"""

from collections.abc import Collection
from datetime import datetime

from django.db.models import F

from petitions.models import LETTERS_A_MAILBOX, Petition, Ruling, Signature, SignatureIdentity
from union.mail.sending import Envelope, enqueue_many

KIND = "petition_released"


def write_to(released: Collection[Signature], *, ruling: Ruling, at: datetime) -> int:
    """Put one letter for each released signature in the outbox, five a mailbox in all; how many."""
    chosen = _with_room(_mailboxes(ruling.petition, released), {row.pk for row in released})
    SignatureIdentity.objects.filter(pk__in=[person.pk for person in chosen]).update(letters=F("letters") + 1)
    language = {row.pk: row.language for row in released}
    envelopes = [
        Envelope(f"signature:{person.pk}", person.email, language=language[person.pk]) for person in chosen
    ]
    enqueue_many(KIND, envelopes, version=ruling.pk, at=at)
    return len(envelopes)


def _mailboxes(petition: Petition, released: Collection[Signature]) -> list[SignatureIdentity]:
    """Everybody on the mailboxes of the released, locked in the order in which signing locks them."""
    people = SignatureIdentity.objects.filter(petition=petition)
    hashes = people.filter(pk__in=[row.pk for row in released]).values_list("email_hash", flat=True)
    locked = people.filter(email_hash__in=list(hashes)).order_by("email_hash", "slot")
    return list(locked.select_for_update(no_key=True))


def _with_room(people: list[SignatureIdentity], released: set[object]) -> list[SignatureIdentity]:
    """The released whose mailbox has not had its five letters."""
    written: dict[str, int] = {}
    for person in people:
        written[person.email_hash] = written.get(person.email_hash, 0) + person.letters
    chosen = []
    for person in people:
        if person.pk in released and written[person.email_hash] < LETTERS_A_MAILBOX:
            written[person.email_hash] += 1
            chosen.append(person)
    return chosen
