"""Telling which mailings held a version of a page: for whoever takes back what stood in it."""

from collections.abc import Collection

from django.db.models import Q

from campaigns.newsletters.audience import shown
from campaigns.newsletters.figures import figures_of
from campaigns.newsletters.models import Mailing
from union.pages.mailed import Mailed


def mailed(revisions: Collection[int]) -> list[Mailed]:
    """The mailings that began with one of these versions, with how many letters have left."""
    of_them = Q(revision__in=revisions) | Q(revision_cy__in=revisions)
    begun = Mailing.objects.filter(of_them, begun_at__isnull=False).order_by("-begun_at")
    return [
        Mailed(
            subject=mailing.subject,
            begun_at=mailing.begun_at,
            letters=shown(figures_of(mailing).sent, mailing),
            is_over=mailing.state != Mailing.State.SENDING,
        )
        for mailing in begun
        if mailing.begun_at
    ]
