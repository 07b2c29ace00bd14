"""The demo in Welsh: each kind of page, in the translator as on the site, on paper and in its feed."""

import re
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader
from wagtail.models import Page
from wagtail_localize.models import StringSegment, Translation

from campaigns.branches import BranchPage
from campaigns.demo import demo_campaign
from campaigns.demo_welsh import demo_flow, demo_welsh
from campaigns.models import BallotPage, ConsultationPage, HomePage, PetitionPage, PressReleasePage
from tests.campaigns.publishing import want_only
from tests.once import told_once
from union.accounts.welcoming import welcome
from union.members.models import Branch, Region
from union.pages.base import UnionPage
from union.pages.drawing import draw_due
from union.pages.models import PagePrint
from union.pages.printing import print_html
from union.publishing.translating import translation_of
from union.publishing.welsh import lacks_welsh

pytestmark = pytest.mark.django_db
AROUND_RECORDS = {PetitionPage, BallotPage, ConsultationPage}  # the demos of other apps have these
# Words of ours in print, for each kind of page that has some.
FIXED = {
    "help": ("Cymorth i aelodau", "Â phwy i gysylltu"),
    "newsletter-march-2022": ("Yn y rhifyn hwn",),
    "childrens-social-work-reform": ("Papur polisi", "Beth a gynigir"),
    "fund-childrens-social-work": ("Datganiad i’r wasg", "16 Mawrth 2022", "Nodiadau i olygyddion"),
    "social-work-needs-support": ("Barn", "Gan <strong>Robin Vale</strong>"),
    "our-pay-claim": ("Hawliad cyflog",),
    "what-you-told-us": ("Canlyniad", "Ffynhonnell", "Dywedoch chi"),
}


@told_once
def welsh() -> list[Page]:
    """Every Welsh page of the demo."""
    now = timezone.now()
    demo_campaign(at=now)
    for _ in range(2):
        demo_welsh(at=now)
    pages = Page.objects.filter(locale__language_code="cy", depth__gt=1)
    return list(pages.order_by("path").specific())


def test_every_kind_of_page_is_there_in_welsh(client: Client, welsh: list[Page]) -> None:
    kinds = {kind for kind in UnionPage.__subclasses__() if kind.__module__ != "tests"}
    concrete = {kind for one in kinds for kind in _concrete(one)}
    assert concrete - {type(page) for page in welsh} == {*AROUND_RECORDS, BranchPage}
    for page in welsh:
        answer = client.get(page.get_url())
        html = answer.content.decode()
        assert (answer.status_code, answer["Content-Language"], '<html lang="cy">' in html) == (
            200,
            "cy",
            True,
        )
        english = Page.objects.get(translation_key=page.translation_key, locale__language_code="en-gb")
        assert re.findall(r'<link rel="alternate" hreflang="(.*?)" href="http://testserver(.*?)">', html) == [
            ("en-GB", english.get_url()),
            ("cy", page.get_url()),
        ]


def _concrete(kind: type[UnionPage]) -> set[type[UnionPage]]:
    """The kinds of pages of the product that derive from this one, itself included."""
    beneath = {one for sub in kind.__subclasses__() for one in _concrete(sub)}
    return beneath if kind._meta.abstract else {kind, *beneath}


def test_the_ten_points_are_there_with_anchors_of_their_own(client: Client, welsh: list[Page]) -> None:
    html = client.get("/cy/amddiffyn-plant-agored-i-niwed/cynllun-deg-pwynt/").content.decode()
    assert html.count('<li id="') == 10
    assert '<li id="torri-biwrocratiaeth"' in html


def test_editors_find_every_sentence_beside_its_welsh(welsh: list[Page]) -> None:
    for page in welsh:
        translation = translation_of(page)
        assert translation is not None
        assert translation.get_progress()[0] == translation.get_progress()[1]
        assert not page.has_unpublished_changes
    assert Translation.objects.count() == len(welsh)
    assert StringSegment.objects.count() > 150


def test_the_demo_wants_a_pdf_of_every_page_it_makes(welsh: list[Page]) -> None:
    live = Page.objects.live().filter(depth__gt=1)
    assert live.count() == 26
    waiting = PagePrint.objects.filter(wanted_at__isnull=False, page__depth__gt=1)
    assert set(waiting.values_list("page", flat=True)) == {page.pk for page in live}
    assert [page.slug for page in live if page.live_revision_id is None] == []


def test_what_is_printed_of_a_welsh_page_is_welsh(welsh: list[Page]) -> None:
    seen = set()
    for page in welsh:
        html = print_html(page)
        assert '<html lang="cy">' in html
        slug = Page.objects.get(translation_key=page.translation_key, locale__language_code="en-gb").slug
        for words in FIXED.get(slug, ()):
            assert words in html, (slug, words)
            seen.add(slug)
    assert seen == set(FIXED)


@pytest.mark.pdf
def test_the_pdf_of_a_welsh_press_release_is_tagged_as_welsh(
    client: Client, welsh: list[Page], drawn_here: None
) -> None:
    page = PressReleasePage.objects.get(locale__language_code="cy")
    want_only(page)
    client.get(f"{page.get_url()}pdf/")
    assert draw_due(at=timezone.now()) == 1
    reader = PdfReader(BytesIO(b"".join(client.get(f"{page.get_url()}pdf/").streaming_content)))
    assert (reader.root_object["/Lang"], reader.root_object["/MarkInfo"]["/Marked"]) == ("cy", True)
    assert reader.metadata is not None
    assert reader.metadata.title == page.title
    words = " ".join(" ".join(sheet.extract_text() for sheet in reader.pages).split())
    assert "Datganiad i’r wasg" in words
    assert "Press release" not in words


def test_a_home_in_welsh_leads_to_welsh_pages_alone(client: Client, welsh: list[Page]) -> None:
    assert HomePage.objects.get(locale__language_code="cy").get_url() == "/cy/"
    html = client.get("/cy/").content.decode()
    assert "<p>Undeb gweithwyr y gwasanaethau cyhoeddus</p>" in html
    [main] = re.findall(r"<main.*</main>", html, re.S)
    paths = re.findall(r'href="(/[^"]*)"(?! lang)', main)
    assert paths
    assert [path for path in paths if not path.startswith("/cy/")] == []


def test_a_branch_in_wales_has_its_page_in_both_languages(client: Client, welsh: list[Page]) -> None:
    wales = Region.objects.create(code="CW", name="Cymru/Wales", name_cy="Cymru")
    Branch.objects.create(code="CW-001", name="Llanquarn", region=wales)
    elsewhere = Region.objects.create(code="NW", name="North West")
    Branch.objects.create(code="NW-001", name="Quarnthwaite", region=elsewhere)
    welcome("ada@example.org", name="Ada Quill", superuser=True)
    for _ in range(2):
        hints = demo_flow(at=timezone.now())
    assert [hint.where for hint in hints][:1] == ["/cy/llanquarn/"]
    paths = {page.get_url() for page in BranchPage.objects.live()}
    assert paths == {"/quarnthwaite/", "/llanquarn/", "/cy/llanquarn/"}
    html = client.get("/cy/llanquarn/").content.decode()
    assert "<h1>Llanquarn</h1>" in html
    assert "Mae gan bob gweithle stiward." in html
    assert '<a href="/llanquarn/" lang="en-GB" hreflang="en-GB">English</a>' in html
    assert not any(lacks_welsh(page) for page in BranchPage.objects.all())
