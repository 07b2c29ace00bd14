"""How an editor picks a ballot for a page: public ones only, by title; ballots are drawn up at the desk."""

from typing import Any

from django.db.models import QuerySet
from wagtail.admin.views.generic.chooser import ChosenView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from ballots.models import Ballot
from union.chosen import RecordBlock


class PublicBallotChosen(ChosenView):
    def get_object(self, pk: Any) -> Ballot:
        return Ballot.objects.public().get(pk=pk)


class BallotChooser(ChooserViewSet):
    model = Ballot
    base_block_class = RecordBlock
    icon = "tick-inverse"
    choose_one_text = "Choose a ballot"
    choose_another_text = "Choose another ballot"
    edit_item_text = "See this ballot"
    chosen_view_class = PublicBallotChosen

    def get_object_list(self) -> QuerySet[Ballot]:
        return Ballot.objects.public()


ballot_chooser = BallotChooser("ballot_chooser")
