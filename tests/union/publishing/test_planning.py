"""An embargoed page is nowhere before its time, and everywhere after it; the press has a link of its own."""

from datetime import datetime, timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client, TestCase
from django.utils import timezone
from django.utils.formats import date_format
from pypdf import PdfReader
from wagtail.models import Page, PageViewRestriction

from campaigns.consultations.models import Quote
from campaigns.models import PlanPage
from tests.campaigns.publishing import in_welsh
from tests.conftest import SignIn
from tests.once import told_once
from tests.union.publishing.changes import submit
from tests.union.publishing.conftest import sana_mirza
from union.accounts.models import User
from union.accounts.welcoming import welcome
from union.pages.changing import record_taken_back
from union.publishing.models import PressLink
from union.publishing.planning import expire_due, publish_due
from union.publishing.press_prints import FOLDER, draw_press_prints, expire, press_file, press_html
from union.publishing.pressing import NotEmbargoed, give_to_the_press, planned, stop_link
from union.publishing.todo import to_do

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@told_once
def sana() -> User:
    return sana_mirza()


@told_once
def embargoed(plan: PlanPage, sana: User, at: datetime) -> PlanPage:
    """Approved by Sana to go live tomorrow; no version of it has been live."""
    plan.unpublish()
    plan.title, plan.go_live_at = "Tomorrow’s plan", at + DAY
    plan.save_revision()
    plan.get_workflow().start(plan, None)
    state = plan.current_workflow_task_state
    state.task.specific.on_action(state, sana, "approve")
    return PlanPage.objects.get(pk=plan.pk)


def test_before_its_time_nobody_finds_it(client: Client, embargoed: PlanPage, at: datetime) -> None:
    assert publish_due(at=at) == 0
    for address in ("/safe-visits/plan/", "/safe-visits/plan/pdf/"):
        assert client.get(address).status_code == 404
    assert "Tomorrow" not in client.get("/safe-visits/").content.decode()
    assert Page.objects.live().filter(pk=embargoed.pk).count() == 0


def test_who_approves_is_told_when_it_goes_live(
    plan: PlanPage, rosa: User, sana: User, at: datetime, sign_in: SignIn
) -> None:
    plan.go_live_at = at.replace(year=at.year + 1)
    submit(plan, rosa)
    screen = sign_in(sana).get(f"/cms/pages/{plan.pk}/approve/").content.decode()
    assert "It goes live on " in screen
    plan.go_live_at = None
    plan.save_revision(user=rosa)
    assert "It goes live on " not in sign_in(sana).get(f"/cms/pages/{plan.pk}/approve/").content.decode()


def test_the_sweep_publishes_at_its_time_and_once(client: Client, embargoed: PlanPage, at: datetime) -> None:
    with time_machine.travel(at + 1.1 * DAY, tick=False):
        then = at + 1.1 * DAY
        assert (publish_due(at=then), publish_due(at=then)) == (1, 0)
        assert "Tomorrow’s plan" in client.get("/safe-visits/plan/").content.decode()


def test_a_planned_change_leaves_what_is_live_until_its_time(
    client: Client, plan: PlanPage, sana: User, at: datetime
) -> None:
    plan.save_revision().publish()
    plan = PlanPage.objects.get(pk=plan.pk)
    plan.title, plan.go_live_at = "Changed", at + DAY
    plan.save_revision().publish()
    assert "Three points" in client.get("/safe-visits/plan/").content.decode()
    with time_machine.travel(at + 2 * DAY, tick=False):
        assert publish_due(at=at + 2 * DAY) == 1
        assert "Changed" in client.get("/safe-visits/plan/").content.decode()


def test_a_page_leaves_at_its_end_and_once(client: Client, plan: PlanPage, at: datetime) -> None:
    Page.objects.filter(pk=plan.pk).update(expire_at=at + DAY)
    assert expire_due(at=at) == 0
    assert (expire_due(at=at + DAY), expire_due(at=at + DAY)) == (1, 0)
    assert Page.objects.get(pk=plan.pk).expired
    for address in ("/safe-visits/plan/", "/safe-visits/plan/pdf/"):
        over = client.get(address)
        words = over.content.decode()
        day = date_format(timezone.localtime(at + DAY), "j F Y")
        assert (over.status_code, f"As planned, it left the site on {day}." in words) == (410, True)
        assert 'href="/safe-visits/">' in words
    PageViewRestriction.objects.create(page=plan, restriction_type="login")  # was never for everybody
    assert client.get("/safe-visits/plan/").status_code == 404
    PageViewRestriction.objects.all().delete()
    Page.objects.get(pk=plan.pk).specific.save_revision().publish()
    assert client.get("/safe-visits/plan/").status_code == 200


def test_a_welsh_page_whose_time_is_over_says_so_in_welsh(
    client: Client, plan: PlanPage, sana: User, at: datetime
) -> None:
    side = in_welsh(plan, title="Cynllun", slug="cynllun")
    address = side.get_url()
    assert client.get(address).status_code == 200
    Page.objects.filter(pk=side.pk).update(expire_at=at)
    assert expire_due(at=at) == 1
    over = client.get(address)
    assert (over.status_code, "Mae’r dudalen hon wedi dod i ben" in over.content.decode()) == (410, True)


def test_the_press_reads_it_before_with_a_link_that_is_shown_once(
    client: Client, embargoed: PlanPage, sana: User, sign_in: SignIn, at: datetime
) -> None:
    """It begins with the site's own address, as in a letter, whichever way Sana came in."""
    asked = f"/cms/pages/{embargoed.pk}/press/", {"outlet": "The Evening Bell"}
    answer = sign_in(sana).post(*asked, headers={"host": "127.0.0.1"})
    begin, link = answer.context["new"][:17], answer.context["new"][17:]
    assert begin == "http://testserver"
    assert link not in sign_in(sana).get(f"/cms/pages/{embargoed.pk}/press/").content.decode()
    read = client.get(link)
    assert read.status_code == 200
    assert "Tomorrow’s plan" in read.content.decode()
    assert "Not for publication before." in read.content.decode()
    assert (read["X-Robots-Tag"], read["Referrer-Policy"]) == ("noindex, nofollow", "no-referrer")
    assert "no-store" in read["Cache-Control"]
    assert client.get("/safe-visits/plan/").status_code == 404
    with time_machine.travel(at + 2 * DAY, tick=False):
        publish_due(at=at + 2 * DAY)
        assert client.get(link)["Location"] == "/safe-visits/plan/"


def test_a_link_of_before_opens_no_later_version(
    client: Client, embargoed: PlanPage, sana: User, sign_in: SignIn, at: datetime
) -> None:
    """The Evening Bell was given what came out on Tuesday, and not the change that waits for Friday."""
    token = give_to_the_press(embargoed, outlet="The Evening Bell", by=sana, at=at)
    with time_machine.travel(at + 2 * DAY, tick=False):
        publish_due(at=at + 2 * DAY)
        page = PlanPage.objects.get(pk=embargoed.pk)
        page.title, page.go_live_at = "Friday’s plan", at + 5 * DAY
        page.save_revision().publish()
        late = at + 2 * DAY
        assert client.get(f"/embargo/{token}/")["Location"] == "/safe-visits/plan/"
        assert client.get(f"/embargo/{token}/pdf/")["Location"] == "/safe-visits/plan/pdf/"
        assert draw_press_prints(at=late) == 0
        listed = sign_in(sana).get(f"/cms/pages/{page.pk}/press/").content.decode()
        assert "leads to the page since it went live" in listed
        new = give_to_the_press(page, outlet="The Evening Bell", by=sana, at=late)
        assert "Friday’s plan" in client.get(f"/embargo/{new}/").content.decode()


def test_a_stopped_or_invented_link_opens_nothing(
    client: Client, embargoed: PlanPage, sana: User, at: datetime
) -> None:
    token = give_to_the_press(embargoed, outlet="The Evening Bell", by=sana, at=at)
    assert token not in str(PressLink.objects.values())
    stop_link(PressLink.objects.get(), by=sana, at=at)
    assert client.get(f"/embargo/{token}/").status_code == 404
    assert client.get("/embargo/made-up/").status_code == 404
    assert client.post(f"/embargo/{token}/").status_code == 405


def files() -> list[str]:
    return [
        f"{page}/{name}"
        for page in (default_storage.listdir(FOLDER)[0] if default_storage.exists(FOLDER) else [])
        for name in default_storage.listdir(f"{FOLDER}/{page}")[1]
    ]


def test_the_press_reads_on_until_the_page_is_there(
    client: Client, embargoed: PlanPage, sana: User, at: datetime
) -> None:
    """At its minute everybody opens the link, and the sweep comes some seconds later."""
    token = give_to_the_press(embargoed, outlet="The Evening Bell", by=sana, at=at)
    with time_machine.travel(at + DAY + timedelta(seconds=5), tick=False):
        assert "Tomorrow’s plan" in client.get(f"/embargo/{token}/").content.decode()
        assert client.get(f"/embargo/{token}/pdf/").status_code == 503
        assert planned(embargoed, at=at + DAY + timedelta(seconds=5)) is None


@pytest.mark.pdf
def test_the_press_has_its_pdf_by_the_link_and_by_nothing_else(
    client: Client, embargoed: PlanPage, sana: User, at: datetime, drawn_here: None
) -> None:
    token = give_to_the_press(embargoed, outlet="The Evening Bell", by=sana, at=at)
    link = f"/embargo/{token}/pdf/"
    page = client.get(f"/embargo/{token}/").content.decode()
    assert (f'href="{link}"' in page, "/safe-visits/plan/pdf/" in page) == (True, False)
    waits = client.get(link)
    assert (waits.status_code, waits["Refresh"], waits["X-Robots-Tag"]) == (503, "5", "noindex, nofollow")
    assert f'href="/embargo/{token}/"' in waits.content.decode()
    assert (draw_press_prints(at=at), draw_press_prints(at=at)) == (1, 0)
    answer = client.get(link)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert (answer["X-Robots-Tag"], answer["Referrer-Policy"]) == ("noindex, nofollow", "no-referrer")
    assert "no-store" in answer["Cache-Control"]
    reader = PdfReader(BytesIO(b"".join(answer.streaming_content)))
    text = " ".join(" ".join(leaf.extract_text() for leaf in reader.pages).split())
    assert reader.metadata.title == "Tomorrow’s plan"
    assert "Not for publication before." in text
    assert client.get("/safe-visits/plan/pdf/").status_code == 404
    assert client.get("/embargo/made-up/pdf/").status_code == 404
    [file] = files()
    assert client.get(f"/media/{FOLDER}/{file}").status_code == 404


@pytest.fixture
def drawn(embargoed: PlanPage, sana: User, at: datetime) -> tuple[str, PressLink]:
    """A link, and the PDF that stands behind it."""
    token = give_to_the_press(embargoed, outlet="The Evening Bell", by=sana, at=at)
    revision = planned(embargoed, at=at)
    assert revision is not None
    default_storage.save(press_file(revision, press_html(revision)), ContentFile(b"%PDF"))
    return f"/embargo/{token}/pdf/", PressLink.objects.get()


def test_the_pdf_goes_with_the_last_link(
    client: Client, drawn: tuple[str, PressLink], embargoed: PlanPage, sana: User, at: datetime
) -> None:
    path, link = drawn
    give_to_the_press(embargoed, outlet="The Morning Post", by=sana, at=at)
    other = PressLink.objects.last()
    assert other is not None
    with TestCase.captureOnCommitCallbacks(execute=True):
        stop_link(link, by=sana, at=at)
    assert (client.get(path).status_code, len(files())) == (404, 1)
    with TestCase.captureOnCommitCallbacks(execute=True):
        stop_link(other, by=sana, at=at)
    assert files() == []


def test_the_pdf_is_never_one_of_before(
    client: Client, drawn: tuple[str, PressLink], embargoed: PlanPage, sana: User, at: datetime
) -> None:
    path, _link = drawn
    assert client.get(path).status_code == 200
    embargoed.title, embargoed.go_live_at = "Better words", at + DAY
    embargoed.save_revision().publish()
    assert client.get(path).status_code == 503
    record_taken_back(Quote, [1], at=at)
    assert files() == []


def test_the_pdf_goes_when_the_page_is_out_or_waits_no_more(
    client: Client, drawn: tuple[str, PressLink], embargoed: PlanPage, at: datetime
) -> None:
    path, _link = drawn
    assert [line.n for line in expire(at=at, dry_run=False)] == [0]
    assert [line.n for line in expire(at=at + 2 * DAY, dry_run=True)] == [1]
    with time_machine.travel(at + 2 * DAY, tick=False):
        publish_due(at=at + 2 * DAY)
        assert files() == []
        assert client.get(path)["Location"] == "/safe-visits/plan/pdf/"


def test_only_an_embargoed_page_has_links_and_only_who_may_plan_it_makes_them(
    plan: PlanPage, sana: User, at: datetime, sign_in: SignIn
) -> None:
    ned = welcome("ned@example.org", name="Ned Fry", groups=("Editors",))
    with pytest.raises(NotEmbargoed):
        give_to_the_press(plan, outlet="The Evening Bell", by=sana, at=at)
    with pytest.raises(PermissionDenied):
        give_to_the_press(plan, outlet="The Evening Bell", by=ned, at=at)
    assert sign_in(ned).get(f"/cms/pages/{plan.pk}/press/").status_code == 302
    assert PressLink.objects.count() == 0


# --- one that cannot


@told_once
def hindered(plan: PlanPage, at: datetime) -> PlanPage:
    """A live page whose change is approved for tomorrow, at an address that another page has taken since."""
    plan.save_revision().publish()
    plan = PlanPage.objects.get(pk=plan.pk)
    plan.title, plan.slug, plan.go_live_at = "Tomorrow’s charter", "charter", at + DAY
    plan.save_revision().publish()
    plan.get_parent().add_child(instance=PlanPage(title="Charter", slug="charter"))
    return PlanPage.objects.get(pk=plan.pk)


def test_a_page_that_cannot_go_live_stops_no_other(plan: PlanPage, hindered: PlanPage, at: datetime) -> None:
    other = plan.get_parent().add_child(instance=PlanPage(title="Next", slug="next", live=False))
    other.go_live_at = at + 1.5 * DAY
    other.save_revision().publish()
    with time_machine.travel(at + 2 * DAY, tick=False):
        assert publish_due(at=at + 2 * DAY) == 1
    assert Page.objects.get(pk=other.pk).live
    assert Page.objects.get(pk=hindered.pk).title == "Three points"


def test_those_who_edit_it_are_told_what_hinders_it(hindered: PlanPage, sana: User, at: datetime) -> None:
    publish_due(at=at + 2 * DAY)
    [line] = [line for line in to_do(user=sana, at=at + 2 * DAY) if "could not go live" in line.sentence]
    assert line.sentence.startswith("“Tomorrow’s charter” could not go live on ")
    assert line.sentence.endswith(
        "The slug 'charter' is already in use within the parent page at '/safe-visits/'."
    )
    assert line.url == f"/cms/pages/{hindered.pk}/edit/"
    outsider = welcome("joan@example.org", name="Joan Beck")
    assert to_do(user=outsider, at=at + 2 * DAY) == []
