"""What is kept of newsletters how long. docs/data-protection.md lists the rules in plain words."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery

from campaigns.newsletters import figures
from campaigns.newsletters.mine import MAILED
from campaigns.newsletters.models import Choice, Mailing, Subscriber, Wish
from campaigns.newsletters.subscribing import LINK_LIVES
from union.expiring import Expired, delete_in_batches
from union.mail.models import Message

GONE_AFTER = timedelta(days=180)
ANSWERS_KEPT = timedelta(days=2 * 365)
LETTERS_KEPT = timedelta(days=90)


def expire(*, at: datetime, dry_run: bool) -> list[Expired]:
    """Wishes, subscribers who left, answers that later ones replaced, and the outbox rows of old mailings."""
    return [
        Expired("newsletters asked for and never confirmed", "7 days", _wishes(at=at, dry_run=dry_run)),
        Expired("subscribers who get nothing any more", "180 days", _leavers(at=at, dry_run=dry_run)),
        Expired("answers replaced by later ones", "2 years", _answers(at=at, dry_run=dry_run)),
        Expired("letters of newsletters in the outbox", "90 days", _letters(at=at, dry_run=dry_run)),
    ]


def _wishes(*, at: datetime, dry_run: bool) -> int:
    return delete_in_batches(Wish.objects.filter(asked_at__lte=at - LINK_LIVES), dry_run=dry_run)


def _leavers(*, at: datetime, dry_run: bool) -> int:
    """Nothing is sent to them, and for half a year they had time to come back."""
    said = Choice.objects.filter(subscriber=OuterRef("pk"))
    later = Choice.objects.filter(
        subscriber=OuterRef("subscriber"), newsletter=OuterRef("newsletter"), number__gt=OuterRef("number")
    )
    standing_yes = said.filter(~Exists(later), given=True)
    lately = said.filter(at__gt=at - GONE_AFTER)
    gone = Subscriber.objects.filter(~Exists(standing_yes), ~Exists(lately), since__lte=at - GONE_AFTER)
    return delete_in_batches(gone, dry_run=dry_run)


def _answers(*, at: datetime, dry_run: bool) -> int:
    """What counts is the last answer; the ones before are kept to show what was agreed to when."""
    same = Choice.objects.filter(subscriber=OuterRef("subscriber"), newsletter=OuterRef("newsletter"))
    last = same.order_by("-number").values("number")[:1]
    old = Choice.objects.filter(at__lte=at - ANSWERS_KEPT).filter(number__lt=Subquery(last))
    return delete_in_batches(old, dry_run=dry_run)


def _letters(*, at: datetime, dry_run: bool) -> int:
    """A row tells by its hash that a mailbox was in the audience: the figures stay, the rows go."""
    over = Q(finished_at__lte=at - LETTERS_KEPT) | Q(
        state=Mailing.State.CALLED_OFF, called_off_at__lte=at - LETTERS_KEPT
    )
    n = 0
    for mailing in Mailing.objects.filter(over, counted_at=None):
        rows = Message.objects.filter(kind=MAILED, subject=mailing.about)
        n += rows.count()
        if not dry_run:
            with transaction.atomic():
                figures.fix(mailing)
                mailing.counted_at = at
                mailing.save(update_fields=[*figures.FIXED, "counted_at"])
                rows.delete()
    return n
