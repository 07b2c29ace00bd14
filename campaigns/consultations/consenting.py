"""Consent to be quoted: a row for every change of mind, the last one counts."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from campaigns.consultations.finding import lock_reply
from campaigns.consultations.models import Consent, Quote, Reply
from campaigns.consultations.recalling import recall_quotes
from campaigns.consultations.wordings import current


def consents_of(reply: Reply) -> set[str]:
    """The purposes for which a reply may be quoted now; also when it was mixed since it was found."""
    events = Consent.objects.filter(reply__code_hash=reply.code_hash)
    latest = dict(events.values_list("purpose", "given"))
    return {purpose for purpose, given in latest.items() if given}


def note_consents(reply: Reply, *, purposes: Collection[str], at: datetime, source: str = "reply") -> None:
    """Write down what changed, on a locked reply; a purpose no longer allowed recalls its quotes."""
    standing = consents_of(reply)
    wanted = set(purposes) & set(Consent.Purpose.values)
    Consent.objects.bulk_create(
        Consent(
            reply=reply,
            purpose=purpose,
            given=purpose in wanted,
            wording=current(),
            source=source,
            given_on=timezone.localdate(at),
        )
        for purpose in sorted(standing ^ wanted)
    )
    quotes = Quote.objects.filter(answer__reply=reply, purpose__in=standing - wanted)
    recall_quotes(quotes, reason=Quote.Recall.CONSENT, at=at)


@transaction.atomic
def withdraw_consents(code: str, *, at: datetime) -> None:
    """No quote from this reply any more. Possible at any time, also after the consultation closed."""
    note_consents(lock_reply(code), purposes=(), at=at, source="receipt code")
