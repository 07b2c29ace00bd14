"""What tests read: every row of the app, the words of a page."""

import re
from datetime import datetime
from typing import Any

from petitions.models import Consent, Petition, Signature, SignatureIdentity, Tally, TallyDelta
from petitions.signing import sign
from tests.petitions.factories import rowan
from union.mail.models import Message

TABLES = [Petition, Signature, SignatureIdentity, Consent, TallyDelta, Tally, Message]


def everything() -> list[list[tuple[Any, ...]]]:
    """Every row of every table of the app and of the outbox."""
    return [list(model.objects.order_by("pk").values_list()) for model in TABLES]  # type: ignore[attr-defined]


def signed(petition: Petition, *, at: datetime) -> Signature:
    sign(petition, signer=rowan(consents=["petition_news"]), at=at)
    return Signature.objects.get()


def words(content: bytes) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", content.decode()).split())
