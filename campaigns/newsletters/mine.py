"""What is held about an address: to show, to hand over and to delete."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.newsletters import choosing, stopping, wording
from campaigns.newsletters.models import Subscriber, Wish
from campaigns.newsletters.subscribing import CONFIRM
from union.mail.forgetting import forget
from union.mail.sending import recipient_hash
from union.members.models import Member

MAILED, TRIAL = "newsletter_mailing", "newsletter_trial"


def subscriber_of(address: str) -> Subscriber | None:
    return Subscriber.objects.filter(email=address.strip().lower()).first()


def is_member(address: str) -> bool:
    return Member.objects.active().at_address(address).exists()


def show(address: str, *, at: datetime) -> Mapping[str, object] | None:
    """What the address gets, and whether campaign mail to members reaches it."""
    subscriber, member = subscriber_of(address), is_member(address)
    if subscriber is None and not member:
        return None
    return {
        "subscriber": subscriber,
        "gets": choosing.gets(subscriber) if subscriber else [],
        "member": member,
        "opted_out": stopping.is_opted_out(recipient_hash(address)),
    }


def collect(address: str) -> Mapping[str, Any]:
    """Everything held about the address, fit for JSON: each answer with the words that were shown."""
    found: dict[str, Any] = {}
    if subscriber := subscriber_of(address):
        said = subscriber.choices.select_related("newsletter").order_by("at", "number")
        found["subscriber"] = {
            "since": subscriber.since.isoformat(),
            "language": subscriber.language,
            "answers": [
                {
                    "newsletter": choice.newsletter.name,
                    "given": choice.given,
                    "words": choice.words or wording.words(choice.wording),
                    "asked_at": choice.asked_at.isoformat(),
                    "at": choice.at.isoformat(),
                    "source": choice.source,
                }
                for choice in said
            ],
        }
    if waiting := _waiting(address):
        found["not_confirmed"] = [wish.asked_at.isoformat() for wish in waiting]
    if stopping.is_opted_out(recipient_hash(address)):
        found["campaign_mail_to_members"] = "refused"
    return found


def goes(address: str) -> list[str]:
    sentences = [_("your newsletters and what you agreed to for them")] if subscriber_of(address) else []
    return sentences + ([_("newsletters you asked for and did not confirm")] if _waiting(address) else [])


@transaction.atomic
def erase(address: str, *, at: datetime) -> int:
    """Delete the subscriber with every answer, the wishes, and the letters. How many rows.

    That the mailbox refused campaign mail stays, by its hash: without it such mail would begin again.
    """
    address = address.strip().lower()
    gone, _rows = Subscriber.objects.filter(email=address).delete()
    wishes, _rows = Wish.objects.filter(email=address).delete()
    return gone + wishes + forget(address, kinds=[CONFIRM, MAILED, TRIAL])


def _waiting(address: str) -> list[Wish]:
    return list(Wish.objects.filter(email=address.strip().lower(), confirmed_at=None).order_by("asked_at"))
