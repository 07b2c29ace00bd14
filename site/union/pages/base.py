"""What every page of the union's site shares."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property, classproperty
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from union.gaps import gap, is_for_everybody
from union.pages.beginning import CopyAsDraft, UnionPageForm
from union.pages.media import absolute

# First path segments that belong to the product; people bookmark them, so no page may stand in front of them.
RESERVED = frozenset(
    {
        "accounts", "api", "ballots", "cms", "comments", "cy", "demo", "desk", "documents", "embargo", "feed",
        "healthz", "me", "media", "newsletters", "pdf", "petitions", "picture", "qr", "robots.txt",
        "search", "sitemap.xml", "static", "style", "take-part", "theme.css", "views", "vote", "_util",
    }
)  # fmt: skip

SUMMARY_HELP = "Stands below the title, in lists, in search engines and where the page is shared"


class UnionPage(RoutablePageMixin, Page):
    """A page with one sentence that says what it is about, shown in lists and when shared.

    It answers `<page>pdf/` with a PDF, drawn from `<app>/<page>_print.html` or, where there is no such
    template, from `pages/print.html`.
    """

    summary = models.TextField("in one sentence", max_length=300, blank=True)
    for_wales = models.BooleanField(
        "meant for Wales", default=False, help_text="It goes live once its Welsh side is approved."
    )

    print_template: ClassVar[str] = ""
    schema_type: ClassVar[str] = "WebPage"  # what it is to search engines, such as NewsArticle
    picture_fields: ClassVar[tuple[str, ...]] = ("picture", "image")  # the first that is filled is shared
    read_along: ClassVar[tuple[str, ...]] = ()  # relations to records that the page always shows
    found_open = False  # nothing on the way to it is locked: said by whoever has looked
    base_form_class = UnionPageForm
    copy_form_class = CopyAsDraft
    content_panels = [*Page.content_panels, FieldPanel("summary", help_text=SUMMARY_HELP)]
    promote_panels = [*Page.promote_panels, FieldPanel("for_wales")]
    search_fields = [*Page.search_fields, index.SearchField("summary")]

    class Meta:
        abstract = True

    @classproperty
    def override_translatable_fields(cls) -> list[SynchronizedField]:  # noqa: N805
        """A page shows the same records in each language, so its translator is not asked about them."""
        related = [field for field in cls._meta.local_fields if type(field) is models.ForeignKey]
        pictures = get_image_model()
        return [
            SynchronizedField(field.name, overridable=False)
            for field in related
            if field.editable and not issubclass(field.related_model, pictures)
        ]

    @property
    def told_as(self) -> str:
        """What the page is called where nothing else of the site is seen: in a tab, in a shared link."""
        return self.title

    @cached_property
    def trail(self) -> list[Page]:
        """The live pages from the front of the site down to the one above this."""
        return [page for page in self.get_ancestors() if page.depth > 1 and page.live]

    @cached_property
    def live_sides(self) -> list[Page]:
        """The page in each language in which it is live, itself included."""
        rows = Page.objects.live().filter(translation_key=self.translation_key).select_related("locale")
        return list(rows.order_by("locale_id"))

    def get_view_restrictions(self) -> Any:
        """What keeps readers out; nothing is asked where the way to the page was found open."""
        return [] if self.found_open else super().get_view_restrictions()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With a gap for the token of forms while the page is drawn for everybody."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {"csrf_token": gap("csrf_token")} if is_for_everybody() else context

    def clean(self) -> None:
        """Refuses the site's own first path segments as a slug, at any depth: pages get moved."""
        super().clean()
        if self.slug in RESERVED:
            raise ValidationError(
                {"slug": f"“{self.slug}” is an address of the site itself: choose another slug."}
            )

    def get_full_url(self, request: HttpRequest | None = None) -> str | None:
        """The whole address, which begins with BASE_URL and never with a host somebody asked for."""
        path = self.get_url(request)
        return absolute(path) if path else None

    full_url = property(get_full_url)

    @path("pdf/", name="pdf")
    def serve_pdf(self, request: HttpRequest) -> HttpResponseBase:
        """The page as a PDF, or 503 with a sentence until that is drawn."""
        from union.pages.print_views import answer_pdf  # which knows the settings, and they this

        return answer_pdf(self, request)

    @path("picture/", name="picture")
    def serve_picture(self, request: HttpRequest) -> HttpResponseBase:
        """The picture that goes with a link to the page where no editor chose one."""
        from union.pages.share_picture import answer_picture

        return answer_picture(self, request)

    @path("qr/", name="qr")
    def serve_qr(self, request: HttpRequest) -> HttpResponseBase:
        """The address of the page as a picture for a phone's camera."""
        from union.pages.share_picture import answer_qr

        return answer_qr(self)

    @path("feed/", name="feed")
    def serve_feed(self, request: HttpRequest) -> HttpResponseBase:
        """RSS of what is new beneath the page."""
        from union.pages.feeds import answer_feed

        return answer_feed(self, request)
