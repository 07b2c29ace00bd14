"""Taking quotes back: from that moment no page, chooser or mailing holds them."""

from datetime import datetime

from django.db.models import QuerySet

from campaigns.consultations.models import Consultation, Quote
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
    found = dict(standing.values_list("pk", "consultation"))
    if not found:
        return 0
    gone, consultations = list(found), {pk for pk in found.values() if pk}
    record_taken_back(Quote, gone, at=at, also={Consultation: consultations})
    return Quote.objects.filter(pk__in=gone).update(state=Quote.State.RECALLED, recall=reason, recalled_at=at)
