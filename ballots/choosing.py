"""How an editor picks a ballot for a page: public ones only, by title; ballots are drawn up at the desk."""

from typing import Any

from django.db.models import QuerySet

from ballots.models import Ballot
from union.pages.seen import SeenChooserViewSet


class BallotChooser(SeenChooserViewSet):
    """Before it is scheduled nobody may know of a ballot, whoever they are."""

    model = Ballot
    icon = "tick-inverse"
    choose_one_text = "Choose a ballot"
    choose_another_text = "Choose another ballot"
    edit_item_text = "See this ballot"

    def choosable(self, user: Any) -> QuerySet[Ballot]:
        return Ballot.objects.public()


ballot_chooser = BallotChooser("ballot_chooser")
