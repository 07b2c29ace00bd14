"""No more of these letters: the link in each, the one click of a mail program, and the way back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from campaigns.newsletters.choosing import answer
from campaigns.newsletters.links import Stop
from campaigns.newsletters.models import Choice, Mailing, Newsletter, OptOut, Subscriber
from campaigns.newsletters.wording import current_version

BY_LINK, UNDONE = "stop link", "undone"
# Letters are passed on: their links bring nothing back that was stopped long ago.
UNDO_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Standing:
    """What a genuine link finds: a newsletter's subscriber, or a member; and whether they still get it."""

    newsletter: Newsletter | None
    gets_it: bool
    known: bool = True
    undo: bool = False


def standing(link: Stop, *, at: datetime) -> Standing:
    """How it is now. Where the subscriber or the mailing is long gone, nothing is sent any more."""
    mailing = _mailing(link)
    if mailing is None:
        return Standing(None, gets_it=False, known=False)
    undo = _undone_by(link, mailing, at=at)
    if mailing.newsletter is None:
        return Standing(None, gets_it=not is_opted_out(link.address_hash), undo=undo)
    last = _last(link, mailing.newsletter)
    if last is None:
        return Standing(mailing.newsletter, gets_it=False, known=False)
    return Standing(mailing.newsletter, gets_it=last.given, undo=undo)


def is_opted_out(address_hash: str) -> bool:
    return OptOut.objects.filter(address_hash=address_hash).exists()


@transaction.atomic
def stop(link: Stop, *, at: datetime) -> bool:
    """Send this mailbox no more of what the link's letter was; again, no error. Whether anything changed.

    A link in a newsletter stops that newsletter. One in a letter to members stops all campaign mail to
    members, and nothing else: ballots and answers to what somebody did are not campaign mail.
    """
    mailing = _mailing(link)
    if mailing is None:
        return False
    if mailing.newsletter is None:
        stopped = opt_out(link.address_hash, at=at, mailing=mailing)
    else:
        stopped = _say(link, mailing.newsletter, given=False, at=at, source=BY_LINK, mailing=mailing)
    if stopped:
        Mailing.objects.filter(pk=mailing.pk).update(unsubscribed=F("unsubscribed") + 1)
    return stopped


@transaction.atomic
def undo(link: Stop, *, at: datetime) -> bool:
    """Take back a stop by link, within a day: the mailbox gets what it got before. Whether it was done."""
    mailing = _mailing(link)
    if mailing is None or not _undone_by(link, mailing, at=at):
        return False
    if mailing.newsletter is None:
        undone = opt_in(link.address_hash)
    else:
        undone = _say(link, mailing.newsletter, given=True, at=at, source=UNDONE)
    if undone:
        mine = Mailing.objects.filter(pk=mailing.pk, unsubscribed__gt=0)
        mine.update(unsubscribed=F("unsubscribed") - 1)
    return undone


def opt_out(address_hash: str, *, at: datetime, mailing: Mailing | None = None) -> bool:
    """No campaign mail to this mailbox as a member; again, no error."""
    defaults = {"since": timezone.localdate(at), "mailing": mailing}
    return OptOut.objects.get_or_create(address_hash=address_hash, defaults=defaults)[1]


def opt_in(address_hash: str) -> bool:
    """Lift it."""
    return OptOut.objects.filter(address_hash=address_hash).delete()[0] > 0


def _say(
    link: Stop,
    newsletter: Newsletter,
    *,
    given: bool,
    at: datetime,
    source: str,
    mailing: Mailing | None = None,
) -> bool:
    subscriber = Subscriber.objects.select_for_update().filter(address_hash=link.address_hash).first()
    if subscriber is None:
        return False
    return answer(
        subscriber, newsletter, given=given, wording=current_version(), asked_at=at, at=at, source=source,
        mailing=mailing,
    )  # fmt: skip


def _mailing(link: Stop) -> Mailing | None:
    return Mailing.objects.select_related("newsletter").filter(pk=link.mailing).first()


def _last(link: Stop, newsletter: Newsletter) -> Choice | None:
    said = Choice.objects.filter(subscriber__address_hash=link.address_hash, newsletter=newsletter)
    return said.order_by("-number").first()


def _undone_by(link: Stop, mailing: Mailing, *, at: datetime) -> bool:
    """Whether the last no came from the link of this very mailing, within a day."""
    if mailing.newsletter is None:
        day = timezone.localdate(at - UNDO_FOR)
        mine = OptOut.objects.filter(address_hash=link.address_hash, mailing=mailing, since__gte=day)
        return mine.exists()
    last = _last(link, mailing.newsletter)
    return bool(last and last.source == BY_LINK and last.mailing_id == mailing.pk and last.at > at - UNDO_FOR)
