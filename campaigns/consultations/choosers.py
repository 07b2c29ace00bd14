"""Choosers for editors. Of replies they list, and can be made to fetch, only what was released."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import models
from django.db.models import QuerySet
from django.urls import URLPattern
from wagtail.admin.viewsets.chooser import ChooserViewSet

from campaigns.consultations import showing
from campaigns.consultations.models import AnsweredTheme, Consultation, PublishedQuote, ReleasedFigure
from union.chosen import RecordBlock
from union.pages.how_it_stands import Found, ToChoose
from union.pages.seen import SeenChooserViewSet

WORKS_ON_THEM = ("moderate_replies", "key_replies", "draft_consultations", "export_replies")


class ChooseOnlyViewSet(ChooserViewSet):
    """A chooser without a way to make a record: those are made by their verbs alone."""

    def get_urlpatterns(self) -> list[URLPattern]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "create"]


class FigureBlock(RecordBlock):
    def read(self, keys: Sequence[int]) -> dict[int, ReleasedFigure]:
        return showing.figures(keys)


class QuoteBlock(RecordBlock):
    def read(self, keys: Sequence[int]) -> dict[int, PublishedQuote]:
        return showing.quotes(keys)


class ThemeBlock(RecordBlock):
    def read(self, keys: Sequence[int]) -> dict[int, AnsweredTheme]:
        return showing.themes(keys)


class ConsultationChooserViewSet(ChooseOnlyViewSet, SeenChooserViewSet):
    """Drafts for those who work on consultations; what is announced for every editor."""

    model: ClassVar[type[models.Model]] = Consultation
    choose_view_class = ToChoose
    choose_results_view_class = Found
    icon = "comment"
    choose_one_text = "Choose a consultation"
    choose_another_text = "Choose another consultation"

    def choosable(self, user: Any) -> QuerySet[Consultation]:
        works = user is None or any(user.has_perm(f"consultations.{name}") for name in WORKS_ON_THEM)
        found = Consultation.objects.all()
        return found if works else found.public()


class FigureChooserViewSet(ChooseOnlyViewSet):
    """Released figures that were not withdrawn."""

    model: ClassVar[type[models.Model]] = ReleasedFigure
    base_block_class = FigureBlock
    icon = "order"
    choose_one_text = "Choose a released figure"
    choose_another_text = "Choose another figure"


class QuoteChooserViewSet(ChooseOnlyViewSet):
    """Approved quotes that were not recalled."""

    model: ClassVar[type[models.Model]] = PublishedQuote
    base_block_class = QuoteBlock
    icon = "openquote"
    choose_one_text = "Choose an approved quote"
    choose_another_text = "Choose another quote"


class ThemeChooserViewSet(ChooseOnlyViewSet):
    """Themes on which the union has said in public what it does."""

    model: ClassVar[type[models.Model]] = AnsweredTheme
    base_block_class = ThemeBlock
    icon = "tag"
    choose_one_text = "Choose a theme"
    choose_another_text = "Choose another theme"


consultation_chooser_viewset = ConsultationChooserViewSet("consultation_chooser")
figure_chooser_viewset = FigureChooserViewSet("figure_chooser")
quote_chooser_viewset = QuoteChooserViewSet("quote_chooser")
theme_chooser_viewset = ThemeChooserViewSet("theme_chooser")
