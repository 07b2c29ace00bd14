"""Telling what happened: one letter to each person who asked for news of the petition.

The letters are queued in batches, each in one transaction with the row that says how far it has come: a
worker that dies is followed by another, and the outbox takes a letter once, whoever asks.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest

from petitions.models import Consent, Entry, Petition, Signature, Telling
from petitions.waking import wake_telling
from union.accounts.models import User
from union.mail.sending import Envelope, enqueue, enqueue_many

NEWS, TRIAL = "petition_news", "petition_news_trial"
BATCH = 500
BATCHES = 20  # in one go; a sweep has other things to do


def agreeing(petition: Petition, *, at: datetime) -> QuerySet[Signature]:
    """The confirmed signatures of this time whose latest answer to news of the petition is yes."""
    answers = Consent.objects.filter(signature=OuterRef("pk"), purpose=Consent.Purpose.PETITION_NEWS)
    latest = answers.order_by("-number").values("given")[:1]
    confirmed = Signature.objects.filter(
        petition=petition, state=Signature.State.CONFIRMED, confirmed_at__lte=at
    )
    reachable = confirmed.filter(identity__isnull=False).exclude(identity__email="")
    return reachable.annotate(wants_news=Subquery(latest)).filter(wants_news=True)


def begin(entry: Entry, *, at: datetime) -> Telling:
    """Start telling, in the transaction that publishes the entry; a worker or the sweep does the rest."""
    total = agreeing(entry.petition, at=at).count()
    transaction.on_commit(wake_telling, robust=True)
    return Telling.objects.create(entry=entry, total=total, started_at=at)


def stop(entry: Entry, *, at: datetime) -> None:
    """Queue no more letters about it."""
    Telling.objects.filter(entry=entry, finished_at__isnull=True).update(
        finished_at=Greatest(F("started_at"), at)
    )


def carry_on(*, at: datetime, batch: int = BATCH, batches: int = BATCHES) -> int:
    """Queue the next letters of every telling that has not finished; how many."""
    queued = 0
    for number in Telling.objects.filter(finished_at__isnull=True).values_list("pk", flat=True):
        for _ in range(batches):
            step = _queue_batch(number, at=at, batch=batch)
            queued += step
            if step < batch:
                break
    if Telling.objects.filter(finished_at__isnull=True).exists():
        wake_telling()
    return queued


@transaction.atomic
def _queue_batch(number: int, *, at: datetime, batch: int) -> int:
    """One batch and the row that says so, together; 0 where all is done or another worker is at it."""
    locked = Telling.objects.select_for_update(skip_locked=True, of=("self",)).select_related(
        "entry__petition"
    )
    telling = locked.filter(pk=number, finished_at__isnull=True).first()
    if telling is None:
        return 0
    people = agreeing(telling.entry.petition, at=telling.started_at).select_related("identity").order_by("pk")
    if telling.last_pk is not None:
        people = people.filter(pk__gt=telling.last_pk)
    next_ones = list(people[:batch])
    letters = [Envelope(f"signature:{one.pk}", one.identity.email, one.language) for one in next_ones]
    enqueue_many(NEWS, letters, at=at, version=telling.entry_id)
    if next_ones:
        telling.last_pk = next_ones[-1].pk
        telling.queued += len(next_ones)
    if len(next_ones) < batch:
        telling.finished_at = max(at, telling.started_at)
    telling.save(update_fields=["last_pk", "queued", "finished_at"])
    return len(next_ones)


@transaction.atomic
def try_on(entry: Entry, *, by: User, at: datetime) -> None:
    """Send the letter to oneself, as it would be now; as often as one likes."""
    Entry.objects.filter(pk=entry.pk).update(trials=F("trials") + 1)
    entry.refresh_from_db(fields=["trials"])
    enqueue(TRIAL, subject=f"entry:{entry.pk}", to=by.email, at=at, version=entry.trials)
