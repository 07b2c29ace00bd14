"""Why people sign, in their own words: a moderator chooses which are shown on the petition.

The name stands beside the words only where the signer agreed to be named in public; the latest answer counts.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from petitions.keeping import show_anew
from petitions.models import Consent, Petition, Signature, SignatureIdentity
from union.accounts.models import User
from union.audit.recording import record
from union.statements import run

SHOWN = 6
VOICES = f"""SELECT i.reason, i.name, (SELECT c.given FROM petitions_consent c
        WHERE c.signature_id = i.signature_id AND c.purpose = %s ORDER BY c.number DESC LIMIT 1)
    FROM petitions_signatureidentity i JOIN petitions_signature s ON s.id = i.signature_id
    WHERE i.petition_id = %s AND s.state = %s AND i.reason_chosen AND i.reason <> ''
    ORDER BY s.confirmed_at DESC, i.signature_id DESC LIMIT {SHOWN}"""


@dataclass(frozen=True)
class Voice:
    words: str
    name: str  # empty where the signer did not agree to be named


def unjudged(petition: Petition) -> QuerySet[SignatureIdentity]:
    """Reasons of confirmed signatures that nobody has looked at, the oldest first."""
    return _given(petition).filter(reason_judged=False).order_by("signature__confirmed_at", "pk")


def chosen(petition: Petition) -> QuerySet[SignatureIdentity]:
    """Those that are shown, the newest first."""
    return _given(petition).filter(reason_chosen=True).order_by("-signature__confirmed_at", "pk")


def voices(petition: Petition) -> tuple[Voice, ...]:
    """The newest six that were chosen, in one statement."""
    rows = run(VOICES, [Consent.Purpose.PUBLIC_NAME.value, petition.pk, Signature.State.CONFIRMED.value])
    return tuple(Voice(words, name if named else "") for words, name, named in rows)


@transaction.atomic
def judge(petition: Petition, *, listed: Iterable[str], chosen: Iterable[str], by: User, at: datetime) -> int:
    """Show the chosen ones of those that were listed, and the others not; how many are shown.

    Only reasons of confirmed signatures of this petition; whatever else is named is passed over.
    """
    known, ticked = _ids(listed), _ids(chosen)
    people = _given(petition).filter(pk__in=known)
    keys = list(people.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    rows = SignatureIdentity.objects.filter(pk__in=keys)
    passed = rows.exclude(pk__in=ticked).update(reason_judged=True, reason_chosen=False)
    shown = rows.filter(pk__in=ticked).update(reason_judged=True, reason_chosen=True)
    show_anew(petition)
    numbers = {"shown": shown, "passed": passed}
    record("petitions.reasons_judged", subject=petition.subject, by=by, at=at, detail=numbers)
    return shown


def _given(petition: Petition) -> QuerySet[SignatureIdentity]:
    confirmed = SignatureIdentity.objects.filter(
        petition=petition, signature__state=Signature.State.CONFIRMED
    )
    return confirmed.exclude(reason="")


def _ids(words: Iterable[str]) -> set[uuid.UUID]:
    found = set()
    for word in words:
        try:
            found.add(uuid.UUID(word))
        except ValueError:
            continue
    return found
