"""Sending: an approved mailing begins, its letters are queued in batches, and it ends when all have left.

Each batch is one transaction with the row that says how far it has come, and the outbox takes a letter once
for a mailing and an address: a worker that dies leaves nobody out and writes to nobody twice. The pace is in
the rows: each batch may leave a little later than the one before.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from campaigns.newsletters import audience, figures, mailable
from campaigns.newsletters.mine import MAILED
from campaigns.newsletters.models import Mailing
from union.audit.recording import record
from union.jobs.asking import AlreadyUnderWay, ask_for, latest
from union.jobs.kinds import JobKind
from union.jobs.models import Job
from union.jobs.working import advance
from union.mail.models import Message, State
from union.mail.sending import Envelope, enqueue_many

QUEUE = "newsletter_queue"
BATCH = 500
UNDER_WAY = [State.QUEUED, State.CLAIMED, State.RETRY]


def job_kinds() -> list[JobKind]:
    return [JobKind(QUEUE, "Putting the letters in the outbox", queue_all)]


def job_of(mailing: Mailing) -> Job | None:
    return latest(QUEUE, subject=mailing.about)


def begin_due(*, at: datetime) -> int:
    """Begin what is approved and due, and go on with what a lost job left; how many began."""
    waiting = Mailing.objects.filter(state=Mailing.State.SCHEDULED)
    begun = sum(begin(mailing.pk, at=at) for mailing in waiting if mailing.is_due(at))
    for mailing in Mailing.objects.filter(state=Mailing.State.SENDING, queued_at=None):
        _ask(mailing, at=at)
    return begun


@transaction.atomic
def begin(pk: int, *, at: datetime) -> bool:
    """Fix the version of the page and ask for the job; whether it began.

    A page that cannot be mailed any more calls the mailing off, with the reason.
    """
    mailing = Mailing.objects.select_for_update().filter(pk=pk).first()
    if mailing is None or not mailing.is_due(at):
        return False
    try:
        page = mailable.check(mailing.page)
    except mailable.CannotBeMailed as why:
        mailing.state, mailing.called_off_at, mailing.fault = Mailing.State.CALLED_OFF, at, str(why)
        mailing.save(update_fields=["state", "called_off_at", "fault"])
        _note("called_off", mailing, at=at)
        return False
    mailing.state, mailing.begun_at = Mailing.State.SENDING, at
    mailing.revision = mailable.version_of(page)
    mailing.revision_cy = mailable.version_of(mailable.in_language(page, "cy"))
    mailing.save(update_fields=["state", "begun_at", "revision", "revision_cy"])
    _note("begun", mailing, at=at)
    _ask(mailing, at=at)
    return True


def queue_all(job: Job, *, at: datetime) -> Mapping[str, object]:
    """Queue every letter of a mailing, a batch at a time; done again, it goes on where it stopped."""
    pk = int(job.subject.removeprefix("mailing:"))
    total = audience.total_of(Mailing.objects.select_related("newsletter").get(pk=pk))
    done = 0
    while (looked_at := queue_batch(pk, at=at)) is not None:
        done += looked_at
        advance(job, done=done, total=max(total, done))
    return {"looked_at": done}


@transaction.atomic
def queue_batch(pk: int, *, at: datetime, size: int = BATCH) -> int | None:
    """The next letters and how far that is, together; None where nothing is left, or it was called off."""
    sending = Mailing.objects.filter(pk=pk, state=Mailing.State.SENDING, queued_at=None)
    mailing = sending.select_related("newsletter").select_for_update(of=("self",)).first()
    if mailing is None:
        return None
    readers = audience.next_readers(mailing, size=size)
    chosen = audience.without_refusals(mailing, readers)
    envelopes = [Envelope(mailing.about, reader.email, reader.language) for reader in chosen]
    enqueue_many(MAILED, envelopes, at=at, not_before=_leaves_from(mailing, at=at))
    mailing.queued += len(envelopes)
    if readers:
        mailing.cursor = readers[-1].key
    if len(readers) < size:
        mailing.queued_at = at
    mailing.save(update_fields=["queued", "cursor", "queued_at"])
    return len(readers)


def _leaves_from(mailing: Mailing, *, at: datetime) -> datetime:
    """Behind those queued before, at the pace of the settings."""
    assert mailing.begun_at is not None
    minutes = mailing.queued / settings.NEWSLETTERS_PER_MINUTE
    return max(at, mailing.begun_at + timedelta(minutes=minutes))


def settle_sent(*, at: datetime) -> int:
    """A mailing whose last letter has left, or never will, is sent; how many."""
    settled = 0
    for pk in Mailing.objects.filter(state=Mailing.State.SENDING, queued_at__isnull=False).values_list(
        "pk", flat=True
    ):
        settled += _settle(pk, at=at)
    return settled


@transaction.atomic
def _settle(pk: int, *, at: datetime) -> bool:
    mailing = Mailing.objects.select_for_update().filter(pk=pk, state=Mailing.State.SENDING).first()
    if mailing is None or _letters(mailing).filter(state__in=UNDER_WAY).exists():
        return False
    mailing.state, mailing.finished_at = Mailing.State.SENT, at
    figures.fix(mailing)
    mailing.save(update_fields=["state", "finished_at", *figures.FIXED])
    _note("sent", mailing, at=at)
    return True


def _letters(mailing: Mailing) -> QuerySet[Message]:
    return Message.objects.filter(kind=MAILED, subject=mailing.about)


def _ask(mailing: Mailing, *, at: datetime) -> None:
    with suppress(AlreadyUnderWay):
        ask_for(QUEUE, subject=mailing.about, by=None, at=at)


def _note(act: str, mailing: Mailing, *, at: datetime) -> None:
    detail = {"page": mailing.page_id}
    record(f"newsletters.mailing_{act}", subject=mailing.about, by=None, at=at, detail=detail)
