"""“Tell us when you report”: an address left for one letter, proved by a mailed link, and taken back.

Nobody asks whether the owner of an address replied, and no row can be put beside a reply (0140).
"""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.consultations.errors import ConsultationClosed, UnknownLink
from campaigns.consultations.letting_go import never_reported
from campaigns.consultations.models import Consultation, Interested, NoReports
from union.expiring import Expired, delete_in_batches
from union.mail.forgetting import forget
from union.mail.sending import enqueue, recipient_hash

CONFIRM = "consultation_news_confirm"
LINK_LIVES = timedelta(days=7)
_confirming = signing.Signer(salt="consultations.news.confirm")
_stopping = signing.Signer(salt="consultations.news.stop")


@transaction.atomic
def ask_to_hear(consultation: Consultation, *, email: str, language: str, at: datetime) -> None:
    """Keep the address and send it a link, once a day at most; the same is done for an address known before.

    Refuses a consultation that was reported on.
    """
    if not _unreported().filter(pk=consultation.pk).exists():
        raise ConsultationClosed("The union has reported already: read it on this page.")
    day = timezone.localdate(at)
    interested, _new = Interested.objects.get_or_create(
        consultation=consultation,
        email=email.strip().lower(),
        defaults={"language": language, "asked_on": day},
    )
    if not interested.confirmed:
        Interested.objects.filter(pk=interested.pk).update(asked_on=day)
        subject, version = f"interested:{interested.pk}", day.toordinal()
        enqueue(CONFIRM, subject=subject, to=interested.email, at=at, version=version, language=language)


def confirm_token(interested: Interested) -> str:
    """The end of the link in the first letter; made again whenever it is written, stored nowhere."""
    return _confirming.sign(interested.pk.hex)


def find_interested(token: str) -> Interested | None:
    """Whose link this is; None once the address is gone or the letter out. Forgeries raise UnknownLink."""
    try:
        pk = uuid.UUID(_confirming.unsign(token))
    except (signing.BadSignature, ValueError):
        raise UnknownLink from None
    waiting = Interested.objects.filter(consultation__in=_unreported()).select_related("consultation")
    return waiting.filter(pk=pk).first()


def confirm_interest(interested: Interested) -> None:
    """The letter will be sent; confirming twice is harmless. Lifts an earlier refusal of such letters."""
    Interested.objects.filter(pk=interested.pk).update(confirmed=True)
    NoReports.objects.filter(address_hash=recipient_hash(interested.email)).delete()


def stop_token(address_hash: str) -> str:
    """The end of the link by which a mailbox refuses further letters, made of its keyed hash."""
    return _stopping.sign(address_hash)


def mailbox_of(token: str) -> str:
    """The keyed hash in a link to refuse letters. Raises UnknownLink for one we never wrote."""
    try:
        return _stopping.unsign(token)
    except signing.BadSignature:
        raise UnknownLink from None


def is_stopped(address_hash: str) -> bool:
    return NoReports.objects.filter(address_hash=address_hash).exists()


@transaction.atomic
def stop_letters(address_hash: str, *, at: datetime) -> None:
    """Send this mailbox no report on any consultation; refusing twice is harmless."""
    NoReports.objects.get_or_create(address_hash=address_hash, defaults={"since": timezone.localdate(at)})


def expire(*, at: datetime, dry_run: bool) -> list[Expired]:
    """Addresses that nobody proved within a week, any that came while the letters went out, and those that
    waited two years for a report.
    """
    unproved = Q(confirmed=False, asked_on__lt=timezone.localdate(at - LINK_LIVES))
    told = Q(consultation__reported_at__lt=at - LINK_LIVES)
    old = Interested.objects.filter(unproved | told | never_reported(at))
    n = delete_in_batches(old, dry_run=dry_run)
    return [Expired("addresses left for a report and never proved", "7 days", n)]


def _unreported() -> QuerySet[Consultation]:
    return Consultation.objects.exclude(state=Consultation.State.REPORTED)


# --- what is held about an address


def collect(address: str) -> Mapping[str, Any]:
    """Everything held about the address, fit for JSON."""
    rows = Interested.objects.filter(email=address.strip().lower()).select_related("consultation")
    asked = [
        {"consultation": row.consultation.title, "asked_on": str(row.asked_on), "confirmed": row.confirmed}
        for row in rows.order_by("asked_on", "consultation")
    ]
    return {"reports_asked_for": asked} if asked else {}


def goes(address: str) -> list[str]:
    n = Interested.objects.filter(email=address.strip().lower()).count()
    return [_("your wish to hear when the union reports on members’ views")] if n else []


@transaction.atomic
def erase(address: str, *, at: datetime) -> int:
    """Delete the wishes and the letters that confirm them; how many rows."""
    gone, _rows = Interested.objects.filter(email=address.strip().lower()).delete()
    return gone + forget(address, kinds=[CONFIRM])
