"""A yes to campaign news that was said elsewhere, by somebody whose mailbox was proved there.

Whoever ticks such words on a petition gets the newsletters that are marked for it. Times are kept to the day:
a moment would lead from here to the row of a signature whose name has long been deleted.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from campaigns.newsletters import wording
from campaigns.newsletters.choosing import answer, gets
from campaigns.newsletters.models import Newsletter, Subscriber
from campaigns.newsletters.models.subscribing import latest_choices
from union.campaign_news import Coming, Sender
from union.mail.sending import recipient_hash


def sender() -> Sender:
    return Sender(agree=agree, stop=stop, comes=coming_to)


def marked() -> list[Newsletter]:
    """The newsletters on offer that come with a yes said elsewhere."""
    return list(Newsletter.objects.filter(is_offered=True, for_signers=True))


@transaction.atomic
def agree(address: str, *, language: str, words: str, source: str, asked_at: datetime, at: datetime) -> None:
    """Send the marked newsletters there from now on, in the language known before, else in this one.

    What its owner has stopped since `asked_at` stays stopped; again is no error.
    """
    if not (newsletters := marked()):
        return
    defaults = {"address_hash": recipient_hash(address), "language": language, "since": _day(at)}
    known = Subscriber.objects.select_for_update()
    subscriber, _new = known.get_or_create(email=address.strip().lower(), defaults=defaults)
    last = latest_choices(subscriber)
    for newsletter in newsletters:
        said = last.get(newsletter.pk)
        if said is None or said.given or said.at < asked_at:
            answer(
                subscriber, newsletter, given=True, words=words, asked_at=_day(asked_at), at=_day(at),
                source=source,
            )  # fmt: skip


@transaction.atomic
def stop(address: str, *, source: str, at: datetime) -> None:
    """No more of what came with a yes from this source; what was asked for here still comes."""
    subscriber = Subscriber.objects.select_for_update().filter(email=address.strip().lower()).first()
    if subscriber is None:
        return
    for choice in latest_choices(subscriber).values():
        if choice.given and choice.source == source:
            answer(
                subscriber, choice.newsletter, given=False, wording=wording.current_version(),
                asked_at=_day(at), at=_day(at), source=source,
            )  # fmt: skip


def coming_to(address: str) -> list[Coming]:
    """Of the marked newsletters those that this address gets."""
    subscriber = Subscriber.objects.filter(email=address.strip().lower()).first()
    mine = gets(subscriber) if subscriber else []
    return [Coming(one.shown_name, one.shown_about) for one in mine if one.for_signers]


def _day(at: datetime) -> datetime:
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
