"""What makes a signature doubtful: a filled trap, or a form sent back faster than anybody writes.

Doubt holds a signature for a moderator; it never drops one and never shows on the page.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from django.utils import timezone

from petitions.models import Petition

TRAP = "website"  # the name of a field no person sees
STAMP = "shown"
GAP = "stamp"
QUICKEST = timedelta(seconds=2)


def stamp(petition: Petition, *, at: datetime) -> str:
    """A sealed note of when the form was shown, carried in the form itself."""
    return _stamp(petition.pk, at=at)


def _stamp(petition: int, *, at: datetime) -> str:
    return _signer().sign(f"{petition}.{int(at.timestamp())}")


def page_gaps() -> dict[str, Callable[[str, HttpRequest], str]]:
    """The note is each reader's own: a page that is kept for all leaves a gap for it."""
    return {GAP: lambda petition, request: _stamp(int(petition), at=timezone.now())}


def doubt(petition: Petition, *, trap: str, stamped: str, at: datetime) -> str:
    """Why this looks like a machine's work, or an empty string."""
    if trap:
        return "trap filled"
    try:
        number, _, shown = _signer().unsign(stamped).partition(".")
    except BadSignature:
        return "form not ours"
    if number != str(petition.pk):
        return "form not ours"
    return "too quick" if at.timestamp() - int(shown) < QUICKEST.total_seconds() else ""


def _signer() -> Signer:
    return Signer(salt="petitions.form")
