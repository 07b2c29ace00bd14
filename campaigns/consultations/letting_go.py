"""Who was asked anonymously, and whether they took part, is kept for half a year after the report."""

from datetime import datetime, timedelta

from campaigns.consultations.models import Consultation, Participation
from union.expiring import Expired, in_batches

KEPT_FOR = timedelta(days=183)


def forget_places(*, at: datetime, dry_run: bool) -> list[Expired]:
    """Delete the places of anonymous consultations; on those of others the replies hang."""
    old = Participation.objects.filter(
        consultation__mode=Consultation.Mode.ANONYMOUS_VERIFIED, consultation__reported_at__lte=at - KEPT_FOR
    )
    n = 0
    for batch in in_batches(old):
        n += len(batch)
        if not dry_run:
            Participation.objects.filter(pk__in=batch).delete()
    return [Expired("places in anonymous consultations", "half a year after the report", n)]
