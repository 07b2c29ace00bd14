"""The PDF of any page: wanted when something changes, drawn by the worker, and never out of date."""

import errno
import os
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.test import Client, TestCase, override_settings
from django.utils import timezone
from pypdf import PdfReader
from wagtail.models import Site

from campaigns.consultations.consenting import withdraw_consents
from campaigns.consultations.models import PublishedQuote, Quote
from campaigns.consultations.quoting import approve_quote, propose_quote
from campaigns.models import CampaignPage, HomePage, PlanPage
from petitions import opening
from petitions.models import Petition, Tally
from tests.ballots import scenes
from tests.calls import hang_up, waiting
from tests.campaigns.printed import program, publish, wanted
from tests.campaigns.publishing import want_only
from tests.consultations.factories import HARMLESS, approved_text, moderator, opened
from tests.once import told_once
from tests.petitions.factories import open_petition
from union import leases, pdf
from union.pages import drawing, tasks
from union.pages.changing import pages_showing
from union.pages.drawing import draw_due, want_prints
from union.pages.models import Organisation, PagePrint
from union.pages.printing import OF_PAGES, expire, file_of, kept_pdf, print_html
from union.pages.wagtail_hooks import health

pytestmark = pytest.mark.django_db
PLAN = "/safe-visits/plan/pdf/"
POINTS = ["Go in twos", "Fill the posts", "Cut the forms"]
Quoted = tuple[str, CampaignPage]


@pytest.fixture(scope="module")
def now() -> datetime:
    return timezone.now()


def text_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def read(client: Client, path: str = PLAN) -> bytes:
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return b"".join(answer.streaming_content)


def stored() -> list[str]:
    return sorted(default_storage.listdir(OF_PAGES)[1]) if default_storage.exists(OF_PAGES) else []


@told_once
def quoted(plan: PlanPage, now: datetime) -> Quoted:
    """A page with a quote of Sana's choosing; and the receipt code of whose words they are."""
    consultation, sana, kit = opened(now), moderator("sana"), moderator("kit")
    code, answer = approved_text(consultation, by=sana, at=now)
    quote = propose_quote(answer, text=HARMLESS, purpose="campaign", by=sana, at=now)
    approve_quote(quote, by=kit, at=now)
    page = HomePage.objects.get().add_child(
        instance=CampaignPage(
            title="Caseloads",
            slug="caseloads",
            demand="Fewer cases",
            body=[{"type": "quote", "value": {"quote": quote.pk}}],
        )
    )
    publish(page)
    return code, page


# --- drawing ----------------------------------------------------------------------------------------------


@pytest.mark.pdf
def test_a_published_page_has_its_pdf_once_the_worker_has_been(
    client: Client, plan: PlanPage, now: datetime, drawn_here: None
) -> None:
    publish(plan)
    assert wanted() == {"Three points", "Safe visits"}
    waits = client.get(PLAN)
    assert (waits.status_code, waits["Retry-After"], waits["Refresh"]) == (503, "5", "5")
    assert "The PDF is being made" in waits.content.decode()
    assert draw_due(at=now) == 2
    assert wanted() == set()
    reader = PdfReader(BytesIO(read(client)))
    text = " ".join(reader.pages[0].extract_text().split())
    places = [
        text.index(words) for words in ("Three points", "Go in twos", "Fill the posts", "Cut the forms")
    ]
    assert places == sorted(places)
    assert draw_due(at=now) == 0


@pytest.mark.pdf
def test_every_pdf_is_tagged_has_language_title_and_an_outline(
    client: Client, plan: PlanPage, now: datetime, drawn_here: None
) -> None:
    campaign = CampaignPage.objects.get()
    campaign.summary, campaign.body = "In short.", [{"type": "text", "value": "<h2>Why</h2><p>So.</p>"}]
    publish(campaign)
    publish(plan)
    want_only(campaign, plan)
    draw_due(at=now)
    outlines = {"/safe-visits/pdf/": ["Safe visits", "Why"], PLAN: ["Three points", *POINTS]}
    for path, headings in outlines.items():
        reader = PdfReader(BytesIO(read(client, path)))
        root = reader.root_object
        assert (root["/Lang"], root["/MarkInfo"]["/Marked"].value) == ("en-GB", True)
        assert root["/StructTreeRoot"]["/Type"] == "/StructTreeRoot"
        assert "/Document" in str(root["/StructTreeRoot"]["/K"][0].get_object()["/S"])
        assert reader.metadata.title == headings[0]
        assert reader.metadata.author == "Tenpoint Union"
        assert titles(reader.outline) == headings
        assert b"pdfuaid:part" in root["/Metadata"].get_data()


def titles(outline: list[Any]) -> list[str]:
    found: list[str] = []
    for entry in outline:
        found += titles(entry) if isinstance(entry, list) else [entry.title]
    return found


@pytest.mark.pdf
def test_somebody_who_asks_first_gets_a_pdf_that_nothing_had_wanted(
    client: Client, plan: PlanPage, now: datetime
) -> None:
    """It is drawn by a process apart, as for members; where only the words are asked for, `drawn_here`."""
    assert client.get(PLAN).status_code == 503
    assert PagePrint.objects.count() == 0
    assert draw_due(at=now) == 1
    assert text_of(read(client)).startswith("Tenpoint Union Three points")


def test_a_browser_that_has_the_file_is_not_sent_it_again(
    client: Client, plan: PlanPage, now: datetime, quick: None
) -> None:
    publish(plan)
    draw_due(at=now)
    first = client.get(PLAN)
    assert first["Content-Disposition"] == 'inline; filename="three-points.pdf"'
    assert first["Cache-Control"] == "private, no-cache"
    again = client.get(PLAN, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_page_that_changes_while_it_is_drawn_is_wanted_still(
    plan: PlanPage, now: datetime, quick: None
) -> None:
    want_prints([plan.pk], at=now)
    taken = drawing._claim(at=now)
    assert taken is not None
    assert drawing._claim(at=now) is None
    want_prints([plan.pk], at=now + timedelta(seconds=1))
    drawing._draw(taken)
    assert wanted() == {"Three points"}
    assert len(stored()) == 1


class SlowDisk(FileSystemStorage):
    """Six minutes for each file; `had` says until when the page that is drawn meanwhile is somebody's."""

    passed = 0.0
    had: list[datetime | None]

    def _save(self, name: str, content: Any) -> str:
        SlowDisk.had.append(PagePrint.objects.get(tries=1).not_before)
        SlowDisk.passed += 360.0
        return str(super()._save(name, content))  # type: ignore[misc]


def test_a_page_is_a_workers_own_from_when_it_is_drawn(
    plan: PlanPage, now: datetime, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not from when the round began, which would give it to another worker at once."""
    PagePrint.objects.all().delete()
    want_prints([plan.pk], at=now)
    want_prints([CampaignPage.objects.get().pk], at=now + timedelta(seconds=1))
    monkeypatch.setattr(leases, "time", SimpleNamespace(monotonic=lambda: SlowDisk.passed))
    SlowDisk.had = []
    slow = {"default": {"BACKEND": f"{__name__}.SlowDisk"}}
    with override_settings(STORAGES=settings.STORAGES | slow):
        assert draw_due(at=now) == 2
    assert SlowDisk.had == [now + timedelta(minutes=5), now + timedelta(minutes=11)]


def test_drawing_lets_sweep_and_letters_in_between_and_fills_one_worker(
    plan: PlanPage, now: datetime, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five hundred pages, as after an upgrade, filled both processes for as long as all of them took."""
    PagePrint.objects.all().delete()
    want_prints([plan.pk, CampaignPage.objects.get().pk], at=now)
    hang_up()
    cache.set(tasks.DRAWING, "another worker", 60)
    tasks.draw_prints()
    assert (len(wanted()), waiting("system")) == (2, [])
    cache.delete(tasks.DRAWING)
    monkeypatch.setattr(leases, "time", SimpleNamespace(monotonic=lambda: SlowDisk.passed))
    SlowDisk.had = []
    slow = {"default": {"BACKEND": f"{__name__}.SlowDisk"}}
    with override_settings(STORAGES=settings.STORAGES | slow):
        tasks.draw_prints()
        assert (len(wanted()), waiting("system")) == (1, [[]])
        tasks.draw_prints()
    assert (len(wanted()), waiting("system")) == (0, [])


def test_light_colours_of_the_union_are_dark_enough_on_paper(plan: PlanPage) -> None:
    light = {"brand_colour": "#ffe600", "accent_colour": "#9fe0c0"}
    Organisation.objects.update_or_create(site=Site.objects.get(), defaults=light)
    assert ":root { --brand: #786c00; --on-brand: #ffffff; --accent: #517262; }" in print_html(plan)


def test_the_same_page_prints_alike_whenever_it_is_drawn(plan: PlanPage, now: datetime) -> None:
    petition = open_petition(at=now)
    campaign = CampaignPage.objects.get()
    campaign.body = [{"type": "sign", "value": {"petition": petition.pk}}]
    campaign.save()
    first = print_html(campaign)
    Tally.objects.create(petition=petition, dimension="all", n=1341)
    assert print_html(campaign) == first
    assert ("<form" in first, "http://testserver/petitions/ten-points/" in first) == (False, True)


# --- what changes -----------------------------------------------------------------------------------------


@pytest.mark.pdf
def test_a_recalled_quote_takes_the_file_with_it_and_the_next_one_is_without_it(
    client: Client, quoted: Quoted, now: datetime, drawn_here: None
) -> None:
    code, page = quoted
    want_only(page)
    draw_due(at=now)
    address = f"{page.get_url()}pdf/"
    assert HARMLESS in text_of(read(client, address))
    before = PagePrint.objects.get(page=page).digest
    with TestCase.captureOnCommitCallbacks(execute=True):
        withdraw_consents(code, at=now)
    assert f"{before}.pdf" not in stored()
    assert client.get(address).status_code == 503
    assert "Caseloads" in wanted()
    draw_due(at=now)
    words = text_of(read(client, address))
    assert ("Fewer cases" in words, HARMLESS in words) == (True, False)


@pytest.mark.pdf
def test_a_file_of_yesterday_is_never_given_out_even_where_nobody_said_that_something_changed(
    client: Client, quoted: Quoted, now: datetime, drawn_here: None
) -> None:
    _code, page = quoted
    want_only(page)
    draw_due(at=now)
    read(client, f"{page.get_url()}pdf/")
    Quote.objects.update(state=Quote.State.RECALLED, recalled_at=now)
    assert client.get(f"{page.get_url()}pdf/").status_code == 503
    assert draw_due(at=now) == 1
    assert HARMLESS not in text_of(read(client, f"{page.get_url()}pdf/"))


def test_pages_are_found_by_what_they_show_in_a_block_a_field_or_a_part(
    quoted: Quoted, plan: PlanPage, now: datetime
) -> None:
    _code, page = quoted
    quote = Quote.objects.get()
    assert pages_showing(Quote, [quote.pk]) == {page.pk}
    point = plan.points.get(number=3)
    point.sources = [("quote", {"quote": PublishedQuote.objects.get()})]
    point.save()
    assert pages_showing(Quote, [quote.pk]) == {page.pk, plan.pk}
    assert pages_showing(PublishedQuote, [quote.pk, 10**9]) == {page.pk, plan.pk}
    assert pages_showing(Petition, [quote.pk]) == set()


def test_an_act_on_a_record_lets_the_pages_that_show_it_be_drawn_anew(plan: PlanPage, now: datetime) -> None:
    petition, campaign = open_petition(at=now, state="draft", opened_at=None), CampaignPage.objects.get()
    scene = scenes.opened(now)
    body = [("sign", {"petition": petition}), ("vote", {"ballot": scene.ballot})]
    campaign.body = body
    campaign.save()
    publish(campaign)
    for act in (
        lambda: opening.open_petition(petition, by=None, at=now),
        lambda: scenes.close(scene),
        lambda: scenes.count(scene),
        lambda: scenes.publish(scene),
    ):
        PagePrint.objects.all().delete()
        act()
        assert wanted() == {"Safe visits"}


def test_a_page_that_is_taken_down_leaves_no_file(
    client: Client, plan: PlanPage, now: datetime, quick: None
) -> None:
    publish(plan)
    draw_due(at=now)
    assert len(stored()) == 2
    with TestCase.captureOnCommitCallbacks(execute=True):
        plan.unpublish()
    assert len(stored()) == 1
    assert client.get(PLAN).status_code == 404
    publish(plan)
    draw_due(at=now)
    with TestCase.captureOnCommitCallbacks(execute=True):
        plan.delete()
    draw_due(at=now)
    assert len(stored()) == 1


def test_what_is_current_is_kept_and_what_nobody_has_goes_after_a_day(
    plan: PlanPage, now: datetime, quick: None
) -> None:
    publish(plan)
    draw_due(at=now)
    default_storage.save(file_of("0" * 64), ContentFile(b"%PDF of long ago"))
    later = now + timedelta(days=2)
    # A name whose file is gone by the time it is looked at, as a page may be drawn anew meanwhile.
    Path(default_storage.path(file_of("1" * 64))).symlink_to("nowhere")
    for dry_run, gone, left in ((True, 2, 4), (False, 2, 2), (False, 0, 2)):
        assert [line.n for line in expire(at=later, dry_run=dry_run)] == [gone]
        assert len(stored()) == left


# --- what cannot be drawn ---------------------------------------------------------------------------------


@pytest.mark.pdf
@pytest.mark.parametrize(
    ("lines", "limits"), [(12_000, {"seconds": 1}), (1_500, {"megabytes": 130, "seconds": 300})]
)
def test_what_takes_too_much_is_broken_off(lines: int, limits: dict[str, int]) -> None:
    heavy = "<table>" + "<tr><td>long</td><td>work</td></tr>" * lines + "</table>"
    with pytest.raises(pdf.PdfTooLong, match="print it from your browser"):
        pdf.make_pdf_apart(heavy, **limits)


def test_a_page_too_long_for_a_pdf_says_so_and_is_not_tried_again(
    client: Client, plan: PlanPage, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "LONGEST_HTML", 1000)
    for _ in range(2):
        answer = client.get(PLAN)
        draw_due(at=now)
    assert (answer.status_code, answer["Retry-After"], "Refresh" in answer) == (503, "3600", False)
    assert "offer it as CSV instead" in answer.content.decode()
    assert draw_due(at=now) == 0


def test_a_machine_without_pango_says_what_to_install_and_tries_again_when_somebody_asks(
    client: Client, plan: PlanPage, now: datetime, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program(tmp_path, monkeypatch, f"exit {pdf.NO_PANGO}")
    want_prints([plan.pk], at=now)
    draw_due(at=now)
    answer = client.get(PLAN)
    assert (answer.status_code, answer["Retry-After"]) == (503, "3600")
    assert "install libpango-1.0-0 and libpangoft2-1.0-0" in answer.content.decode()
    assert draw_due(at=now) == 1


class FullDisk(FileSystemStorage):
    def _save(self, name: str, content: object) -> str:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_where_the_disk_is_full_a_page_stays_wanted_until_there_is_room(
    client: Client, plan: PlanPage, now: datetime, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program(tmp_path, monkeypatch, "printf %%PDF-1.7")
    PagePrint.objects.all().delete()
    want_prints([plan.pk], at=now)
    full = {"default": {"BACKEND": f"{__name__}.FullDisk"}}
    with override_settings(STORAGES=settings.STORAGES | full):
        for tries in range(drawing.TRIES + 1):
            with pytest.raises(OSError, match="No space left on device"):
                draw_due(at=now + tries * (drawing.LEASE + timedelta(seconds=1)))
        with pytest.raises(OSError, match="No space left on device"):
            draw_due(at=now - timedelta(hours=1))  # a clock that was ahead is put right
        assert kept_pdf(print_html(plan)).startswith(b"%PDF")
    later = now + (drawing.TRIES + 1) * drawing.LEASE
    assert (PagePrint.objects.get().fault, draw_due(at=later)) == ("", 1)
    assert read(client) == b"%PDF-1.7"


def test_a_drawing_process_is_told_no_secret(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, plan: PlanPage
) -> None:
    told = tmp_path / "told"
    program(tmp_path, monkeypatch, f"env > {told}; exit 1")
    monkeypatch.setenv("BALLOT_UNWRAP_KEY", "the key to the box")
    with pytest.raises(pdf.PdfTooLong):
        pdf.make_pdf_apart(print_html(plan))
    assert "PYTHONPATH=" in told.read_text()
    assert [name for name in ("KEY", "SECRET", "DATABASE", "PEPPER") if name in told.read_text()] == []


def test_a_pdf_that_waits_too_long_is_told_to_whoever_watches_the_site(plan: PlanPage, now: datetime) -> None:
    want_prints([plan.pk], at=now)
    for minutes, ok in ((14, True), (16, False)):
        [finding] = health(at=now + timedelta(minutes=minutes))
        assert (finding.ok, finding.detail) == (ok, "0" if ok else "1")


def test_nobody_else_may_take_the_place_of_a_pdf(plan: PlanPage) -> None:
    with pytest.raises(ValidationError, match="choose another slug"):
        plan.get_parent().add_child(instance=CampaignPage(title="PDF", slug="pdf", demand="x"))
