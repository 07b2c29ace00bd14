"""Hearing of other campaigns: what a signer agreed to goes to what sends such news, and so does a no.

A yes on the form is a wish. It takes effect when the signature is confirmed, which proves the mailbox.
"""

import uuid
from datetime import datetime

from django.utils.translation import override

from petitions import wording
from petitions.models import Consent, Signature
from union import campaign_news
from union.campaign_news import Coming

PURPOSE = Consent.Purpose.UNION_CAMPAIGNS
SOURCE = "petition"  # never which one: nobody is to be found across petitions


def follow(signature_id: uuid.UUID, *, at: datetime) -> None:
    """Hand on the latest answer of a signature: a yes once it is confirmed, a no whenever it is given."""
    signature = Signature.objects.select_related("identity", "petition").get(pk=signature_id)
    answer = _latest(signature_id)
    if answer is None or not signature.identity.email:
        return
    if not answer.given:
        campaign_news.stop(signature.identity.email, source=SOURCE, at=at)
    elif signature.state == Signature.State.CONFIRMED:
        campaign_news.agree(
            signature.identity.email,
            language=signature.language,
            words=_words(signature, version=answer.wording),
            source=SOURCE,
            asked_at=answer.at,
            at=at,
        )


def take_back(signature: Signature, *, at: datetime) -> None:
    """The name comes off, and with it a yes that was given beside it; call this while both are there."""
    answer = _latest(signature.pk) if signature.state == Signature.State.CONFIRMED else None
    if answer and answer.given and hasattr(signature, "identity"):
        campaign_news.stop(signature.identity.email, source=SOURCE, at=at)


def coming_to(signature: Signature) -> list[Coming]:
    """What comes to the signer because of a yes under a petition."""
    return campaign_news.coming_to(signature.identity.email) if hasattr(signature, "identity") else []


def _latest(signature_id: uuid.UUID) -> Consent | None:
    return Consent.objects.filter(signature=signature_id, purpose=PURPOSE).order_by("-number").first()


def _words(signature: Signature, *, version: int) -> str:
    """In the language the signer read them in."""
    with override(signature.language):
        return wording.words(PURPOSE, petition=signature.petition, version=version)
