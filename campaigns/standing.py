"""Which live page a record stands on, and which demand a theme stands behind: readers are led there."""

from typing import Any

from django.db.models import CharField, Exists, ExpressionWrapper, F, Model, OuterRef
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from ballots import standing_on
from ballots.models import Ballot
from campaigns.consultations.models import Consultation, Theme
from campaigns.models import BallotPage, ConsultationPage, PetitionPage, PlanPoint
from petitions.keeping import show_anew
from petitions.models import Petition

PAGES = {
    Petition: (PetitionPage, "petition"),
    Ballot: (BallotPage, "ballot"),
    Consultation: (ConsultationPage, "consultation"),
}


def pages_of(record: Model) -> dict[str, str]:
    """The path of the first live page of this record that anybody may read, by language.

    For a theme it is that of the first demand which names it among its sources.
    """
    if isinstance(record, Theme):
        return demands_of(record)
    if type(record) not in PAGES:
        return {}
    kind, field = PAGES[type(record)]
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    locks = PageViewRestriction.objects.annotate(of=path).filter(of__startswith=F("page__path"))
    open_pages = kind.objects.filter(~Exists(locks), **{field: record}).live().select_related("locale")
    found: dict[str, str] = {}
    for page in open_pages.order_by("path"):
        if page.locale.language_code not in found:
            found[page.locale.language_code] = page.get_url() or ""
    return found


def demands_of(theme: Theme) -> dict[str, str]:
    """The path of the first point on a live plan that anybody may read and that comes from this theme, by
    language."""
    found: dict[str, str] = {}
    points = PlanPoint.objects.filter(page__live=True).select_related("page__locale")
    for point in points.order_by("page__path", "sort_order"):
        language = point.page.locale.language_code
        is_first = language not in found and any(_is_of(child, theme) for child in point.sources.raw_data)
        if is_first and (path := open_path(point.page)):
            found[language] = f"{path}#{point.anchor}"
    return found


def open_path(page: Page) -> str:
    """Empty where only some may read it."""
    above = [page.path[:end] for end in range(page.steplen, len(page.path) + 1, page.steplen)]
    return "" if PageViewRestriction.objects.filter(page__path__in=above).exists() else page.get_url() or ""


def record_shows_anew(sender: type[Model], instance: Model, **news: Any) -> None:
    """A page that came, went or moved counts at once."""
    page = getattr(instance, "specific", instance)
    if isinstance(page, PetitionPage):
        show_anew(page.petition)
    elif isinstance(page, BallotPage):
        standing_on.forget(page.ballot)


def home_came(created: bool = False, **news: Any) -> None:
    """A home in another language: Wagtail keeps for an hour where the sites begin, and would not look."""
    if created:
        Site.clear_site_root_paths_cache()


def listen() -> None:
    for news in (page_published, page_unpublished, page_slug_changed, post_page_move):
        news.connect(record_shows_anew, dispatch_uid=f"record_shows_anew:{id(news)}")


def _is_of(child: Any, theme: Theme) -> bool:
    return child["type"] == "theme" and child["value"].get("theme") == theme.pk
