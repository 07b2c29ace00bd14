"""Taking quotes back: from that moment no page, chooser or mailing holds them."""

from datetime import datetime

from django.db.models import QuerySet

from campaigns.consultations.models import Quote
from union.pages.changing import record_taken_back

TAKEN_BACK = {Quote.Recall.EDITED, Quote.Recall.WITHDRAWN, Quote.Recall.EXPIRED}


def recall_quotes(quotes: QuerySet[Quote], *, reason: Quote.Recall, at: datetime) -> int:
    """Recall those that stand, in the caller's transaction; returns how many.

    When the member took the words themselves back, or the reply is let go of, those of every quote are wiped,
    recalled before or not.
    """
    if reason in TAKEN_BACK:
        quotes.update(text="")
    standing = quotes.exclude(state=Quote.State.RECALLED)
    gone = list(standing.values_list("pk", flat=True))
    if not gone:
        return 0
    record_taken_back(Quote, gone, at=at)
    return Quote.objects.filter(pk__in=gone).update(state=Quote.State.RECALLED, recall=reason, recalled_at=at)
