"""Letters for members whom mail does not reach: asked for at the desk, made by the worker, kept for a day.

The row is the queue. Fifty letters at a time are drawn and kept, so that a worker that dies has lost one file
and the next goes on behind it. Files are sealed under a key that no dump has: they hold live links.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from ballots.drafting import works_for
from ballots.errors import LettersGone, NobodyToWriteTo, NotYours, WrongMoment
from ballots.inviting import renew_link
from ballots.models import UNTIL_CLOSE, Ballot, LetterBatch, LetterFile, RollEntry
from ballots.models.posted import KEPT
from ballots.posted_letters import letters_pdf
from ballots.waking import wake_worker
from union.accounts.models import User
from union.audit.recording import record
from union.keys import derive
from union.leases import in_turn
from union.mail.models import Suppression
from union.mail.sending import recipient_hash
from union.pdf import PdfTooLong, PdfUnavailable
from union.sweeping import each

A_FILE = 50
FILES_A_PASS = 12  # forty seconds of drawing; then others have their turn
LOOKED_THROUGH = 2000  # entries at a time, for those whose address refuses mail
LEASE = timedelta(minutes=10)
TRIES = 3
Batch = LetterBatch.State


def who_gets_letters(ballot: Ballot) -> QuerySet[RollEntry]:
    """The roll without those whose strike was asked for.

    Those who have voted stay on it: a list that shrinks would say who they are.
    """
    return RollEntry.objects.filter(ballot=ballot, strike_asked=False).order_by("pk")


def without_address(ballot: Ballot) -> int:
    """How many members on the roll have no e-mail address at all."""
    return who_gets_letters(ballot).filter(email="", member__email="").count()


def ask_for_letters(ballot: Ballot, *, language: str, renew: bool, by: User, at: datetime) -> LetterBatch:
    """Have the letters made; with `renew` every code printed before is void. One batch at a time.

    While one is being made that one is given back. Raises NotYours and WrongMoment.
    """
    with transaction.atomic():
        ballot = Ballot.objects.select_for_update(of=("self",)).select_related("branch").get(pk=ballot.pk)
        if not works_for(by, ballot.branch):
            raise NotYours
        if ballot.state not in UNTIL_CLOSE:
            raise WrongMoment(TOO_LATE)
        if being_made := ballot.letter_batches.filter(state=Batch.PREPARING).first():
            return being_made
        batch = LetterBatch.objects.create(
            ballot=ballot,
            language="cy" if language == "cy" else "en",
            renews=renew,
            asked_by=by,
            asked_at=at,
        )
        detail = {"batch": batch.pk, "renews": renew}
        record("ballot.letters_asked", subject=ballot.subject, by=by, at=at, detail=detail)
        wake_worker()
    return batch


def prepare_letters(*, at: datetime) -> int:
    """Make every batch that waits and that nobody else is making; how many letters."""
    waiting = LetterBatch.objects.filter(state=Batch.PREPARING).select_related("ballot__branch")
    return each(in_turn(waiting, at=at, lease=LEASE), _prepare, at=at)


def take_file(batch: LetterBatch, number: int, *, by: User, at: datetime) -> bytes:
    """The PDF, with an entry of who took it. Raises NotYours and LettersGone."""
    if not works_for(by, batch.ballot.branch):
        raise NotYours
    with transaction.atomic():
        file = batch.files.filter(number=number, batch__state=Batch.READY).first()
        if file is None or batch.ready_at is None or batch.ready_at + KEPT <= at:
            raise LettersGone
        detail = {"batch": batch.pk, "file": number}
        record("ballot.letters_taken", subject=batch.ballot.subject, by=by, at=at, detail=detail)
        try:
            return _key(batch).decrypt(
                bytes(file.sealed[:12]), bytes(file.sealed[12:]), _bound_to(batch, number)
            )
        except InvalidTag:  # BALLOT_LINK_KEY is another now, and no link in these letters opens anything
            raise LettersGone from None


def forget_letters(*, at: datetime) -> int:
    """Delete the files of batches that are a day old; how many batches."""
    old = LetterBatch.objects.filter(state=Batch.READY, ready_at__lte=at - KEPT)
    for batch in old:
        with transaction.atomic():
            batch.files.all().delete()
            LetterBatch.objects.filter(pk=batch.pk).update(state=Batch.GONE)
    return len(old)


def _prepare(batch: LetterBatch, *, at: datetime) -> int:
    """Make this batch, while its ballot runs; how many letters it has by now."""
    if batch.tries > TRIES:
        return _finish(batch, state=Batch.FAILED, fault=GAVE_UP, at=at)
    files = 0
    try:
        for entries in islice(_fifties(batch), FILES_A_PASS):
            _make_file(batch, entries, at=at)
            files += 1
    except (WrongMoment, PdfUnavailable, PdfTooLong) as reason:
        return _finish(batch, state=Batch.FAILED, fault=str(reason), at=at)
    if files == FILES_A_PASS:
        LetterBatch.objects.filter(pk=batch.pk).update(leased_until=None)
        wake_worker()
        return batch.letters
    if not batch.letters:
        return _finish(batch, state=Batch.FAILED, fault=NobodyToWriteTo.sentence, at=at)
    return _finish(batch, state=Batch.READY, fault="", at=at)


TOO_LATE = "Letters are printed from the day the ballot is fixed until it closes."
GAVE_UP = "They could not be made in three tries. Ask for them again, and tell whoever runs this site."


def _fifties(batch: LetterBatch) -> Iterator[list[RollEntry]]:
    """Those whom mail does not reach, behind the last who has a letter of this batch."""
    fifty: list[RollEntry] = []
    for entry in _unreached(batch.ballot, after=batch.upto):
        fifty.append(entry)
        if len(fifty) == A_FILE:
            yield fifty
            fifty = []
    if fifty:
        yield fifty


def _unreached(ballot: Ballot, *, after: int) -> Iterator[RollEntry]:
    roll = who_gets_letters(ballot).select_related("member")
    while some := list(roll.filter(pk__gt=after)[:LOOKED_THROUGH]):
        after = some[-1].pk
        hashes = {entry.pk: recipient_hash(entry.address) for entry in some if entry.address}
        refusing = set(
            Suppression.objects.filter(recipient_hash__in=hashes.values()).values_list(
                "recipient_hash", flat=True
            )
        )
        yield from (entry for entry in some if entry.pk not in hashes or hashes[entry.pk] in refusing)


def _make_file(batch: LetterBatch, entries: list[RollEntry], *, at: datetime) -> None:
    if not Ballot.objects.filter(pk=batch.ballot_id, state__in=UNTIL_CLOSE).exists():
        raise WrongMoment(TOO_LATE)
    if batch.renews:
        for entry in entries:
            renew_link(entry, at=at)
    document = letters_pdf(batch.ballot, entries, language=batch.language, at=at)
    number = batch.files.count() + 1
    nonce = os.urandom(12)
    sealed = nonce + _key(batch).encrypt(nonce, document, _bound_to(batch, number))
    batch.upto, batch.letters = entries[-1].pk, batch.letters + len(entries)
    with transaction.atomic():
        LetterFile.objects.create(batch=batch, number=number, letters=len(entries), sealed=sealed)
        batch.tries = 0
        batch.save(update_fields=["upto", "letters", "tries"])


@transaction.atomic
def _finish(batch: LetterBatch, *, state: str, fault: str, at: datetime) -> int:
    batch.state, batch.fault, batch.leased_until = state, fault[:200], None
    batch.ready_at = at if state == Batch.READY else None
    batch.save(update_fields=["state", "fault", "leased_until", "ready_at"])
    if state == Batch.READY:
        detail = {"batch": batch.pk, "letters": batch.letters}
        record("ballot.letters_made", subject=batch.ballot.subject, by=None, at=at, detail=detail)
    else:  # nobody can take what was drawn before
        batch.files.all().delete()
    return batch.letters


def _key(batch: LetterBatch) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(derive(settings.BALLOT_LINK_KEY, f"letters of ballot {batch.ballot_id}"))


def _bound_to(batch: LetterBatch, number: int) -> bytes:
    return f"{batch.pk}:{number}".encode()
