"""Which live page a record stands on, and which demand a theme stands behind: readers are led there."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import CharField, Exists, ExpressionWrapper, F, Model, OuterRef
from django.db.models.signals import post_save
from wagtail.models import Locale, Page, PageViewRestriction, Site
from wagtail.search import index
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from ballots.models import Ballot
from ballots.standing_on import PAGES as BALLOT_PAGES
from campaigns.consultations.models import Consultation, Theme
from campaigns.models import BallotPage, ConsultationPage, PetitionPage, PlanPoint
from petitions.keeping import show_anew
from petitions.models import Petition
from petitions.standing_on import PAGES as PETITION_PAGES
from union import statements

NAMES = '%"theme"%'
POINTS: statements.Tables = (
    ("point", PlanPoint, ("id", "anchor", "sources")),
    ("p", Page, ("id", "path", "depth", "url_path")),
    ("locale", Locale, statements.ALL),
)
FROM_POINTS = """
FROM campaigns_planpoint point JOIN wagtailcore_page p ON p.id = point.page_id
JOIN wagtailcore_locale locale ON locale.id = p.locale_id
WHERE p.live AND CAST(point.sources AS text) LIKE %s AND NOT EXISTS (
    SELECT 1 FROM wagtailcore_pageviewrestriction lock JOIN wagtailcore_page above ON above.id = lock.page_id
    WHERE substr(p.path, 1, length(above.path)) = above.path
)
ORDER BY p.path, point.sort_order
"""
PAGES = {
    Petition: (PetitionPage, "petition"),
    Ballot: (BallotPage, "ballot"),
    Consultation: (ConsultationPage, "consultation"),
}


def pages_of(records: Sequence[Model]) -> dict[int, dict[str, str]]:
    """By the number of each record, the paths of its first live pages that anybody may read, by language.

    For a theme it is that of the first demand which names it among its sources.
    """
    if all(isinstance(record, Theme) for record in records):
        return demands_of(record.pk for record in records)
    return _pages_of(records)


def _pages_of(records: Sequence[Model]) -> dict[int, dict[str, str]]:
    """One statement, however many records of the kind there are."""
    found: dict[int, dict[str, str]] = {record.pk: {} for record in records}
    if type(records[0]) not in PAGES:
        return found
    kind, field = PAGES[type(records[0])]
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    locks = PageViewRestriction.objects.annotate(of=path).filter(of__startswith=F("page__path"))
    open_pages = kind.objects.filter(~Exists(locks), **{f"{field}__in": list(found)}).live()
    for page in open_pages.select_related("locale").order_by("path"):
        paths = found[getattr(page, f"{field}_id")]
        if page.locale.language_code not in paths:
            paths[page.locale.language_code] = page.get_url() or ""
    return found


def demands_of(themes: Iterable[int]) -> dict[int, dict[str, str]]:
    """The path of the first point on a live plan that anybody may read and that comes from each theme, by
    language.

    One statement, however many themes there are.
    """
    found: dict[int, dict[str, str]] = {theme: {} for theme in themes}
    rows: list[Any] = statements.records(POINTS, FROM_POINTS, [NAMES])
    for point, page, locale in rows:
        without = [paths for theme, paths in found.items() if theme in _themes_of(point)]
        path = page.get_url() if without else None
        for paths in without if path else []:
            paths.setdefault(locale.language_code, f"{path}#{point.anchor}")
    return found


def _themes_of(point: Any) -> set[int]:
    return {child["value"].get("theme") for child in point.sources.raw_data if child["type"] == "theme"}


def record_shows_anew(sender: type[Model], instance: Model, **news: Any) -> None:
    """A page that came, went or moved counts at once."""
    page = getattr(instance, "specific", instance)
    if isinstance(page, PetitionPage):
        PETITION_PAGES.forget(page.petition.slug)
        show_anew(page.petition)
    elif isinstance(page, BallotPage):
        BALLOT_PAGES.forget(page.ballot.slug)


def home_came(created: bool = False, **news: Any) -> None:
    """A home in another language: Wagtail keeps for an hour where the sites begin, and would not look."""
    if created:
        Site.clear_site_root_paths_cache()


def petition_found_anew(instance: Petition, **news: Any) -> None:
    """Its words or its state have changed: the search reads the pages it stands on once more."""
    for page in PetitionPage.objects.filter(petition=instance):
        index.insert_or_update_object(page)


def listen() -> None:
    post_save.connect(petition_found_anew, sender=Petition, dispatch_uid="petition_found_anew")
    for news in (page_published, page_unpublished, page_slug_changed, post_page_move):
        news.connect(record_shows_anew, dispatch_uid=f"record_shows_anew:{id(news)}")
