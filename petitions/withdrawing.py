"""Taking a name back: "it wasn't me", or "I have changed my mind"."""

import uuid
from datetime import datetime

from django.db import transaction

from petitions import counting, hearing
from petitions.keeping import show_anew
from petitions.models import Consent, Signature, SignatureIdentity
from petitions.tasks import nudge_roll_up
from union.mail.forgetting import forget_about
from union.mail.rendering import mail_kinds

OF_THE_PERSON = ("role", "employer", "union_member", "region", "constituency", "branch", "held_reason")


@transaction.atomic
def withdraw(signature_id: uuid.UUID, *, at: datetime) -> bool:
    """Delete who signed, what they agreed to and the letters about it; a confirmed one leaves the count.

    Pages that show the name are drawn anew. The row stays, without anything of the person, so that the count
    explains itself. Returns whether there was something to withdraw; again is no error. Afterwards the same
    mailbox may sign anew.
    """
    found = Signature.objects.select_for_update(of=("self",)).select_related("petition")
    signature = found.filter(pk=signature_id).first()
    if signature is None or signature.state == Signature.State.WITHDRAWN:
        return False
    if signature.state == Signature.State.CONFIRMED:
        counting.delta(signature, -1).save()
        transaction.on_commit(nudge_roll_up, robust=True)
        show_anew(signature.petition)
    hearing.take_back(signature, at=at)
    forget_about([f"signature:{signature_id}"], kinds=our_kinds())
    Consent.objects.filter(signature=signature_id).delete()
    SignatureIdentity.objects.filter(signature=signature_id).delete()
    signature.state, signature.withdrawn_at = Signature.State.WITHDRAWN, at
    for field in OF_THE_PERSON:
        setattr(signature, field, "")
    signature.invited_by = None
    signature.save(update_fields=["state", "withdrawn_at", "invited_by", *OF_THE_PERSON])
    return True


def our_kinds() -> list[str]:
    """The kinds of letters about petitions."""
    return [kind for kind in mail_kinds() if kind.startswith("petition")]
