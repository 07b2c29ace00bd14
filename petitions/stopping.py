"""No more news of a petition: the link in each letter, and the one click of a mail program."""

import uuid
from datetime import datetime

from django.db import transaction

from petitions.models import Consent, Signature

BY_LINK = "news link"


@transaction.atomic
def stop_news(signature_id: uuid.UUID, *, at: datetime) -> bool:
    """Write down that news of the petition is no longer wanted; again, and for a name long gone, no error.

    Returns whether an answer was written.
    """
    signature = Signature.objects.select_for_update().filter(pk=signature_id).first()
    latest = answer(signature_id)
    if signature is None or latest is None or not latest.given:
        return False
    Consent.objects.create(
        signature=signature,
        purpose=Consent.Purpose.PETITION_NEWS,
        number=latest.number + 1,
        given=False,
        wording=latest.wording,
        at=at,
        source=BY_LINK,
    )
    return True


def answer(signature_id: uuid.UUID) -> Consent | None:
    """The latest answer to news of the petition, where there is one."""
    answers = Consent.objects.filter(signature=signature_id, purpose=Consent.Purpose.PETITION_NEWS)
    return answers.order_by("-number").first()
