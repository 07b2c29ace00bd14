"""Choosers for editors. Of replies they list, and can be made to fetch, only what was released."""

from typing import ClassVar

from django.db import models
from django.urls import URLPattern
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from campaigns.consultations.models import AnsweredTheme, Consultation, PublishedQuote, ReleasedFigure


class ChooseOnlyViewSet(ChooserViewSet):
    """A chooser without a way to make a record: those are made by their verbs alone."""

    def get_urlpatterns(self) -> list[URLPattern]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "create"]


class HowItStands:
    """Beside each title whether it is open: only then is there something to answer."""

    @property
    def columns(self) -> list[Column]:
        found: list[Column] = super().columns  # type: ignore[misc]
        return [*found, Column("state", label="State", accessor="get_state_display")]


class ConsultationsToChoose(HowItStands, ChooseView):
    ordering = "-pk"


class ConsultationsFound(HowItStands, ChooseResultsView):
    ordering = "-pk"


class ConsultationChooserViewSet(ChooseOnlyViewSet):
    model: ClassVar[type[models.Model]] = Consultation
    choose_view_class = ConsultationsToChoose
    choose_results_view_class = ConsultationsFound
    icon = "comment"
    choose_one_text = "Choose a consultation"
    choose_another_text = "Choose another consultation"


class FigureChooserViewSet(ChooseOnlyViewSet):
    """Released figures that were not withdrawn."""

    model: ClassVar[type[models.Model]] = ReleasedFigure
    icon = "order"
    choose_one_text = "Choose a released figure"
    choose_another_text = "Choose another figure"


class QuoteChooserViewSet(ChooseOnlyViewSet):
    """Approved quotes that were not recalled."""

    model: ClassVar[type[models.Model]] = PublishedQuote
    icon = "openquote"
    choose_one_text = "Choose an approved quote"
    choose_another_text = "Choose another quote"


class ThemeChooserViewSet(ChooseOnlyViewSet):
    """Themes on which the union has said in public what it does."""

    model: ClassVar[type[models.Model]] = AnsweredTheme
    icon = "tag"
    choose_one_text = "Choose a theme"
    choose_another_text = "Choose another theme"


consultation_chooser_viewset = ConsultationChooserViewSet("consultation_chooser")
figure_chooser_viewset = FigureChooserViewSet("figure_chooser")
quote_chooser_viewset = QuoteChooserViewSet("quote_chooser")
theme_chooser_viewset = ThemeChooserViewSet("theme_chooser")
